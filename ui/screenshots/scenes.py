"""Every picture of README and guides: what is brought about, and which part of it is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from assets import asset_path
from scenarios.library import entries
from ui.docks.layouts import DESIGNED
from ui.panels.import_dialog import ImportDialog
from ui.screenshots.hands import drag_corner, go_to, grid_of, trigger, type_text
from ui.screenshots.studio import SIZE, Studio
from ui.tables.lists.plan_editor import PlanEditor
from ui.window import Window
from whatif_app.presentation.pages import Page, PageKind

#: A picture is made in a studio, which has nothing open.
Scene = Callable[[Studio], QImage]

EXAMPLE = entries()[0].name
SCENARIO = "Spot + plan"
CELL = "workloads/Video encoder/spot_target"
_BASELINE_PAGES = (
    "exports",
    "quality",
    "ownership",
    "showback",
    "usage",
    "commitments",
    "actuals",
)
_STAGE = (1280, 720)
_SETTLES_MS = 400
#: Thousands of videos a month, with the season that growth alone does not know.
_PLANNED = (180, 186, 195, 198, 215, 228, 230, 278, 311, 281)


def example(studio: Studio, *, theme: str = "light", language: str = "en") -> Window:
    """The first worked case at its most telling cell."""
    window = studio.open(theme=theme, language=language)
    window.files.new_from_example(EXAMPLE)
    window.notices.hide()
    window.session.select(SCENARIO)
    window.session.cell_focused.emit(CELL)
    return window


def _window(studio: Studio, theme: str = "light", language: str = "en") -> QImage:
    return studio.take(example(studio, theme=theme, language=language))


def _start(studio: Studio) -> QImage:
    return studio.take(studio.open())


# The tables


def _with_large_tables(studio: Studio) -> Window:
    window = example(studio)
    window.use_layout(DESIGNED["tables"])
    studio.pause(_SETTLES_MS)  # cells are where they will stay before hands look for them
    return window


def _formula(studio: Studio) -> QImage:
    """A formula kept in one cell, and another being written, with what may follow."""
    window = _with_large_tables(studio)
    go_to(window, "workloads/Search index/on_demand_cost")
    type_text(window, "=units/Orders/volume*0.012", Qt.Key.Key_Return)
    studio.pause(_SETTLES_MS)  # what follows the change would close the list
    type_text(window, "=units/Orders/")
    return _tables(studio, window)


def _paste(studio: Studio) -> QImage:
    """A pasted block of which something is refused."""
    window = _with_large_tables(studio)
    go_to(window, "workloads/Checkout API/fixed_share")
    QGuiApplication.clipboard().setText("10%\t1\r\n130%\t0.8\r\n25 %\tsome\r\n")
    QTest.keyClick(grid_of(window), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    return _tables(studio, window, 480)


def _fill(studio: Studio) -> QImage:
    """A series drawn down a column by the corner of the selection."""
    window = _with_large_tables(studio)
    go_to(window, "workloads/Checkout API/spot_target")
    grid = grid_of(window)
    for text in ("10%", "15%"):
        type_text(window, text, Qt.Key.Key_Return)
    first = grid.currentIndex().row() - 2
    column = grid.currentIndex().column()
    grid.go_to(first, column)
    QTest.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    studio.pause(_SETTLES_MS)
    drag_corner(grid, first + 1, first + 5, column)
    return _tables(studio, window)


def _find(studio: Studio) -> QImage:
    """What is searched in every table, found and replaced."""
    window = _with_large_tables(studio)
    tables = window.workspace.tables
    tables.open_replace()
    bar = tables.find_bar
    bar.sought.setText("video")
    bar.by.setText("Film")
    return _tables(studio, window)


def _plan(studio: Studio) -> QImage:
    """A plan pasted beside the volume that the model computes."""
    window = example(studio)
    go_to(window, "units/Videos encoded/plan")
    QTest.keyClick(grid_of(window), Qt.Key.Key_F2)
    editor = grid_of(window).findChild(PlanEditor)
    assert editor is not None
    months = editor.plan.months
    peak = (1.0, 1.01, 1.03, 1.02, 1.08, 1.12, 1.1, 1.3, 1.42, 1.25)
    column = [
        f"{round(float(months[i].computed or 0), -3) * peak[i]:.0f}" for i in range(len(peak))
    ]
    QGuiApplication.clipboard().setText("\r\n".join(column))
    editor.grid.setFocus()
    editor.grid.paste()
    editor.resize(editor.sizeHint())
    return studio.take(editor)


# Why, and how panels lie


def _explain(studio: Studio) -> QImage:
    """The explanation of a cell, with what would turn the verdict."""
    window = example(studio)
    panel = window.workspace.explain
    return studio.take(window, lambda: _place(panel, window))


def _arranged(studio: Studio) -> QImage:
    """Panels with titles to drag them by, in the layout that favours tables."""
    window = example(studio)
    window.use_layout(DESIGNED["side_by_side"])
    window.arrange_panels(True)
    return studio.take(window)


# Presenting


def _presented(studio: Studio, page: Page) -> QImage:
    from ui.presentation.stage import Stage

    window = example(studio)
    stage = Stage(window.session, (Page(PageKind.VERDICT), page), 1)
    stage.resize(*_STAGE)
    stage.show()
    return studio.take(stage)


def _pages(studio: Studio) -> QImage:
    window = example(studio)
    trigger(window, "present.pages")
    editor = next(each for each in studio.app.topLevelWidgets() if _is_pages_editor(each))
    return studio.take(editor)


def _is_pages_editor(widget: QWidget) -> bool:
    from ui.presentation.pages_editor import PagesEditor

    return isinstance(widget, PagesEditor)


# Finding one's way


def _palette(studio: Studio) -> QImage:
    from ui.palette.palette import CommandPalette

    window = example(studio)
    trigger(window, "help.palette")
    palette = window.findChild(CommandPalette)
    QTest.keyClicks(palette.line, "spot vid")
    return studio.take(window, lambda: QRect(180, 0, 1080, 560))


def _help(studio: Studio) -> QImage:
    from ui.help.window import HelpWindow

    window = example(studio)
    window.session.help_asked.emit("field:workloads/spot_target")
    shown = next(each for each in studio.app.topLevelWidgets() if isinstance(each, HelpWindow))
    return studio.take(shown)


def _tour(studio: Studio) -> QImage:
    from ui.tour.tour import Tour

    window = studio.open()
    trigger(window, "help.tour")
    tour = window.findChild(Tour)
    while tour.step is not None and tour.step.name != "charts":
        tour.go_on()
    return studio.take(window)


def _salvaged(studio: Studio) -> QImage:
    """A project cut off in the middle, opened as far as it can be read."""
    whole = asset_path("sample.whatif").read_bytes()
    damaged = studio.folder / "Checkout 2027.whatif"
    damaged.write_bytes(whole[: len(whole) * 2 // 3])
    window = studio.open()
    window.files.open(damaged)
    window.notices.buttons[0].click()
    return studio.take(window, lambda: QRect(0, 0, SIZE[0], 420))


# The baseline


def _baseline(studio: Studio, page: str) -> QImage:
    """What stands behind the sample project."""
    window = studio.open()
    window.files.new_from_sample()
    window.notices.hide()
    window.session.select("Do nothing")
    window.show_baseline(page)
    return studio.take(window)


def _import(studio: Studio) -> QImage:
    """The account of the sample export, by team."""
    window = studio.open()
    dialog = window.files.new_from_export([asset_path("sample-cur.csv.gz")])
    studio.wait_until(dialog.go_on.isEnabled)
    dialog.begin_reading()
    studio.wait_until(lambda: dialog.pages.currentWidget() is dialog.case)
    _choose_team(dialog)
    picture = studio.take(dialog)
    dialog.reject()
    return picture


def _choose_team(dialog: ImportDialog) -> None:
    by_team = dialog.case.group_by.findText("Tag user:team")
    dialog.case.group_by.setCurrentIndex(max(by_team, 0))


# Parts of the window


def _tables(studio: Studio, window: Window, height: int = 380) -> QImage:
    """The upper part of the tables, with what lies over them."""

    def part() -> QRect:
        place = _place(window.workspace.tables, window)
        place.setHeight(height)
        return place

    return studio.take(window, part)


def _place(widget: QWidget, window: Window) -> QRect:
    return QRect(widget.mapTo(window, QPoint()), widget.size())


#: Every picture by its name.
SCENES: dict[str, Scene] = {
    "window": _window,
    "window-dark": partial(_window, theme="dark"),
    "window-german": partial(_window, language="de"),
    "start": _start,
    "import": _import,
    **{f"baseline-{page}": partial(_baseline, page=page) for page in _BASELINE_PAGES},
    "formula": _formula,
    "paste": _paste,
    "fill": _fill,
    "find": _find,
    "plan": _plan,
    "explain": _explain,
    "arranged": _arranged,
    "present-verdict": partial(_presented, page=Page(PageKind.VERDICT)),
    "present-lever": partial(_presented, page=Page(PageKind.LEVER, lever=CELL)),
    "pages": _pages,
    "palette": _palette,
    "help": _help,
    "tour": _tour,
    "salvaged": _salvaged,
}
