"""The model reference: a page for each table, made from the schema whenever it is read."""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QCoreApplication

from docs import page_text
from scenarios.cells import bounds_sentence
from scenarios.schema import PROJECT, REQUIRED, TABLES, Field, Kind, Table
from scenarios.words import figure, say
from ui.help.markdown import plain
from ui.help.topics import anchor, entry_heading
from whatif_app.explain.recipes import CELLS
from whatif_app.formatting import plain as plain_number

#: Where the model's page tells of a table, unless another section tells of the field.
_SECTIONS = {
    "project": "Savings, payback, value",
    "units": "Volume",
    "workloads": "Demand",
    "commitments": "Buying it",
    "initiatives": "Initiatives",
    "cliffs": "Cliffs",
    "migrations": "Demand",
    "agreements": "Buying it",
    "rates": "Where the contract is silent",
}

#: Fields that the page tells of in other words than their names.
_ELSEWHERE = {
    **dict.fromkeys(("shared", "allocation", "weight"), "Full allocation"),
    **dict.fromkeys(("shape", "spot_start", "spot_ramp"), "Buying it"),
}


def tr(text: str) -> str:
    """A text of the reference in the user's language."""
    return QCoreApplication.translate("Help", text)


def tables() -> tuple[Table, ...]:
    """The tables of a case, in the order of their tabs."""
    return (PROJECT, *TABLES.values())


def table_page(declared: Table) -> str:
    """Every field of a table, as Markdown."""
    section = _SECTIONS[declared.name]
    intro = tr("The formulas are in [the model]({link}).").format(link=_model_link(section))
    parts = [f"# {plain(say(declared.label))}", plain(say(declared.help)), intro]
    parts += [_field(declared, field) for field in declared.fields]
    return "\n\n".join(parts) + "\n"


def section_of(declared: Table, field: Field) -> str:
    """The section of the model's page whose formulas a field enters."""
    usual = _SECTIONS[declared.name]
    if declared.name == "workloads" and field.name in _ELSEWHERE:
        return _ELSEWHERE[field.name]
    sections = _sections()
    # A word such as "price" is in many sections; a name of two words is a field's alone.
    if _says(sections[usual], field.name) or "_" not in field.name:
        return usual
    return next((title for title, text in sections.items() if _says(text, field.name)), usual)


def _field(declared: Table, field: Field) -> str:
    address = f"{declared.name}/{field.name}"
    if declared is not PROJECT:
        address = f"{declared.name}/…/{field.name}"
    facts = tr("Unit: {unit} · Where left out: {default} · Address: {address}").format(
        unit=_unit(field), default=_left_out(field), address=f"`{address}`"
    )
    accepted = "" if field.name == "name" else plain(bounds_sentence(field))
    parts = [
        f"### {entry_heading(plain(say(field.label)), field.name)}",
        f"{plain(say(field.help))} {accepted}".strip(),
        facts,
        _formula(declared, field),
    ]
    return "\n\n".join(part for part in parts if part)


def _formula(declared: Table, field: Field) -> str:
    """How the field is used, in words, and where the model's page has it."""
    section = section_of(declared, field)
    lead = tr("In the model: [{section}]({link})").format(
        section=plain(section), link=_model_link(section)
    )
    recipes = CELLS.get(declared.name, {})
    recipe = recipes.get(field.name) or recipes.get("")
    address = f"{declared.name}/{'' if declared is PROJECT else '{row}/'}{field.name}"
    if recipe is None or not (field.name in recipes or address in recipe.parts):
        return lead
    return f"{plain(say(recipe.words))}.\n\n{lead}"


def _unit(field: Field) -> str:
    return plain(say(field.unit).replace("{currency}", tr("currency"))) or "–"


def _left_out(field: Field) -> str:
    if field.default is REQUIRED:
        return tr("must be given")
    if field.default is None or field.is_composite:
        return plain(say(field.blank)) if field.blank else tr("none")
    if field.default == "":
        return tr("empty")
    if isinstance(field.default, bool):
        return say("Yes") if field.default else say("No")
    if field.kind in (Kind.SHARE, Kind.RATE) and isinstance(field.default, int | float):
        return f"{figure(field.default * 100)} %"
    shown = plain_number(field.default) if isinstance(field.default, int | float) else field.default
    return f"`{shown}`"


def _model_link(section: str) -> str:
    return f"model.md#{anchor(section)}"


def _says(text: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None


@cache
def _sections() -> dict[str, str]:
    """The sections of the model's page, by heading."""
    parts = page_text("model").split("\n## ")[1:]
    return {title: text for title, _, text in (part.partition("\n") for part in parts)}
