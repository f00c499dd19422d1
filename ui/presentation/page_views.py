"""Which body a page of each kind has."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.presentation.bodies import ChartBody, TableBody, VerdictBody, WordsBody
from ui.presentation.lever_body import LeverBody
from ui.presentation.page_view import Body, PageView
from ui.presentation.turning_body import TurningBody
from ui.session import Session
from whatif_app.presentation.pages import CHARTS, Page, PageKind

_SENTENCES_PX, _TEXT_PX = 20, 34


def view_of(page: Page, session: Session, parent: QWidget | None = None) -> PageView:
    """A view of a page, at whatever size it is given."""
    return PageView(page, _body(page, session), session, parent)


def _body(page: Page, session: Session) -> Body:
    if page.kind in CHARTS:
        return ChartBody(page, session)
    if page.kind is PageKind.LEVER:
        return LeverBody(page, session)
    if page.kind is PageKind.TURNING_POINTS:
        return TurningBody(session)
    if page.kind is PageKind.SIDE_BY_SIDE:
        return TableBody()
    if page.kind is PageKind.VERDICT:
        return VerdictBody()
    return WordsBody(_TEXT_PX if page.kind is PageKind.TEXT else _SENTENCES_PX)
