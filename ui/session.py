"""What is open in the window and what is looked at; every panel reads and changes it here.

Panels never talk to each other: they send commands to the session and listen
to its signals. Results follow a change once the event loop is free, so that a
paste of two hundred cells computes once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from scenarios.problems import CaseError, Problem
from ui import theme

if TYPE_CHECKING:
    from scenarios.case import Case
    from scenarios.results import Results
    from whatif_app.commands import Command
    from whatif_app.document import Document
    from whatif_app.ledger import Ledger

BASE = ""
DO_NOTHING = "Do nothing"
_HIDDEN = "hidden_scenarios"
_LOOKS = "scenario_looks"

#: From a case, the case before it (None for the first) and its results to results.
Evaluate = Callable[["Case", "Case | None", "Mapping[str, Results]"], "Mapping[str, Results]"]
EvaluateBase = Callable[["Case"], "Results | None"]


class Session(QObject):
    """The open document, its results, and which scenario, cell and figure are looked at.

    Signals:
        document_replaced: another document is open (or none); everything is new.
        case_changed: the case is another than before; `results` still are the old ones.
        ledger_changed: exports, usage, ownership or decisions on them are others than before.
        results_replaced: `results` are those of the case.
        gesture_ended: what followed a scrubbed number at leisure catches up.
        scenario_selected: the name whose values the tables show; "" is the base.
        visibility_changed: other scenarios are visible, or look different.
        cell_focused: the address of the cell looked at.
        figure_focused: the series or kpi looked at.
        refused: a tuple of `Problem`s, why a command changed nothing.
        help_asked: a topic of the help, as `ui.help.topics` names them.
        notice: a sentence for the notice bar and its level ("info", "good", "warn", "error").
    """

    document_replaced = Signal()
    case_changed = Signal()
    ledger_changed = Signal()
    results_replaced = Signal()
    gesture_ended = Signal()
    scenario_selected = Signal(str)
    visibility_changed = Signal()
    cell_focused = Signal(str)
    figure_focused = Signal(str)
    refused = Signal(object)
    help_asked = Signal(str)
    notice = Signal(str, str)

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        evaluate: Evaluate | None = None,
        evaluate_base: EvaluateBase | None = None,
    ) -> None:
        super().__init__(parent)
        self.document: Document | None = None
        self.results: dict[str, Results] = {}
        self.selected = BASE
        self._names: tuple[str, ...] = ()
        self.is_in_gesture = False
        self._computed: Case | None = None
        self._results_of: Case | None = None
        self._ledger: Ledger | None = None
        self._base: Results | None = None
        self._looks_read: tuple[object, Mapping[str, int]] = (None, {})
        self._evaluate = evaluate or _engine
        self._evaluate_base = evaluate_base or _engine_base
        self._unsubscribe: Callable[[], None] | None = None
        self._compute_soon = QTimer(self)
        self._compute_soon.setSingleShot(True)
        self._compute_soon.setInterval(0)
        self._compute_soon.timeout.connect(self.recompute)

    @property
    def case(self) -> Case | None:
        """The open document's case; None where nothing is open."""
        return self.document.case if self.document else None

    @property
    def ledger(self) -> Ledger | None:
        """What the open project keeps of its files; None where nothing is open."""
        return self.document.ledger if self.document else None

    @property
    def scenario_names(self) -> tuple[str, ...]:
        """The names that results exist for: the scenarios, or "Do nothing" where there is none."""
        if self.case is None:
            return ()
        return self.case.scenario_names or (DO_NOTHING,)

    @property
    def selected_results(self) -> Results | None:
        """Results of the selected scenario; the base's own while the base is selected."""
        if self.selected in self.results:
            return self.results[self.selected]
        if self._base is None and self.case is not None:
            self._base = self._evaluate_base(self.case)
        return self._base

    @property
    def reference_name(self) -> str:
        """The scenario that the others are measured against; "" where it is the bare base."""
        named = self.case.project.get("reference") if self.case is not None else None
        return named if isinstance(named, str) else ""

    def do(self, command: Command) -> bool:
        """Apply a command to the document; where it is refused, say why and change nothing."""
        if self.document is None:
            return False
        try:
            self.document.do(command)
        except CaseError as error:
            self.refused.emit(error.problems)
            return False
        return True

    def undo(self) -> None:
        """Take the last change back."""
        if self.document is not None and self.document.can_undo:
            self.document.undo()

    def redo(self) -> None:
        """Make the last change taken back once more."""
        if self.document is not None and self.document.can_redo:
            self.document.redo()

    def begin_gesture(self) -> None:
        """A number is being scrubbed: many changes follow, of which each is one frame."""
        self.is_in_gesture = True
        if self.document is not None:
            self.document.begin_gesture()

    def end_gesture(self) -> None:
        """The number was let go of."""
        if self.is_in_gesture:
            self.is_in_gesture = False
            if self.document is not None:
                self.document.end_gesture()
            self.gesture_ended.emit()

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Say why something was not done."""
        self.refused.emit(tuple(problems))

    def replace_document(self, document: Document | None) -> None:
        """Look at another document; the one before is the caller's to save or close."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self._compute_soon.stop()
        self.is_in_gesture = False
        self.document = document
        self.results = {}
        self._results_of = None
        self._base = None
        self.selected = BASE
        if document is not None:
            self._unsubscribe = document.subscribe(self._document_changed)
            self.selected = self._first_worth_seeing()
            self._give_looks(opening=True)
            self._compute()
        self._names = self.case.scenario_names if self.case is not None else ()
        self._ledger = document.ledger if document is not None else None
        self.document_replaced.emit()
        self.results_replaced.emit()
        self.scenario_selected.emit(self.selected)

    def select(self, name: str) -> None:
        """Show a scenario's values in the tables ("" for the base)."""
        if name == self.selected or self.case is None:
            return
        if name != BASE and name not in self.case.scenario_names:
            return
        self.selected = name
        self.scenario_selected.emit(name)

    @property
    def visible(self) -> list[str]:
        """Scenarios shown in the charts, in order."""
        hidden = self._view_list(_HIDDEN)
        return [name for name in self.scenario_names if name not in hidden]

    def set_visible(self, name: str, visible: bool) -> None:
        """Show a scenario in the charts, or hide it."""
        if self.document is None:
            return
        hidden = [other for other in self._view_list(_HIDDEN) if other != name]
        if not visible:
            hidden.append(name)
        self.document.view_state[_HIDDEN] = hidden
        self.visibility_changed.emit()

    def colour(self, name: str) -> str:
        """A scenario's colour in the theme in force; the bare reference is the neutral grey."""
        palette = theme.current().scenario_colours
        return palette[self.look(name) % len(palette)]

    def line_style(self, name: str) -> Qt.PenStyle:
        """A scenario's line, so that lines differ without colour as well."""
        return theme.LINE_STYLES[self.look(name) % len(theme.LINE_STYLES)]

    def look(self, name: str) -> int:
        """Which of the theme's colours and line styles a scenario has, counted from 0."""
        return self._looks().get(name, 0)

    def set_look(self, name: str, look: int) -> None:
        """Give a scenario another colour and line style, by its place in the theme's list."""
        if self.document is None:
            return
        self.document.view_state[_LOOKS] = {**self._looks(), name: look}
        self.visibility_changed.emit()

    def recompute(self) -> None:
        """Bring the results up to date now rather than when the event loop is free."""
        self._compute_soon.stop()
        if self.document is None:
            return
        self._compute()
        self.results_replaced.emit()

    def _compute(self) -> None:
        if self.case is None:
            return
        self._computed = self.case
        self._base = None
        try:
            self.results = dict(self._evaluate(self.case, self._results_of, self.results))
            self._results_of = self.case
        except CaseError as error:
            self.refused.emit(error.problems)

    def _document_changed(self) -> None:
        if self.case is None:
            return
        self._follow_rename()
        self._give_looks()
        gone = self.selected != BASE and self.selected not in self.case.scenario_names
        if gone:
            self.selected = self._first_worth_seeing()
        self._names = self.case.scenario_names
        if self.ledger is not self._ledger:
            self._ledger = self.ledger
            self.ledger_changed.emit()
        self.case_changed.emit()
        if gone:
            self.scenario_selected.emit(self.selected)
        # A save tells of itself as well, and changes no figure.
        if self.case is not self._computed:
            self._compute_soon.start()

    def _first_worth_seeing(self) -> str:
        if self.case is None:
            return BASE
        changing = (scenario.name for scenario in self.case.scenarios if scenario.set)
        return next(changing, BASE)

    def _follow_rename(self) -> None:
        """Keep what is selected, hidden and coloured when one scenario has another name."""
        old, new = self._names, self.case.scenario_names if self.case is not None else ()
        differing = [pair for pair in zip(old, new, strict=False) if pair[0] != pair[1]]
        if len(old) != len(new) or len(differing) != 1 or self.document is None:
            return
        before, after = differing[0]
        state = self.document.view_state
        state[_HIDDEN] = [after if name == before else name for name in self._view_list(_HIDDEN)]
        looks = dict(self._looks())
        if before in looks:
            looks[after] = looks.pop(before)
            state[_LOOKS] = looks
        if self.selected == before:
            self.selected = after
            self.scenario_selected.emit(after)

    def _give_looks(self, *, opening: bool = False) -> None:
        """Give each scenario a look of its own for good, so that reordering recolours nothing."""
        if self.document is None:
            return
        looks = dict(self._looks())
        for name in self.scenario_names:
            if name in looks:
                continue
            # In a case that is opened, a scenario with nothing set stands for doing nothing; one
            # that is being made is about to change something.
            if name in (self.reference_name, DO_NOTHING) or (opening and self._is_bare(name)):
                looks[name] = 0
                continue
            taken = {looks[other] for other in self.scenario_names if other in looks}
            free = (look for look in range(1, len(theme.LINE_STYLES)) if look not in taken)
            looks[name] = next(free, 1 + len(looks) % (len(theme.LINE_STYLES) - 1))
        self.document.view_state[_LOOKS] = looks

    def _is_bare(self, name: str) -> bool:
        case = self.case
        return case is not None and name in case.scenario_names and not case.scenario(name).set

    def _looks(self) -> Mapping[str, int]:
        stored = self.document.view_state.get(_LOOKS) if self.document else None
        if stored is not self._looks_read[0]:
            # Asked for by each line of each chart; read once for as long as it is the same.
            items = stored.items() if isinstance(stored, dict) else ()
            read = {str(name): look for name, look in items if isinstance(look, int)}
            self._looks_read = (stored, read)
        return self._looks_read[1]

    def _view_list(self, key: str) -> list[str]:
        stored = self.document.view_state.get(key) if self.document else None
        return [str(item) for item in stored] if isinstance(stored, list) else []


def _engine(
    case: Case, before: Case | None, results: Mapping[str, Results]
) -> Mapping[str, Results]:
    # numpy takes a tenth of a second to load, which the start page need not wait for.
    from scenarios.reach import evaluate_reached

    return evaluate_reached(case, before, results)


def _engine_base(case: Case) -> Results | None:
    from scenarios.engine import evaluate_cells

    return evaluate_cells(case, {BASE: {}})[BASE]
