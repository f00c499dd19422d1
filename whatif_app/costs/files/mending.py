"""Another reading of a file that could not be read: whole faults are mended in a scratch copy."""

from __future__ import annotations

import codecs
import gzip
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from scenarios.words import say
from whatif_app.costs.files.head import Head
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session
from whatif_app.note import Note

_CHUNK = 1 << 22
_LINE = re.compile(r"CSV Error on Line: (\d+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one attempt reads the file; each mending is made once, so that attempts end."""

    path: Path
    compression: str
    encoding: str
    is_parallel: bool = True
    is_mended: bool = False
    is_decoded: bool = False


def mended(
    session: Session, head: Head, reading: Reading, error: Exception
) -> tuple[Reading, list[str]]:
    """Another reading of a file that could not be read, and what is to be said of it.

    Raises:
        ExportError: where nothing can be mended.
    """
    message = str(error)
    is_oddly_encoded = "not latin-1 encoded" in message or "not utf-16 encoded" in message
    if is_oddly_encoded and reading.compression != "zstd" and not reading.is_decoded:
        return _as_utf_8(session, head, reading), []
    if "invalid state" not in message or reading.is_mended:
        raise ExportError([damage(head, message)]) from error
    note = Note("{name} mixes line endings; they were made one kind.", name=head.source.name)
    return _with_one_line_ending(session, head, reading), [note]


def _with_one_line_ending(session: Session, head: Head, reading: Reading) -> Reading:
    """A scratch copy with every CR LF, and every lone CR, as LF."""
    if reading.compression == "zstd":
        raise ExportError([_mixed_zstd(head)])

    def one_kind(source: BinaryIO, chunk: bytes) -> bytes:
        while chunk.endswith(b"\r") and (following := source.read(1)):
            chunk += following  # a CR and its LF must not be parted
        return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")

    copy = _rewritten(session, head, reading, "one-line-ending.csv", one_kind)
    return replace(reading, path=copy, compression="none", is_mended=True)


def _as_utf_8(session: Session, head: Head, reading: Reading) -> Reading:
    """A scratch copy of text in an encoding of which DuckDB knows a part only.

    Of UTF-16 it lacks what takes two units, such as emoji. Of text that is neither UTF-8 nor
    Latin-1, each line that is not UTF-8 is taken as the Western European of Windows, which has
    quotation marks and a euro sign where Latin-1 has none.
    """
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")

    def from_utf_16(source: BinaryIO, chunk: bytes) -> bytes:
        return decoder.decode(chunk).encode()

    def from_bytes(source: BinaryIO, chunk: bytes) -> bytes:
        chunk += source.readline()
        try:
            chunk.decode()
        except UnicodeDecodeError:
            return b"".join(map(_line_as_utf_8, chunk.splitlines(keepends=True)))
        return chunk

    change = from_utf_16 if reading.encoding == "utf-16" else from_bytes
    copy = _rewritten(session, head, reading, "utf-8.csv", change)
    return replace(reading, path=copy, compression="none", encoding="utf-8", is_decoded=True)


def _line_as_utf_8(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode()
    return line


def _rewritten(
    session: Session,
    head: Head,
    reading: Reading,
    name: str,
    change: Callable[[BinaryIO, bytes], bytes],
) -> Path:
    """A scratch copy of a file, changed piece by piece; a change may read on a little."""
    copy = session.folder / name
    made = copy.with_suffix(".part")  # an earlier copy may be what is read
    opened = gzip.open if reading.compression == "gzip" else open
    try:
        with cast(BinaryIO, opened(reading.path, "rb")) as source, made.open("wb") as target:
            while chunk := source.read(_CHUNK):
                session.check()
                target.write(change(source, chunk))
    except (OSError, EOFError, zlib.error) as error:
        raise ExportError([damage(head, f"{reading.compression}: {error}")]) from error
    return made.replace(copy)


def _mixed_zstd(head: Head) -> Problem:
    what = say("The compressed file mixes line endings, or its quotation marks are broken.")
    return Problem(head.source.name, None, None, what, say("Unpack it and import that."))


def damage(head: Head, message: str) -> Problem:
    """DuckDB's complaint about a whole file, in the reader's words."""
    line = int(found.group(1)) if (found := _LINE.search(message)) else None
    if "GZIP" in message or "gzip" in message:
        what, way = say("The gzip file is damaged or cut off."), say("Download it again.")
    elif "out of memory" in message.lower():
        what, way = (
            say("The export needs more memory than is free."),
            say("Import it month by month."),
        )
    elif "No space left" in message:
        what, way = say("The disk is full."), say("Free some space and import again.")
    else:
        first = message.strip().splitlines()[0].split("Error: ", 1)[-1].rstrip(".:")
        what, way = say("The file cannot be read: {first}.", first=first), say("Download it again.")
    return Problem(head.source.name, line, None, what, way)
