"""Pictures of the window as small PNG files: 256 colours, those that are missed most.

A window has few colours and many shades of them at the edges of letters; each of these takes the
nearest colour kept, which no eye can tell, and the file is a third of the size.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_COLOURS = 256
_AT_ONCE = 4096


def small_png(image: QImage) -> bytes:
    """The picture as a PNG with a palette; the same picture gives the same bytes."""
    pixels = _pixels(image)
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    palette = _palette(colours, counts)
    rows = _nearest(colours, palette)[places].reshape(pixels.shape)
    # Without the row filters that photographs need: flat colours pack smaller.
    data = np.pad(rows, ((0, 0), (1, 0))).tobytes()
    head = struct.pack(">2I5B", image.width(), image.height(), 8, 3, 0, 0, 0)
    chunks = (
        (b"IHDR", head),
        (b"PLTE", _channels(palette).astype(np.uint8).tobytes()),
        (b"IDAT", zlib.compress(data, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _palette(colours: NDArray[np.uint32], counts: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The colours to keep, each the one that is missed most beside those kept before.

    How far it is from them counts more than how often it is there: a red dot has few pixels.
    """
    kept: list[int] = []
    distance = np.ones(len(colours))
    channels, weight = _channels(colours), np.sqrt(counts)
    for _ in range(min(_COLOURS, len(colours))):
        kept.append(int(np.argmax(distance * weight)))
        to_latest = ((channels - channels[kept[-1]]) ** 2).sum(axis=1)
        distance = to_latest if len(kept) == 1 else np.minimum(distance, to_latest)
    return np.sort(colours[kept])


def _pixels(image: QImage) -> NDArray[np.uint32]:
    """Each pixel as 0xRRGGBB; shape (height, width)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(bytes(image.constBits()), dtype=np.uint32)
    return (flat & 0xFFFFFF).reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()]


def _channels(colours: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Red, green and blue; shape (n, 3)."""
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)


def _nearest(colours: NDArray[np.uint32], palette: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The place in the palette of the colour nearest to each; shape (n,)."""
    kept = _channels(palette)
    found = [
        ((_channels(some)[:, None, :] - kept[None]) ** 2).sum(axis=2).argmin(axis=1)
        for some in np.array_split(colours, len(colours) // _AT_ONCE + 1)
    ]
    return np.concatenate(found).astype(np.uint8)
