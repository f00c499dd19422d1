"""What each kind of page shows below its title."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from scenarios.words import say
from ui.charts.picture import Picture
from ui.presentation.fact_card import Card, FactRow
from ui.presentation.fitted_text import FittedText
from ui.presentation.page_view import Body
from ui.presentation.scale import Scale, verdict_ground
from ui.presentation.stage_chart import DRAW, StageChart
from ui.presentation.subject import drawn_on
from ui.session import Session
from whatif_app.presentation.content import Content
from whatif_app.presentation.figures import Table
from whatif_app.presentation.pages import Page, PageKind

_MOST_SENTENCES = 8


class VerdictBody(Body):
    """Go or No-go on its ground, the figures, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card, self.facts = Card(), FactRow(60)
        self.verdict = FittedText(84, weight=QFont.Weight.Bold, tone="on_verdict")
        self.said = FittedText(30, lines=2, tone="on_verdict")
        self.reasons = Sentences(24)
        inside = QVBoxLayout(self.card)
        inside.addStretch(1)
        inside.addWidget(self.verdict)
        inside.addWidget(self.said)
        inside.addStretch(1)
        self._inside = inside
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.card, 5)
        self._column.addWidget(self.facts, 4)
        self._column.addWidget(self.reasons)
        self._column.addStretch(1)

    def show_content(self, content: Content) -> None:
        first, rest = content.sentences[:1], content.sentences[1:]
        self.card.ground = verdict_ground(content.verdict)
        self.verdict.show_text(say(content.verdict))
        self.verdict.setVisible(bool(content.verdict))
        self.said.show_text("".join(first))
        self.card.setVisible(bool(content.verdict or first))
        self.card.update()
        self.facts.show_facts(content.facts)
        self.reasons.show_sentences(rest)

    def rescale(self, scale: Scale) -> None:
        self._column.setSpacing(scale.px(18))
        self._inside.setContentsMargins(*(scale.px(side) for side in (36, 20, 36, 24)))
        for part in (self.card, self.verdict, self.said, self.facts, self.reasons):
            part.rescale(scale)


class ChartBody(Body):
    """One chart, with the figures of the page above it where it has some."""

    def __init__(self, page: Page, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page, self._session = page, session
        self.card, self.chart, self.facts = Card(), StageChart(), FactRow(34)
        self.about = FittedText(16, tone="secondary")
        self._inside = QVBoxLayout(self.card)
        self._inside.addWidget(self.about)
        self._inside.addWidget(self.chart, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.facts)
        self._column.addWidget(self.card, 1)

    def show_content(self, content: Content) -> None:
        self.facts.show_facts(content.facts)
        shown = drawn_on(self._page, self._session)
        # A page that lacks all that it was made for says so, and draws nothing.
        is_drawn = shown is not None and not (content.problem and not content.series)
        self.card.setVisible(is_drawn)
        if shown is not None and is_drawn:
            picture = DRAW.get(self._page.kind, DRAW[PageKind.CUMULATIVE])(shown)
            self.about.show_text(_about(picture))
            self.chart.show_picture(picture)

    def rescale(self, scale: Scale) -> None:
        self._column.setSpacing(scale.px(16))
        self._inside.setContentsMargins(*(scale.px(side) for side in (24, 16, 16, 14)))
        for part in (self.card, self.chart, self.facts, self.about):
            part.rescale(scale)


def _about(picture: Picture) -> str:
    """What is drawn: the title says the point, so the chart's own name stands above it."""
    return f"{picture.title} · {picture.subtitle}" if picture.subtitle else picture.title


class TableBody(Body):
    """Scenarios side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._cells: list[list[FittedText]] = []
        self._scale = Scale()
        self.card = Card()
        self._grid = QGridLayout(self.card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        column.addStretch(1)

    def show_content(self, content: Content) -> None:
        table = content.table
        if table is None or table == self._table:
            return
        if self._table is None or len(table.rows) != len(self._table.rows):
            self._build(table)
        self._table = table
        for row, texts in enumerate((table.heads, *table.rows)):
            for column, text in enumerate(texts):
                self._cells[row][column].show_text(text, self._tone(table, row, column))

    def _tone(self, table: Table, row: int, column: int) -> str:
        if row == 0:
            return "secondary"
        if column == 1:
            return table.tones[row - 1] or "secondary"
        return "accent" if row - 1 == table.marked and column == 0 else "text"

    def _build(self, table: Table) -> None:
        for row in self._cells:
            for cell in row:
                cell.deleteLater()
        self._cells = []
        for row in range(len(table.rows) + 1):
            # Many scenarios share the height of a few.
            px = 17 if row == 0 else min(30.0, 320.0 / max(len(table.rows), 1))
            cells = []
            for column in range(len(table.heads)):
                is_name = column == 0
                side = Qt.AlignmentFlag.AlignLeft if is_name else Qt.AlignmentFlag.AlignRight
                weight = QFont.Weight.DemiBold if is_name else QFont.Weight.Normal
                cell = FittedText(px, weight=weight, align=side)
                self._grid.addWidget(cell, row, column)
                cells.append(cell)
            self._cells.append(cells)
        for column in range(len(table.heads)):
            self._grid.setColumnStretch(column, 40 if column == 0 else 15)
        self.rescale(self._scale)

    def rescale(self, scale: Scale) -> None:
        self._scale = scale
        self.card.rescale(scale)
        self._grid.setContentsMargins(*(scale.px(side) for side in (28, 20, 28, 22)))
        self._grid.setHorizontalSpacing(scale.px(18))
        self._grid.setVerticalSpacing(scale.px(min(26.0, 130.0 / max(len(self._cells), 1))))
        for row in self._cells:
            for cell in row:
                cell.rescale(scale)


class WordsBody(Body):
    """Figures, and sentences below them."""

    def __init__(self, px: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts, self.sentences = FactRow(), Sentences(px)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.facts)
        self._column.addWidget(self.sentences)
        self._column.addStretch(1)

    def show_content(self, content: Content) -> None:
        self.facts.show_facts(content.facts)
        self.sentences.show_sentences(content.sentences)

    def rescale(self, scale: Scale) -> None:
        self._column.setSpacing(scale.px(24))
        self.facts.rescale(scale)
        self.sentences.rescale(scale)


class Sentences(QWidget):
    """A list of sentences, each with a mark of its own."""

    def __init__(self, px: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._px, self._scale = px, Scale()
        self._lines: list[tuple[QWidget, QHBoxLayout, FittedText, FittedText]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_sentences(self, sentences: tuple[str, ...]) -> None:
        """Show other sentences."""
        shown = sentences[:_MOST_SENTENCES]
        while len(self._lines) < len(shown):
            self._add()
        for position, (line, _, _, text) in enumerate(self._lines):
            line.setVisible(position < len(shown))
            if position < len(shown):
                text.show_text(shown[position])
        self.setVisible(bool(shown))

    def _add(self) -> None:
        line, text = QWidget(), FittedText(self._px, lines=3)
        mark = FittedText(self._px, tone="accent")
        mark.show_text("•")
        mark.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, 1)
        self._lines.append((line, row, mark, text))
        self._column.addWidget(line)
        self.rescale(self._scale)

    def rescale(self, scale: Scale) -> None:
        """Be drawn for another size of the stage."""
        self._scale = scale
        self._column.setSpacing(scale.px(14))
        for _, row, mark, text in self._lines:
            row.setSpacing(scale.px(8))
            mark.setFixedWidth(scale.px(self._px))
            mark.rescale(scale)
            text.rescale(scale)
