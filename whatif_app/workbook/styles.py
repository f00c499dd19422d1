"""How cells look: one set of formats for the whole workbook, made when first used."""

from __future__ import annotations

from typing import Any

from scenarios.schema import Field, Kind
from whatif_app.formatting import symbol

INK, SECONDARY, ACCENT = "#1B2330", "#5B677A", "#3157D5"
GRID, GROUND, INPUT, OVERRIDE = "#E3E8EF", "#F4F6F9", "#FFF9E5", "#EDF1FD"
GAIN, LOSS = "#0B6B5C", "#B4232A"

#: Looks by name, without a number format.
_LOOKS: dict[str, dict[str, object]] = {
    "title": {"font_size": 16, "bold": True},
    "words": {"font_color": SECONDARY, "italic": True},
    "block": {"font_size": 12, "bold": True, "font_color": ACCENT, "bottom": 1},
    "header": {
        "bold": True,
        "bg_color": GROUND,
        "bottom": 1,
        "text_wrap": True,
        "valign": "top",
    },
    "heading": {
        "bold": True,
        "bg_color": GROUND,
        "bottom": 1,
        "align": "right",
        "valign": "top",
        "text_wrap": True,
    },
    "label": {"valign": "top"},
    "total": {"bold": True, "top": 1},
    "small": {"font_color": SECONDARY, "font_size": 9},
    "value": {},
    "strong": {"bold": True},
    "big": {"bold": True, "font_size": 13, "align": "right"},
    "note": {
        "font_color": SECONDARY,
        "font_size": 9,
        "text_wrap": True,
        "align": "right",
        "valign": "top",
    },
    "link": {"font_color": ACCENT, "underline": 1, "align": "right"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "input": {"bg_color": INPUT, "border": 1, "font_color": "#1F3FA8", "locked": False},
    "override": {"bg_color": OVERRIDE, "border": 1, "font_color": "#1F3FA8", "locked": False},
}


#: Kinds that are kept as they are written: Excel makes numbers of dates that look like some.
_WRITTEN = frozenset(
    {Kind.TEXT, Kind.CALENDAR_MONTH, Kind.DATE, Kind.ROW, Kind.SCOPE, Kind.SCENARIO}
)


class Styles:
    """Formats by look and number format."""

    def __init__(
        self, workbook: Any, currency: str, in_cents: bool, has_rates: bool = False
    ) -> None:
        """
        Args:
            in_cents: whether amounts are so small that cents count.
            has_rates: whether rows may name another currency than the project's.
        """
        self._workbook = workbook
        self._has_rates = has_rates
        self._made: dict[tuple[str, str], Any] = {}
        # Quotes would end the literal that the sign stands in.
        sign = symbol(currency).replace('"', "").strip()[:12]
        prefix = f'"{sign}"' if sign else ""
        digits = "#,##0.00" if in_cents else "#,##0"
        self.money = f"{prefix}{digits};[Red]-{prefix}{digits}"
        self.amount = f"{digits};[Red]-{digits}"
        self.unit_money = f"{prefix}#,##0.0000;[Red]-{prefix}#,##0.0000"
        self.share = "0.0%"
        self.months = "0.0"
        self.quantity = "[>=100]#,##0;0.00"
        self.plain = "General"

    def get(self, look: str, number_format: str = "") -> Any:
        """The format of a look, with a number format where one is given."""
        key = (look, number_format)
        if key not in self._made:
            properties = {
                "font_name": "Calibri",
                "font_size": 10,
                "font_color": INK,
                "border_color": GRID,
                **_LOOKS[look],
            }
            if number_format:
                properties["num_format"] = number_format
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def of_field(self, field: Field) -> str:
        """The number format that a field's values are shown in."""
        if field.in_row_currency and self._has_rates:
            return self.amount  # a sign would go on standing there when the row's currency changes
        if field.kind in (Kind.MONEY, Kind.YEARS):
            return self.unit_money if field.unit.endswith("/unit") else self.money
        if field.kind in (Kind.SHARE, Kind.RATE, Kind.EVENTS):
            return "0.0##%"
        if field.kind in _WRITTEN:
            return "@"
        if field.kind is Kind.NUMBER:
            return "[>=1000]#,##0;General"
        if field.kind is Kind.PLAN:
            return self.quantity
        return self.plain
