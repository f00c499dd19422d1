"""One cell's edit as plain JSON data, for the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.edits import RESET, CellEdit


def edit_to_json(edit: CellEdit) -> dict[str, Any]:
    """The edit as plain JSON data."""
    data: dict[str, Any] = {"address": edit.address}
    if edit.scenario is not None:
        data["scenario"] = edit.scenario
    # A cell to reset has no value: null is a value of its own.
    if edit.value is not RESET:
        data["value"] = edit.value
    return data


def edit_from_json(data: Mapping[str, Any]) -> CellEdit:
    """The edit that `edit_to_json` described.

    Raises:
        KeyError: it is none.
    """
    return CellEdit(data["address"], data.get("value", RESET), data.get("scenario"))
