"""The door for cost exports: look into one quickly, or read it whole.

Which formats are read is listed in `recognising`; all else is the same for each of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.words import say
from whatif_app.costs.aggregation import Part, aggregate
from whatif_app.costs.baseline import Baseline, SourceFile
from whatif_app.costs.columns import text_literal, union_of
from whatif_app.costs.condensing import Condensing
from whatif_app.costs.files.head import Head
from whatif_app.costs.files.sources import Source, find_sources
from whatif_app.costs.format import Choices, Rules, chosen_tag
from whatif_app.costs.mapped.table_look import TableLook
from whatif_app.costs.problem import Cancelled, ExportError, Problem
from whatif_app.costs.recognising import (
    PROBLEMS_SHOWN,
    READERS,
    Recognised,
    UnknownTableError,
    recognise,
    recognise_heads,
)
from whatif_app.costs.session import Progress, Session, open_session
from whatif_app.formatting import count
from whatif_app.note import Note

__all__ = [
    "READERS",
    "Cancelled",
    "ExportError",
    "Peek",
    "Problem",
    "Progress",
    "peek",
    "peek_heads",
    "read_export",
    "read_heads_whole",
    "recognise_heads",
]


@dataclass(frozen=True)
class Peek:
    """What can be told of an export without reading it.

    Attributes:
        format: name and version; None where it cannot be read.
        files: names.
        columns: every column of any file, as spelled.
        tag_keys: tags that may be chosen as dimensions (of map columns: those seen in the head).
        bytes: of all files on disk.
        problems: what stands in the way of reading it; empty if nothing.
        asks: what the reader may choose before it is read, as in `Format`.
        sheet, sheets: of a workbook, the sheet that would be read and all that hold cells.
        table: a table of no known format, which a mapping of its columns makes readable.
    """

    format: str | None
    files: tuple[str, ...]
    columns: tuple[str, ...]
    tag_keys: tuple[str, ...]
    bytes: int
    problems: tuple[Problem, ...]
    asks: tuple[str, ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    table: TableLook | None = None

    @property
    def needs_mapping(self) -> bool:
        """Whether it can be read once the reader has said what its columns mean."""
        return self.table is not None


def peek(paths: Sequence[Path], choices: Choices | None = None) -> Peek:
    """Look at the head of each file: what it is, its columns, its tags, and what is wrong.

    Args:
        paths: as for `read_export`.
        choices: where in the files to look (sheet, header row); the rest is not needed yet.

    Never raises for what is in the files; everything found wrong is in `problems`.
    """
    try:
        sources = find_sources(paths).sources
        names, size = tuple(each.name for each in sources), sum(each.size for each in sources)
    except ExportError as error:
        return Peek(None, (), (), (), 0, tuple(error.problems))
    try:
        return _seen(recognise(paths, choices or Choices()), names, size)
    except UnknownTableError as error:
        table = TableLook.of(error.heads[0])
        return Peek(None, names, table.names, (), size, (), table=table)
    except ExportError as error:
        return Peek(None, names, (), (), size, tuple(error.problems))


def peek_heads(heads: Sequence[Head]) -> Peek:
    """As `peek`, for tables whose heads are known already.

    Raises:
        ExportError: with everything that stands in the way.
    """
    return _seen(recognise_heads(heads), tuple(head.source.name for head in heads), 0)


def _seen(found: Recognised, names: tuple[str, ...], size: int) -> Peek:
    head = found.heads[0]
    columns = union_of(each.columns for each in found.heads).names
    return Peek(
        *(found.name, names, columns, found.tag_keys, size, (), found.reader.asks),
        sheet=head.sheet,
        sheets=head.sheets,
    )


def read_export(
    paths: Sequence[Path],
    *,
    tags: Sequence[str] = (),
    choices: Choices | None = None,
    cache_dir: Path | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Baseline:
    """Read an export, whatever its size, and add it up.

    Args:
        paths: files, globs or folders that together are one export in one format.
        tags: tag keys to keep as dimensions; `team` finds `user:team`.
        choices: what the reader says of things that the files may leave open.
        cache_dir: where scratch files may lie (they are as large as the aggregate, and removed);
            the system's temporary folder by default.
        progress: called on this thread, several times a second.
        cancelled: asked as often; once true, the import stops.

    Returns:
        The baseline, reconciled.

    Raises:
        ExportError: listing everything that stands in the way.
        Cancelled: when `cancelled` said so; nothing is left behind.
    """
    wishes = choices or Choices()
    found = recognise(paths, wishes)
    with open_session(cache_dir, progress or (lambda _: None), cancelled) as session:
        readings = 1 if found.reader.survey is None else 2
        session.bytes_total = readings * sum(head.source.size for head in found.heads)
        return read_heads_whole(session, found, tags, wishes)


def read_heads_whole(
    session: Session, found: Recognised, tags: Sequence[str], choices: Choices
) -> Baseline:
    """Read the files of an export, whose format is known, and add them up.

    Raises:
        ExportError, Cancelled: as `read_export`.
    """
    of_mapping = choices.mapping.tags if choices.mapping is not None else ()
    chosen = _choose_tags((*of_mapping, *tags), found)
    session.check()
    parts = _aggregate_all(session, found, chosen, choices)
    session.report(say("Reconciling"))
    baseline = _condense(session, found, chosen, parts)
    _refuse_unseen_tags(baseline, found.tag_keys)
    return baseline


def _choose_tags(wanted: Sequence[str], found: Recognised) -> tuple[str, ...]:
    """The tag keys meant, in the export's spelling. Entries of map columns are only known when all
    rows have been read, so there an unknown key is taken as it is and looked for."""
    known = found.tag_keys
    has_maps = any(head.columns.first(*found.reader.map_columns) for head in found.heads)
    chosen = {tag: chosen_tag(tag, known) for tag in wanted}
    unknown = [tag for tag, key in chosen.items() if key is None]
    if unknown and not has_maps:
        raise ExportError([_no_such_tag(tag, known) for tag in unknown])
    return tuple(dict.fromkeys(key or tag for tag, key in chosen.items()))


def _no_such_tag(tag: str, known: Sequence[str]) -> Problem:
    shown = ", ".join(known[:12]) if known else "none"
    return Problem(
        "",
        None,
        None,
        say("The export has no tag “{tag}”.", tag=tag),
        say("It has: {shown}.", shown=shown),
    )


def _refuse_unseen_tags(baseline: Baseline, known: Sequence[str]) -> None:
    unseen = [
        tag
        for position, tag in enumerate(baseline.tags)
        if tag not in known and not any(line.tags[position] for line in baseline.lines)
    ]
    if unseen:
        raise ExportError([_no_such_tag(tag, known) for tag in unseen])


def _rules(
    session: Session, found: Recognised, tags: Sequence[str], choices: Choices
) -> Sequence[Rules]:
    """Each file's rules."""
    if found.reader.survey is not None:
        return found.reader.survey(session, found.heads, tags, choices)
    return [found.reader.rules(head.columns, tags) for head in found.heads]


