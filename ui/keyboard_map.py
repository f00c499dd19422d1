"""Which key does what: the one list that the Help menu and docs/keyboard.md are made from."""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

#: What keys do, by the keys as they are written.
Keys = Mapping[str, str]


def tr(text: str) -> str:
    """A text of the keyboard map in the user's language."""
    return QCoreApplication.translate("Keyboard", text)


def sections() -> Mapping[str, Keys]:
    """The keyboard map by what one is doing, in reading order."""
    return {
        tr("Everywhere"): _everywhere(),
        tr("Moving in a table"): _moving(),
        tr("Selecting"): _selecting(),
        tr("Editing a cell"): _editing(),
        tr("Blocks of cells"): _blocks(),
        tr("Rows"): _rows(),
        tr("Finding, sorting and filtering"): _looking(),
        tr("With the mouse"): _mouse(),
        tr("Lists and plans"): _lists(),
        tr("Scenarios"): _scenarios(),
        tr("Project"): _project(),
        tr("Presenting"): presenting(),
    }


def named(keys: str) -> str:
    """Keys by the names on the reader's keyboard: "Ctrl+Delete" is "Strg+Entf" on a German one."""
    return _NAMES.sub(lambda found: tr(found[0]), keys)


_KEYS = (
    QT_TRANSLATE_NOOP("Keyboard", "Ctrl"),
    QT_TRANSLATE_NOOP("Keyboard", "Shift"),
    QT_TRANSLATE_NOOP("Keyboard", "Enter"),
    QT_TRANSLATE_NOOP("Keyboard", "Space"),
    QT_TRANSLATE_NOOP("Keyboard", "Delete"),
    QT_TRANSLATE_NOOP("Keyboard", "Backspace"),
    QT_TRANSLATE_NOOP("Keyboard", "Page Up"),
    QT_TRANSLATE_NOOP("Keyboard", "Page Down"),
    QT_TRANSLATE_NOOP("Keyboard", "Home"),
    QT_TRANSLATE_NOOP("Keyboard", "End"),
)
_NAMES = re.compile("|".join(rf"\b{key}\b" for key in _KEYS))


def _everywhere() -> Keys:
    return {
        "F1": tr("help on what has the focus"),
        "Ctrl+Shift+P": tr("find a command, a cell or a page by typing"),
        "Ctrl+/": tr("this page"),
        "F6 / Shift+F6": tr("the next, the previous panel"),
        "Ctrl+1 / Ctrl+2": tr("the model, the baseline"),
        "Ctrl++ / Ctrl+- / Ctrl+0": tr("larger, smaller, actual size"),
        "Ctrl+Z / Ctrl+Y": tr("undo, redo; Ctrl+Shift+Z redoes as well"),
    }


def _moving() -> Keys:
    return {
        "↑ ↓ ← →": tr("to the next cell"),
        "Ctrl+↑ ↓ ← →": tr("to the end of the filled block"),
        "Home / End": tr("to the first, the last column"),
        "Ctrl+Home / Ctrl+End": tr("to the first, the last cell"),
        "Page Up / Page Down": tr("one screen up, down"),
        "Alt+Page Up / Alt+Page Down": tr("one screen to the left, to the right"),
        "Ctrl+Page Up / Ctrl+Page Down": tr("the previous, the next table"),
        "Enter / Shift+Enter": tr(
            "down, up; after a run of Tabs, under the column where the run began"
        ),
        "Tab / Shift+Tab": tr("right, left; past the table’s last cell, to the next panel"),
    }


def _selecting() -> Keys:
    return {
        "Shift+↑ ↓ ← →": tr("stretch the selection; with Ctrl, to the end of the filled block"),
        "Shift+Home / End / Page Up / Page Down": tr("stretch the selection as far as these go"),
        "Ctrl+Space / Shift+Space": tr("whole columns, whole rows"),
        "Ctrl+A": tr("the whole table"),
        "Enter / Tab": tr("go round within the selected cells, by columns, by rows"),
        "Esc": tr("select the current cell alone"),
    }


