"""What every figure means: the words of the explanations, gathered on two pages."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from scenarios.words import say
from ui.help.markdown import plain
from ui.help.topics import entry_heading
from whatif_app.explain.recipes import KPIS, SERIES, Recipe


def tr(text: str) -> str:
    """A text of these pages in the user's language."""
    return QCoreApplication.translate("Help", text)


def key_figures_page() -> str:
    """The figures over the whole horizon, as Markdown."""
    lead = tr(
        "One number for a scenario, over the whole horizon, measured against the reference. "
        "Select a figure in the window, and the explanation at the right shows the same formula "
        "with its values. The rules in full are in [the model]({link})."
    )
    link = "model.md#savings-payback-value"
    return _page(tr("Key figures"), lead.format(link=link), KPIS)


def series_page() -> str:
    """The figures by month, as Markdown."""
    lead = tr(
        "One number a month. A name that ends in “/…” exists for every unit or workload. The "
        "Results tab lists all of them; a click on a chart explains the month that it hits."
    )
    return _page(tr("Figures by month"), lead, SERIES)


def _page(title: str, lead: str, recipes: Mapping[str, Recipe]) -> str:
    parts = [f"# {plain(title)}", lead]
    for name, recipe in recipes.items():
        shown = f"{name}…" if name.endswith("/") else name
        parts.append(f"### {entry_heading(plain(say(recipe.title)), shown)}")
        parts.append(f"{plain(say(recipe.words))}.")
    return "\n\n".join(parts) + "\n"
