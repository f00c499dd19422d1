"""Amounts of a run's rows in the project's currency, where some rows name another."""

from __future__ import annotations

import numpy as np

from scenarios.rates import in_project_currency
from scenarios.schema import TABLES
from whatif_app.workbook.run_inputs import RunInputs


def write_converted(sheet: RunInputs, table: str, field: str) -> None:
    """Add the column with a table's amounts times their exchange rates; none without rates."""
    if not sheet.count("rates"):
        return
    sheet.add_link(table, "rate_number", "Exchange rate, row", "currency", "rates")
    rates = sheet.column_here("rates", "rate")

    def converted(row: int) -> str:
        amount, link = (sheet.here(table, each, row) for each in (field, "rate_number"))
        product = f"{amount}*INDEX({rates},{link})"
        return f'IF({amount}="","",IF({link}=0,{amount},{product}))'

    amounts = in_project_currency(sheet.run.inputs, table, field).tolist()
    values = ["" if np.isnan(amount) else amount for amount in amounts]
    label = f"{TABLES[table].by_name[field].label}, project’s currency"
    sheet.add(table, _key(field), label, converted, values)


def amount_key(sheet: RunInputs, table: str, field: str) -> str:
    """The column with a table's amounts in the project's currency."""
    return _key(field) if sheet.has(table, _key(field)) else field


def _key(field: str) -> str:
    return f"{field}/converted"
