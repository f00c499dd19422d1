"""A file of weights of whichever kind: OpenCost or Kubecost JSON or CSV, a table, a workbook."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from pathlib import Path

from scenarios.words import marked, say
from whatif_app.atomic_file import worded
from whatif_app.errors import InvalidFileError
from whatif_app.ownership import opencost, opencost_csv
from whatif_app.ownership.key_file import KeyFile
from whatif_app.ownership.weights_table import of_table
from whatif_app.sheet_rows import is_workbook, read_sheet_rows

#: A file of weights is one line a name; more than this is something else.
MOST_BYTES = 200_000_000
_GZIP = b"\x1f\x8b"
_INSTEAD = marked(
    "Choose an OpenCost or Kubecost allocation (JSON or CSV), or a table of names and weights "
    "(CSV or Excel)."
)


def read_key_file(path: Path, sheet: str | None = None) -> KeyFile:
    """What a file of weights offers.

    Args:
        sheet: of a workbook; the first that is not empty by default.

    Raises:
        UserError: it cannot be read, or is something else; says what, and what to choose instead.
    """
    content = _content(path)
    if is_workbook(content):
        return _of_rows([list(row) for row in read_sheet_rows(path, sheet).rows], path.name)
    return key_file_of_text(_text(content, path.name), path.name)


def key_file_of_text(text: str, name: str) -> KeyFile:
    """What a text offers: an allocation as JSON, or a table with commas, semicolons or tabs.

    Args:
        name: of the file, or how a pasted table is called.

    Raises:
        InvalidFileError: it is neither.
    """
    start = text.lstrip()[:200].lower()
    if not start:
        raise InvalidFileError(say("“{name}” is empty.", name=name), say(_INSTEAD))
    if start.startswith(("<!doctype", "<html", "<?xml", "<")):
        raise InvalidFileError(
            say(
                "“{name}” is a web page or XML, probably a log-in page that came instead of the "
                "file.",
                name=name,
            ),
            say("Log in and download it again."),
        )
    if start.startswith(("{", "[")):
        return opencost.read_json(text, name)
    if "\0" in text:
        raise InvalidFileError(
            say("“{name}” holds bytes that are no text.", name=name), say(_INSTEAD)
        )
    return _of_rows(_csv_rows(text, name), name)


def _of_rows(rows: list[list[str]], name: str) -> KeyFile:
    header = [cell.strip() for cell in rows[0]] if rows else []
    if opencost.is_right_sizing(header):
        raise opencost.refuse_right_sizing(name)
    if opencost_csv.is_csv_export(header):
        return opencost_csv.of_csv_export(rows, name)
    return of_table(rows, name)


def _csv_rows(text: str, name: str) -> list[list[str]]:
    first = text.lstrip().partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text.lstrip("\n"), newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise InvalidFileError(
            say("“{name}” is no table: {error}.", name=name, error=error), say(_INSTEAD)
        ) from error


def _content(path: Path) -> bytes:
    """A file's bytes, decompressed where it is gzip."""
    with worded(path, "read"), path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if content.startswith(_GZIP):
        try:
            with gzip.open(io.BytesIO(content)) as inner:
                content = inner.read(MOST_BYTES + 1)
        except (EOFError, OSError, zlib.error) as error:
            raise InvalidFileError(
                say("“{name}” is compressed and breaks off.", name=path.name),
                say("Download it again."),
            ) from error
    if len(content) > MOST_BYTES:
        raise InvalidFileError(
            say(
                "“{name}” is larger than {most} MB.",
                name=path.name,
                most=MOST_BYTES // 1_000_000,
            ),
            say("Ask for it by namespace or label, and for the window as one."),
        )
    return content


def _text(content: bytes, name: str) -> str:
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidFileError(
            say(
                "“{name}” is no {encoding} text.",
                name=name,
                encoding=encoding.upper().removesuffix("-SIG"),
            ),
            say("Save it as UTF-8, and choose that."),
        ) from error
