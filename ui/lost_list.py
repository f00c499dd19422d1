"""The list of what is lost of a damaged project, to read and to copy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scenarios.problems import Problem
from ui import theme
from ui.docks.on_screen import first_size


class LostList(QDialog):
    """Beside the window, so that each thing can be looked up and mended while it is read."""

    def __init__(self, path: Path, lost: Sequence[Problem], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What is lost of “{name}”").format(name=path.name))
        first_size(self, 720, 420)
        title = QLabel(self.tr("Lost, or perhaps not as it was saved"))
        title.setFont(theme.font(theme.PAGE_PX, QFont.Weight.Bold))
        words = QLabel(
            self.tr(
                "The damaged file is still at {path}. An earlier copy of it, from a backup or the "
                "history of your sync folder, may hold what is missing here."
            ).format(path=path)
        )
        words.setWordWrap(True)
        words.setProperty("tone", "secondary")
        self.details = QPlainTextEdit("\n".join(map(str, lost)))
        self.details.setReadOnly(True)
        self.details.setAccessibleName(title.text())
        copy = QPushButton(self.tr("Copy the list"))
        copy.clicked.connect(self._copy)
        close = QPushButton(self.tr("Close"))
        close.setProperty("kind", "primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for part in (title, words, self.details):
            column.addWidget(part)
        column.addLayout(buttons)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())
