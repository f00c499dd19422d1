"""What is inside an Excel workbook's zip, looked over before anything is built from it.

A workbook of a few kilobytes can ask for gigabytes: parts that unpack without end, one cell in
the last corner of a sheet, a long text repeated in every cell. Here each is found from the parts
themselves, so that what is handed on is small enough to read.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from scenarios.words import say
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.formatting import count

LARGEST_FILE = 200 << 20
LARGEST_CONTENT = 512 << 20
MOST_PARTS = 10_000
#: Cells between a sheet's first and last used corner, empty ones included.
MOST_CELLS = 12_000_000
#: Characters of all cells of a sheet together, texts that several cells share counted for each.
MOST_TEXT = 1 << 30

_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|.*\.rels|"
    r"xl/(?!charts|drawings|externalLinks|media|pivotCache|pivotTables|theme).*\.xml",
    re.IGNORECASE,
)
_SHARED_TEXTS = "xl/sharedstrings.xml"
_ATTRIBUTES = rb"(?:[^>\"'/]++|/(?!>)|\"[^\"]*\"|'[^']*')*"
# Self-closing cells are left aside: they have a look and no value.
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s>])(" + _ATTRIBUTES + rb")>")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)(\d+)[\"']")
_ERROR_CELL = re.compile(rb"(<(?:\w+:)?c\s(?:[^>]*?\s)?t\s*=\s*)([\"'])e\2")
_SHARED_END = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")
_WHOLE_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>\s*(\d{1,9})\s*<")


def is_workbook(start: bytes) -> bool:
    """Whether a file that starts so is a workbook: of today's Excel, an old or an encrypted one."""
    return start[:8] == _OLD_CONTAINER or (
        start[:4] == b"PK\x03\x04" and (b"[Content_Types].xml" in start or b"xl/" in start)
    )


def safe_package(path: Path) -> io.BytesIO:
    """The parts of a workbook that hold cells, in a zip of their own that is safe to read whole.

    Raises:
        UserError: the file cannot be opened, or is too large.
        InvalidFileError: it is encrypted, damaged, no workbook, or asks for more than it holds.
    """
    content = _content(path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _repacked(package, path.name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise _damaged(path.name) from error
    except (RuntimeError, ValueError) as error:  # a part locked with a password; a broken header
        raise _damaged(path.name) from error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise UserError(
            say(
                "{name}: the file cannot be opened: {reason}.",
                name=path.name,
                reason=error.strerror or error,
            ),
            say("Check that it is there and that you may read it."),
        ) from error
    if not content:
        raise InvalidFileError(
            say("{name}: the file is empty.", name=path.name), say("Export it again.")
        )
    if len(content) > LARGEST_FILE:
        raise _too_large(path.name, say("is larger than {n} MB", n=LARGEST_FILE >> 20))
    if content.startswith(_OLD_CONTAINER):
        if _ENCRYPTED in content:
            raise InvalidFileError(
                say("{name}: the workbook is protected by a password.", name=path.name),
                say("Save a copy without one, and choose that."),
            )
        raise InvalidFileError(
            say("{name}: this is a workbook of an old kind (.xls).", name=path.name),
            say("Save it as .xlsx."),
        )
    return content


def _repacked(package: zipfile.ZipFile, name: str) -> io.BytesIO:
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise _too_large(name, say("has more than {n} parts", n=count(MOST_PARTS)))
    wanted = {part.filename: part for part in parts if _NEEDED.fullmatch(part.filename)}
    if not any(part.lower() == "xl/workbook.xml" for part in wanted):
        raise InvalidFileError(
            say("{name}: this is no Excel workbook with sheets.", name=name),
            say("Save it as .xlsx or CSV."),
        )
    # Python reads no more of a part than its header says, so the sum holds.
    if sum(part.file_size for part in wanted.values()) > LARGEST_CONTENT:
        raise _too_large(
            name,
            say("unpacks to more than {n} MB", n=LARGEST_CONTENT >> 20),
        )
    shared = [part for part in wanted if part.lower() == _SHARED_TEXTS]
    lengths = _shared_lengths(package.read(shared[0])) if shared else []
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as copy:
        for part in wanted:
            content = package.read(part)
            # A sheet may lie under any name; no other part has cells.
            if part.lower() != _SHARED_TEXTS:
                _check_sheet(content, lengths, name)
            copy.writestr(part, _with_errors_as_text(content))
    made.seek(0)
    return made


def _with_errors_as_text(content: bytes) -> bytes:
    """Cells such as #N/A as the text that Excel shows; read as errors they would come out empty,
    and a missing figure would look like none."""
    if b"'e'" not in content and b'"e"' not in content:
        return content
    return _ERROR_CELL.sub(rb"\1\2str\2", content)


def _shared_lengths(content: bytes) -> list[int]:
    """Bytes that each shared text takes, its markup included."""
    ends = [found.end() for found in _SHARED_END.finditer(content)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _check_sheet(content: bytes, shared_lengths: list[int], name: str) -> None:
    first_row, last_row, last_column = 1 << 30, 0, 0
    for row, column in _used_cells(content):
        first_row, last_row = min(first_row, row), max(last_row, row)
        last_column = max(last_column, column)
    if last_row and (last_row - first_row + 1) * last_column > MOST_CELLS:
        raise _too_large(
            name,
            say(
                "has a sheet that reaches to row {last_row} and column {last_column}, more "
                "than {n} cells",
                last_row=count(last_row),
                last_column=count(last_column),
                n=count(MOST_CELLS),
            ),
        )
    texts = len(shared_lengths)
    used = (int(found[1]) for found in _WHOLE_VALUE.finditer(content))
    if sum(shared_lengths[index] for index in used if index < texts) > MOST_TEXT:
        raise _too_large(name, say("repeats long texts over and over"))


def _used_cells(content: bytes) -> Iterator[tuple[int, int]]:
    """Row and column, from 1, of each cell that may hold a value."""
    row, column = 0, 0
    for found in _ROW_OR_CELL.finditer(content):
        reference = _REFERENCE.search(found[2])
        if found[1] == b"row":
            row, column = (int(reference[2]) if reference else row + 1), 0
            continue
        column += 1
        if reference and reference[1]:
            row, column = int(reference[2]), _column_number(reference[1])
        yield row, column


@lru_cache(maxsize=1 << 15)
def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number


def _too_large(name: str, why: str) -> InvalidFileError:
    return InvalidFileError(
        say("{name}: the workbook {why}.", name=name, why=why),
        say("Save the sheet that is meant as CSV, and choose that."),
    )


def _damaged(name: str) -> InvalidFileError:
    return InvalidFileError(
        say("{name}: the workbook is damaged or incomplete.", name=name),
        say("Open it in Excel, save it again, and choose the copy."),
    )
