"""The card on the right: why the cell or figure looked at is what it is, with links to the rest.

The words appear at once; what the engine must be asked for follows when editing pauses, in
pieces short enough that nobody waits for them.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QTextDocumentFragment
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from scenarios.case import Address
from scenarios.questions.turning_points import TurningPoint, levers, turning_points
from ui import theme
from ui.session import Session
from whatif_app.explain import Explanation, Kind, Part, explain
from whatif_app.explain.effects import effects
from whatif_app.explain.stays import turning_sentence, turning_title
from whatif_app.number_style import THIN

SETTLES_AFTER = 250  # ms without an edit
SLICE = 0.015  # seconds of work before the window gets a turn
WIDTH = 160
START = "verdict"


class ExplainPanel(QScrollArea):
    """Explains what the session focuses: a cell, a key figure, a series in a month."""

    #: The explanation with everything that takes time is complete.
    settled = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._what = START
        self._work: Iterator[TurningPoint | None] | None = None
        self._sentences: list[str] = []
        self._sections = {
            name: Section(self._follow) for name in ("here", "does", "computed", "notes", "stays")
        }
        self._title, self._address = QLabel(), QLabel()
        self.manual = QPushButton(self.tr("In the manual (F1)"))
        self._assemble()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._continue)
        session.cell_focused.connect(self.focus)
        session.figure_focused.connect(self.focus)
        session.results_replaced.connect(self._follow_results)
        session.gesture_ended.connect(self.refresh)
        session.scenario_selected.connect(self.refresh)
        session.document_replaced.connect(self._start_over)
        theme.changes().changed.connect(self.restyle)
        self.restyle()

    def focus(self, what: str) -> None:
        """Explain another cell or figure."""
        if what and what != self._what:
            self._what = what
            self.refresh()

    def help_topic(self) -> str:
        """What F1 tells of: the field or the figure explained."""
        try:
            at = Address.parse(self._what)
        except ValueError:
            return f"figure:{self._what}"
        return f"field:{at.table}/{at.field}"

    @property
    def text(self) -> str:
        """Everything that the card says, as plain text."""
        parts = [self._title.text(), self._address.text()]
        return "\n".join([*parts, *(section.plain for section in self._sections.values())])

    def refresh(self) -> None:
        """Explain the focused thing by the results at hand; what takes time follows."""
        found = self._explained()
        if found is None and self._what != START:
            # What was looked at is gone: a row deleted, another document.
            self._what = START
            found = self._explained()
        self.widget().setVisible(found is not None)
        self._work, self._sentences = None, []
        if found is None:
            self._settle.stop()
            return
        self._show(found)
        self._sections["does"].clear()
        self._sections["stays"].fade()
        self._settle.start(SETTLES_AFTER)

    def _follow_results(self) -> None:
        # A page of words takes as long as a frame of charts; nobody reads it while scrubbing.
        if not self.session.is_in_gesture:
            self.refresh()

    def restyle(self) -> None:
        """Take the theme in force."""
        self._title.setFont(theme.font(theme.BASE_PX, theme.QFont.Weight.DemiBold))
        self._address.setFont(theme.font(theme.SMALL_PX))
        self.manual.setFont(theme.font(theme.SMALL_PX))
        for section in self._sections.values():
            section.restyle()
        ground = theme.current().ground
        self._sections["here"].setStyleSheet(
            f"background: {ground}; border-radius: 6px; padding: 7px 8px;"
        )
        self.refresh()

    def _assemble(self) -> None:
        self.setProperty("card", True)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(WIDTH)
        self.setAccessibleName(self.tr("Explanation"))
        self._address.setProperty("tone", "secondary")
        inside = QWidget()
        # The card shows through: the page on it has no ground of its own.
        inside.setObjectName("explanation")
        inside.setStyleSheet("QWidget#explanation { background: transparent; }")
        self.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(3)
        for label in (self._title, self._address):
            label.setWordWrap(True)
            # A name from a bill may look like mark-up; it is shown as it is.
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        for section in self._sections.values():
            column.addSpacing(4)
            column.addWidget(section)
        self.manual.setProperty("kind", "link")
        self.manual.setStyleSheet("padding-left: 0; border-left: 0;")
        self.manual.clicked.connect(lambda: self.session.help_asked.emit(self.help_topic()))
        column.addSpacing(8)
        column.addWidget(self.manual, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.setWidget(inside)

    def menu(self) -> QMenu:
        """What can be done with the card, and with the link under the cursor."""
        menu = QMenu(self)
        hovered = next((s.hovered for s in self._sections.values() if s.hovered), "")
        if hovered:
            menu.addAction(self.tr("&Go there")).triggered.connect(lambda: self._follow(hovered))
        marked = next((s.selectedText() for s in self._sections.values() if s.selectedText()), "")
        words = self.tr("&Copy") if marked else self.tr("&Copy the explanation")
        menu.addAction(words).triggered.connect(lambda: self._copy(marked or self._as_text()))
        return menu

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _as_text(self) -> str:
        parts = [QTextDocumentFragment.fromHtml(part).toPlainText() for part in self._pieces()]
        return "\n".join(part for part in parts if part)

    def _pieces(self) -> list[str]:
        shown = [s.text() for s in self._sections.values() if not s.isHidden()]
        return [self._title.text(), self._address.text(), *shown]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _start_over(self) -> None:
        self._what = START
        self.refresh()

    def _explained(self) -> Explanation | None:
        session = self.session
        if session.case is None or session.document is None or not session.results:
            return None
        baseline = session.document.baseline
        try:
            return explain(
                session.case, session.results, session.selected, self._what, baseline=baseline
            )
        except KeyError:
            return None

    def _show(self, found: Explanation) -> None:
        self._title.setText(found.title)
        self._address.setText(self._place_of(found))
        value = f"<b>{_plain(found.value)}</b> {_plain(found.compared)}"
        self._sections["here"].show_lines([value, *map(_plain, found.about)])
        self._sections["computed"].show_parts(
            self.tr("How it is computed"), found.parts, found.formula
        )
        notes = [_plain(note) for note in found.notes]
        self._sections["notes"].show_lines(notes, self.tr("What else to know") if notes else "")
        self.setAccessibleDescription(f"{found.title}: {found.value} {found.compared}")

    def _place_of(self, found: Explanation) -> str:
        """A cell's address; of a figure, whose it is."""
        if not found.is_cell:
            whose = self.session.selected or self.tr("the base")
            return self.tr("Figure of {scenario}").format(scenario=whose)
        # Addresses break after their parts rather than in the middle of a name.
        return found.address.replace("/", "/\u200b")

    def _follow(self, link: str) -> None:
        """Look at what a link leads to."""
        kind, _, target = link.partition(":")
        target = QUrl.fromPercentEncoding(target.encode())
        if kind == Kind.CELL.value:
            self.session.cell_focused.emit(target)
        else:
            self.session.figure_focused.emit(target)

    def _continue(self) -> None:
        """Ask the engine, a little at a time, until there is nothing left to say."""
        case, results = self.session.case, self.session.selected_results
        if case is None or results is None:
            return
        if self._work is None:
            self._show_effects()
            self._work = turning_points(results, levers(results))
            self._settle.start(0)
            return
        until = perf_counter() + SLICE
        for point in self._work:
            if point is not None and (sentence := turning_sentence(case, point)):
                self._sentences.append(sentence)
            if perf_counter() >= until:
                self._settle.start(0)
                return
        title = turning_title(results.kpis.verdict)
        self._sections["stays"].show_lines(
            list(map(_plain, self._sentences)), title if self._sentences else ""
        )
        self.settled.emit()

    def _show_effects(self) -> None:
        case = self.session.case
        try:
            address = Address.parse(self._what)
        except ValueError:
            return
        if case is None or not case.has_cell(address):
            return
        found = effects(case, self.session.selected, address)
        if found is not None and found.parts:
            section = self._sections["does"]
            section.show_parts(self.tr("What it does"), found.parts, found.against)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()


