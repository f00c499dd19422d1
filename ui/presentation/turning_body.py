"""What would turn the verdict, found while the page is shown."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.presentation.bodies import WordsBody
from ui.session import Session
from whatif_app.explain.stays import turning_sentence
from whatif_app.presentation.content import Content

if TYPE_CHECKING:
    from scenarios.questions.turning_points import TurningPoint
    from scenarios.results import Results

#: Seconds of work between two looks at what the audience does.
_SLICE = 0.015


class TurningBody(WordsBody):
    """Sentences such as “Spot target ≥ 58 %”, as they are found."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(30, parent)
        self._session = session
        self._of: Results | None = None
        self._work: Iterator[TurningPoint | None] | None = None
        self._found: list[str] = []
        self._go_on = QTimer(self, interval=0, singleShot=True)
        self._go_on.timeout.connect(self._continue)

    def show_content(self, content: Content) -> None:
        results = self._session.selected_results
        if results is self._of:
            return
        self._of, self._found, self._work = results, [], None
        self._go_on.stop()
        if results is not None and not content.problem and content.verdict != "No change":
            from scenarios.questions.turning_points import levers, turning_points

            self._work = turning_points(results, levers(results))
            self._go_on.start()
        self.show_found()

    def show_found(self) -> None:
        """Show what was found so far."""
        self.facts.show_facts(())
        if self._found:
            self.sentences.show_sentences(tuple(self._found))
            return
        waiting = self.tr("Looking for what would turn it…")
        nothing = self.tr("Nothing among its levers would turn it by itself.")
        self.sentences.show_sentences((nothing if self._work is None else waiting,))

    def _continue(self) -> None:
        case, work = self._session.case, self._work
        if case is None or work is None:
            return
        until = perf_counter() + _SLICE
        for point in work:
            if point is not None and (sentence := turning_sentence(case, point)):
                self._found.append(sentence)
                self.show_found()
            if perf_counter() >= until:
                self._go_on.start()
                return
        self._work = None
        self.show_found()
