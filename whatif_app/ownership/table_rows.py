"""A small table that people keep, CSV or Excel, as rows of text with their lines."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from scenarios.words import marked, say
from whatif_app.atomic_file import worded
from whatif_app.errors import InvalidFileError
from whatif_app.sheet_rows import is_workbook, read_sheet_rows

#: A list of all services of a large company is a few megabytes.
MOST_BYTES = 20_000_000

_DELIMITERS = ",;\t|"
_INSTEAD = marked("Save it as an Excel workbook or as “CSV UTF-8”, and choose that.")


@dataclass(frozen=True)
class Table:
    """The rows of a file that hold anything, and what tells the file from a later one.

    Attributes:
        rows: 1-based line and cells, without spaces around them.
        sheets: of a workbook, all that it has.
    """

    fingerprint: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    sheets: tuple[str, ...] = ()


def read_table(path: Path, sheet: str | None = None) -> Table:
    """A table of text; nothing in it is computed, whatever its cells begin with.

    CSV may be UTF-8, UTF-16 with its mark, or the Western European text that Excel saves; with
    commas, semicolons, tabs or bars between cells.

    Args:
        sheet: of a workbook; the first that is not empty by default.

    Raises:
        UserError: it cannot be read, or is no table; in words.
    """
    with worded(path, "read"), path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidFileError(
            say(
                "“{name}” is larger than {most} MB.",
                name=path.name,
                most=MOST_BYTES // 1_000_000,
            ),
            say("Choose a table with one row a service."),
        )
    sheets: tuple[str, ...] = ()
    if is_workbook(content[:4096]):
        read = read_sheet_rows(path, sheet)
        numbered, sheets = list(enumerate(read.rows, start=1)), read.sheets
    else:
        numbered = _csv_rows(_text(content, path.name), path.name)
    stripped = ((line, tuple(cell.strip() for cell in cells)) for line, cells in numbered)
    rows = tuple(row for row in stripped if any(row[1]))
    return Table(sha256(content).hexdigest(), rows, sheets)


def _csv_rows(text: str, name: str) -> list[tuple[int, tuple[str, ...]]]:
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, skipped = first.strip()[4], rest, 1  # Excel's own way to say it
    else:
        head = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows, begins = [], 1 + skipped
    try:
        for cells in reader:
            rows.append((begins, tuple(cells)))
            begins = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise InvalidFileError(
            say("“{name}”, line {line}: {error}.", name=name, line=begins, error=error),
            say(_INSTEAD),
        ) from error
    return rows


def _text(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    text = next(filter(None, (_decoded(content, each) for each in encodings)), "")
    if not text.strip() or "\0" in text:
        raise InvalidFileError(
            say("“{name}” holds bytes that are no text.", name=name)
            if content.strip()
            else say("“{name}” is empty.", name=name),
            say(_INSTEAD),
        )
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html", "<?xml")):
        raise InvalidFileError(
            say(
                "“{name}” is a web page, probably a log-in page that came instead of the file.",
                name=name,
            ),
            say("Log in and download it again."),
        )
    return text


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
