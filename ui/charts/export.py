"""A chart as a file or a picture on the clipboard, always in the light colours of paper.

A plot of its own is drawn at the size of the target, so that the scale is one: text, lines and
margins come out as on screen, and SVG and PDF stay drawings rather than pixels.
"""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QMarginsF, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from scenarios.words import marked
from ui import file_dialogs, theme
from ui.charts import ink
from ui.charts.picture import Picture
from ui.charts.plot import Plot
from ui.charts.words import say

SIZE = QSize(960, 540)
HEADER = 58
MARGIN = 20
SHARPNESS = 2.0
FORMATS = {
    "png": marked("Picture (*.png)"),
    "svg": marked("Drawing (*.svg)"),
    "pdf": marked("Document (*.pdf)"),
}


class ExportError(OSError):
    """A picture could not be written; the message says where and why."""


def draw_chart(picture: Picture, painter: QPainter, size: QSize = SIZE) -> None:
    """Paint title, subtitle and plot onto anything that can be painted on."""
    colours = theme.LIGHT
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.fillRect(QRect(QPoint(0, 0), size), QColor(colours.card))
    painter.setPen(QColor(colours.text))
    painter.setFont(ink.font(theme.PAGE_PX, theme.QFont.Weight.DemiBold))
    painter.drawText(QPointF(MARGIN, MARGIN + 10.0), picture.title)
    painter.setPen(QColor(colours.secondary))
    painter.setFont(ink.font(theme.BASE_PX))
    painter.drawText(QPointF(MARGIN, MARGIN + 29.0), picture.subtitle)
    plot = Plot(colours=colours)
    plot.ratio = painter.device().devicePixelRatioF()
    # Geometry is settled on showing; this shows it to Qt alone.
    plot.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    room = QSize(size.width() - 2 * MARGIN, size.height() - HEADER - MARGIN)
    plot.resize(room)
    plot.show()
    plot.show_picture(picture)
    target = QRectF(MARGIN, HEADER, room.width(), room.height())
    plot.render(painter, target, QRect(QPoint(0, 0), room))
    # Gone at once and whole: graphics items left to Python's collector go in an order of its own,
    # which Qt does not survive.
    shiboken6.delete(plot)


def as_image(picture: Picture, size: QSize = SIZE) -> QImage:
    """The chart as a sharp picture, for the clipboard and slides."""
    image = QImage(size * SHARPNESS, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SHARPNESS)
    painter = QPainter(image)
    draw_chart(picture, painter, size)
    painter.end()
    return image


def write_chart(picture: Picture, path: Path) -> None:
    """Write the chart in the format that the file's ending names.

    Raises:
        ExportError: the ending is none of png, svg and pdf, or the file cannot be written.
    """
    writers = {".png": _write_png, ".svg": _write_svg, ".pdf": _write_pdf}
    write = writers.get(path.suffix.lower())
    if write is None:
        words = say("charts", "{name}: end the name in .png, .svg or .pdf.")
        raise ExportError(words.format(name=path.name))
    if not path.parent.is_dir():
        words = say("charts", "{folder} is not a folder. Choose an existing one.")
        raise ExportError(words.format(folder=path.parent))
    write(picture, path)


def _write_png(picture: Picture, path: Path) -> None:
    if not as_image(picture).save(str(path), "PNG"):
        raise ExportError(refused(path))


def _write_svg(picture: Picture, path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(SIZE)
    generator.setViewBox(QRect(QPoint(0, 0), SIZE))
    generator.setTitle(picture.title)
    generator.setDescription(picture.described)
    painter = QPainter()
    if not painter.begin(generator):
        raise ExportError(refused(path))
    draw_chart(picture, painter)
    painter.end()


def _write_pdf(picture: Picture, path: Path) -> None:
    writer = QPdfWriter(str(path))
    # At another resolution than the screen's, ticks and lines come out at another scale.
    per_inch = 96
    writer.setResolution(per_inch)
    page = QSizeF(SIZE.width() / per_inch, SIZE.height() / per_inch)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(page, QPageSize.Unit.Inch),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    writer.setTitle(picture.title)
    painter = QPainter()
    if not painter.begin(writer):
        raise ExportError(refused(path))
    draw_chart(picture, painter)
    painter.end()


def refused(path: Path) -> str:
    """Why a file could not be written, as far as Qt tells, and what to do."""
    words = say("charts", "{path} cannot be written. Close it elsewhere, or choose another place.")
    return words.format(path=path)


def ask_path(parent: QWidget, title: str, kind: str) -> Path | None:
    """Where to write a chart; None where the user thinks better of it."""
    suggested = title.replace("/", " per ") + f".{kind}"
    caption = say("charts", "Export {title}").format(title=title)
    kinds = say("charts", FORMATS[kind])
    return file_dialogs.ask_new(parent, caption, Path(suggested), {f".{kind}": kinds})
