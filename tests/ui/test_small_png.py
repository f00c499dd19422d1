"""Pictures for the guides: small, the same each time, and no colour that is seen is lost."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PySide6.QtGui import QColor, QImage, QPainter

from ui.screenshots.small_png import animated_png, small_png


def picture() -> QImage:
    """A grey ramp of 1,000 shades of blue-grey and one red dot."""
    image = QImage(1000, 10, QImage.Format.Format_RGB32)
    for x in range(1000):
        for y in range(10):
            image.setPixelColor(x, y, QColor(x // 4, x // 4, min(x // 4 + x % 4, 255)))
    painter = QPainter(image)
    painter.fillRect(500, 5, 2, 2, QColor(200, 0, 0))
    painter.end()
    return image


def test_a_picture_keeps_its_size_its_rare_colours_and_nearly_every_shade() -> None:
    before = picture()
    after = QImage.fromData(small_png(before), "PNG")

    assert after.size() == before.size()
    assert after.pixelColor(500, 5) == QColor(200, 0, 0)
    for x in range(0, 1000, 7):
        was, now = before.pixelColor(x, 0), after.pixelColor(x, 0)
        assert abs(was.red() - now.red()) <= 3
        assert abs(was.blue() - now.blue()) <= 3


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert small_png(picture()) == small_png(picture())


# Moving pictures


def frame(left: int) -> QImage:
    """A white ground with a red square so far from its left."""
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.fillRect(left, 20, 10, 10, QColor(200, 0, 0))
    painter.end()
    return image


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length) == (zlib.crc32(kind + body),)
        yield kind, body
        at += 12 + length


def played(data: bytes) -> list[QImage]:
    """What a viewer shows: each frame's rectangle read as a PNG, and laid over what was there."""
    found = list(chunks(data))
    head, colours = dict(found)[b"IHDR"], [c for c in found if c[0] in (b"PLTE", b"tRNS")]
    shown: list[QImage] = []
    canvas = QImage(*struct.unpack_from(">2I", head), QImage.Format.Format_ARGB32)
    left = top = 0
    size = b""
    for kind, body in found:
        if kind == b"fcTL":
            size, (left, top) = body[4:12], struct.unpack_from(">2I", body, 12)
        elif kind in (b"IDAT", b"fdAT"):
            part = still(size + head[8:], colours, body[4:] if kind == b"fdAT" else body)
            painter = QPainter(canvas)
            painter.drawImage(left, top, part)
            painter.end()
            shown.append(canvas.convertToFormat(QImage.Format.Format_RGB32))
    return shown


def still(head: bytes, colours: list[tuple[bytes, bytes]], pixels: bytes) -> QImage:
    parts = [(b"IHDR", head), *colours, (b"IDAT", pixels), (b"IEND", b"")]
    packed = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )
    image = QImage.fromData(b"\x89PNG\r\n\x1a\n" + packed, "PNG")
    assert not image.isNull()
    return image


def test_a_moving_picture_plays_as_it_was_drawn() -> None:
    # The third is as the second: nothing changes, which a frame must be able to say as well.
    frames = [frame(0), frame(120), frame(120), frame(35)]

    data = animated_png(frames, [500, 80, 80, 80])

    assert played(data) == frames


def test_where_no_animation_is_known_the_first_picture_is_shown() -> None:
    data = animated_png([frame(0), frame(120)], [500, 80])

    assert QImage.fromData(data, "PNG").convertToFormat(QImage.Format.Format_RGB32) == frame(0)


def test_a_moving_picture_goes_on_without_end_and_holds_each_frame_as_long_as_told() -> None:
    found = list(chunks(animated_png([frame(0), frame(120)], [500, 80])))

    assert struct.unpack(">2I", dict(found)[b"acTL"]) == (2, 0)
    held = [struct.unpack_from(">2H", body, 20) for kind, body in found if kind == b"fcTL"]
    assert held == [(500, 1000), (80, 1000)]
    # Control and data of all frames are counted through.
    counted = [struct.unpack(">I", b[:4])[0] for kind, b in found if kind in (b"fcTL", b"fdAT")]
    assert counted == [0, 1, 2]
