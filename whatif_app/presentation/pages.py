"""The pages of a presentation, as the project keeps them: kinds, words of one's own, references.

A page names scenarios and a lever; what it says of them is worked out anew whenever it is shown
(`content.py`), so that a page is never older than the case. A window shows pages as a screen
each, a deck as a slide each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from scenarios.address import Address
from scenarios.cells import Value


class PageKind(StrEnum):
    """What a page is about."""

    VERDICT = "verdict"
    CUMULATIVE = "cumulative"
    PURCHASE = "purchase"
    UNIT_COST = "unit_cost"
    MARGIN = "margin"
    SIDE_BY_SIDE = "side_by_side"
    LEVER = "lever"
    TURNING_POINTS = "turning_points"
    BASELINE = "baseline"
    ACTUALS = "actuals"
    TEXT = "text"


#: Kinds whose page is one chart, by the name of the chart.
CHARTS = frozenset(
    {PageKind.CUMULATIVE, PageKind.PURCHASE, PageKind.UNIT_COST, PageKind.MARGIN, PageKind.ACTUALS}
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        title: words of the user's own; "" for the sentence that the results give.
        scenarios: names of those compared; all visible ones where none is named.
        lever: the address of the cell in the spotlight; "" for none.
        text: what a page of text says; a line each.
        notes: what the speaker wants to remember.
    """

    kind: PageKind
    title: str = ""
    scenarios: tuple[str, ...] = ()
    lever: str = ""
    text: str = ""
    notes: str = ""

    def to_json(self) -> dict[str, Any]:
        """The page as plain JSON data; only what was given."""
        given: dict[str, Any] = {"kind": self.kind.value}
        for name in ("title", "lever", "text", "notes"):
            if value := getattr(self, name):
                given[name] = value
        return given | {"scenarios": list(self.scenarios)} if self.scenarios else given

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Page:
        """The page that `to_json` described.

        Raises:
            ValueError: it is none.
        """
        words = {name: data.get(name, "") for name in ("title", "lever", "text", "notes")}
        scenarios = data.get("scenarios", [])
        if not isinstance(scenarios, list) or not all(
            isinstance(each, str) for each in (*words.values(), *scenarios)
        ):
            raise ValueError("a page of the presentation holds what is no text")
        return cls(PageKind(data["kind"]), scenarios=tuple(scenarios), **words)

    def with_scenario_renamed(self, old: str, new: str) -> Page:
        """The page once a scenario has another name."""
        followed = tuple(new if name == old else name for name in self.scenarios)
        return replace(self, scenarios=followed) if followed != self.scenarios else self

    def with_row_renamed(self, table: str, old: str, new: str) -> Page:
        """The page once a row has another name."""
        if not self.lever:
            return self
        try:
            at = Address.parse(self.lever)
        except ValueError:
            return self
        if (at.table, at.row) != (table, old):
            return self
        return replace(self, lever=str(Address(table, new, at.field)))


@dataclass(frozen=True, slots=True)
class Presentation:
    """The pages in order; a part of the project's ledger."""

    pages: tuple[Page, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The presentation as plain JSON data."""
        return {"pages": [page.to_json() for page in self.pages]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Presentation:
        """The presentation that `to_json` described.

        Raises:
            ValueError: it is none.
        """
        if not isinstance(data["pages"], list):
            raise ValueError("the pages of the presentation are no list")
        return cls(tuple(Page.from_json(page) for page in data["pages"]))

    def entries(self) -> dict[str, Value]:
        """What the audit trail tells of it: each page by its number."""
        return {
            f"page {number}": ", ".join(
                part for part in (page.kind.value, page.title, page.lever, *page.scenarios) if part
            )
            + (f"; {page.text}" if page.text else "")
            + (f"; notes: {page.notes}" if page.notes else "")
            for number, page in enumerate(self.pages, start=1)
        }

    def with_page(self, page: Page, position: int | None = None) -> Presentation:
        """With one more page, at a position or last."""
        pages = list(self.pages)
        pages.insert(len(pages) if position is None else position, page)
        return Presentation(tuple(pages))

    def without(self, position: int) -> Presentation:
        """Without the page at a position."""
        return Presentation(self.pages[:position] + self.pages[position + 1 :])

    def with_replaced(self, position: int, page: Page) -> Presentation:
        """With another page in place of the one at a position."""
        return Presentation((*self.pages[:position], page, *self.pages[position + 1 :]))

    def with_moved(self, position: int, to: int) -> Presentation:
        """With a page at another place, counted from 0 without it."""
        others = [page for at, page in enumerate(self.pages) if at != position]
        others.insert(max(0, min(to, len(others))), self.pages[position])
        return Presentation(tuple(others))

    def followed(self, follow: Callable[[Page], Page]) -> Presentation:
        """With every page as a rename leaves it; the very same where none is concerned."""
        pages = tuple(follow(page) for page in self.pages)
        return Presentation(pages) if pages != self.pages else self