def _editing() -> Keys:
    return {
        tr("any character"): tr("replaces what the cell holds; arrows then accept and go on"),
        "F2": tr("edit what is there; arrows move the caret; again, arrows go on"),
        "Enter / Tab": tr("accept and go down, right"),
        "Ctrl+Enter": tr("the same into every selected cell"),
        "Esc": tr("leave the cell as it was"),
        "Alt+↓": tr("open the list of choices, or the list that the cell holds"),
        "Space": tr("turn a yes or no over"),
        "Delete / Backspace": tr("back to the base’s value; in the base, to the default"),
        "=3*2*25000": tr("a formula: arithmetic, other cells, base for the base’s value"),
    }


def _blocks() -> Keys:
    return {
        "Ctrl+C / Ctrl+X / Ctrl+V": tr("copy, cut, paste, also to and from Excel"),
        "Ctrl+Shift+C": tr("copy as shown, for mail and slides"),
        "Ctrl+D / Ctrl+R": tr("fill down, right from the first selected cells"),
        "Ctrl+Enter": tr("the current cell into every selected one"),
    }


def _rows() -> Keys:
    return {
        "Ctrl++": tr("add a row"),
        "Ctrl+Shift+D": tr("duplicate the selected rows"),
        "Ctrl+-": tr("delete the selected rows"),
        "Alt+Shift+↑ / Alt+Shift+↓": tr("move the row up, down"),
    }


def _looking() -> Keys:
    return {
        "Ctrl+F / Ctrl+H": tr("find, find and replace"),
        "F3 / Shift+F3": tr("the next, the previous place found"),
        "Ctrl+Shift+L": tr("sort and filter by the current column"),
        tr("Menu key"): tr("all that can be done with the selected cells"),
    }


def _mouse() -> Keys:
    return {
        tr("Alt+wheel, Alt+drag"): tr(
            "scrub the number, the charts with it; Shift is coarser, Ctrl finer"
        ),
        tr("drag the selection’s corner"): tr("fill; then choose copy, series or growth"),
        tr("double-click the corner"): tr("fill down as far as the column beside is filled"),
        tr("double-click a header’s edge"): tr("make the column as wide as what it holds"),
        tr("right-click a header"): tr("sort, filter, hide the column"),
    }


def _lists() -> Keys:
    return {
        "Enter / Tab": tr("the next row, the next column"),
        "Ctrl+C / Ctrl+V": tr("copy, paste a column, with or without its months"),
        "Ctrl+D": tr("fill down from the first selected row"),
        "Delete": tr("empty the selected rows"),
        "Ctrl+Enter": tr("accept the list"),
        "Esc": tr("leave the list as it was"),
    }


def _scenarios() -> Keys:
    return {
        "Ctrl+Shift+N": tr("add a scenario"),
        "Ctrl+Shift+D": tr("copy the selected one"),
        "Space": tr("show or hide it in the charts"),
        "F2": tr("rename it"),
        "Alt+↑ / Alt+↓": tr("move it in the list"),
        "Delete": tr("delete it; undo brings it back"),
    }


def _project() -> Keys:
    return {
        "Ctrl+N": tr("new from export"),
        "Ctrl+O": tr("open"),
        "Ctrl+S / Ctrl+Shift+S": tr("save, save as"),
        "Ctrl+E": tr("export to Excel"),
        "Ctrl+W / Ctrl+Q": tr("close the project, quit"),
    }


def presenting() -> Keys:
    """The keys of a stage, which it shows by itself as well."""
    return {
        "F5 / Shift+F5": tr("begin, or go on from the page left or chosen"),
        "→ / Space / Page Down": tr("the next page"),
        "← / Page Up": tr("the page before"),
        "Home / End": tr("the first, the last page"),
        "1 … 9 / 0": tr("another scenario; 0 is the base"),
        "↑ / ↓": tr("move the number in the spotlight; Shift is coarser, Ctrl finer"),
        "Ctrl+Z / Ctrl+Y": tr("undo, redo"),
        "B / W": tr("a black or white screen, and back"),
        "N": tr("notes, on the second screen where there is one"),
        "S": tr("swap the screens"),
        "?": tr("these keys"),
        "Esc": tr("end the presentation"),
    }
