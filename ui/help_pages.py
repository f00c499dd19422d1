"""The pages of the Help menu: which key does what, and whose work the program stands on."""

from __future__ import annotations

from html import escape
from importlib import metadata

from PySide6.QtCore import QCoreApplication, QLibraryInfo

from assets import asset_path
from whatif_app import __version__

_PACKAGES = ("PySide6-Essentials", "pyqtgraph", "numpy", "duckdb", "XlsxWriter")


def tr(text: str) -> str:
    """A text of the help pages in the user's language."""
    return QCoreApplication.translate("HelpPages", text)


def keyboard_html() -> str:
    """The keyboard map."""
    sections = {
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
            "Ctrl++ / Ctrl+- / Ctrl+0": tr("larger, smaller, actual size"),
            "F1": tr("this page"),
        },
    }
    parts = [f"<h1>{tr('Keyboard map')}</h1>"]
    for title, keys in sections.items():
        rows = "".join(
            f'<tr><td class="key">{escape(key)}</td><td>{escape(what)}</td></tr>'
            for key, what in keys.items()
        )
        parts.append(f"<h2>{escape(title)}</h2><table>{rows}</table>")
    return "".join(parts)


def about_html() -> str:
    """Version, and the licences of what the program is built with."""
    rows = [("Qt", QLibraryInfo.version().toString(), "LGPL-3.0")]
    for name in _PACKAGES:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        licence = about.get("License-Expression") or about.get("License") or ""
        rows.append((name, str(about["Version"]), licence.splitlines()[0] if licence else ""))
    table = "".join(
        "<tr>" + "".join(f"<td>{escape(cell[:80])}</td>" for cell in row) + "</tr>" for row in rows
    )
    titles = (tr("Built with"), "", tr("Licence"))
    head = "<tr>" + "".join(f"<th align='left'>{title}</th>" for title in titles) + "</tr>"
    what = tr("Turns a cloud cost export into scenarios. It works on files and uses no network.")
    font_licence = asset_path("fonts/LICENSE.txt").read_text(encoding="utf-8")
    return (
        f"<h1>What-If {escape(__version__)}</h1>"
        f"<p>{what}</p>"
        f"<table>{head}{table}</table>"
        f"<h2>{tr('The Inter typeface')}</h2><pre>{escape(font_licence)}</pre>"
    )
