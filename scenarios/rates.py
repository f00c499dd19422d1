"""Exchange rates: amounts that a row gives in a currency of its own, as the project's money.

A rate is an input like any other: entered with its date, overridden by a scenario, varied over a
batch. Without a currency in its row an amount is in the project's, and nothing is multiplied.

Source: docs/model.md, "Where the contract is silent".
"""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array
from scenarios.case import Address, CaseView
from scenarios.inputs import Inputs


def in_project_currency(inputs: Inputs, table: str, field: str) -> Array:
    """A column of amounts, each times the rate of the currency that its row names.

    Returns:
        The project's currency; shape (…, N).
    """
    amounts = inputs.column(table, field)
    linked = inputs.structure.currency_of[table]
    if max(linked, default=-1) < 0:
        return amounts
    rates = inputs.column("rates", "rate")
    # A last entry stands for the project's own currency, which index -1 then finds.
    padded = np.concatenate([rates, np.ones((*rates.shape[:-1], 1))], axis=-1)
    converted: Array = amounts * padded[..., list(linked)]
    return converted


def currency_of(view: CaseView, address: Address) -> str:
    """The currency that a cell's money is in: its row's where it names one, else the project's."""
    if address.declaration.in_row_currency:
        named = view.value(address.table, address.row, "currency")
        if named is not None:
            return str(named)
    return str(view.project("currency"))
