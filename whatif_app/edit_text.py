"""Cells as they are edited and copied: exact, and read back to the same value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from scenarios.cells import Value
from scenarios.formula import is_formula
from scenarios.formula_graph import may_be_computed
from scenarios.formula_reading import read_formula
from scenarios.schema import Field, Kind
from scenarios.words import say
from whatif_app.formatting import is_nothing, percent, plain
from whatif_app.number_style import style


def edit_text(field: Field, value: Value) -> str:
    """A cell as it is edited and copied: exact, and read back by `parse_typed` to the same value.

    Null and what was never given are blank; shares carry their percent sign, as Excel
    writes them; a list is its items with ";" between; a formula is itself.
    """
    if is_nothing(value):
        return ""
    if is_formula(value) and may_be_computed(field):
        return formula_text(str(value))
    writer = _EDITS.get(field.kind)
    if writer is not None:
        return writer(cast(Any, value))
    if isinstance(value, bool):
        return say("true") if value else say("false")
    if isinstance(value, int | float):
        return plain(value)
    return str(value)


def formula_text(formula: str) -> str:
    """A formula as it is kept, with numbers as the reader writes them."""
    return read_formula(formula).shown(style().decimal)


def _edit_list(value: Iterable[float]) -> str:
    return "; ".join(plain(item) for item in value)


def _edit_pairs(pairs: Iterable[tuple[str, str]], whole: Value) -> str:
    """`name: number; …`, or JSON where a name holds what would divide it."""
    listed = list(pairs)
    if any(set(name) & set(':;"[{') or name != name.strip() for name, _ in listed):
        return json.dumps(whole, ensure_ascii=False)
    return "; ".join(f"{name}: {text}" for name, text in listed)


def _edit_events(value: Iterable[Mapping[str, Any]]) -> str:
    return "; ".join(f"{item['month']}: {percent(item['uplift'])}" for item in value)


def _edit_plan(value: Mapping[str, float]) -> str:
    return "; ".join(f"{month}: {plain(volume)}" for month, volume in value.items())


def _edit_hours(value: Iterable[Mapping[str, Any]]) -> str:
    classes = [dict(item) for item in value]
    return _edit_pairs(((item["name"], plain(item["hours"])) for item in classes), classes)


def _edit_shape(value: Iterable[float] | Mapping[str, float]) -> str:
    if isinstance(value, Mapping):
        return _edit_pairs(((name, plain(level)) for name, level in value.items()), dict(value))
    return _edit_list(value)


_EDITS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.SHARE: percent,
    Kind.RATE: percent,
    Kind.SEASON: _edit_list,
    Kind.EVENTS: _edit_events,
    Kind.PLAN: _edit_plan,
    Kind.YEARS: _edit_list,
    Kind.HOUR_CLASSES: _edit_hours,
    Kind.SHAPE: _edit_shape,
}
