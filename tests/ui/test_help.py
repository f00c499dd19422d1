"""The help: every field, figure and page leads to its own words, and F1 finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from scenarios.schema import PROJECT, TABLES
from ui import theme
from ui.help.desk import TOPIC, HelpDesk, topic_at
from ui.help.finding import found, passages
from ui.help.pages import HelpPage, chapters
from ui.help.topics import anchor, headings, place_of
from ui.help.trail import Trail
from ui.help.window import HelpWindow
from ui.preferences import Preferences
from ui.window import Window
from whatif_app.explain.recipes import KPIS, SERIES

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

_LINK = re.compile(r"\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def pages(qapp: QApplication) -> dict[str, HelpPage]:
    return {page.key: page for chapter in chapters() for page in chapter.pages}


@pytest.fixture
def help_window(dressed: QApplication, qtbot: QtBot, settings: QSettings) -> Iterator[HelpWindow]:
    made = HelpWindow(Preferences(settings))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def anchors(page: HelpPage) -> set[str]:
    return {anchor(heading) for heading in headings(page.text())}


def is_there(place: str, pages: dict[str, HelpPage]) -> bool:
    key, _, heading = place.partition("#")
    return key in pages and (not heading or heading in anchors(pages[key]))


def test_every_field_has_an_entry_in_the_reference(pages: dict[str, HelpPage]) -> None:
    topics = [
        f"field:{table.name}/{field.name}"
        for table in (PROJECT, *TABLES.values())
        for field in table.fields
    ]

    assert [topic for topic in topics if "#" not in place_of(topic)] == []
    assert [topic for topic in topics if not is_there(place_of(topic), pages)] == []


def test_every_figure_has_its_definition(pages: dict[str, HelpPage]) -> None:
    topics = [f"figure:{name}" for name in KPIS]
    topics += [f"figure:{name}Orders@2027-03" for name in SERIES if name.endswith("/")]
    topics += [f"figure:{name}" for name in SERIES if not name.endswith("/")]

    assert [topic for topic in topics if "#" not in place_of(topic)] == []
    assert [topic for topic in topics if not is_there(place_of(topic), pages)] == []


@pytest.mark.parametrize("page", "exports quality ownership showback usage actuals".split())
def test_every_page_of_the_baseline_view_has_its_chapter(
    page: str, pages: dict[str, HelpPage]
) -> None:
    assert is_there(place_of(f"page:{page}"), pages)


def test_what_nothing_is_known_of_leads_to_the_contents() -> None:
    assert place_of("") == place_of("field:nowhere/at_all") == place_of("weather:today") == "start"


def test_every_link_within_the_help_leads_somewhere(pages: dict[str, HelpPage]) -> None:
    # What is for programmers alone, and pictures, stay outside.
    outside = ("decisions/", "../assets/", "../README.md")
    broken = [
        (page.key, link)
        for page in pages.values()
        if page.is_searched  # licences are quoted, with what looks like a link in them
        for link in _LINK.findall(page.text())
        if not link.startswith(outside) and not is_there(place_of(link.replace(".md", "")), pages)
    ]

    assert broken == []


def test_the_best_passage_for_a_field_is_its_own_entry(qapp: QApplication) -> None:
    best = found(passages(chapters()), "spot tar")[0]

    assert best.place == place_of("field:workloads/spot_target")
    assert found(passages(chapters()), "no such word at all") == []


def test_the_licence_of_each_part_is_a_page_of_its_own(pages: dict[str, HelpPage]) -> None:
    by_title = {page.title: page for page in pages.values() if page.key.startswith("licence/")}

    assert "PySide6-Essentials" in pages["about"].text()
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in by_title["PySide6-Essentials"].text()
    assert "OpenBLAS" in by_title["numpy"].text()


def test_a_page_opens_at_the_heading_asked_for(help_window: HelpWindow) -> None:
    help_window.show_topic("field:workloads/spot_target")

    at_cursor = help_window.text.textCursor().block().text()
    assert at_cursor.startswith("Spot target")
    assert help_window.text.verticalScrollBar().value() > 0
    assert help_window.contents.currentItem().text(0) == "Workloads"


def test_an_entry_is_found_by_its_name_in_whatever_language(dressed: QApplication) -> None:
    assert anchor("Spot-Ziel `spot_target`") == anchor("Spot target `spot_target`")
    assert place_of("field:workloads/spot_target") == "table/workloads#spot_target"


def test_one_can_go_back_and_forward(help_window: HelpWindow) -> None:
    help_window.show_topic("model")
    help_window.show_topic("keyboard")
    help_window.back.click()
    before = help_window.place
    help_window.forward.click()

    assert (before, help_window.place) == ("model", "keyboard")
    assert help_window.back.isEnabled() and not help_window.forward.isEnabled()


def test_going_on_from_an_earlier_place_forgets_what_came_after() -> None:
    trail = Trail()
    for place in ("a", "b", "b", "c"):
        trail.go(place)
    trail.go_back()
    trail.go("d")
    trail.go_back()

    assert trail.here == "b"
    assert trail.can_go_forward


def test_a_search_lists_passages_and_opens_the_best(help_window: HelpWindow) -> None:
    help_window.search.setText("hurdle")
    QTest.keyClick(help_window.search, Qt.Key.Key_Return)

    assert help_window.place == place_of("field:project/hurdle_months")
    help_window.search.setText("")
    assert help_window.contents.isVisible()


def test_the_help_follows_the_theme(help_window: HelpWindow, dressed: QApplication) -> None:
    help_window.show_topic("model")
    theme.apply(dressed, theme.DARK)
    block = help_window.text.document().begin()

    assert (
        block.begin().fragment().charFormat().foreground().color().name() == theme.DARK.text.lower()
    )


def test_the_nearest_topic_around_a_widget_counts(dressed: QApplication, qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setProperty(TOPIC, "page:exports")
    inner = QLineEdit(dialog)

    assert topic_at(inner) == "page:exports"
    inner.setProperty(TOPIC, "figure:npv")
    assert topic_at(inner) == "figure:npv"
    assert topic_at(None) == ""


def test_f1_leads_from_a_cell_a_figure_and_a_page_to_its_words(shared_window: Window) -> None:
    example = shared_window
    example.files.new_from_example("checkout-2027")
    desk = example.findChild(HelpDesk)
    example.session.cell_focused.emit("workloads/Video encoder/spot_target")
    grid = example.workspace.tables.grid
    card = example.workspace.strip.cards[1]

    assert topic_at(grid) == "field:workloads/spot_target"
    assert topic_at(card) == "figure:npv"
    assert topic_at(example.workspace.strip.verdict) == "figure:verdict"
    assert topic_at(example.workspace.explain) == "field:workloads/spot_target"
    assert topic_at(example.workspace.charts.cumulative.plot) == "figure:cumulative"
    example.show_baseline("quality")
    assert topic_at(example.evidence.list) == "page:quality"
    example.session.help_asked.emit("figure:npv")
    assert desk.window is not None
    assert desk.window.place == place_of("figure:npv")
    example.session.cell_focused.emit("project/horizon")
    example.workspace.explain.manual.click()
    assert desk.window.place == place_of("field:project/horizon")
    desk.window.close()


def test_f1_is_heard_in_dialogs(shared_window: Window, qtbot: QtBot) -> None:
    dialog = QDialog(shared_window)
    dialog.setProperty(TOPIC, "page:exports")
    field = QLineEdit(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.findChild(QShortcut) is not None)
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_F1)

    desk = shared_window.findChild(HelpDesk)
    assert desk.window is not None
    assert desk.window.place == "exports"
    desk.window.close()
    dialog.close()
