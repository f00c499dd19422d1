"""The keyboard map as a page of the help."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.help.markdown import plain, table


def tr(text: str) -> str:
    """A text of the keyboard map in the user's language."""
    return QCoreApplication.translate("Help", text)


def keyboard_page() -> str:
    """Which key does what, as Markdown."""
    parts = [f"# {tr('Keyboard map')}"]
    for title, keys in _sections().items():
        rows = [(f"**{plain(key)}**", plain(what)) for key, what in keys.items()]
        parts.append(f"## {plain(title)}\n\n{table((tr('Key'), tr('What it does')), rows)}")
    return "\n\n".join(parts) + "\n"


def _sections() -> dict[str, dict[str, str]]:
    return {
        tr("Everywhere"): {
            "F1": tr("help on what has the focus"),
            "Ctrl+Shift+P": tr("find a command, a cell, a page by typing"),
            "Ctrl+/": tr("this page"),
            "Ctrl+1 / Ctrl+2": tr("the model, the baseline"),
            "Ctrl++ / Ctrl+- / Ctrl+0": tr("larger, smaller, actual size"),
        },
        tr("Cells"): {
            "F2": tr("edit; any other key replaces the content"),
            "Enter / Tab": tr("accept and go down / right"),
            "Esc": tr("leave the cell as it was"),
            "Ctrl+Enter": tr("the same value into every selected cell"),
            "Delete": tr("back to the base’s value"),
            "Ctrl+C / X / V": tr("copy, cut, paste blocks, also to and from Excel"),
            "Ctrl+D / Ctrl+R": tr("fill down / right"),
            "Ctrl+arrow": tr("to the end of the filled block; with Shift, select to it"),
            "Alt+wheel": tr("scrub the number under the pointer, the charts with it"),
            "=3*2*25000": tr("arithmetic in a number’s cell"),
        },
        tr("Scenarios"): {
            "Ctrl+Shift+N": tr("add a scenario"),
            "Ctrl+Shift+D": tr("copy the selected one"),
            "Space": tr("show or hide in the charts"),
            "F2": tr("rename"),
            "Alt+Up / Down": tr("move in the list"),
            "Delete": tr("delete; undo brings it back"),
        },
        tr("Project"): {
            "Ctrl+N": tr("new from export"),
            "Ctrl+O": tr("open"),
            "Ctrl+S": tr("save"),
            "Ctrl+E": tr("export to Excel"),
            "Ctrl+Z / Ctrl+Y": tr("undo, redo"),
        },
    }
