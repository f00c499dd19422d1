"""Cells in words: labels of addresses, problems as sentences, tooltips."""

from __future__ import annotations

import math
from html import escape

from scenarios.case import Address, Case
from scenarios.cells import Value
from scenarios.problems import Problem
from scenarios.rates import currency_of
from scenarios.schema import Field, Kind
from scenarios.words import say
from whatif_app.cell_text import cell_text
from whatif_app.edit_text import edit_text
from whatif_app.formatting import NOTHING

_AMOUNT = Field("amount", "", Kind.MONEY, "")
_ROUNDED = (Kind.NUMBER, Kind.SHARE, Kind.RATE, Kind.MONEY)


def shown_text(case: Case, field: Field, value: Value, currency: str = "") -> str:
    """A value as this case's tables show it.

    Args:
        currency: of an amount; the project's where it is "".
    """
    currency = currency or str(case.project.get("currency", "USD"))
    return cell_text(field, value, currency, str(case.project.get("start_month", "")))


def amount_text(value: float, currency: str) -> str:
    """An amount of money that is in no cell, such as a sum, as cells show theirs."""
    return cell_text(_AMOUNT, value, currency, "") if math.isfinite(value) else NOTHING


def base_text(case: Case, address: Address) -> str:
    """The base's value, or "none"."""
    currency = currency_of(case.view(), address)
    text = shown_text(case, address.declaration, case.base_value(address), currency)
    return say("none") if text == NOTHING else text


def label_of(address: Address) -> str:
    """A cell in words: "Spot target of Video encoder"."""
    label = say(address.declaration.label)
    return say("{field} of {row}", field=label, row=address.row) if address.row else label


def problem_sentence(problem: Problem) -> str:
    """A problem without its address, to stand beside the cell."""
    sentence = " ".join(part for part in (problem.what, problem.valid) if part)
    return sentence[:1].upper() + sentence[1:]


def where_and_why(problem: Problem) -> str:
    """A problem with its cell in words: "Unit of Search shard: needs “Orders”."."""
    try:
        where = label_of(Address.parse(problem.address))
    except (KeyError, ValueError):
        where = problem.address
    if problem.scenario is not None:
        return say(
            "{cell}, in scenario “{scenario}”: {why}",
            cell=where,
            scenario=problem.scenario,
            why=problem.what,
        )
    return say("{cell}: {why}", cell=where, why=problem.what)


def tooltip(
    case: Case, address: Address, value: Value, is_overridden: bool, formula: str = ""
) -> str:
    """What the cell means, its formula, its exact value where rounded, and what the base has."""
    field = address.declaration
    lines = [f"<b>{escape(say(field.label))}</b>", escape(say(field.help))]
    if formula:
        lines.append(escape(say("Computed by {formula}.", formula=formula)))
    if exact := _exact(case, field, value):
        lines.append(escape(say("Exactly {value}.", value=exact)))
    if field.blank:
        lines.append(escape(say("Blank: {meaning}.", meaning=say(field.blank))))
    if is_overridden:
        base = base_text(case, address)
        lines.append(escape(say("Changed here; the base has {value}.", value=base)))
    lines.append(f"<small>{escape(str(address))}</small>")
    return "<br>".join(lines)


def _exact(case: Case, field: Field, value: Value) -> str:
    """A number's exact text where the table shows it rounded; else nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float) or field.kind not in _ROUNDED:
        return ""
    exact = edit_text(field, value)
    shown = shown_text(case, field, value)
    return "" if _digits(exact) == _digits(shown) else exact


def _digits(text: str) -> str:
    """A number's digits and point alone, without zeros that say nothing."""
    kept = "".join(char for char in text if char.isdigit() or char == ".")
    return kept.rstrip("0").rstrip(".") if "." in kept else kept


def spoken_cell(
    case: Case, address: Address, text: str, is_overridden: bool, formula: str = ""
) -> str:
    """A cell for screen readers, with its row, column, value, unit and whether it is changed.

    Such as "Growth of orders: 2 % a month, changed; base has 1 %".
    """
    value = say("none") if text == NOTHING else _with_unit(address.declaration, text)
    if formula:
        value = say("{value}, computed by {formula}", value=value, formula=formula)
    if not is_overridden:
        return say("{cell}: {value}", cell=label_of(address), value=value)
    return say(
        "{cell}: {value}, changed; base has {base}",
        cell=label_of(address),
        value=value,
        base=base_text(case, address),
    )


def _with_unit(field: Field, text: str) -> str:
    """A value with what it counts, unless it says so already: "1,000 a month", "$5 per month"."""
    if not field.is_numeric or field.choices or field.kind in (Kind.BOOLEAN, Kind.MONTH):
        return text
    if field.kind is Kind.MONEY:
        per = field.unit.partition("/")[2]
        return say("{amount} per {unit}", amount=text, unit=say(per)) if per else text
    unit = say(field.unit).removeprefix("%").strip()
    return text if not unit or field.unit == "months" else f"{text} {unit}"
