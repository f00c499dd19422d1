"""A table's rows of text, streamed from CSV (plain or gzipped) or from a sheet of a workbook."""

from __future__ import annotations

import csv
import gzip
import hashlib
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

from scenarios.words import marked, say
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.sheet_rows import SheetRows, is_workbook, read_sheet_rows
from whatif_app.volumes.choices import Watch

_HEAD = 1 << 20
_LONGEST_LINE = 1 << 22
_MOST_UNPACKED = 1 << 36
_DELIMITERS = (",", ";", "\t", "|")
_ROWS_BETWEEN_LOOKS = 2_000

_REFUSED_STARTS = (
    (b"%PDF", marked("This is a PDF."), marked("Export the numbers as CSV or Excel.")),
    (b"PAR1", marked("This is a Parquet file."), marked("Export the numbers as CSV.")),
    (
        b"\x28\xb5\x2f\xfd",
        marked("This file is compressed with Zstandard."),
        marked("Unpack it first."),
    ),
    (
        b"PK\x03\x04",
        marked("This is a ZIP archive."),
        marked("Unpack it, and choose the file in it."),
    ),
)


@dataclass(frozen=True)
class RowSource:
    """A file that holds a table.

    Attributes:
        path: the file.
        start: its first bytes, unpacked.
        is_gzip: whether it is packed.
        sheet: of a workbook, the sheet that is read; else None.
        delimiter, encoding: of CSV.
    """

    path: Path
    start: bytes
    is_gzip: bool
    sheet: SheetRows | None = None
    delimiter: str = ","
    encoding: str = "utf-8-sig"

    @property
    def format(self) -> str:
        """What it is, in words."""
        return f"Excel sheet “{self.sheet.name}”" if self.sheet is not None else "CSV"

    def rows(self, watch: Watch) -> Generator[list[str], None, None]:
        """Every row that holds anything, as stripped cells.

        Raises:
            InvalidFileError: the file is cut off or damaged on the way.
        """
        if self.sheet is not None:
            yield from ([cell.strip() for cell in row] for row in self.sheet.rows if any(row))
            return
        size = self.path.stat().st_size
        with self.path.open("rb") as file, self._text(file) as text:
            reader = csv.reader(self._lines(text), delimiter=self.delimiter)
            try:
                for place, row in enumerate(reader):
                    if place % _ROWS_BETWEEN_LOOKS == 0:
                        watch(min(file.tell(), size), size)
                    stripped = [cell.strip() for cell in row]
                    if any(stripped):
                        yield stripped
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                raise InvalidFileError(
                    say("{name}: the gzip file is damaged or cut off.", name=self.path.name),
                    say("Export it again."),
                ) from error
            except csv.Error as error:
                raise InvalidFileError(
                    say(
                        "{name}, line {line}: {error}.",
                        name=self.path.name,
                        line=reader.line_num,
                        error=error,
                    ),
                    say("Check for a quotation mark that is never closed, or export it again."),
                ) from error

    def _text(self, file: BinaryIO) -> TextIOWrapper:
        unpacked = gzip.GzipFile(fileobj=file) if self.is_gzip else file
        return TextIOWrapper(unpacked, self.encoding, errors="replace", newline="")

    def _lines(self, text: TextIOWrapper) -> Iterator[str]:
        """Lines of bounded length: a file without line ends would be read whole otherwise."""
        unpacked_size = 0
        for number, line in enumerate(iter(lambda: text.readline(_LONGEST_LINE), ""), start=1):
            unpacked_size += len(line)
            if len(line) >= _LONGEST_LINE or unpacked_size > _MOST_UNPACKED:
                raise InvalidFileError(
                    say(
                        "{name}, line {line}: the line does not end.",
                        name=self.path.name,
                        line=number,
                    ),
                    say("Choose a table with one row a line."),
                )
            yield line


def open_rows(path: Path, sheet: str | None = None) -> RowSource:
    """The table in a file.

    Args:
        sheet: of a workbook; the first that is not empty by default.

    Raises:
        UserError: it cannot be opened, or holds no table; in words.
    """
    start, is_gzip = file_start(path)
    if is_workbook(start[:4096]):
        return RowSource(path, start, is_gzip, sheet=read_sheet_rows(path, sheet))
    for mark, what, way in _REFUSED_STARTS:
        if start.startswith(mark):
            raise InvalidFileError(f"{path.name}: {say(what)}", say(way))
    encoding, text = _decoded(start)
    if "\0" in text[:4096]:
        raise InvalidFileError(
            say("{name}: this is no text file.", name=path.name), say("Export CSV or Excel.")
        )
    if not text.strip():
        raise InvalidFileError(
            say("{name}: the file is empty.", name=path.name), say("Export it again.")
        )
    if text.lstrip()[:1] == "<":
        raise InvalidFileError(
            say(
                "{name}: this is a web page, probably a log-in page that came instead of the file.",
                name=path.name,
            ),
            say("Log in and download it again."),
        )
    return RowSource(path, start, is_gzip, delimiter=_delimiter(text), encoding=encoding)


def file_start(path: Path) -> tuple[bytes, bool]:
    """The first bytes of a file, unpacked, and whether it is packed with gzip.

    Raises:
        UserError: it cannot be opened, or is damaged.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_HEAD)
    except OSError as error:
        raise UserError(
            say(
                "{name}: the file cannot be opened: {error}.",
                name=path.name,
                error=error.strerror or error,
            ),
            say("Check that it is there and that you may read it."),
        ) from error
    if not start.startswith(b"\x1f\x8b"):
        return start, False
    try:
        return zlib.decompressobj(wbits=31).decompress(start, _HEAD), True
    except zlib.error as error:
        raise InvalidFileError(
            say("{name}: the gzip file is damaged.", name=path.name), say("Export it again.")
        ) from error


def fingerprint_of(path: Path) -> str:
    """The hash of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _decoded(start: bytes) -> tuple[str, str]:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", start[: len(start) // 2 * 2].decode("utf-16", errors="replace")
    try:
        # The head may end within a character, of at most four bytes.
        return "utf-8-sig", start.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(start) - 4:
            return "utf-8-sig", start[: error.start].decode("utf-8-sig")
    return "cp1252", start.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """What parts the cells: of the first lines, what is in as many of them as often."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]

    def fit(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in lines]
        usual = max(counts, key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=fit)
