"""A list of things to open: each a name to press, a quiet remark, and a way to be rid of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import icons, theme


class Link(QWidget):
    """One line of the list."""

    def __init__(self, text: str, icon: str, act: Callable[[], object]) -> None:
        super().__init__()
        self._icon = icon
        # What a file is called has no letter to press.
        self.button, self.remark = QPushButton(text.replace("&", "&&")), QLabel()
        self.button.setProperty("kind", "link")
        self.button.clicked.connect(lambda: act())
        self.remark.setProperty("tone", "secondary")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(10)
        self._line.addWidget(self.button)
        self._line.addWidget(self.remark)
        self._line.addStretch(1)
        theme.changes().changed.connect(self._dress)
        self._dress()

    def say(self, remark: str) -> None:
        """Show another remark."""
        self.remark.setText(remark)
        self.button.setAccessibleDescription(remark)

    def offer(self, text: str, act: Callable[[], object]) -> QPushButton:
        """Add a second, quiet button beside the remark."""
        second = QPushButton(text)
        second.setProperty("kind", "quiet")
        second.setAccessibleDescription(self.button.text())
        second.clicked.connect(lambda: act())
        self._line.insertWidget(self._line.count() - 1, second)
        return second

    def _dress(self) -> None:
        colours = theme.current()
        self.button.setIcon(icons.icon(self._icon, colours.accent))
        for widget in (self.button, self.remark):
            widget.setFont(theme.font())


class Links(QWidget):
    """The lines below each other; nothing at all where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.links: list[Link] = []
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """What each line opens."""
        return [link.button for link in self.links]

    def clear(self) -> None:
        """Take all of them away."""
        for link in self.links:
            link.hide()
            self._column.removeWidget(link)
            link.deleteLater()
        self.links = []
        self.hide()

    def add(self, text: str, icon: str, act: Callable[[], object], remark: str = "") -> Link:
        """Add one."""
        link = Link(text, icon, act)
        link.say(remark)
        self.links.append(link)
        self._column.addWidget(link)
        self.show()
        return link
