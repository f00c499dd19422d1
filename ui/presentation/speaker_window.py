"""What the speaker sees on the other screen: notes, the next page, the clock, the time gone."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QLocale, QSize, Qt, QTime, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.presentation.page_view import PageView
from ui.presentation.page_views import view_of
from ui.presentation.stage import Stage

_NOTES_PX, _CLOCK_PX, _SMALL_PX = 24, 30, 14
_RIM = 2  # of the next page, so that it stands out from the window
_SIZE = QSize(1100, 680)


class SpeakerWindow(QWidget):
    """Follows a stage, and passes keys on to it.

    Signals:
        closed: the speaker put it away.
    """

    closed = Signal()

    def __init__(self, stage: Stage) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._stage = stage
        self._began = QElapsedTimer()
        self._began.start()
        self.page, self.time, self.gone = QLabel(), QLabel(), QLabel()
        self.notes, self.coming = QLabel(), QLabel()
        self._next: PageView | None = None
        self._assemble()
        self._tick = QTimer(self, interval=1000)
        self._tick.timeout.connect(self._tell_time)
        self._tick.start()
        stage.page_shown.connect(self.follow)
        theme.changes().changed.connect(self._dress)
        self.resize(_SIZE)
        self._dress()
        self._tell_time()
        self.follow()

    def _assemble(self) -> None:
        self.setObjectName("ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Notes"))
        for label in (self.page, self.notes, self.coming):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.time.setAccessibleName(self.tr("Time"))
        self.gone.setAccessibleName(self.tr("Time since the presentation began"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.notes)
        scroll.setAccessibleName(self.tr("Notes"))
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        left, self._right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.page)
        left.addWidget(scroll, 1)
        self._place = QFrame()
        self._place.setProperty("card", True)
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for part in (self.time, self.gone):
            self._right.addWidget(part)
        self._right.addStretch(1)
        self._right.addWidget(self.coming)
        self._right.addWidget(self._place)
        row = QHBoxLayout(self)
        row.setContentsMargins(28, 24, 28, 24)
        row.setSpacing(28)
        row.addLayout(left, 6)
        row.addLayout(self._right, 4)

    def follow(self) -> None:
        """Show the notes of the page on stage, and the page after it."""
        stage = self._stage
        here, last = stage.position, len(stage.pages) - 1
        self.page.setText(
            self.tr("{n} of {last}: {title}").format(
                n=here + 1, last=last + 1, title=stage.view.content.title
            )
        )
        notes = stage.pages[here].notes
        self.notes.setText(notes or self.tr("No notes on this page. Write some under Pages."))
        if self._next is not None:
            self._next.deleteLater()
            self._next = None
        self.coming.setText(self.tr("Next") if here < last else self.tr("This is the last page."))
        if here < last:
            self._next = view_of(stage.pages[here + 1], stage.session, self._place)
            self._next.setEnabled(False)
            self._next.show()
        self._fit_next()

    def _fit_next(self) -> None:
        width = max(self._place.width() - 2 * _RIM, 1)
        self._place.setFixedHeight(width * 9 // 16 + 2 * _RIM)
        self._place.setVisible(self._next is not None)
        if self._next is not None:
            self._next.setGeometry(_RIM, _RIM, width, width * 9 // 16)

    def _tell_time(self) -> None:
        self.time.setText(QLocale().toString(QTime.currentTime(), QLocale.FormatType.ShortFormat))
        seconds = self._began.elapsed() // 1000
        gone = f"{seconds // 60}:{seconds % 60:02d}"
        self.gone.setText(self.tr("{time} since the start").format(time=gone))

    def _dress(self) -> None:
        self.page.setFont(theme.font(_SMALL_PX, QFont.Weight.DemiBold))
        self.notes.setFont(theme.font(_NOTES_PX))
        self.time.setFont(theme.font(_CLOCK_PX, QFont.Weight.Bold))
        for label in (self.gone, self.coming):
            label.setFont(theme.font(_SMALL_PX))
            label.setProperty("tone", "secondary")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._stage.keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._tick.stop()
        event.accept()
        self.closed.emit()
