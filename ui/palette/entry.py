"""One line of the command palette: what it is called, where it belongs, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A command or a place.

    Attributes:
        key: what it is known by among those used lately: an action's name, a cell's address.
        where: the menu, the table, the kind of place that it belongs to.
        keys: the shortcut, as people write it.
        tip: what it does, a sentence; "" where the title says it all.
        refusal: why it cannot be used now; "" where it can.
    """

    key: str
    title: str
    where: str
    act: Callable[[], object]
    keys: str = ""
    tip: str = ""
    refusal: str = ""
    is_usable: bool = True
