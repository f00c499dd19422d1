"""The texts that the sources say to a reader, with the places where they say them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
#: Where words for a reader are written, in the order in which translators meet them.
FOLDERS = ("ui", "whatif_app", "scenarios")
#: What is written for scripts and for finance's workbook stays English.
ENGLISH_ONLY = ("whatif_app/headless", "whatif_app/workbook")

#: Functions by name, and how many of their first arguments are texts.
_SAYING = {"tr": 1, "say": 1, "marked": 1, "Note": 1, "say_count": 2}
#: The same where the context stands before the text.
_IN_CONTEXT = ("translate", "QT_TRANSLATE_NOOP", "say", "say_in")


@dataclass(frozen=True, slots=True)
class Source:
    """One text in the sources.

    Attributes:
        texts: one, or the singular and the plural.
        context: the class or the group that says it; "" outside any.
        place: the file, from the project's folder.
    """

    texts: tuple[str, ...]
    context: str
    place: str


def sources() -> Iterator[Source]:
    """Every text of the program, by file and by line."""
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if not place.startswith(ENGLISH_ONLY):
                yield from sources_of(ast.parse(path.read_text(encoding="utf-8")), place)
    yield from _declared()


def sources_of(tree: ast.AST, place: str) -> Iterator[Source]:
    """The texts that one file says."""
    for context, call in _calls(tree, _own_context(tree)):
        name = _name(call.func)
        literals = [_text(argument) for argument in call.args]
        if name in _IN_CONTEXT and len(literals) == 2:
            # A text that is not written here was `marked` where it is.
            if literals[0] and literals[1]:
                yield Source((literals[1],), literals[0], place)
        elif count := _SAYING.get(name, 0):
            texts = tuple(text for text in literals[:count] if text)
            if len(texts) == count:
                yield Source(texts, context if name == "tr" else "", place)


def _own_context(tree: ast.AST) -> str:
    """The context that a file's own function `tr` translates in; "" where there is none."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "tr":
            named = (_text(call.args[0]) for _, call in _calls(node, "") if call.args)
            return next(filter(None, named), "")
    return ""


def _calls(node: ast.AST, context: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the class it stands in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield context, child
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else context)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _text(argument: ast.expr) -> str:
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return str(argument.value) if is_text else ""  # type: ignore[attr-defined]


def _declared() -> Iterator[Source]:
    """What is declared once and said in many places: fields, formulas, worked cases."""
    from scenarios.library import entries
    from scenarios.schema import PROJECT, TABLES
    from whatif_app.cell_text import choice_text
    from whatif_app.explain.recipes import CELLS, KPIS, SERIES

    place = "scenarios/schema.py"
    for table in (PROJECT, *TABLES.values()):
        texts = [table.label, table.row_label, table.help]
        for field in table.fields:
            texts += [field.label, field.help, field.unit, field.blank]
            texts += [choice_text(choice) for choice in field.choices]
        yield from (Source((text,), "", place) for text in texts if text)
    groups = (SERIES, KPIS, *CELLS.values())
    for recipe in (recipe for group in groups for recipe in group.values()):
        yield Source((recipe.title,), "", "whatif_app/explain/recipes.py")
        yield Source((recipe.words,), "", "whatif_app/explain/recipes.py")
    for entry in entries():
        for text in (entry.title, entry.teaches):
            yield Source((text,), "", "scenarios/library")
