"""Where help is asked for: F1 in any window of the program, a menu, a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QWidget

if TYPE_CHECKING:
    from ui.help.window import HelpWindow
    from ui.preferences import Preferences

#: What widgets call the property that names the topic of themselves and all within them.
TOPIC = "helpTopic"
_SHORTCUT = "help-key"


def topic_at(widget: QWidget | None) -> str:
    """The topic of a widget or of the nearest one around it that names one; "" for none.

    One whose topic changes with what is selected in it says so by a method `help_topic`; one
    that always is about the same has the property `TOPIC`.
    """
    while widget is not None:
        asked = getattr(widget, "help_topic", None)
        topic = str(asked() if callable(asked) else widget.property(TOPIC) or "")
        if topic:
            return topic
        widget = widget.parentWidget()
    return ""


class HelpDesk(QObject):
    """Opens the help at what is asked for; its window is made when it is first needed."""

    def __init__(self, owner: QObject, preferences: Preferences) -> None:
        super().__init__(owner)
        self._owner = owner
        self._preferences = preferences
        self.window: HelpWindow | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._serve_dialog)

    def show(self, topic: str = "") -> None:
        """Open the help at a topic; at its contents where none is given."""
        if self.window is None:
            # Nobody who asks nothing waits for it.
            from ui.help.window import HelpWindow

            self.window = HelpWindow(self._preferences)
            # It has no parent, or a dialog over the owner would block it as well.
            self._owner.destroyed.connect(self.window.deleteLater)
        # A page finds its heading once it knows how wide it is.
        self.window.show()
        self.window.show_topic(topic)
        self.window.raise_()
        self.window.activateWindow()

    def show_for_focus(self) -> None:
        """Open the help at what has the focus."""
        focused = QApplication.focusWidget() or QApplication.activeWindow()
        self.show(topic_at(focused))

    def _serve_dialog(self) -> None:
        """Give a dialog F1 as well: while it is open, the menus' keys are not heard."""
        dialog = QApplication.activeWindow()
        if not isinstance(dialog, QDialog) or dialog.findChild(QShortcut, _SHORTCUT):
            return
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), dialog)
        shortcut.setObjectName(_SHORTCUT)
        shortcut.activated.connect(self.show_for_focus)
