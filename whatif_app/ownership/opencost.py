"""Kubernetes allocation by OpenCost or Kubecost, as its API answers, read as weights.

Costs in it are estimates by list prices, and lie beside the cloud's bill: adding the two up would
count the cluster twice.

Fields as in opencost.io/docs/integrations/api (allocation). That `totalCost` includes the
adjustments, `sharedCost` and `externalCost` is an assumption: the answer itself does not say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from scenarios.words import marked, say
from whatif_app.errors import InvalidFileError
from whatif_app.note import Note
from whatif_app.ownership.key_file import IDLE, NAMED, UNNAMED, Entry, KeyFile

COST, CPU, RAM, GPU = (
    "Cost",
    "Requested CPU core-hours",
    "Requested RAM byte-hours",
    "GPU hours",
)
LARGEST = Decimal("1e30")

_EXPORT_INSTEAD = marked(
    "Ask the allocation API instead: /allocation?window=month&aggregate=namespace&includeIdle=true."
)
_SHARED_NOTE = marked(
    "Shared and external cost inside the total is left out of the weights: it is on the cloud's "
    "own bill already."
)
NO_IDLE = marked(
    "The file holds no idle capacity; ask for it with includeIdle=true, to keep it with one team."
)
USED_IF_NOT_REQUESTED = marked("Where nothing was requested, what was used counts.")
#: The special names; the last part of a key such as `cluster-one/__idle__`.
SPECIAL = {
    "__idle__": IDLE,
    "__unallocated__": UNNAMED,
    "__unmounted__": UNNAMED,
    "__mounted__": UNNAMED,
}
#: Dimensions that come first where there is a choice.
_ORDER = {"namespace": 0, "controller": 1, "cluster": 2, "node": 3}


def read_json(text: str, name: str) -> KeyFile:
    """An answer of the allocation API.

    Args:
        name: of the file, for messages.

    Raises:
        InvalidFileError: it is another answer, an error, or no JSON.
    """
    try:
        answer = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (RecursionError, ValueError, InvalidOperation) as error:
        raise InvalidFileError(
            say("“{name}” is no JSON that can be read: {error}.", name=name, error=error),
            say(_EXPORT_INSTEAD),
        ) from error
    if isinstance(answer, dict) and _is_error(answer):
        raise _error_answered(answer, name)
    found = [each for window in _windows(answer) for each in window.items()]
    allocations = [(key, each) for key, each in found if isinstance(each, dict)]
    if not any("totalCost" in each and "adjustment" not in each for _, each in allocations):
        raise _other_answer(text, name)
    wrong = [key for key, each in allocations if not _has_numbers(each)]
    if wrong:
        raise InvalidFileError(
            say(
                "“{name}” holds an amount that is no number, at “{wrong}”.",
                name=name,
                wrong=wrong[0],
            )
            if len(wrong) == 1
            else say(
                "“{name}” holds an amount that is no number, at “{wrong}” and {count} more.",
                name=name,
                wrong=wrong[0],
                count=len(wrong) - 1,
            ),
            say("Export it again."),
        )
    entries = tuple(_entry(key, each) for key, each in allocations)
    return KeyFile(
        what=marked("OpenCost or Kubecost allocation"),
        name=name,
        period=_period(each for _, each in allocations),
        dimensions=("as aggregated", *dimensions_of(entries)),
        measures=measures_of(entries),
        entries=entries,
        notes=tuple(_json_notes(entries, allocations)),
        said=dict.fromkeys((CPU, RAM), (Note(USED_IF_NOT_REQUESTED),)),
    )


def _no_number(word: str) -> Any:
    raise ValueError(say("{word} is no number", word=word))


def _error_answered(answer: Mapping[str, Any], name: str) -> InvalidFileError:
    said = str(answer.get("message") or answer.get("error") or answer.get("data") or "").strip()
    return InvalidFileError(
        say("“{name}” is an error that the service answered: “{said}”.", name=name, said=said[:200])
        if said
        else say("“{name}” is an error that the service answered.", name=name),
        say("Ask it again, and check the address and the window."),
    )


def _other_answer(text: str, name: str) -> InvalidFileError:
    """What an answer without allocations is."""
    fields = {field.casefold() for field in re.findall(r'"(\w{1,40})"\s*:', text)}
    if is_right_sizing(tuple(fields)):
        return refuse_right_sizing(name)
    if fields & {"cloudcosts", "invoicedcost"}:
        return InvalidFileError(
            say("“{name}” is the cloud's cost as Kubecost repeats it, without weights.", name=name),
            say("Import the cloud provider's own export as costs."),
        )
    if "adjustment" in fields and "totalcost" in fields:
        return InvalidFileError(
            say("“{name}” lists assets (nodes, disks), not who asked for them.", name=name),
            say(_EXPORT_INSTEAD),
        )
    return InvalidFileError(
        say("“{name}” is JSON without allocations.", name=name), say(_EXPORT_INSTEAD)
    )


def _is_error(answer: Mapping[str, Any]) -> bool:
    code = answer.get("code", 200)
    return (
        str(answer.get("status", "")).lower() in ("error", "fail", "failure")
        or (isinstance(code, int) and code >= 400)
        or ("data" not in answer and ("error" in answer or "message" in answer))
    )


def _windows(answer: Any) -> Iterator[Mapping[str, Any]]:
    """The maps of allocations, one for each window, in any of the shapes they come in."""
    data = answer.get("data", answer) if isinstance(answer, dict) else answer
    if isinstance(data, dict):
        data = data.get("sets", [data])
    for window in data if isinstance(data, list) else ():
        if isinstance(window, dict):
            inner = window.get("allocations", window)
            yield inner if isinstance(inner, dict) else {}


def _entry(key: str, each: Mapping[str, Any]) -> Entry:
    parts = key.split("/")
    kind = next((SPECIAL[part] for part in reversed(parts) if part in SPECIAL), NAMED)
    properties = each.get("properties")
    names = {
        "as aggregated": key,
        **_property_names(properties if isinstance(properties, dict) else {}),
    }
    hours = _number(each, "minutes") / 60
    total = _number(each, "totalCost") - _number(each, "sharedCost") - _number(each, "externalCost")
    amounts = {
        COST: total,
        CPU: _requested(each, "cpuCoreRequestAverage", "cpuCoreHours", hours),
        RAM: _requested(each, "ramByteRequestAverage", "ramByteHours", hours),
        GPU: _number(each, "gpuHours"),
    }
    return Entry(names, amounts, kind)


def _requested(each: Mapping[str, Any], average: str, used: str, hours: Decimal) -> Decimal:
    """What was requested; for what requests nothing, idle among it, the file's own hours."""
    return _number(each, average) * hours or _number(each, used)


