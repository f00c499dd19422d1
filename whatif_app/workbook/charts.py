"""Native charts on the summary, fed by the calculation sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from whatif_app.workbook.book import Book
from whatif_app.workbook.calculation.calc_sheet import FIRST_MONTH, LABEL, CalcSheet
from whatif_app.workbook.sheet import Sheet

#: Told apart by colour-blind readers; the first is the neutral one.
COLOURS = ("#8A97AB", "#0B6B5C", "#3157D5", "#D9730D", "#8E44AD", "#B4232A", "#0E7490", "#7A6C00")
DASHES = ("dash", "solid", "solid", "long_dash", "round_dot", "dash_dot", "square_dot", "solid")
_PURCHASES = (
    ("on_demand", "#8A97AB"),
    ("spot", "#0B6B5C"),
    ("committed", "#3157D5"),
    ("cliffs", "#D9730D"),
)
_HEIGHT, _WIDTH, _ROWS = 300, 560, 16


def add_charts(
    book: Book,
    sheet: Sheet,
    scenarios: Sequence[CalcSheet],
    titles: Sequence[str | None],
    column: int,
) -> None:
    """Cumulative net cash, unit cost and margin of all scenarios; how the last one buys."""
    money = book.styles.money
    lines = [("Cumulative net cash", "cumulative", money)]
    if any(calc.inputs.count("units") for calc in scenarios):
        lines.append(("Fully loaded unit cost", "unit_cost", book.styles.unit_money))
    if any(calc.values("revenue").any() for calc in scenarios):
        lines.append(("Margin", "margin", "0%"))
    charts = [_lines(book, scenarios, titles, *line) for line in lines]
    charts.append(_purchases(book, scenarios[-1]))
    for position, chart in enumerate(charts):
        chart.set_size({"width": _WIDTH, "height": _HEIGHT})
        row = 4 + (position // 2) * _ROWS
        sheet.worksheet.insert_chart(
            row, column, chart, {"x_offset": (position % 2) * (_WIDTH + 12), "object_position": 2}
        )


def _months(calc: CalcSheet) -> list[Any]:
    last = FIRST_MONTH + calc.horizon - 1
    return [calc.sheet.name, 3, FIRST_MONTH, 3, last]


def _row(calc: CalcSheet, key: str) -> list[Any]:
    row = calc.row_of(key)
    return [calc.sheet.name, row, FIRST_MONTH, row, FIRST_MONTH + calc.horizon - 1]


def _lines(
    book: Book,
    scenarios: Sequence[CalcSheet],
    titles: Sequence[str | None],
    title: str,
    key: str,
    form: str,
) -> Any:
    chart = book.workbook.add_chart({"type": "line"})
    for position, calc in enumerate(scenarios):
        del titles
        titles = ()
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
    _dress(chart, title, form)
    return chart


def _purchases(book: Book, calc: CalcSheet) -> Any:
    chart = book.workbook.add_chart({"type": "column", "subtype": "stacked"})
    for key, colour in _PURCHASES:
        chart.add_series(
            {
                "name": [calc.sheet.name, calc.row_of(key), LABEL],
                "categories": _months(calc),
                "values": _row(calc, key),
                "fill": {"color": colour},
                "gap": 40,
            }
        )
    _dress(chart, f"Cost by how it is bought: {calc.sheet.name}", book.styles.money)
    return chart


def _dress(chart: Any, title: str, form: str) -> None:
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_x_axis({"num_font": {"size": 8, "rotation": -45}, "label_position": "low"})
    grid = {"visible": True, "line": {"color": "#E3E8EF"}}
    chart.set_y_axis({"num_format": form, "num_font": {"size": 8}, "major_gridlines": grid})
