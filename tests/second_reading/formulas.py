"""Formulas in cells, read anew: turned into Python's own expressions, and asked for when needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

_REFERENCE = re.compile(
    r"project/\w+"
    r"|(?:units|workloads|commitments|initiatives|cliffs|migrations|agreements|rates)"
    r"/(?:'(?:[^']|'')*'|[^/]+)/\w+"
    r"|(?<![\w.])(?!(?:min|max|abs|round|base|cell)\b)[a-z_]\w*(?!\w|\()"
)
_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?(?:e[+-]?\d+)?)(%|k)?")


def worked_out(text: str, home: str, cell: Callable[[str], float], base: float | None) -> float:
    """What a formula of the cell `home` comes to, given what every other cell holds."""
    found: list[str] = []

    def number(match: re.Match[str]) -> str:
        return {"%": f"({match[1]}/100)", "k": f"({match[1]}*1000)"}.get(match[2] or "", match[0])

    def reference(match: re.Match[str]) -> str:
        found.append(address_of(match[0], home))
        return f"cell({len(found) - 1})"

    kept: list[str] = []
    at = 0
    written = text.removeprefix("=")
    for match in _REFERENCE.finditer(written):
        kept += [_NUMBER.sub(number, written[at : match.start()]), reference(match)]
        at = match.end()
    kept.append(_NUMBER.sub(number, written[at:]))
    python = "".join(kept).replace("^", "**").replace(";", ",")
    names: dict[str, Any] = {
        "cell": lambda at: cell(found[at]),
        "base": base,
        "round": lambda x, digits=0: int(x * 10**digits + (0.5 if x >= 0 else -0.5)) / 10**digits,
    }
    return float(eval(python, names))


def address_of(reference: str, home: str) -> str:
    """The address that a reference means: a bare field is one of the formula's own row."""
    if "/" not in reference:
        return f"{home.rsplit('/', 1)[0]}/{reference}"
    table, _, rest = reference.partition("/")
    if table == "project":
        return reference
    row, _, field = rest.rpartition("/")
    if row.startswith("'"):
        row = row[1:-1].replace("''", "'")
    return f"{table}/{row}/{field}"
