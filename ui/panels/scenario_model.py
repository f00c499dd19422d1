"""The scenarios as a list model: the base first, then each scenario with its figures."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from scenarios.words import say
from ui.scenario_edits import ScenarioEdits
from ui.session import BASE, Session
from whatif_app.formatting import months

MIME = "application/x-what-if-scenario"
Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What a row shows, beyond its name."""

    SCENARIO = Qt.ItemDataRole.UserRole
    SUBTITLE = Qt.ItemDataRole.UserRole + 1
    VERDICT = Qt.ItemDataRole.UserRole + 2
    VISIBLE = Qt.ItemDataRole.UserRole + 3
    COLOUR = Qt.ItemDataRole.UserRole + 4
    LINE_STYLE = Qt.ItemDataRole.UserRole + 5
    IS_REFERENCE = Qt.ItemDataRole.UserRole + 6


class ScenarioModel(QAbstractListModel):
    """Rows of the scenarios panel; every change goes through `ScenarioEdits`."""

    def __init__(
        self, session: Session, edits: ScenarioEdits, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._edits = edits
        self._names: list[str] = []
        self._shown: list[tuple[object, ...]] = []
        session.document_replaced.connect(self._reread)
        session.case_changed.connect(self._reread)
        session.results_replaced.connect(self._refresh)
        session.visibility_changed.connect(self._refresh)
        self._reread()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._names):
            return None
        name = self._names[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return name or self.tr("Base")
        if role == Qt.ItemDataRole.EditRole:
            return name
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tool_tip(name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(name)
        return self._figure(name, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        return self._edits.rename(self._names[index.row()], str(value).strip())

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._names[index.row()] == BASE:
            return plain
        return plain | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    def name_at(self, index: Index) -> str:
        """The scenario of a row, "" for the base."""
        return self._names[index.row()] if index.isValid() else BASE

    def index_of(self, name: str) -> QModelIndex:
        """The row of a scenario; invalid where there is none."""
        return self.index(self._names.index(name)) if name in self._names else QModelIndex()

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        carried = QMimeData()
        if indexes:
            carried.setData(MIME, QByteArray(self.name_at(indexes[0]).encode()))
        return carried

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(MIME):
            return False
        name = bytes(data.data(MIME).data()).decode()
        if name not in self._names:
            return False
        below = row if row >= 0 else (parent.row() if parent.isValid() else len(self._names))
        # Rows count the base; and taking the scenario out first moves what is below it up.
        position = max(below - 1, 0)
        if self._names.index(name) < below:
            position -= 1
        self._edits.move(name, max(position, 0))
        # The command has moved the row already; True would make the view take the old one away.
        return False

    def _reread(self) -> None:
        names = [BASE, *self._edits.names] if self._session.case is not None else []
        if names == self._names:
            # The figures of a scrubbed number follow at once, and tell of both.
            if not self._session.is_in_gesture:
                self._refresh()
            return
        self.beginResetModel()
        self._names = names
        self._shown = [self._look(name) for name in names]
        self.endResetModel()

    def _refresh(self) -> None:
        """Tell of the rows that look different; most edits change the figures of one scenario."""
        before, self._shown = self._shown, [self._look(name) for name in self._names]
        for row, shown in enumerate(self._shown):
            if row >= len(before) or before[row] != shown:
                self.dataChanged.emit(self.index(row), self.index(row))

    def _look(self, name: str) -> tuple[object, ...]:
        """Everything that a row shows and says."""
        return (name, *(self._figure(name, role) for role in Role))

    def _figure(self, name: str, role: int) -> Any:
        results = self._session.results.get(name)
        if role == Role.SCENARIO:
            return name
        if role == Role.SUBTITLE:
            return self._subtitle(name)
        if role == Role.VERDICT:
            return results.kpis.verdict if results is not None and name != BASE else ""
        if role == Role.VISIBLE:
            return name in self._session.visible
        if role == Role.COLOUR:
            return self._session.colour(name)
        if role == Role.LINE_STYLE:
            return self._session.line_style(name)
        if role == Role.IS_REFERENCE:
            return name != BASE and name == self._session.reference_name
        return None

    def _subtitle(self, name: str) -> str:
        if name == BASE:
            return self.tr("what all scenarios share")
        if name == self._session.reference_name:
            return self.tr("reference")
        case, results = self._session.case, self._session.results.get(name)
        cells = len(case.scenario(name).set) if case is not None else 0
        changed = self.tr("1 cell") if cells == 1 else self.tr("{n} cells").format(n=cells)
        # What changes nothing has nothing to pay back; its verdict says so.
        if results is None or results.kpis.verdict == "No change":
            return changed
        if results.kpis.payback is None:
            return self.tr("no payback · {cells}").format(cells=changed)
        return f"{months(results.kpis.payback)} · {changed}"

    def _tool_tip(self, name: str) -> str:
        if name == BASE:
            return self.tr("The values that every scenario shares. A change here reaches them all.")
        if name == self._session.reference_name:
            return self.tr("The others are measured against “{name}”.").format(name=name)
        return self.tr("{name}: {figures}").format(name=name, figures=self._subtitle(name))

    def _spoken(self, name: str) -> str:
        if name == BASE:
            return self.tr("Base, what all scenarios share")
        results = self._session.results.get(name)
        shown = self.tr("visible") if name in self._session.visible else self.tr("hidden")
        verdict = say(results.kpis.verdict) if results else ""
        parts = [name, self._subtitle(name), verdict, shown]
        return ", ".join(part for part in parts if part)
