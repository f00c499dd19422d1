"""What DuckDB's CSV reader leaves out without a word, found by looking at the bytes themselves.

Two things only: the text after a quotation mark that is never closed (read by one thread), and a
line longer than the reader's buffer (read by several). Both looks are made only where they can
matter, and neither holds more than a line's start in memory.
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

#: Several threads lose a line that fills one of their buffers, of 32 MiB each; a line of twice this
#: length holds a stride without a line end.
_STRIDE = 1 << 22
#: Unpacked bytes for one on disk beyond which a gzip file is no usual table: one endless line packs
#: to a thousandth.
_USUAL_GROWTH = 200
_PIECE = 1 << 20
_LOOK = 1 << 16
_LINES_BETWEEN_CHECKS = 20_000


def may_hold_endless_line(path: Path, compression: str) -> bool:
    """Whether some line may be longer than 8 MiB; of a plain file, whether one surely is."""
    size = path.stat().st_size
    if compression == "gzip":
        with path.open("rb") as file:
            file.seek(max(size - 4, 0))
            unpacked = int.from_bytes(file.read(4), "little")  # of the last member, modulo 4 GiB
        return unpacked > _STRIDE and unpacked > size * _USUAL_GROWTH
    if compression != "none" or size <= _STRIDE:
        return False
    with path.open("rb", buffering=0) as file:
        starts = range(0, size - _STRIDE + 1, _STRIDE)
        return not all(_holds_line_end(file, at) for at in starts)


def _holds_line_end(file: io.FileIO, at: int) -> bool:
    """Whether a line ends within a stride; usually one does a few hundred bytes on."""
    file.seek(at)
    return any(b"\n" in file.read(_LOOK) for _ in range(_STRIDE // _LOOK))


def unclosed_quote(
    path: Path, compression: str, encoding: str, delimiter: str, check: Callable[[], None]
) -> int | None:
    """The line, from 1, in which a quoted text begins that the file's end leaves open.

    Args:
        path: plain or gzip text.
        compression: `none` or `gzip`.
        encoding: `utf-16` or any that extends ASCII.
        delimiter: between cells; a quotation mark within a cell is an ordinary sign.
        check: called now and then; may raise to stop.

    Raises:
        OSError, EOFError, zlib.error: the file is damaged or gone.
    """
    opened = gzip.open if compression == "gzip" else open
    with cast(BinaryIO, opened(path, "rb")) as raw:
        # Signs of one byte are all that counts, and every byte is one in Latin-1.
        text = io.TextIOWrapper(
            raw, "utf-16" if encoding == "utf-16" else "latin-1", errors="replace", newline="\n"
        )
        number, opened_at, before = 1, None, "\n"
        for count, piece in enumerate(iter(lambda: text.readline(_PIECE), "")):
            if count % _LINES_BETWEEN_CHECKS == 0:
                check()
            if opened_at is not None or '"' in piece:
                is_open = _ends_open(before + piece, opened_at is not None, delimiter)
                opened_at = (opened_at or number) if is_open else None
            number += piece.endswith("\n")
            before = piece[-1]
    return opened_at


def _ends_open(text: str, is_open: bool, delimiter: str) -> bool:
    """Whether a quoted text is open at the end of a piece of a file.

    Args:
        text: the piece, after the one sign before it.
        is_open: whether one was open before it.
        delimiter: between cells.
    """
    at = 1
    while True:
        at = text.find('"', at)
        if at < 0:
            return is_open
        if is_open:
            is_doubled = text.startswith('""', at)
            is_open, at = is_doubled, at + 1 + is_doubled
        else:
            is_open, at = text[at - 1] in (delimiter, "\n", "\r"), at + 1