def _aggregate_all(
    session: Session, found: Recognised, tags: Sequence[str], choices: Choices
) -> list[Part]:
    """Every file's groups; where files are damaged, all of them are named, not the first alone."""
    parts: list[Part] = []
    problems: list[Problem] = []
    every = zip(found.heads, _rules(session, found, tags, choices), strict=True)
    for number, (head, rules) in enumerate(every):
        try:
            parts.append(aggregate(session, head, rules, number))
        except ExportError as error:
            problems.extend(error.problems)
    if not problems and not any(part.used for part in parts):
        problems = _nothing_used(parts)
    if problems:
        raise ExportError(problems[:PROBLEMS_SHOWN])
    return parts


def _nothing_used(parts: Sequence[Part]) -> list[Problem]:
    set_aside = sum(sum(part.set_aside.values()) for part in parts)
    name = parts[0].head.source.name if len(parts) == 1 else ""
    if not set_aside:
        what = say("The export has a header but no rows.")
        return [Problem(name, None, None, what, say("Export a period in which there were costs."))]
    reasons = sorted({reason.replace("_", " ") for part in parts for reason in part.set_aside})
    what = say(
        "None of the {n} rows can be used ({reasons}).",
        n=count(set_aside),
        reasons=", ".join(reasons),
    )
    examples = [problem for part in parts for problem in part.problems]
    return [Problem(name, None, None, what, say("Download the export again.")), *examples]


def _condense(
    session: Session, found: Recognised, tags: tuple[str, ...], parts: Sequence[Part]
) -> Baseline:
    condensing = Condensing(session, parts, tags)
    calendar = condensing.months()
    condensing.find_lacking()
    lines = condensing.lines()
    session.check()
    sources = tuple(
        _source_table(session, part)
        if part.head.container == "table"
        else _source_file(part.head.source)
        for part in parts
    )
    notes = [*found.notes, *_twins(sources), *(note for part in parts for note in part.notes)]
    reconciliation = condensing.reconciliation(found.name, lines, notes)
    session.check()
    return Baseline(
        format=found.name,
        sources=sources,
        currencies=tuple(reconciliation.totals),
        months=tuple(calendar),
        tags=tags,
        calendar=calendar,
        reconciliation=reconciliation,
        lines=lines,
        days=condensing.days(),
        hours=condensing.hours(),
    )


def _twins(sources: Sequence[SourceFile]) -> list[str]:
    """A warning of files with the same content: perhaps one was downloaded twice."""
    first: dict[str, str] = {}
    notes: list[str] = []
    for source in sources:
        name = first.setdefault(source.fingerprint, source.name)
        if name != source.name:
            notes.append(
                Note(
                    "{name} has the same content as {other}; both are counted.",
                    name=source.name,
                    other=name,
                )
            )
    return notes


def _source_table(session: Session, part: Part) -> SourceFile:
    """A table elsewhere, as it was read: as long as no sum of a month changes, it is the same."""
    sums = session.query(
        "SELECT set_aside, month, currency, sum(row_count), sum(billed), sum(amortized) "
        f"FROM read_parquet({text_literal(str(part.groups))}) GROUP BY ALL ORDER BY ALL"
    )
    fingerprint = hashlib.sha256(repr(sums).encode()).hexdigest()
    return SourceFile(part.head.source.name, part.head.source.size, fingerprint)


def _source_file(source: Source) -> SourceFile:
    """The file as it was read.

    Raises:
        ExportError: where it is gone or of another size: a download goes on, or a sync is at work.
    """
    try:
        is_the_same = source.path.stat().st_size == source.size
        fingerprint = source.fingerprint()
    except OSError:
        is_the_same = False
    if not is_the_same:
        what = say("The file changed while it was read.")
        raise ExportError(
            [Problem(source.name, None, None, what, say("Import it once it is whole."))]
        )
    return SourceFile(source.name, source.size, fingerprint)
