"""Why a cell holds what it holds, and what is computed from it."""

from __future__ import annotations

from scenarios.case import Address, Case
from scenarios.formula_graph import bound
from scenarios.rates import currency_of
from scenarios.schema import PROJECT
from scenarios.words import say
from whatif_app import formatting
from whatif_app.cell_labels import cell_in_words
from whatif_app.cell_text import cell_text
from whatif_app.edit_text import formula_text
from whatif_app.explain.explanation import Explanation, Part
from whatif_app.explain.recipes import CELLS, Recipe
from whatif_app.explain.values import Setting, cell_part, parts_of


def explain_cell(setting: Setting, address: Address) -> Explanation:
    """A cell in effect in a scenario: its value, the base's, its range, and its formula."""
    case, field = setting.case, address.declaration
    here = cell_part(str(address), setting)
    setting = Setting(case, setting.results, setting.scenario, setting.month, address.row)
    table = CELLS[address.table]
    recipe = table.get(address.field, table[""])
    return Explanation(
        title=f"{say(field.label)} · {address.row}" if address.row else say(field.label),
        address=str(address),
        value=here.value,
        compared=_compared(case, setting.scenario, address),
        about=tuple(_about(case, address, setting.scenario)),
        formula=say(recipe.words),
        parts=(*_formula_parts(setting, address), *parts_of(_own_parts(recipe, address), setting)),
        is_cell=True,
    )


def _formula_parts(setting: Setting, address: Address) -> tuple[Part, ...]:
    """The cells that this one is computed from, each a link."""
    case, home = setting.case, str(address)
    text = case.formula(address, setting.scenario or None)
    if text is None:
        return ()
    named = bound(text, home)
    base = [_base_part(setting, address)] if named.formula.uses_base else []
    cells = (cell_part(key, setting, cell_in_words(Address.parse(key))) for key in named.reads)
    return (*base, *cells)


def _base_part(setting: Setting, address: Address) -> Part:
    case = setting.case
    start, currency = str(case.project["start_month"]), currency_of(case.view(), address)
    value = cell_text(address.declaration, case.base_value(address), currency, start)
    return Part(say("In the base"), value)


def _own_parts(recipe: Recipe, address: Address) -> tuple[str, ...]:
    return tuple(part for part in recipe.parts if address.row or "{row}" not in part)


def _compared(case: Case, scenario: str, address: Address) -> str:
    if not scenario:
        return say("in the base")
    base = case.base_value(address)
    if case.value(address, scenario) == base and str(address) not in case.scenario(scenario).set:
        return say("here, as in the base")
    start, currency = str(case.project["start_month"]), currency_of(case.view(), address)
    text = cell_text(address.declaration, base, currency, start)
    if formatting.is_nothing(base):
        blank = address.declaration.blank
        text = say("none ({blank})", blank=say(blank)) if blank else say("none")
    return say("here · base has {value}", value=text)


def _about(case: Case, address: Address, scenario: str) -> list[str]:
    found = [say(address.declaration.help)]
    if (formula := case.formula(address, scenario or None)) is not None:
        text = formula_text(formula)
        found.insert(0, say("It is computed: {formula}", formula=text))
    held = case.ranges.get(str(address))
    if held:
        start, currency = str(case.project["start_month"]), currency_of(case.view(), address)
        values = [
            cell_text(address.declaration, held[end], currency, start)
            for end in ("low", "mode", "high")
            if not formatting.is_nothing(held.get(end))
        ]
        found.append(say("Range {values}.", values=" … ".join(values)))
    if address.table != PROJECT.name and address.field == "enabled":
        found.append(say("Switched off it costs nothing and does nothing."))
    return found
