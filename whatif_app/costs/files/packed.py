"""Files that are packed: gzip, Zstandard, or a ZIP archive of one table."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from scenarios.words import say
from whatif_app.costs.files.sources import Source
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.formatting import count

_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_LINES = 2000
_CHUNK = 1 << 22
_TABLE_ENDINGS = (".csv", ".tsv", ".txt")

#: Text packs to a tenth or a fiftieth; what unpacks to more than this is no table.
_MOST_GROWTH = 400


@dataclass(frozen=True, slots=True)
class PackedStart:
    """The first bytes of a file, unpacked.

    Attributes:
        compression: `none`, `gzip`, `zstd` or `zip`.
        start: the bytes.
        consumed: bytes on disk that they took.
    """

    compression: str
    start: bytes
    consumed: int


def unpacked_start(source: Source, start: bytes, most: int) -> PackedStart:
    """What a file begins with.

    Args:
        source: the file.
        start: its first bytes.
        most: bytes wanted.

    Raises:
        ExportError: where it is damaged, or packed in a way that is not read.
    """
    if start[:2] == b"\x1f\x8b":
        return _gzip_start(source, start, most)
    if start[:4] == _ZSTD_MAGIC:
        return _zstd_start(source)
    if start[:4] == b"PK\x03\x04":
        return _zip_start(source, most)
    if start[:4] == b"%PDF":
        raise _refused(
            source, say("This is a PDF."), say("Import the export itself, not the invoice.")
        )
    return PackedStart("none", start, len(start))


def unpack(source: Source, target: Path, check: Callable[[], None]) -> None:
    """Write the one table of a ZIP archive to a file; `check` is called between chunks.

    Raises:
        ExportError: where the archive is damaged, or the disk too small for what it holds.
    """
    try:
        with zipfile.ZipFile(source.path) as archive:
            member = _only_table(source, archive)
            if shutil.disk_usage(target.parent).free < member.file_size:
                raise _refused(
                    source, say("The disk is full."), say("Free some space and import again.")
                )
            # A member never gives more than its header says, and its checksum is verified.
            with archive.open(member) as packed, target.open("wb") as file:
                while chunk := packed.read(_CHUNK):
                    check()
                    file.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise _damaged_zip(source) from error


def _refused(source: Source, what: str, what_to_do: str) -> ExportError:
    return ExportError([Problem(source.name, None, None, what, what_to_do)])


def _gzip_start(source: Source, start: bytes, most: int) -> PackedStart:
    again = say("Download the export again.")
    try:
        stream = zlib.decompressobj(wbits=31)
        plain = stream.decompress(start, most)
    except zlib.error as error:
        raise _refused(source, say("The gzip file is damaged."), again) from error
    if not plain:
        what = say("The file is empty.") if stream.eof else say("The gzip file is damaged.")
        raise _refused(source, what, again)
    return PackedStart("gzip", plain, len(start) - len(stream.unconsumed_tail))


def _zstd_start(source: Source) -> PackedStart:
    """The first lines: Python unpacks no Zstandard, but DuckDB does, and of a file that is cut off
    it gives what there is without a word."""
    if not _is_whole_zstd(source.path):
        raise _refused(
            source, say("The Zstandard file is damaged or cut off."), say("Download it again.")
        )
    lines = _zstd_lines(source, "utf-8")
    if lines is None:
        lines = _zstd_lines(source, "latin-1")
    if lines is None:
        what = say("The Zstandard file is damaged or holds no text.")
        raise _refused(source, what, say("Unpack it and import what it holds."))
    if not lines:
        raise _refused(source, say("The file is empty."), say("Download the export again."))
    start = "".join(f"{line}\n" for line in lines).encode()
    is_whole = len(lines) < _ZSTD_LINES
    # A compressed table takes about an eighth of its size.
    return PackedStart("zstd", start, source.size if is_whole else max(len(start) // 8, 1))


def _is_whole_zstd(path: Path) -> bool:
    """Whether every frame of a Zstandard file reaches its end, told from the sizes that its blocks
    give. Source: RFC 8878, sections 3.1.1 and 3.1.2."""
    size = path.stat().st_size
    with path.open("rb") as file:
        while magic := file.read(4):
            if magic == _ZSTD_MAGIC:
                if not _skip_frame(file):
                    return False
            elif len(magic) == 4 and magic[1:] == b"\x2a\x4d\x18" and magic[0] >> 4 == 5:
                file.seek(int.from_bytes(file.read(4), "little"), os.SEEK_CUR)
            else:
                return False
            if file.tell() > size:
                return False
    return True


def _skip_frame(file: BinaryIO) -> bool:
    """Move behind a frame; whether its last block was met on the way."""
    descriptor = file.read(1)
    if not descriptor:
        return False
    flags = descriptor[0]
    is_single = bool(flags & 0x20)
    content_size = (1 if is_single else 0, 2, 4, 8)[flags >> 6]
    file.seek((not is_single) + (0, 1, 2, 4)[flags & 3] + content_size, os.SEEK_CUR)
    while True:
        header = file.read(3)
        if len(header) < 3:
            return False
        block = int.from_bytes(header, "little")
        is_last, kind, length = block & 1, block >> 1 & 3, block >> 3
        file.seek(1 if kind == 1 else length, os.SEEK_CUR)  # kind 1: one byte, repeated
        if is_last:
            file.seek(4 if flags & 4 else 0, os.SEEK_CUR)
            return True


def _zstd_lines(source: Source, encoding: str) -> list[str] | None:
    """The first lines of a compressed file; None where it is no text in this encoding."""
    import duckdb

    from whatif_app.costs.session import path_literal

    table = (
        f"read_csv({path_literal(source.path)}, auto_detect = false, header = false, "
        "delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'}, "
        f"compression = 'zstd', encoding = '{encoding}', parallel = false)"
    )
    with duckdb.connect() as connection:
        try:
            rows = connection.execute(
                f"SELECT coalesce(line, '') FROM {table} LIMIT {_ZSTD_LINES}"
            ).fetchall()
        except duckdb.Error:
            return None
    return [str(line) for (line,) in rows]


def _zip_start(source: Source, most: int) -> PackedStart:
    try:
        with zipfile.ZipFile(source.path) as archive:
            member = _only_table(source, archive)
            with archive.open(member) as packed:
                plain = packed.read(most)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise _damaged_zip(source) from error
    if not plain:
        raise _refused(source, say("The file is empty."), say("Download the export again."))
    share = len(plain) / max(member.file_size, 1)
    consumed = source.size if len(plain) == member.file_size else round(share * source.size)
    return PackedStart("zip", plain, consumed)


def _only_table(source: Source, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """The one file of the archive, if it is a table.

    Raises:
        ExportError: where there are several, or it is something else, or cannot be a table.
    """
    files = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith(("__MACOSX/", "."))
    ]
    if len(files) != 1 or not files[0].filename.lower().endswith(_TABLE_ENDINGS):
        what = (
            say("This is a ZIP archive of {count} files.", count=len(files))
            if len(files) != 1
            else (say("This is a ZIP archive whose file is no CSV."))
        )
        raise _refused(source, what, say("Unpack it and import that."))
    member = files[0]
    if member.flag_bits & 1:
        raise _refused(
            source,
            say("This ZIP archive is protected by a password."),
            say("Unpack it and import that."),
        )
    if member.file_size > max(member.compress_size, 1) * _MOST_GROWTH + _CHUNK:
        raise _refused(
            source,
            say(
                "This ZIP archive claims to hold {bytes} bytes in {packed}, "
                "which no cost export does.",
                bytes=count(member.file_size),
                packed=count(member.compress_size),
            ),
            say("Download the export again."),
        )
    return member


def _damaged_zip(source: Source) -> ExportError:
    return _refused(source, say("The ZIP archive is damaged."), say("Download it again."))
