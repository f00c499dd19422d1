"""The strip above the tables: the verdict with its reason, and the figures behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGridLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from scenarios.case import Case
from scenarios.results import Results
from scenarios.words import say
from ui import theme
from ui.panels.key_figures import Figure, Setting, key_figures
from ui.session import BASE, Session
from whatif_app.wording import (
    headline_sentence,
    outcome_sentence,
    reason_sentences,
    verdict_sentence,
)

# How one row is shared out, as in the drawing: the verdict, then the six figures.
_STRETCH = (24, 18, 14, 14, 12, 17, 15)
# In several rows the cards stand in columns, the verdict in two of them. A figure reads well from
# this width on, at the designed size.
_CARD_PX = 112
_ROW_PX = 940
_GAP = 10


class KpiStrip(QWidget):
    """Verdict and key figures of the selected scenario."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.verdict = VerdictCard()
        self.verdict.setProperty("helpTopic", "figure:verdict")
        self.cards = [FigureCard() for _ in _STRETCH[1:]]
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        # Cards in a row; 0 where all stand in one.
        self._columns = -1
        self._place(0)
        self.verdict.clicked.connect(lambda: session.figure_focused.emit("verdict"))
        for card in self.cards:
            card.chosen.connect(session.figure_focused)
        session.results_replaced.connect(self.refresh)
        session.scenario_selected.connect(self.refresh)
        theme.changes().changed.connect(self._dress)
        self._dress()
        self.refresh()

    def refresh(self) -> None:
        """Show the figures of the selected scenario; those of the reference for the base."""
        results, case = self._session.selected_results, self._session.case
        if results is None or case is None:
            return
        setting = _setting(case, self._session.selected)
        self.verdict.show_results(results, setting.hurdle, self._session.selected == BASE)
        if self._session.selected == BASE and not case.scenarios:
            self.verdict.say_no_scenario()
        for card, figure in zip(self.cards, key_figures(results, setting, self.tr), strict=True):
            card.show_figure(figure)

    def _dress(self) -> None:
        for card in (self.verdict, *self.cards):
            card.dress()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Stand in one row, or in as many as the width asks for at the size of the text."""
        room = self.width()
        fitting = max((room + _GAP) // (theme.scaled(_CARD_PX) + _GAP), 2)
        # Four or two to a row leave no gap in the last one.
        self._place(0 if room >= theme.scaled(_ROW_PX) else 4 if fitting >= 4 else 2)
        rows = 1 if not self._columns else -(-(len(self.cards) + 2) // self._columns)
        # Where several rows are needed, height is dear too: the second caption is for the tool tip.
        captions = 2 if rows == 1 else 1
        for card in self.cards:
            card.captions[1].setVisible(captions == 2)
        lines = QFontMetrics(theme.font(theme.TINY_PX)).lineSpacing()
        value = QFontMetrics(theme.font(theme.KPI_PX)).height()
        self.setFixedHeight(rows * (value + (captions + 1) * lines + 24) + (rows - 1) * _GAP)

    def _place(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for column, stretch in enumerate(_STRETCH):
            self._grid.setColumnStretch(column, (stretch, int(column < columns))[columns > 0])
        if not columns:
            for column, card in enumerate((self.verdict, *self.cards)):
                self._grid.addWidget(card, 0, column)
            return
        self._grid.addWidget(self.verdict, 0, 0, 1, 2)
        for place, card in enumerate(self.cards, start=2):
            self._grid.addWidget(card, place // columns, place % columns)


class _Card(QFrame):
    """A card that can be chosen with the mouse or, with the focus, by Space or Enter."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        # Texts shrink to the card rather than push the window wider.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """What can be done with the card; the caller's to delete."""
        menu = QMenu(self)
        menu.addAction(self.tr("&Explain")).triggered.connect(self.clicked)
        menu.addAction(self.tr("&Copy")).triggered.connect(self.copy)
        return menu

    def copy(self) -> None:
        """Put what the card says on the clipboard, its exact figures included."""
        QGuiApplication.clipboard().setText(f"{self.accessibleName()}\n{self.toolTip()}")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def focusInEvent(self, event: QEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:
        self.update()

    def _ring(self) -> str:
        """The colour of the ring around a card that has the focus."""
        return theme.current().accent

    def _paint_box(self, fill: str, edge: str) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QPen(QColor(self._ring()), 2.0)
        painter.setPen(ring if self.hasFocus() else QPen(QColor(edge), 1.0))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(
            self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS
        )
        painter.end()


class FigureCard(_Card):
    """One figure: label, value, and what it is set against."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure: Figure | None = None
        self.label, self.value = ElidedLabel(), ElidedLabel()
        self.captions = (ElidedLabel(), ElidedLabel())
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 10, 8)
        column.setSpacing(0)
        for part in (self.label, self.value, *self.captions):
            column.addWidget(part)
        column.addStretch(1)
        self.clicked.connect(self._choose)

    def help_topic(self) -> str:
        """What F1 tells of: the figure shown."""
        return f"figure:{self._figure.name}" if self._figure is not None else ""

    def show_figure(self, figure: Figure) -> None:
        """Show a figure, its details in the tool tip."""
        tone = self._figure.tone if self._figure else None
        self._figure = figure
        self.label.show_text(figure.label)
        self.value.show_text(figure.value)
        for line, part in enumerate(self.captions):
            part.show_text(figure.captions[line] if line < len(figure.captions) else "")
        self.setToolTip(figure.details)
        self.setAccessibleName(f"{figure.label}: {figure.value}")
        self.setAccessibleDescription(", ".join(figure.captions))
        # To dress a card lays the window out anew; its colours change with the figure's tone alone.
        if figure.tone != tone:
            self.dress()

    def dress(self) -> None:
        """Take the colours and fonts of the theme in force."""
        colours = theme.current()
        tone = self._figure.tone if self._figure else ""
        self.label.dress(theme.font(theme.SMALL_PX), colours.secondary)
        ink = colours.loss if tone == "loss" else colours.text
        self.value.dress(theme.font(theme.KPI_PX, QFont.Weight.Bold), ink)
        for part in self.captions:
            part.dress(theme.font(theme.TINY_PX), colours.secondary)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_box(theme.current().card, theme.current().border)

    def _choose(self) -> None:
        if self._figure is not None:
            self.chosen.emit(self._figure.name)


class VerdictCard(_Card):
    """Go, No-go or No change, the headline sentence and the first reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verdict = ""
        self._said: list[str] = []
        self.title = ElidedLabel()
        self.words = _Words()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 9, 12, 6)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.words, 1)

    def show_results(self, results: Results, hurdle: float, is_base: bool) -> None:
        """Show a scenario's verdict; the base has none of its own."""
        self._verdict = "" if is_base else results.kpis.verdict
        headline = headline_sentence(results)
        if is_base:
            title = self.tr("Base")
            said = [headline, self.tr("What all scenarios share. Select one to see its verdict.")]
        else:
            title = f"{say(results.kpis.verdict)} · {results.scenario}"
            outcome = outcome_sentence(results, hurdle) or verdict_sentence(results, hurdle)
            said = [headline, *(reason_sentences(results) or [outcome])]
        self.title.show_text(title)
        self._said = [part for part in said[:2] if part]
        full = [title, headline, verdict_sentence(results, hurdle), *reason_sentences(results)]
        self.setToolTip("\n".join(dict.fromkeys(part for part in full if part)))
        self.setAccessibleName(title)
        self.setAccessibleDescription(" ".join(part for part in said if part))
        self._fit_words()
        self.update()

    def say_no_scenario(self) -> None:
        """Say what to do where there is no scenario to judge."""
        self._said = [self.tr("Add a scenario at the left to change cells and see its verdict.")]
        self._fit_words()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """Show both sentences where they fit, else the last, which is the reason; all on hover."""
        room = self.contentsRect().marginsRemoved(self.layout().contentsMargins())
        room.setTop(room.top() + self.title.height() + self.layout().spacing())
        both = " ".join(self._said)
        wrapped = Qt.TextFlag.TextWordWrap
        needed = QFontMetrics(self.words.font()).boundingRect(0, 0, room.width(), 0, wrapped, both)
        fits = needed.height() <= room.height() + 2
        self.words.say(both if fits else "".join(self._said[-1:]))

    def dress(self) -> None:
        """Take the colours and fonts of the theme in force."""
        self.title.dress(theme.font(theme.PAGE_PX, QFont.Weight.Bold), "#FFFFFF")
        self.words.setFont(theme.font(theme.SMALL_PX))
        self._fit_words()
        self.update()

    def _ring(self) -> str:
        # On the ground of a verdict the accent could not be made out.
        return theme.current().text

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        fill = {"Go": colours.verdict_go, "No-go": colours.verdict_no_go}.get(
            self._verdict, colours.verdict_none
        )
        self._paint_box(fill, fill)


