"""What every picture of the Baseline pages can do: be reached by the keyboard, copied, exported,
and read as a table.

A picture of its own only paints, and tells its numbers as `cells`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme
from ui.baseline.page_frame import PageFrame
from ui.charts.export import SHARPNESS, ask_path, refused
from whatif_app.clipboard import table_to_tsv

Cells = Sequence[Sequence[str]]


class Drawing(QWidget):
    """A painted picture with a name, a table of its numbers, and the menu that charts have."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_for_paper = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changes().changed.connect(self.restyle)

    def cells(self) -> Cells:
        """The numbers of the picture, the headings first; empty while there is nothing to show."""
        raise NotImplementedError

    def restyle(self) -> None:
        """Take the theme and the zoom in force."""
        self.updateGeometry()
        self.update()

    def menu(self) -> QMenu:
        """Everything that can be done with the picture; the caller's to delete."""
        menu = QMenu(self)
        for text, act in (
            (self.tr("Show as &table"), self.show_table),
            (self.tr("&Copy picture"), self.copy_picture),
            (self.tr("Copy &data"), self.copy_data),
            (self.tr("Export &PNG…"), lambda: self._ask_and_export("png")),
            (self.tr("Export &SVG…"), lambda: self._ask_and_export("svg")),
        ):
            menu.addAction(text).triggered.connect(act)
        menu.setEnabled(bool(self.cells()))
        return menu

    def show_table(self) -> None:
        """Show the numbers of the picture, to read and to copy."""
        from ui.baseline.drawing_table import DrawingTable

        if self.cells():
            DrawingTable(self.accessibleName(), self.cells(), self.window()).show()

    def copy_picture(self) -> None:
        """Put the picture on the clipboard, for slides and mail."""
        QGuiApplication.clipboard().setImage(self.as_image())
        self._tell(self.tr("Copied the picture “{title}”.").format(title=self.accessibleName()))

    def copy_data(self) -> None:
        """Put the picture's numbers on the clipboard, for a spreadsheet."""
        QGuiApplication.clipboard().setText(as_tsv(self.cells()))
        self._tell(self.tr("Copied the numbers of “{title}”.").format(title=self.accessibleName()))

    def export_to(self, path: Path) -> None:
        """Write the picture as PNG or SVG.

        Raises:
            OSError: it cannot be written; the message says what to do.
        """
        if not path.parent.is_dir():
            raise OSError(refused(path))
        if path.suffix.lower() == ".svg":
            generator = QSvgGenerator()
            generator.setFileName(str(path))
            generator.setSize(self.size())
            generator.setViewBox(QRect(self.rect()))
            generator.setTitle(self.accessibleName())
            painter = QPainter()
            if not painter.begin(generator):
                raise OSError(refused(path))
            self._render(painter, self.size())
            painter.end()
        elif not self.as_image().save(str(path), "PNG"):
            raise OSError(refused(path))

    def as_image(self) -> QImage:
        """The picture, sharp enough for slides."""
        image = QImage(self.size() * SHARPNESS, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(SHARPNESS)
        painter = QPainter(image)
        self._render(painter, self.size())
        painter.end()
        return image

    def _render(self, painter: QPainter, size: QSize) -> None:
        painter.fillRect(QRect(0, 0, size.width(), size.height()), QColor(theme.current().card))
        self._is_for_paper = True
        self.render(painter, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)
        self._is_for_paper = False

    def _ask_and_export(self, kind: str) -> None:
        path = ask_path(self, self.accessibleName(), kind)
        if path is None:
            return
        try:
            self.export_to(path)
        except OSError as error:
            self._tell(str(error), "error")
            return
        said = self.tr("Wrote {name} to {folder}.").format(name=path.name, folder=path.parent)
        self._tell(said, "good")

    def _tell(self, text: str, level: str = "info") -> None:
        """Say something in the window's notice bar, through the page that this stands on."""
        page = self.parentWidget()
        while page is not None and not isinstance(page, PageFrame):
            page = page.parentWidget()
        if page is not None:
            page.told.emit(text, level)

    def paint_focus(self, painter: QPainter) -> None:
        """The ring of the focus; last of all that is painted."""
        if self.hasFocus() and not self._is_for_paper:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.current().accent), 2.0))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 5, 5)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.show_table()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_picture()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()


def as_tsv(cells: Cells) -> str:
    """The numbers of a picture as Excel pastes them."""
    return table_to_tsv(cells[0], cells[1:]) if cells else ""
