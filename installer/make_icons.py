"""The icons of the program and of its files, for every system, from the drawings in assets/icons.

    python -m installer.make_icons build/icons

Writes PNG pictures by size, an .ico for Windows and an .icns for macOS. Both are a table of
contents before PNG pictures, which either system reads in any icon of today.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from assets import asset_path

#: Each drawing, and what its icon files are called.
DRAWINGS = {"app": "what-if", "app-file": "what-if-project"}
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512, 1024)
_IN_ICO = (16, 24, 32, 48, 64, 128, 256)
#: macOS's name of each size; the second of a size is drawn on screens of double density.
_IN_ICNS = (
    ("icp4", 16),
    ("icp5", 32),
    ("icp6", 64),
    ("ic07", 128),
    ("ic08", 256),
    ("ic09", 512),
    ("ic10", 1024),
    ("ic11", 32),
    ("ic12", 64),
    ("ic13", 256),
    ("ic14", 512),
)


def main(folder: Path) -> int:
    """Write every icon file into a folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    for drawing, name in DRAWINGS.items():
        pictures = {size: drawn(drawing, size) for size in SIZES}
        for size, picture in pictures.items():
            (folder / f"{name}-{size}.png").write_bytes(picture)
        (folder / f"{name}.ico").write_bytes(ico(pictures))
        (folder / f"{name}.icns").write_bytes(icns(pictures))
    del application
    return 0


def drawn(drawing: str, size: int) -> bytes:
    """A drawing of assets/icons as a PNG of so many pixels each way."""
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    renderer = QSvgRenderer(str(asset_path(f"icons/{drawing}.svg")))
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # what the stub asks for is refused
    return bytes(buffer.data().data())


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """An icon of Windows: a header, 16 bytes on each picture, the pictures."""
    head = struct.pack("<HHH", 0, 1, len(_IN_ICO))
    at = len(head) + 16 * len(_IN_ICO)
    for size in _IN_ICO:
        side, length = size % 256, len(pictures[size])  # 256 is written as 0
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, length, at)
        at += length
    return head + b"".join(pictures[size] for size in _IN_ICO)


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """An icon of macOS: each picture after its name and length."""
    parts = (
        name.encode() + struct.pack(">I", len(pictures[size]) + 8) + pictures[size]
        for name, size in _IN_ICNS
    )
    body = b"".join(parts)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where the icons go: python -m installer.make_icons FOLDER")
    sys.exit(main(Path(sys.argv[1])))