class _Words(QWidget):
    """Sentences in white on several lines.

    A label would lay the whole window out anew whenever its text changes, thirty times a second
    while a number is scrubbed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def text(self) -> str:
        """What is said."""
        return self._text

    def say(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(self.rect(), int(Qt.TextFlag.TextWordWrap), self._text)
        painter.end()


class ElidedLabel(QWidget):
    """One line of text that ends in an ellipsis rather than be cut or widen its card."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._colour = theme.current().text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """The whole text, elided or not."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show another text."""
        if text != self._text:
            self._text = text
            self.update()

    def dress(self, font: QFont, colour: str) -> None:
        """Take a font and a colour."""
        self.setFont(font)
        self._colour = colour
        self.setFixedHeight(QFontMetrics(font).height())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QColor(self._colour))
        fitting = self.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, fitting)
        painter.end()


def _setting(case: Case, selected: str) -> Setting:
    view = case.view(selected if selected in case.scenario_names else None)
    unit = view.project("primary_unit") or _first_unit(case)
    return Setting(
        hurdle=float(view.project("hurdle_months")),
        rate=float(view.project("discount_rate")),
        unit=str(unit or ""),
    )


def _first_unit(case: Case) -> str:
    units = case.tables["units"]
    first_level = (name for name, cells in units.items() if cells.get("level", "L1") == "L1")
    return next(first_level, next(iter(units), ""))
