"""The documentation follows from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from assets import asset_path
from assets.languages.sources import sources
from docs import make_fields, make_keyboard
from scenarios.engine import evaluate
from scenarios.questions.actuals import Variance, compare
from whatif_app.actuals import actual_costs, rates_of
from whatif_app.ledger import Ledger
from whatif_app.ownership.statement import Statement, statement
from whatif_app.project_file import Project, read_project

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def text(name: str) -> str:
    """A page, its lines joined, so that no line break is between two words."""
    return " ".join((ROOT / name).read_text(encoding="utf-8").replace("\n>", "\n").split())


def test_the_reference_of_fields_is_the_schema_of_today() -> None:
    assert make_fields.TARGET.read_text(encoding="utf-8") == make_fields.page()


def test_the_page_of_the_keyboard_is_the_map_of_today() -> None:
    assert make_keyboard.TARGET.read_text(encoding="utf-8") == make_keyboard.page()


# Links


def anchors(page: Path) -> set[str]:
    """What the headings of a page are linked by."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


def broken_links(page: Path) -> Iterator[str]:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert list(broken_links(page)) == []


def test_every_page_of_the_documentation_is_linked_from_the_readme() -> None:
    linked = {link.partition("#")[0] for link in _LINK.findall((ROOT / "README.md").read_text())}
    pages = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}

    assert pages <= linked


def test_every_picture_is_shown_somewhere() -> None:
    said = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = [path.name for path in (ROOT / "assets/screenshots").glob("*.png")]

    assert [name for name in pictures if name not in said] == []


def test_no_page_names_a_place_on_somebodys_machine() -> None:
    own_place = re.compile(r"(?<![\w.])(/home/|/work/|/tmp/|/Users/|[A-Z]:\\)")

    assert [page.name for page in PAGES if own_place.search(page.read_text("utf-8"))] == []


def test_every_room_of_the_house_is_on_the_page_of_the_architecture() -> None:
    page = text("docs/architecture.md")
    rooms = {
        path.parent.relative_to(ROOT)
        for folder in ("scenarios", "whatif_app", "ui")
        for path in (ROOT / folder).rglob("*.py")
    }

    assert len(rooms) > 20
    assert sorted(str(room) for room in rooms if f"{room.name}/" not in page) == []


# The user guide


def test_every_part_of_the_user_guide_has_a_picture_or_none_to_show() -> None:
    guide = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    parts = {part.partition("\n")[0]: part for part in guide.split("\n## ")[1:]}
    without = {name for name, part in parts.items() if "![" not in part}

    # What is said there is a file, an idea, or the way around a screen.
    assert without == {
        "Make scenarios",
        "Hand over a workbook",
        "Work without a mouse, or without seeing it",
    }


def test_every_message_that_the_user_guide_explains_is_one_that_the_program_says() -> None:
    told = [row[0] for row in rows_of("docs/guide.md", "When something goes wrong")]
    messages = [message for cell in told for message in re.findall(r"\*(.+?)\*", cell)]
    said = [each for source in sources() for each in source.texts]

    assert len(messages) > 8
    assert [message for message in messages if not any(_says(each, message) for each in said)] == []


def _says(source: str, message: str) -> bool:
    """Whether a text of the program has every word of a message between what is filled in."""
    parts = [part.strip(" “”") for part in re.split(r"…|\d+ %", message)]
    return all(part in source for part in parts)


# What the guide to exports lists


def rows_of(name: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its own two rows."""
    section = (ROOT / name).read_text(encoding="utf-8").split(f"\n## {heading}\n")[1]
    table = section.split("\n|", 1)[1].split("\n\n")[0]
    return [[cell.strip() for cell in row.strip("| ").split("|")] for row in table.splitlines()[2:]]


def test_every_format_that_is_read_is_in_the_guide_to_exports() -> None:
    from whatif_app.costs.recognising import READERS

    listed = rows_of("docs/exports.md", "Formats")

    # One more row: any other table, by a mapping.
    assert len(listed) == len(READERS) + 1


def test_every_reason_for_which_a_row_is_set_aside_is_in_the_guide_to_exports() -> None:
    from whatif_app.costs.reconciliation import SET_ASIDE_IN_WORDS

    # What stands for each reason in running text.
    words = {
        "repeated_header": "header lines among the rows",
        "split_allocation": "container splits of rows already counted",
        "unreadable_date": "date or cost that cannot be read",
        "unreadable_cost": "date or cost that cannot be read",
        "empty_cost": "no cost in the row",
        "ragged_row": "too many or too few fields",
        "broken_quote": "broken quotation marks",
        "oversized_row": "lines over 2 MB",
        "subtotal": "totals of what is there already",
        "unknown_record": "kinds of record not known",
        "unreadable_row": "rows that are none",
        "unreadable_credit": "credits that cannot be read",
        "replaced": "a delivery that a later one replaced",
    }
    guide = text("docs/exports.md")

    assert set(words) == set(SET_ASIDE_IN_WORDS)
    assert [said for said in words.values() if said not in guide] == []


# The worked examples of the guide to the Baseline view are the sample project's figures


@cache
def sample() -> Project:
    return read_project(asset_path("sample.whatif"))[0]


def ledger() -> Ledger:
    return sample().ledger


@cache
def december() -> Statement:
    baseline = ledger().baseline
    assert baseline is not None
    return statement(baseline, ledger().ownership, ledger().sharing, ["2026-12"])


@cache
def january() -> dict[str, Variance]:
    case = sample().case
    costs = actual_costs(ledger(), rates_of(ledger(), case))
    assert costs is not None
    results = evaluate(case, ["Do nothing"])["Do nothing"]
    compared = compare(results, costs.within(results.start_month, results.horizon))
    return {row.name: row for row in (*compared.rows[1], compared.total(1))}


def test_the_bills_in_the_guide_are_the_sample_projects() -> None:
    baseline = ledger().baseline
    assert baseline is not None
    totals = baseline.reconciliation.totals["USD"]
    guide = text("docs/baseline.md")

    assert totals.amortized is not None
    assert f"${totals.amortized:,.2f}" in guide
    assert f"${december().bill:,.2f}" in guide


def test_the_showback_in_the_guide_is_the_sample_projects() -> None:
    checkout = december().team("checkout")
    shared = sum(share.amount for share in checkout.shares)
    guide = text("docs/baseline.md")

    assert f"7,677.95 × 20.467 ÷ 92.914 = ${shared:,.2f}" in guide
    assert f"its own ${checkout.total - shared:,.2f}" in guide
    assert f"keeps the idle ${december().team('platform').total:,.2f}" in guide


def test_the_actuals_in_the_guide_are_the_sample_projects() -> None:
    media = january()["media"]
    guide = text("docs/baseline.md")

    assert media.volume is not None
    assert media.rate is not None
    for amount in (media.forecast, media.actual, media.volume, media.rate, media.usage):
        assert f"{amount:,.2f}" in guide
    assert f"${january()['Total'].actual:,.2f} instead of" in guide