def _property_names(properties: Mapping[str, Any]) -> dict[str, str]:
    names: dict[str, str] = {}
    for field, value in properties.items():
        if isinstance(value, str) and field != "providerID":
            names[field] = value
        elif isinstance(value, dict) and field in ("labels", "namespaceLabels"):
            prefix = "label" if field == "labels" else "namespace label"
            names |= {f"{prefix} {label}": str(text) for label, text in value.items()}
    return names


def dimensions_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    """What entries may be named by: what two of them or more have, with more than one value."""
    values: dict[str, set[str]] = {}
    for entry in entries:
        for dimension, name in entry.names.items():
            if entry.kind == NAMED and dimension != "as aggregated":
                values.setdefault(dimension, set()).add(name)
    several = [each for each, found in values.items() if len(found) > 1]
    return tuple(sorted(several, key=lambda each: (_ORDER.get(each, len(_ORDER)), each)))


def measures_of(entries: Sequence[Entry]) -> tuple[str, ...]:
    """What can be counted; requests first, for they are what a team can change."""
    counted = [
        measure
        for measure in (CPU, RAM, GPU, COST)
        if any(entry.amounts[measure] > 0 for entry in entries if entry.kind == NAMED)
    ]
    return tuple(counted) or (COST,)


def _json_notes(
    entries: Sequence[Entry], allocations: Sequence[tuple[str, Mapping[str, Any]]]
) -> Iterator[str]:
    if any(_number(each, "sharedCost") or _number(each, "externalCost") for _, each in allocations):
        yield Note(_SHARED_NOTE)
    if not any(entry.kind == IDLE and entry.amounts[COST] for entry in entries):
        yield Note(NO_IDLE)


_AMOUNTS = (
    "totalCost",
    "sharedCost",
    "externalCost",
    "minutes",
    "gpuHours",
    "cpuCoreHours",
    "ramByteHours",
    "cpuCoreRequestAverage",
    "ramByteRequestAverage",
)


def _has_numbers(each: Mapping[str, Any]) -> bool:
    return all(each.get(field) is None or _is_amount(each[field]) for field in _AMOUNTS)


def _is_amount(value: Any) -> bool:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    # abs() of a number with millions of digits would overflow; a comparison does not.
    return is_number and -LARGEST < value < LARGEST


def _number(each: Mapping[str, Any], field: str) -> Decimal:
    return Decimal(each.get(field) or 0)


def _period(allocations: Iterable[Mapping[str, Any]]) -> str:
    """First day to last of all windows; `window.start`, for `start` is when it was first seen."""
    windows = [each.get("window") for each in allocations]
    ends = [
        str(window[end])[:10]
        for window in windows
        if isinstance(window, dict)
        for end in ("start", "end")
        if window.get(end)
    ]
    return f"{min(ends)} to {max(ends)}" if ends else ""


def is_right_sizing(header: Sequence[str]) -> bool:
    """Whether a header is that of Kubecost's right-sizing recommendations."""
    spelled = {column.replace(" ", "").replace("_", "").casefold() for column in header}
    return any("recommend" in column or "monthlysavings" in column for column in spelled)


def refuse_right_sizing(name: str) -> InvalidFileError:
    """That a table holds right-sizing recommendations."""
    return InvalidFileError(
        say(
            "“{name}” holds right-sizing recommendations: what could be saved, not what was used.",
            name=name,
        ),
        say(_EXPORT_INSTEAD),
    )
