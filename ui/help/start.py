"""The first page of the help: how one gets from a bill to a decision."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(text: str) -> str:
    """A text of this page in the user's language."""
    return QCoreApplication.translate("Help", text)


def start_page() -> str:
    """The way through the program in six steps, as Markdown."""
    steps = (
        tr(
            "**Load a bill.** *File, New from export* reads a cost export of any large cloud, or "
            "a table of your own, and shows what it took and what it left out. "
            "[Cost exports](exports.md)"
        ),
        tr(
            "**Look at what it says.** The Baseline view (Ctrl+2) checks the data, says whose the "
            "cost is, and finds growth in your volumes. [The Baseline view](baseline.md)"
        ),
        tr(
            "**Add a scenario** (Ctrl+Shift+N) and change cells: what you change is tinted, and "
            "Delete takes it back to the base’s value."
        ),
        tr(
            "**Watch it move.** Hold Alt and turn the wheel over a number: verdict, figures and "
            "charts follow. [Key figures](figures)"
        ),
        tr(
            "**Ask why.** Select any cell or figure: the explanation at the right has its formula, "
            "its parts, and what would turn the verdict. F1 leads to its page here."
        ),
        tr(
            "**Hand it over.** *Export to Excel* (Ctrl+E) writes a workbook whose formulas are "
            "alive and give the same numbers."
        ),
    )
    listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    lead = tr(
        "What-If turns a cloud bill into scenarios, and says whether a change pays. It works on "
        "files and needs no network."
    )
    more = tr(
        "Every command can be found by typing: press Ctrl+Shift+P. Every key is on the "
        "[keyboard map](keyboard). The two-minute tour in the Help menu shows the rest."
    )
    return f"# {tr('From a bill to a decision')}\n\n{lead}\n\n{listed}\n\n{more}\n"
