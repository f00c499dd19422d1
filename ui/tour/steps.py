"""The steps of the tour, as data: what each says, what it points at, and what makes it go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QRect, SignalInstance
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from ui.window import Window

#: What the tour shows on the sample project.
SCENARIO = "Spot for media"
CELL = "workloads/media/spot_target"


def tr(text: str) -> str:
    """A text of the tour in the user's language."""
    return QCoreApplication.translate("Tour", text)


def _nothing(window: Window) -> None:
    """What a step prepares that finds the window as it needs it."""


def _always(window: Window) -> bool:
    """A task that its signal alone tells the end of."""
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        name: what tests and the program know it by.
        words: what is seen there, in two or three sentences.
        task: what the user is to do, where the step is about doing.
        target: what it points at.
        part: where within the target; None for the whole of it.
        prepare: brings the target about: the scenario, the table, the page.
        done_by: the signal after which the task may be done.
        is_done: whether it is, then.
        has_keys: whether the target needs the keyboard, so that arrows are its own.
    """

    name: str
    title: str
    words: str
    target: Callable[[Window], QWidget]
    task: str = ""
    part: Callable[[Window], QRect] | None = None
    prepare: Callable[[Window], None] = _nothing
    done_by: Callable[[Window], SignalInstance] | None = None
    is_done: Callable[[Window], bool] = _always
    has_keys: bool = False


def steps() -> tuple[Step, ...]:
    """The whole tour, in the language in force."""
    return (*_first_look(), *_hands_on(), *_why(), *_further())


def _first_look() -> tuple[Step, ...]:
    return (
        Step(
            "verdict",
            tr("The verdict comes first"),
            tr(
                "Go or No-go for the selected scenario, with its reason; beside it the figures it "
                "hangs on. A click on any of them explains it."
            ),
            lambda window: window.workspace.strip,
            prepare=_show_scenario,
        ),
        Step(
            "scenarios",
            tr("Scenarios side by side"),
            tr(
                "Each is a few changed cells on the same base. The eye shows or hides it in the "
                "charts; Ctrl+Shift+N adds one."
            ),
            lambda window: window.scenarios,
            prepare=_show_scenario,
        ),
    )


def _hands_on() -> tuple[Step, ...]:
    return (
        Step(
            "edit",
            tr("Change a number"),
            tr("A tinted cell differs from the base; Delete takes it back, Ctrl+Z undoes."),
            lambda window: window.workspace.tables,
            task=tr("Type 60 over the marked Spot target, press Enter, and watch the verdict."),
            prepare=_show_cell,
            done_by=lambda window: window.session.case_changed,
            has_keys=True,
        ),
        Step(
            "scrub",
            tr("Or turn it like a dial"),
            tr("Every figure and chart follows while it moves; the whole turn is one undo step."),
            lambda window: window.workspace.tables,
            task=tr(
                "Hold Alt, and turn the wheel over the Spot target or drag it sideways, until it "
                "is a Go again."
            ),
            prepare=_show_cell,
            done_by=lambda window: window.session.results_replaced,
            is_done=_is_go,
            has_keys=True,
        ),
    )


def _why() -> tuple[Step, ...]:
    return (
        Step(
            "charts",
            tr("Watch payback and unit cost move"),
            tr(
                "The circle marks payback; steps in unit cost are cliffs. Point at a chart to "
                "read every scenario in that month, click to explain it, and double-click to "
                "enlarge it."
            ),
            lambda window: window.workspace.charts,
            prepare=_show_model,
        ),
        Step(
            "explain",
            tr("Why this number?"),
            tr(
                "The formula in words with its parts, each a link to its cell, down to the rows of "
                "the bill. Below it: what would turn the verdict."
            ),
            lambda window: window.workspace.explain,
            prepare=_show_cell,
        ),
        Step(
            "baseline",
            tr("What stands behind it"),
            tr(
                "Ctrl+2: the bills that were read, to the cent; what stands out in them; whose "
                "cost it is; volumes and actuals. Ctrl+1 leads back to the model."
            ),
            lambda window: window.evidence,
            prepare=lambda window: window.show_baseline("exports"),
        ),
    )


def _further() -> tuple[Step, ...]:
    return (
        Step(
            "hand over",
            tr("Hand it over, or show it"),
            tr(
                "Ctrl+E writes an Excel workbook whose formulas are alive and give the same "
                "numbers. F5 shows the case full screen, and scrubbing works there as well."
            ),
            lambda window: window.menuBar(),
            prepare=_show_model,
        ),
        Step(
            "find",
            tr("Find anything, ask anything"),
            tr(
                "Ctrl+Shift+P finds any command, cell or page by a few letters. F1 tells what the "
                "manual says on whatever has the focus. This project is yours to play with."
            ),
            lambda window: window.menuBar(),
            part=_help_menu,
        ),
    )


def _show_model(window: Window) -> None:
    window.show_model()


def _show_scenario(window: Window) -> None:
    window.show_model()
    window.session.select(SCENARIO)


def _show_cell(window: Window) -> None:
    _show_scenario(window)
    window.session.cell_focused.emit(CELL)
    window.workspace.tables.grid.setFocus()


def _is_go(window: Window) -> bool:
    results = window.session.selected_results
    return results is not None and results.kpis.verdict == "Go"


def _help_menu(window: Window) -> QRect:
    bar = window.menuBar()
    place: QRect = bar.actionGeometry(bar.actions()[-1])
    return place
