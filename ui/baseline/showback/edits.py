"""Every change that the Showback page makes: one command each, named for the undo menu."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from scenarios.words import keep
from ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.edits import CellEdit
    from whatif_app.ownership.allocation_key import AllocationKey
    from whatif_app.ownership.sharing import Sharing, Split


def tr(text: str) -> str:
    """A label of these changes in the user's language."""
    return QCoreApplication.translate("ShowbackEdits", text)


class ShowbackEdits:
    """Changes the splits, keys and unit costs of the open project."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def sharing(self) -> Sharing:
        """How cost is shared now; the empty one where nothing is open."""
        from whatif_app.ownership.sharing import Sharing

        ledger = self._session.ledger
        return ledger.sharing if ledger is not None else Sharing()

    def add_split(self, split: Split) -> bool:
        """One more split, asked last."""
        label = keep(lambda: tr("Add split “{name}”").format(name=split.name))
        return self._set(label, self.sharing.with_splits([*self.sharing.splits, split]))

    def change_split(self, position: int, split: Split) -> bool:
        """Another split in place of one."""
        splits = list(self.sharing.splits)
        splits[position] = split
        label = keep(lambda: tr("Change split “{name}”").format(name=split.name))
        return self._set(label, self.sharing.with_splits(splits))

    def delete_split(self, position: int) -> bool:
        """Take a split away: its cost stays where it is."""
        splits = list(self.sharing.splits)
        split = splits.pop(position)
        label = keep(lambda: tr("Delete split “{name}”").format(name=split.name))
        return self._set(label, self.sharing.with_splits(splits))

    def move_split(self, position: int, to: int) -> bool:
        """Ask a split earlier or later."""
        splits = list(self.sharing.splits)
        split = splits.pop(position)
        splits.insert(to, split)
        label = keep(lambda: tr("Move split “{name}”").format(name=split.name))
        return self._set(label, self.sharing.with_splits(splits))

    def split_by_use(self, names: Sequence[str]) -> bool:
        """Splits that are even become splits by weight, or by own cost where they have no key."""
        splits = [
            replace(split, how="weight" if split.key else "cost")
            if split.name in names and split.how == "even"
            else split
            for split in self.sharing.splits
        ]
        return self._set(
            keep(lambda: tr("Split by use instead of evenly")), self.sharing.with_splits(splits)
        )

    def keep_key(self, key: AllocationKey) -> bool:
        """Add a key, or put it in place of the one of its name."""
        label = keep(lambda: tr("Load allocation key “{name}”").format(name=key.name))
        return self._set(label, self.sharing.with_key(key))

    def delete_key(self, name: str) -> bool:
        """Take a key away that no split weighs by; else say which do."""
        try:
            sharing = self.sharing.without_key(name)
        except ValueError as error:
            what_to_do = tr("Change or delete the split first.")
            self._session.notice.emit(f"{error} {what_to_do}", "warn")
            return False
        return self._set(
            keep(lambda: tr("Delete allocation key “{name}”").format(name=name)), sharing
        )

    def set_unit(self, team: str, unit: str) -> bool:
        """Count a team's unit cost by a usage volume; "" by none."""
        units = {name: each for name, each in self.sharing.units.items() if name != team}
        if unit:
            units[team] = unit
        label = keep(lambda: tr("Unit cost of “{team}”").format(team=team))
        return self._set(label, replace(self.sharing, units=units))

    def set_level(self, level: str) -> bool:
        """Make statements for other owners: teams, cost centers …"""
        return self._set(
            keep(lambda: tr("Showback by {level}").format(level=level)), self._with_level(level)
        )

    def put_into_model(self, position: int) -> bool:
        """Let the model divide the shared workload as a split divides the bill."""
        from whatif_app.commands import SetCells
        from whatif_app.ownership.model_weights import cells_for

        case, split = self._session.case, self.sharing.splits[position]
        edits: tuple[CellEdit, ...] = (
            cells_for(case, split, self.sharing) if case is not None else ()
        )
        if not edits:
            self._session.notice.emit(
                tr(
                    "The model stays as it is: it divides “{name}” so already, or no workload is "
                    "called as what is shared and as those that take part."
                ).format(name=split.name),
                "info",
            )
            return False
        label = keep(lambda: tr("Put split “{name}” into the model").format(name=split.name))
        if not self._session.do(SetCells(label, edits)):
            return False
        self._session.notice.emit(
            tr("{n} cells of the workloads now divide “{name}”.").format(
                n=len(edits), name=split.name
            ),
            "good",
        )
        return True

    def _with_level(self, level: str) -> Sharing:
        return replace(self.sharing, level=level)

    def _set(self, label: str, sharing: Sharing) -> bool:
        from whatif_app.commands import SetPart

        if sharing == self.sharing:
            return False
        return self._session.do(SetPart(label, "sharing", sharing))