class Section(QLabel):
    """A heading, a sentence or several, and lines of label and value; links can be followed."""

    def __init__(self, follow: object) -> None:
        super().__init__()
        self._content: tuple[str, str] = ("", "")
        self._is_faint = False
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.linkActivated.connect(follow)
        #: The link under the cursor; "" for none.
        self.hovered = ""
        self.linkHovered.connect(self._hover)
        # Qt's own menu would offer to copy addresses that mean nothing elsewhere.
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.hide()

    def _hover(self, link: str) -> None:
        self.hovered = link

    @property
    def plain(self) -> str:
        """Heading and lines as plain text."""
        return "\n".join(text for text in self._content if text)

    def show_lines(self, lines: list[str], heading: str = "") -> None:
        """Show sentences, which may hold mark-up, one below the other."""
        body = "".join(f"<div style='margin-top:3px'>{line}</div>" for line in lines if line)
        self._write(heading, body)

    def show_parts(self, heading: str, parts: tuple[Part, ...], sentence: str = "") -> None:
        """Show lines of label and value, each value a link where it leads somewhere."""
        rows = "".join(_row(part) for part in parts)
        said = f"<div style='margin:3px 0 2px 0'>{_plain(sentence)}</div>" if sentence else ""
        self._write(heading, f"{said}<table width='100%' cellspacing='0'>{rows}</table>")

    def fade(self) -> None:
        """Grey what is shown: it is of before the last edit, and will be replaced."""
        self._is_faint = True
        self._set_text()

    def clear(self) -> None:
        self._write("", "")

    def restyle(self) -> None:
        """Take the theme in force."""
        self.setFont(theme.font(theme.SMALL_PX))
        self._set_text()

    def _write(self, heading: str, body: str) -> None:
        if (heading, body) != self._content or self._is_faint:
            self._content, self._is_faint = (heading, body), False
            self._set_text()

    def _set_text(self) -> None:
        heading, body = self._content
        colours = theme.current()
        self.setVisible(bool(heading or body))
        colour = colours.faint if self._is_faint else colours.text
        head = f"<p style='margin:6px 0 3px 0'><b>{_plain(heading)}</b></p>" if heading else ""
        style = (
            f"<style>a {{ color: {colours.accent}; text-decoration: none }} "
            f"td {{ border-bottom: 1px solid {colours.border}; padding: 4px 0 }} "
            "table { border-collapse: collapse }</style>"
        )
        self.setText(f"{style}<div style='color:{colour}'>{head}{body}</div>")


def _row(part: Part) -> str:
    value = _plain(part.value).replace(" ", "&nbsp;")
    if part.kind is not Kind.NONE:
        target = QUrl.toPercentEncoding(part.target).data().decode()
        value = f"<a href='{part.kind.value}:{target}'>{value}</a>"
    return f"<tr><td>{_plain(part.label)}</td><td align='right'>{value}</td></tr>"


def _plain(text: str) -> str:
    """Text as it is, its numbers kept whole at line ends: Qt breaks at thin no-break spaces."""
    whole = html.escape(text).replace(THIN, "&nbsp;")
    return whole.replace("≥ ", "≥&nbsp;").replace("≤ ", "≤&nbsp;")
