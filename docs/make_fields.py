"""Write docs/fields.md from the schema: `python -m docs.make_fields`."""

from __future__ import annotations

from pathlib import Path

from scenarios.cells import bounds_sentence
from scenarios.schema import PROJECT, REQUIRED, TABLES, Field, Table

TARGET = Path(__file__).with_name("fields.md")


def page() -> str:
    """The reference of every field, as Markdown."""
    parts = [
        "# Fields",
        "Every input of a case, made from `scenarios/schema.py` by `python -m docs.make_fields`.",
        *(_table(table) for table in (PROJECT, *TABLES.values())),
    ]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    rows = [
        f"| `{field.name}` | {field.label} | {_unit(field)} | {_default(field)} "
        f"| {field.help} {'' if field.name == 'name' else bounds_sentence(field)} |"
        for field in table.fields
    ]
    head = ["| field | label | unit | default | meaning |", "|---|---|---|---|---|"]
    return "\n".join([f"## {table.label} (`{table.name}`)", "", table.help, "", *head, *rows])


def _unit(field: Field) -> str:
    return field.unit.replace("{currency}", "currency")


def _default(field: Field) -> str:
    if field.default is REQUIRED:
        return "required"
    if field.default is None:
        return field.blank or "none"
    if field.is_composite:
        return "none"
    return f"`{field.default}`" if field.default != "" else "empty"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
