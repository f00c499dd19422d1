"""Pictures for the guides: small, the same each time, and no colour that is seen is lost."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage, QPainter

from ui.small_png import small_png


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
