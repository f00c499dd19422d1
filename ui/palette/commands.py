"""The commands of the palette: every entry of every menu, with its key and its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from ui.palette.entry import Entry

if TYPE_CHECKING:
    from ui.actions import Actions
    from ui.window import Window

#: Between the menus that lead to an entry.
STEP = " · "


def commands(actions: Actions) -> Iterator[Entry]:
    """Every action that the menus offer, in their order."""
    for action, path in actions.entries():
        if isinstance(action.menu(), QMenu) or not action.objectName():
            continue
        title, _, shown = action.text().partition("\t")
        yield Entry(
            key=action.objectName(),
            title=spoken(title),
            where=STEP.join(spoken(menu.title()) for menu in path),
            act=action.trigger,
            keys=_keys(action) or shown,
            tip=action.statusTip(),
            refusal=actions.reason(action),
            is_usable=action.isEnabled(),
        )


def chart_commands(window: Window) -> Iterator[Entry]:
    """What each chart's own menu offers: copy, export, show as a table."""
    for place, chart in enumerate(window.workspace.charts.charts):
        for number, action in enumerate(chart.actions()):
            yield Entry(
                key=f"chart:{place}:{number}",
                title=spoken(action.text()),
                where=chart.picture.title,
                act=action.trigger,
                is_usable=action.isEnabled(),
                refusal="" if action.isEnabled() else chart.picture.empty,
            )


def table_commands(menu: QMenu, where: str, known: Collection[str]) -> Iterator[Entry]:
    """What the context menu of the table shown offers beyond the menus of the bar.

    Args:
        known: the titles of commands that are listed already.
    """
    for action in menu.actions():
        title = spoken(action.text())
        if action.isSeparator() or title in known:
            continue
        yield Entry(
            key=f"table-menu:{title}",
            title=title,
            where=where,
            act=action.trigger,
            keys=_keys(action),
            is_usable=action.isEnabled(),
        )


def spoken(title: str) -> str:
    """A menu's text without the mark of its letter."""
    return title.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
