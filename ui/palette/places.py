"""The places of the palette: tables, cells, scenarios, figures, pages, files, help."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from scenarios.case import Address
from scenarios.schema import PROJECT, TABLES
from scenarios.words import say
from ui.palette.entry import Entry
from ui.session import BASE

if TYPE_CHECKING:
    from ui.charts.chart import Chart
    from ui.window import Window


def tr(text: str) -> str:
    """A text of the palette in the user's language."""
    return QCoreApplication.translate("Palette", text)


def places(window: Window) -> Iterator[Entry]:
    """Everything that can be gone to, save the single cells."""
    if window.session.document is not None:
        yield from _scenarios(window)
        yield from _tables(window)
        yield from _figures(window)
        yield from _charts(window)
        yield from _baseline_pages(window)
    yield from _recent_files(window)
    yield from _help_pages(window)


def cells(window: Window) -> Iterator[Entry]:
    """Every cell of the case, by the names of its field and its row."""
    case = window.session.case
    if case is None:
        return
    for field in PROJECT.fields:
        address = Address(PROJECT.name, "", field.name)
        yield _cell(window, address, say(field.label), say(PROJECT.label))
    for table in TABLES.values():
        labels = [(field.name, say(field.label)) for field in table.fields]
        for row in case.tables[table.name]:
            for name, label in labels:
                address = Address(table.name, row, name)
                yield _cell(window, address, f"{label} · {row}", say(table.label))


def _cell(window: Window, address: Address, title: str, where: str) -> Entry:
    key = str(address)
    return Entry(key, title, where, partial(_go_to_cell, window, key), tip=key)


def _go_to_cell(window: Window, address: str) -> None:
    window.show_model()
    window.session.cell_focused.emit(address)
    window.workspace.tables.grid.setFocus()


def _scenarios(window: Window) -> Iterator[Entry]:
    case = window.session.case
    names = case.scenario_names if case is not None else ()
    for name in (BASE, *names):
        yield Entry(
            f"scenario:{name}",
            name or tr("Base"),
            tr("Scenarios"),
            partial(window.session.select, name),
        )


def _tables(window: Window) -> Iterator[Entry]:
    tables = window.workspace.tables

    def go_to(key: str) -> None:
        window.show_model()
        tables.show_table(key)
        tables.grid.setFocus()

    for declared in (PROJECT, *TABLES.values()):
        yield Entry(
            f"table:{declared.name}",
            say(declared.label),
            tr("Tables"),
            partial(go_to, declared.name),
            tip=say(declared.help),
        )
    for key, title in (("compare", tr("Compare")), ("results", tr("Results"))):
        yield Entry(f"table:{key}", title, tr("Tables"), partial(go_to, key))


def _figures(window: Window) -> Iterator[Entry]:
    from whatif_app.explain.recipes import KPIS

    def explain(name: str) -> None:
        window.show_model()
        window.session.figure_focused.emit(name)

    for name, recipe in KPIS.items():
        yield Entry(
            f"figure:{name}",
            say(recipe.title),
            tr("Explain a figure"),
            partial(explain, name),
            tip=say(recipe.words),
        )


def _charts(window: Window) -> Iterator[Entry]:
    panel = window.workspace.charts

    def enlarge(chart: Chart) -> None:
        window.show_model()
        panel.enlarge(chart)

    for place, chart in enumerate(panel.charts):
        if chart.picture.title:
            act = partial(enlarge, chart)
            yield Entry(f"chart:{place}", chart.picture.title, tr("Enlarge a chart"), act)


def _baseline_pages(window: Window) -> Iterator[Entry]:
    for key, label in window.evidence.labels().items():
        yield Entry(f"page:{key}", label, tr("Baseline"), partial(window.show_baseline, key))


def _recent_files(window: Window) -> Iterator[Entry]:
    for path in window.preferences.recent:
        yield Entry(
            f"recent:{path}",
            path.name,
            tr("Recent files"),
            partial(window.files.open, path),
            tip=str(path),
        )


def _help_pages(window: Window) -> Iterator[Entry]:
    from ui.help.pages import chapters

    for chapter in chapters():
        for page in chapter.pages:
            yield Entry(
                f"help:{page.key}",
                page.title,
                tr("Help · {chapter}").format(chapter=chapter.title),
                partial(window.session.help_asked.emit, page.key),
            )
