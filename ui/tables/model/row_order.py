"""Where each row of a table stands while it is sorted or filtered.

The order is settled when somebody asks for it, and holds while cells are edited:
a row must not run away from under the hands that type into it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.tables.model.arrangement import Arrangement, FieldOf, TextOf, keys_in_order
from ui.tables.model.snapshot import Snapshot

if TYPE_CHECKING:
    from whatif_app.document import Document

_KEY = "arrangements"


class RowOrder:
    """The arrangement of one table, and the rows as it last put them."""

    def __init__(self) -> None:
        self.arrangement = Arrangement()
        self._ranks: dict[str, int] = {}
        self._kept_back: set[str] = set()
        self._known: tuple[str, ...] = ()

    def recall(self, document: Document | None, table: str) -> None:
        """Take up what a document remembers of a table."""
        stored = document.view_state.get(_KEY) if document is not None else None
        mine = stored.get(table) if isinstance(stored, dict) else None
        self.arrangement = Arrangement.from_json(mine)
        self._ranks, self._kept_back, self._known = {}, set(), ()

    def remember(self, document: Document | None, table: str, arrangement: Arrangement) -> None:
        """Arrange otherwise, and have the document remember it."""
        self.arrangement = arrangement
        if document is None:
            return
        stored = document.view_state.get(_KEY)
        kept = {**stored} if isinstance(stored, dict) else {}
        kept.pop(table, None)
        if arrangement != Arrangement():
            kept[table] = arrangement.to_json()
        document.view_state[_KEY] = kept

    def settle(self, full: Snapshot, text_of: TextOf, field_of: FieldOf, start: str) -> None:
        """Sort and filter by what the cells hold now."""
        self._known = full.keys
        if not self.arrangement.moves_rows:
            self._ranks, self._kept_back = {}, set()
            return
        keys = keys_in_order(self.arrangement, full, text_of, field_of, start)
        self._ranks = {key: rank for rank, key in enumerate(keys)}
        self._kept_back = set(full.keys) - set(keys)

    def arranged(self, full: Snapshot) -> Snapshot:
        """The snapshot in the order that was settled; rows that came since stand last."""
        hidden = self.arrangement.hidden - set(full.heads[:1])
        if hidden:
            full = full.without_heads(hidden)
        if not self.arrangement.moves_rows:
            return full
        self._follow_rename(full.keys)
        last = len(self._ranks)
        rows = [at for at, key in enumerate(full.keys) if key not in self._kept_back]
        rows.sort(key=lambda at: self._ranks.get(full.keys[at], last))
        return full.with_rows(rows)

    def _follow_rename(self, keys: tuple[str, ...]) -> None:
        """A row under another name stands where it stood."""
        old, self._known = self._known, keys
        differing = [pair for pair in zip(old, keys, strict=False) if pair[0] != pair[1]]
        if len(old) != len(keys) or len(differing) != 1:
            return
        before, after = differing[0]
        if before in self._ranks:
            self._ranks[after] = self._ranks.pop(before)
        if before in self._kept_back:
            self._kept_back.remove(before)
            self._kept_back.add(after)
