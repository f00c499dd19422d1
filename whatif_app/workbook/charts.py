"""Native charts on the summary, fed by the calculation sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whatif_app.workbook.book import Book
from whatif_app.workbook.calculation.calc_sheet import FIRST_MONTH, LABEL, CalcSheet
from whatif_app.workbook.sheet import Sheet

#: Told apart by colour-blind readers too, with the dashes; the first is the neutral one.
COLOURS = ("#8A97AB", "#0B6B5C", "#3157D5", "#D9730D", "#8E44AD", "#B4232A", "#0E7490", "#7A6C00")
DASHES = ("dash", "solid", "solid", "long_dash", "round_dot", "dash_dot", "square_dot", "solid")
_PURCHASES = (
    ("on_demand", "On demand", "#8A97AB"),
    ("committed_used", "Committed, used", "#3157D5"),
    ("unused", "Committed, unused", "#B4232A"),
    ("spot", "Spot", "#0B6B5C"),
    ("cliffs", "Cliffs", "#D9730D"),
)
_WIDTH, _HEIGHT, _GAP = 560, 380, 12
_FIRST_ROW = 3


def add_charts(book: Book, sheet: Sheet, scenarios: Sequence[CalcSheet], column: int) -> None:
    """Cumulative net cash, cost by how it is bought, unit cost and margin."""
    charts = [_lines(book, scenarios, "Cumulative net cash", "cumulative", book.styles.money)]
    charts.append(_purchases(book, sheet, _to_show(scenarios), column))
    if any(calc.inputs.count("units") for calc in scenarios):
        form = book.styles.unit_money
        charts.append(_lines(book, scenarios, "Fully loaded unit cost", "unit_cost", form))
    if any(calc.values("revenue").any() for calc in scenarios):
        charts.append(_lines(book, scenarios, "Margin", "margin", "0%"))
    for position, chart in enumerate(charts):
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        places = {
            "x_offset": (position % 2) * (_WIDTH + _GAP),
            "y_offset": (position // 2) * (_HEIGHT + _GAP),
            "object_position": 3,
        }
        sheet.worksheet.insert_chart(_FIRST_ROW, column, chart, places)


def _to_show(scenarios: Sequence[CalcSheet]) -> CalcSheet:
    """The scenario whose purchases are charted: the first that is a Go, else the last."""
    goes = [calc for calc in scenarios if calc.run.results.kpis.verdict == "Go"]
    return goes[0] if goes else scenarios[-1]


def _months(calc: CalcSheet) -> list[Any]:
    return [calc.sheet.name, 3, FIRST_MONTH, 3, FIRST_MONTH + calc.horizon - 1]


def _row(calc: CalcSheet, key: str) -> list[Any]:
    row = calc.row_of(key)
    return [calc.sheet.name, row, FIRST_MONTH, row, FIRST_MONTH + calc.horizon - 1]


def _lines(book: Book, scenarios: Sequence[CalcSheet], title: str, key: str, form: str) -> Any:
    """One line for each scenario."""
    chart = book.workbook.add_chart({"type": "line"})
    for position, calc in enumerate(scenarios):
        line = {
            "color": COLOURS[position % len(COLOURS)],
            "width": 2,
            "dash_type": DASHES[position % len(DASHES)],
        }
        chart.add_series(
            {
                "name": [calc.sheet.name, 1, LABEL],
                "categories": _months(calc),
                "values": _row(calc, key),
                "line": line,
            }
        )
    _dress(chart, {"name": title}, form, scenarios[0].horizon)
    return chart


def _purchases(book: Book, sheet: Sheet, calc: CalcSheet, column: int) -> Any:
    """One scenario's cost, stacked by how it is bought."""
    title = f"Cost by how it is bought: {calc.run.title}"
    name = f"{calc.sheet.quoted}!$A$2"
    # The chart takes its title from this cell, which it covers.
    sheet.formula(
        _FIRST_ROW + 2, column + 1, f'"Cost by how it is bought: "&{name}', title, "small"
    )
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for key, label, colour in _PURCHASES:
        # What is never bought needs no entry in the legend; one series there must be.
        if not calc.values(key).any() and key != "on_demand":
            continue
        chart.add_series(
            {
                "name": label,
                "categories": _months(calc),
                "values": _row(calc, key),
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    source = sheet.reference(_FIRST_ROW + 2, column + 1)
    _dress(chart, {"name": f"={source}"}, book.styles.money, calc.horizon)
    return chart


def _dress(chart: Any, title: dict[str, Any], form: str, months: int) -> None:
    chart.set_title({**title, "name_font": {"size": 12, "bold": True}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    step = max(1, months // 12)
    labels = {"interval_unit": step, "interval_tick": step, "label_position": "low"}
    chart.set_x_axis({"num_font": {"size": 8, "rotation": -45}, **labels})
    grid = {"visible": True, "line": {"color": "#E3E8EF"}}
    plain = form.split(";", 1)[0]
    chart.set_y_axis({"num_format": plain, "num_font": {"size": 8}, "major_gridlines": grid})
    chart.set_chartarea({"border": {"color": "#E3E8EF"}})
