"""Pictures of the window as small PNG files, still or moving: 256 colours, packed flat."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from ui.screenshots.palette import Palette, pixels_of

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOURS = 256
#: In a moving picture one place of the palette says "as in the frame before".
_UNCHANGED = _COLOURS - 1
_KEEP, _OVER = 0, 1

Indexed = NDArray[np.uint8]
Chunk = tuple[bytes, bytes]


def small_png(image: QImage) -> bytes:
    """The picture as a PNG with a palette; the same picture gives the same bytes."""
    pixels = pixels_of(image)
    palette = Palette.of([pixels], _COLOURS)
    shown = palette.indexed(pixels)
    chunks = (_head(shown), (b"PLTE", palette.as_bytes()), (b"IDAT", _packed(shown)))
    return _file(chunks)


def animated_png(images: Sequence[QImage], milliseconds: Sequence[int]) -> bytes:
    """Pictures of one size as an animated PNG without end.

    Where a reader knows no animation it shows the first picture. Each of the others holds what
    changed alone: the rectangle around it, and in that "unchanged" wherever a pixel stays.

    Args:
        milliseconds: how long each picture is seen.

    Source: PNG specification, third edition, "APNG".
    """
    frames = [pixels_of(image) for image in images]
    palette = Palette.of(frames, _UNCHANGED)
    colours = palette.as_bytes().ljust(3 * _COLOURS, b"\0")
    shown = [palette.indexed(frame) for frame in frames]
    head: tuple[Chunk, ...] = (
        _head(shown[0]),
        (b"acTL", struct.pack(">2I", len(shown), 0)),
        (b"PLTE", colours),
        (b"tRNS", b"\xff" * _UNCHANGED + b"\0"),
    )
    return _file((*head, *_frames(shown, milliseconds)))


def _frames(shown: Sequence[Indexed], milliseconds: Sequence[int]) -> Iterator[Chunk]:
    """The control and the data of every frame, counted through as the format wants it."""
    yield _control(0, shown[0], (0, 0), milliseconds[0])
    yield b"IDAT", _packed(shown[0])
    count = 1
    for (before, now), duration in zip(pairwise(shown), milliseconds[1:], strict=True):
        change, corner = _change(before, now)
        yield _control(count, change, corner, duration)
        yield b"fdAT", struct.pack(">I", count + 1) + _packed(change)
        count += 2


def _change(before: Indexed, now: Indexed) -> tuple[Indexed, tuple[int, int]]:
    """The rectangle in which two frames differ, and its left and top; one pixel where none does."""
    differs = before != now
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return np.full((1, 1), _UNCHANGED, dtype=np.uint8), (0, 0)
    part = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    change = np.where(differs[part], now[part], np.uint8(_UNCHANGED))
    return change, (int(columns[0]), int(rows[0]))


def _control(count: int, frame: Indexed, corner: tuple[int, int], milliseconds: int) -> Chunk:
    height, width = frame.shape
    shown = struct.pack(">2H2B", milliseconds, 1000, _KEEP, _OVER)
    return b"fcTL", struct.pack(">5I", count, width, height, *corner) + shown


def _head(shown: Indexed) -> Chunk:
    height, width = shown.shape
    return b"IHDR", struct.pack(">2I5B", width, height, 8, 3, 0, 0, 0)


def _packed(rows: Indexed) -> bytes:
    # Without the row filters that photographs need: flat colours pack smaller.
    return zlib.compress(np.pad(rows, ((0, 0), (1, 0))).tobytes(), 9)


def _file(chunks: Sequence[Chunk]) -> bytes:
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in (*chunks, (b"IEND", b""))
    )
