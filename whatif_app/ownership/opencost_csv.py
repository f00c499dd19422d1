"""OpenCost's CSV export, read as weights: one row a day and container, averages of the day."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from scenarios.words import marked, say
from whatif_app.errors import InvalidFileError
from whatif_app.note import Note
from whatif_app.ownership.key_file import NAMED, Entry, KeyFile
from whatif_app.ownership.opencost import (
    COST,
    CPU,
    GPU,
    LARGEST,
    RAM,
    SPECIAL,
    dimensions_of,
    measures_of,
)

_HOURS_A_DAY = Decimal(24)
_WHOLE_DAYS_NOTE = marked(
    "The file does not say how long each pod ran: what it requested counts for whole days."
)
_NO_IDLE_NOTE = marked(
    "This export never holds idle capacity; an answer of the allocation API does, with "
    "includeIdle=true."
)
_DIMENSIONS = {
    "Namespace": "namespace",
    "ControllerName": "controller",
    "ControllerKind": "controller kind",
    "Pod": "pod",
    "Container": "container",
    "Cluster": "cluster",
    "Node": "node",
}
_MEASURES = {
    COST: "TotalCost",
    CPU: "CPUCoreRequestAverage",
    RAM: "RAMBytesRequestAverage",
    GPU: "GPUs",
}


def is_csv_export(header: Sequence[str]) -> bool:
    """Whether a header is that of OpenCost's CSV export."""
    return {"Namespace", "TotalCost", "Date"} <= set(header)


def of_csv_export(rows: Sequence[Sequence[str]], name: str) -> KeyFile:
    """OpenCost's CSV export: one row a day and container.

    Args:
        rows: the header first.

    Raises:
        InvalidFileError: cells that are no numbers, with their lines.
    """
    header = [column.strip() for column in rows[0]]
    measures = {m: header.index(column) for m, column in _MEASURES.items() if column in header}
    wrong: list[str] = []
    entries: list[Entry] = []
    days: set[str] = set()
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        cells = [*row, *[""] * (len(header) - len(row))]
        try:
            amounts = {m: _cell(cells[place], m) for m, place in measures.items()}
        except (InvalidOperation, ValueError):
            wrong.append(f"line {line}")
            continue
        days.add(cells[header.index("Date")][:10])
        entries.append(_csv_entry(header, cells, amounts))
    if wrong or not entries:
        shown = ", ".join(wrong[:5]) + ("…" if len(wrong) > 5 else "")
        raise InvalidFileError(
            say("“{name}” holds amounts that are no numbers ({shown}).", name=name, shown=shown)
            if wrong
            else say("“{name}” has no rows.", name=name),
            say("Export it again."),
        )
    own = _DIMENSIONS["Namespace"]
    others = [each for each in dimensions_of(entries) if each != own]
    return KeyFile(
        what=marked("OpenCost CSV export"),
        name=name,
        period=f"{min(days)} to {max(days)}" if days else "",
        dimensions=(own, *others),
        measures=measures_of(entries),
        entries=tuple(entries),
        notes=(Note(_NO_IDLE_NOTE),),
        said={measure: (Note(_WHOLE_DAYS_NOTE),) for measure in (CPU, RAM, GPU)},
    )


def _cell(text: str, measure: str) -> Decimal:
    amount = Decimal(text.strip() or 0)
    if not (amount.is_finite() and -LARGEST < amount < LARGEST):
        raise ValueError
    return amount if measure == COST else amount * _HOURS_A_DAY


def _csv_entry(header: Sequence[str], cells: Sequence[str], amounts: Mapping[str, Any]) -> Entry:
    names: dict[str, str] = {}
    for column, text in zip(header, cells, strict=False):
        if column in _DIMENSIONS:
            names[_DIMENSIONS[column]] = text
        elif column == "Labels":
            names |= _labels(text)
        elif column.startswith("Label_"):
            names[f"label {column.removeprefix('Label_')}"] = text
    whole = {measure: amounts.get(measure, Decimal(0)) for measure in _MEASURES}
    return Entry(names, whole, SPECIAL.get(names.get("namespace", ""), NAMED))


def _labels(text: str) -> dict[str, str]:
    try:
        labels = json.loads(text) if text.strip() else {}
    except (RecursionError, ValueError):
        return {}
    if not isinstance(labels, dict):
        return {}
    return {f"label {label}": str(value) for label, value in labels.items()}
