"""What one can ask help on, and the page and heading that answer.

A topic is what a widget knows of itself: "field:workloads/spot_target", "figure:npv",
"page:quality". A place is where the help has it: "table/workloads#spot-target-spot_target".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenarios.schema import PROJECT, TABLES
from whatif_app.explain.explanation import figure_at
from whatif_app.explain.recipes import KPIS, SERIES

#: Pages of the documentation that the help has in another form.
_ELSEWHERE = {"fields": f"table/{PROJECT.name}"}

_ENTRY = re.compile(r"`([^`]+)`$")

#: Where every search begins.
CONTENTS = "start"

#: Which page of the guides tells of a page of the Baseline view.
_BASELINE_PAGES = {
    "exports": "exports",
    "quality": "data-quality",
    "ownership": "ownership",
    "showback": "showback",
    "usage": "baseline#usage-volumes",
    "commitments": "baseline#commitments-and-hours",
    "actuals": "baseline#actuals",
}


def place_of(topic: str) -> str:
    """The page, and where there is one the heading, that tells of a topic.

    A topic that is a place already stays as it is; one that nothing is known of leads to the
    contents.
    """
    kind, colon, what = topic.partition(":")
    if not colon:
        return _ELSEWHERE.get(topic) or topic or CONTENTS
    if kind == "field":
        return _of_field(what)
    if kind == "table" and (what == PROJECT.name or what in TABLES):
        return f"table/{what}"
    if kind == "figure":
        return _of_figure(what)
    if kind == "page":
        return _BASELINE_PAGES.get(what, "baseline")
    return CONTENTS


def entry_heading(label: str, name: str) -> str:
    """The heading of a field or a figure: what it is called, and its name."""
    return f"{label} `{name}`"


def anchor(heading: str) -> str:
    """What a heading is linked by: an entry by its name, in whatever language it is labelled.

    Any other heading is linked as on the pages of the documentation.
    """
    entry = _ENTRY.search(heading)
    text = entry[1] if entry else heading
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


def headings(markdown: str) -> Iterator[str]:
    """The headings of a page, from top to bottom."""
    for line in markdown.splitlines():
        if line.startswith("#"):
            yield line.lstrip("#").strip()


def _of_field(what: str) -> str:
    table, _, name = what.partition("/")
    declared = PROJECT if table == PROJECT.name else TABLES.get(table)
    if declared is None:
        return CONTENTS
    field = declared.by_name.get(name)
    if field is None:
        return f"table/{table}"
    return f"table/{table}#{anchor(entry_heading(field.label, name))}"


def _of_figure(what: str) -> str:
    name, month = figure_at(what)
    if name in KPIS and month is None:
        return f"figures#{anchor(entry_heading(KPIS[name].title, name))}"
    prefix, slash, _ = name.partition("/")
    for key in (name, prefix + slash):
        if key in SERIES:
            return f"series#{anchor(entry_heading(SERIES[key].title, key))}"
    return "series"
