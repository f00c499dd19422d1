"""Reading one table of text with an explicit dialect, every line accounted for.

What is no plain or compressed CSV (a sheet of a workbook, a ZIP archive) is read through a copy.
Lines that are no rows (too many or too few fields, broken quotes) are collected by DuckDB and
counted here under a reason. Two faults of whole files are mended on the way: text that is not
UTF-8 is read as Western European, and mixed line endings are made one kind, where need be in a
scratch copy.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from scenarios.words import marked, say
from whatif_app.costs.columns import text_literal
from whatif_app.costs.files.head import Head
from whatif_app.costs.files.lost_lines import may_hold_endless_line, unclosed_quote
from whatif_app.costs.files.mending import Reading, damage, mended
from whatif_app.costs.files.packed import unpack
from whatif_app.costs.files.sheets import write_as_csv
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session, file_faults, path_literal
from whatif_app.formatting import count
from whatif_app.note import Note

_SAMPLES = 5
_ONE_BUFFER = 1 << 23
#: Tables pack to a tenth, seldom to less than this part.
_MOST_PACKED = 50

#: Broken lines are held to be counted; a file with as many as this is damaged as a whole.
_BROKEN_LINES = 100_000
_BROKEN_QUOTE = "error IN ('UNQUOTED VALUE', 'INVALID STATE')"
_NOT_UTF_8 = "error_type = 'INVALID ENCODING'"

_REASONS = {
    "MISSING COLUMNS": ("ragged_row", marked("The row has fewer fields than the header.")),
    "TOO MANY COLUMNS": ("ragged_row", marked("The row has more fields than the header.")),
    "UNQUOTED VALUE": (
        "broken_quote",
        marked("A quotation mark in the row is not closed or not doubled."),
    ),
    "INVALID STATE": (
        "broken_quote",
        marked("A quotation mark in the row is not closed or not doubled."),
    ),
    "LINE SIZE OVER MAXIMUM": ("oversized_row", marked("The row is longer than 2 MB.")),
}


@dataclass
class Rejects:
    """The lines of one file that are no rows.

    Attributes:
        counts: rows by reason.
        problems: the first few, by line.
        notes: what was mended, as sentences.
    """

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def _first_reading(session: Session, head: Head) -> Reading:
    """The file itself, or its copy as CSV, made once a session."""
    if not head.sheet and head.compression != "zip":
        path, compression = head.source.path, head.compression
        try:
            is_parallel = not may_hold_endless_line(path, compression)
        except OSError as error:
            raise ExportError([damage(head, error.strerror or str(error))]) from error
        return Reading(path, compression, head.encoding, is_parallel)
    name = hashlib.sha256(f"{head.source.path}\n{head.sheet}".encode()).hexdigest()[:24]
    copy = session.folder / f"{name}.csv"
    if not copy.exists():
        _copy_as_csv(session, head, copy)
    return Reading(copy, "none", head.encoding)


def _copy_as_csv(session: Session, head: Head, copy: Path) -> None:
    half_done = copy.with_suffix(".part")
    if head.sheet:
        stage, size = say("Unpacking sheet {sheet}", sheet=head.sheet), head.source.size

        def progress(share: float) -> None:
            session.check()
            session.report(stage, share * size, share * head.rows_expected)

        write_as_csv(head.source, head.sheet, half_done, progress)
    else:
        unpack(head.source, half_done, session.check)
    half_done.rename(copy)


def csv_table(head: Head, reading: Reading, types: Mapping[int, str] | None = None) -> str:
    """SQL that reads the file under positional column names; every cell text unless typed here."""
    if head.container == "json":
        return _json_lines_table(head, reading)
    types = types or {}
    width = head.width or len(head.columns.names)
    columns = ", ".join(
        f"'c{position}': '{types.get(position, 'VARCHAR')}'" for position in range(width)
    )
    table = (
        f"read_csv({path_literal(reading.path)}, auto_detect = false, header = true, "
        f"skip = {head.header_at}, delim = {text_literal(head.delimiter)}, "
        "quote = '\"', escape = '\"', "
        f"nullstr = ['', 'NULL', 'null'], columns = {{{columns}}}, "
        f"compression = '{reading.compression}', encoding = '{reading.encoding}', "
        f"parallel = {str(reading.is_parallel).lower()}, "
        f"store_rejects = true, rejects_limit = {_BROKEN_LINES}, "
        "rejects_table = 'rejects', rejects_scan = 'reject_scans')"
    )
    return _one_row_a_cell(head, table) if head.melted else table


def _one_row_a_cell(head: Head, table: str) -> str:
    kept = "".join(f"c{position} AS k{n}, " for n, position in enumerate(head.kept))
    kept_as = "".join(f"k{n} AS c{n}, " for n in range(len(head.kept)))
    labels = ", ".join(text_literal(label) for _, label in head.melted)
    cells = ", ".join(f"c{position}" for position, _ in head.melted)
    after = len(head.kept)
    return (
        f"(SELECT {kept_as}cell.label AS c{after}, cell.value AS c{after + 1} FROM (SELECT {kept}"
        f"unnest(list_zip([{labels}], [{cells}])) AS pair, "
        "struct_pack(label := pair[1], value := pair[2]) AS cell "
        f"FROM {table}) WHERE cell.value IS NOT NULL)"
    )


def _json_lines_table(head: Head, reading: Reading) -> str:
    """Each line whole, then its cells; a line that is no JSON becomes a row of nothing."""
    cells = ", ".join(f"{sql} AS c{position}" for position, sql in enumerate(head.cells))
    return (
        f"(SELECT {cells} FROM (SELECT CASE WHEN json_valid(line) THEN line END AS line "
        f"FROM read_csv({path_literal(reading.path)}, auto_detect = false, header = false, "
        "delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'}, "
        f"compression = '{reading.compression}', encoding = '{reading.encoding}', "
        f"parallel = {str(reading.is_parallel).lower()}, "
        f"store_rejects = true, rejects_limit = {_BROKEN_LINES}, "
        "rejects_table = 'rejects', rejects_scan = 'reject_scans') WHERE line IS NOT NULL))"
    )


def scan_csv(session: Session, head: Head, statement: Callable[[str], str], stage: str) -> Rejects:
    """Run a statement over the file and account for its rejected lines.

    Args:
        session: where to run it.
        head: the file.
        statement: SQL of the table to read → the statement.
        stage: shown as progress.

    Raises:
        ExportError: where the file is damaged so that its rows cannot all be told apart.
        Cancelled: on the caller's wish.
    """
    reading = _first_reading(session, head)
    notes: list[str] = []
    while True:
        _forget_rejects(session)
        try:
            _run(session, head, statement(csv_table(head, reading)), stage)
        except file_faults() as error:
            reading, note = mended(session, head, reading, error)
            notes.extend(note)
            continue
        is_undecided = reading.encoding == "utf-8" and not reading.is_decoded
        if is_undecided and _has_rejects(session, _NOT_UTF_8):
            reading = replace(reading, encoding="latin-1")
            notes.append(
                Note("{name} is not UTF-8; it was read as Western European.", name=head.source.name)
            )
            continue
        if _has_rejects(session, f"(SELECT count(*) FROM rejects) >= {_BROKEN_LINES}"):
            raise ExportError([_mostly_broken(session, head)])
        if reading.is_parallel and _is_long(reading) and _has_rejects(session):
            # Threads that begin in the midst of broken lines may lose some; one thread loses none
            # but those after a quotation mark that is never closed.
            reading = _with_one_thread(session, head, reading)
            continue
        if not reading.is_parallel:
            _check_last_quote(session, head, reading)
        return _account(session, head, notes)


def _is_long(reading: Reading) -> bool:
    """Whether several threads may read the file."""
    packed = 1 if reading.compression == "none" else _MOST_PACKED
    return reading.path.stat().st_size * packed > _ONE_BUFFER


def _with_one_thread(session: Session, head: Head, reading: Reading) -> Reading:
    if reading.compression == "zstd":
        # Only its unpacked text would tell whether the quotation mark is the last one.
        unclosed = session.query(f"SELECT min(line) FROM ({_REJECTED}) WHERE {_BROKEN_QUOTE}")
        if unclosed[0][0] is not None:
            raise ExportError([_unclosed(head, int(unclosed[0][0]))])
    return replace(reading, is_parallel=False)


def _check_last_quote(session: Session, head: Head, reading: Reading) -> None:
    """Refuse a file whose end is within a quoted text: one thread loses that text unsaid."""
    if head.container == "json" or reading.compression == "zstd":
        return
    try:
        line = unclosed_quote(
            *(reading.path, reading.compression, reading.encoding, head.delimiter, session.check)
        )
    except (OSError, EOFError, zlib.error) as error:
        raise ExportError([damage(head, f"{reading.compression}: {error}")]) from error
    if line is not None:
        raise ExportError([_unclosed(head, line)])


def locate_cells(
    session: Session, head: Head, position: int, sql_type: str, header_name: str
) -> list[tuple[int, str]]:
    """The first lines in which a column's cell is not of a type: line and the cell's complaint."""
    _forget_rejects(session)
    reading = _first_reading(session, head)
    table = csv_table(head, reading, {position: sql_type})
    try:
        _run(session, head, f"SELECT count(c{position}) FROM {table}", "Locating unreadable cells")
        rows = session.query(
            "SELECT line, error_message FROM rejects WHERE error_type = 'CAST' "
            f"AND NOT contains(error_message, {text_literal(header_name)}) "
            f"ORDER BY line LIMIT {_SAMPLES}"
        )
    except file_faults():
        return []  # a file that was mended to be read has no lines of its own to name
    said = re.compile(r'convert string "(.*?)" to', re.DOTALL)
    return [(int(line), m.group(1) if (m := said.search(text)) else "") for line, text in rows]


def _run(session: Session, head: Head, sql: str, stage: str) -> None:
    session.scan(sql, head.source.size, head.rows_expected, stage)


def _forget_rejects(session: Session) -> None:
    session.query("DROP TABLE IF EXISTS rejects")
    session.query("DROP TABLE IF EXISTS reject_scans")


def _has_rejects(session: Session, condition: str = "true") -> bool:
    return bool(session.query(f"SELECT 1 FROM rejects WHERE {condition} LIMIT 1"))


# One row per rejected line, under its first error. A line whose quote is never closed runs over
# into the next ones: it holds a line break and an odd number of quotation marks.
_REJECTED = """
    SELECT min(line) AS line, min(error_type::VARCHAR) AS error, bool_or(
        contains(trim(csv_line, chr(10) || chr(13)), chr(10))
        AND (length(csv_line) - length(replace(csv_line, '"', ''))) % 2 = 1
    ) AS runs_over
    FROM rejects GROUP BY line_byte_position"""


def _account(session: Session, head: Head, notes: list[str]) -> Rejects:
    """Count the rejected lines by reason, with the first few of each."""
    rejects = Rejects(notes=notes)
    counted = session.query(
        "SELECT error, count(*), min(line) FILTER (runs_over), list(line ORDER BY line)"
        f"[:{_SAMPLES}] FROM ({_REJECTED}) GROUP BY error ORDER BY error"
    )
    for error, times, unclosed, lines in counted:
        reason, what = _REASONS.get(error, ("unreadable_row", marked("The row cannot be read.")))
        if unclosed is not None and reason in ("broken_quote", "oversized_row"):
            raise ExportError([_unclosed(head, int(unclosed))])
        rejects.counts[reason] = rejects.counts.get(reason, 0) + int(times)
        rejects.problems.extend(
            Problem(head.source.name, int(line), None, Note(what), Note("The row was set aside."))
            for line in lines
        )
    rejects.problems.sort(key=lambda problem: problem.line or 0)
    return rejects


def _mostly_broken(session: Session, head: Head) -> Problem:
    first = session.query("SELECT min(line) FROM rejects")[0][0]
    return Problem(
        head.source.name,
        int(first),
        None,
        say(
            "{n} lines or more are no rows of this table; the first is here.",
            n=count(_BROKEN_LINES),
        ),
        say("The file is damaged: download it again."),
    )


def _unclosed(head: Head, line: int) -> Problem:
    return Problem(
        head.source.name,
        line,
        None,
        say("A quoted text begins here and is never closed, so the lines after it are lost."),
        say("The file is damaged or cut off: download it again."),
    )
