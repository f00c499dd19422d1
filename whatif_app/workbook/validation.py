"""What may be typed into an input cell: lists, bounds, and a word of help beside the cell."""

from __future__ import annotations

from typing import Any

from scenarios.cells import bounds_sentence
from scenarios.schema import Field, Kind

#: Excel's limits on the texts of an input message.
_TITLE, _MESSAGE = 32, 255


def validation_of(field: Field, names: str | None, most: float | None = None) -> dict[str, Any]:
    """Excel's rule for a field's cells.

    Args:
        names: range of the row names that may be picked; None where there is none.
        most: an upper bound of this workbook, below the schema's own.
    """
    rule: dict[str, Any] = {
        "input_title": field.label[:_TITLE],
        "input_message": f"{field.help} {_blank(field)}".strip()[:_MESSAGE],
        "error_title": field.label[:_TITLE],
        "error_message": bounds_sentence(field)[:_MESSAGE],
        "ignore_blank": True,
        **_check(field, names, most),
    }
    return rule


def _blank(field: Field) -> str:
    return f"Empty: {field.blank}." if field.nullable and field.blank else ""


def _check(field: Field, names: str | None, most: float | None) -> dict[str, Any]:
    if field.choices:
        return {"validate": "list", "source": list(field.choices)}
    if field.kind is Kind.BOOLEAN:
        return {"validate": "list", "source": ["TRUE", "FALSE"]}
    if names is not None:
        # A scope may also be "*" or a family, which the list does not hold.
        strict = {"error_type": "information"} if field.kind is Kind.SCOPE else {}
        return {"validate": "list", "source": "=" + names, **strict}
    maximum = most if most is not None else field.maximum
    number = "integer" if field.kind is Kind.COUNT else "decimal"
    if field.kind in (Kind.MONTH, Kind.TEXT, Kind.CALENDAR_MONTH, Kind.DATE, Kind.EVENTS):
        return {"validate": "any"}
    if field.above is not None:
        return {"validate": number, "criteria": ">", "value": field.above}
    if field.minimum is not None and maximum is not None:
        bounds = {"minimum": field.minimum, "maximum": maximum}
        return {"validate": number, "criteria": "between", **bounds}
    if field.minimum is not None:
        return {"validate": number, "criteria": ">=", "value": field.minimum}
    return {"validate": "any"}
