"""The few colours that stand for all of a picture: those that are missed most.

A window has few colours and many shades of them at the edges of letters; each of these takes the
nearest colour kept, which no eye can tell, and the file is a third of the size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

_AT_ONCE = 4096

Pixels = NDArray[np.uint32]


def pixels_of(image: QImage) -> Pixels:
    """Each pixel as 0xRRGGBB; shape (height, width)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(bytes(image.constBits()), dtype=np.uint32)
    return (flat & 0xFFFFFF).reshape(image.height(), image.bytesPerLine() // 4)[:, : image.width()]


@dataclass(frozen=True)
class Palette:
    """Colours by their places, and the place that stands for every colour met.

    Attributes:
        kept: the colours, in order; shape (n,).
        met: every colour of the pictures, in order; shape (m,).
        places: the place in `kept` of each colour met; shape (m,).
    """

    kept: Pixels
    met: Pixels
    places: NDArray[np.uint8]

    @classmethod
    def of(cls, pictures: list[Pixels], most: int) -> Self:
        """The best colours for some pictures, at most so many."""
        found = [np.unique(picture, return_counts=True) for picture in pictures]
        met, back = np.unique(np.concatenate([each for each, _ in found]), return_inverse=True)
        counts = np.bincount(back, np.concatenate([count for _, count in found]))
        kept = _best(met, counts, most)
        return cls(kept, met, _nearest(met, kept))

    def indexed(self, picture: Pixels) -> NDArray[np.uint8]:
        """A picture that the palette was made for, as places in it; shape (height, width)."""
        return self.places[np.searchsorted(self.met, picture)]

    def as_bytes(self) -> bytes:
        """Red, green and blue of each colour."""
        return _channels(self.kept).astype(np.uint8).tobytes()


def _best(colours: Pixels, counts: NDArray[np.float64], most: int) -> Pixels:
    """The colours to keep, each the one that is missed most beside those kept before.

    How far it is from them counts more than how often it is there: a red dot has few pixels.
    """
    kept: list[int] = []
    distance = np.ones(len(colours))
    channels, weight = _channels(colours), np.sqrt(counts)
    for _ in range(min(most, len(colours))):
        kept.append(int(np.argmax(distance * weight)))
        to_latest = ((channels - channels[kept[-1]]) ** 2).sum(axis=1)
        distance = to_latest if len(kept) == 1 else np.minimum(distance, to_latest)
    return np.sort(colours[kept])


def _channels(colours: Pixels) -> NDArray[np.int32]:
    """Red, green and blue; shape (n, 3)."""
    return np.stack([(colours >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.int32)


def _nearest(colours: Pixels, kept: Pixels) -> NDArray[np.uint8]:
    """The place among the colours kept of the one nearest to each; shape (n,)."""
    targets = _channels(kept)
    found = [
        ((_channels(some)[:, None, :] - targets[None]) ** 2).sum(axis=2).argmin(axis=1)
        for some in np.array_split(colours, len(colours) // _AT_ONCE + 1)
    ]
    return np.concatenate(found).astype(np.uint8)
