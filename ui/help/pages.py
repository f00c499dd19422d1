"""The contents of the help: chapters of pages, each made when it is first read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication

from docs import page_text
from scenarios.words import ENGLISH, catalogue, say
from ui.help.about import about_page, licence_page
from ui.help.figures import key_figures_page, series_page
from ui.help.keyboard import keyboard_page
from ui.help.reference import table_page, tables
from ui.help.start import start_page
from whatif_app.licences import notices

#: Pages of the documentation that the help shows, in order.
GUIDES = ("baseline", "exports", "data-quality", "ownership", "showback")


def tr(text: str) -> str:
    """A text of the contents in the user's language."""
    return QCoreApplication.translate("Help", text)


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One page: the key that places and links know it by, its title, its text as Markdown.

    Attributes:
        is_searched: whether its words are found; licences of others would only be in the way.
    """

    key: str
    title: str
    text: Callable[[], str]
    is_searched: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """Pages under one heading of the contents."""

    title: str
    pages: tuple[HelpPage, ...]


def guide_page(name: str) -> str:
    """A page of the documentation, which is written in English alone."""
    title, _, rest = page_text(name).partition("\n")
    if catalogue() is ENGLISH:
        return f"{title}\n{rest}"
    return f"{title}\n\n*{tr('This page exists in English only.')}*\n{rest}"


def chapters() -> tuple[Chapter, ...]:
    """The whole contents, in the language in force."""
    guides = {
        "baseline": tr("The Baseline view"),
        "exports": tr("Cost exports"),
        "data-quality": tr("Data quality"),
        "ownership": tr("Ownership"),
        "showback": tr("Showback"),
    }
    return (
        Chapter(
            tr("Begin here"),
            (
                HelpPage("start", tr("From a bill to a decision"), start_page),
                HelpPage("guide", tr("User guide"), partial(guide_page, "guide")),
                HelpPage("keyboard", tr("Keyboard map"), keyboard_page),
            ),
        ),
        Chapter(
            tr("Guides"),
            tuple(HelpPage(name, guides[name], partial(guide_page, name)) for name in GUIDES),
        ),
        Chapter(
            tr("The model"),
            (
                HelpPage("model", tr("Every formula"), partial(guide_page, "model")),
                HelpPage("figures", tr("Key figures"), key_figures_page),
                HelpPage("series", tr("Figures by month"), series_page),
            ),
        ),
        Chapter(
            tr("Every field"),
            tuple(
                HelpPage(f"table/{each.name}", say(each.label), partial(table_page, each))
                for each in tables()
            ),
        ),
        Chapter(
            tr("The program"),
            (
                HelpPage(
                    "your-data",
                    tr("What happens to your data"),
                    partial(guide_page, "your-data"),
                ),
                HelpPage("about", tr("About and licences"), about_page),
            ),
        ),
        Chapter(
            tr("Licence texts"),
            tuple(
                HelpPage(f"licence/{number}", each.name, partial(licence_page, each), False)
                for number, each in enumerate(notices(), start=1)
            ),
        ),
    )
