"""The list to fill in has what nobody owns yet, and is an ownership file once filled in."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.ownership.bills import bill, line
from whatif_app.ownership.assignment import assign
from whatif_app.ownership.list_to_fill import rows_to_fill, write_list_to_fill
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.ownership.ownership_file import read_ownership_file

OWNERS = Ownership(services=(OwnedService("svc-shop", team="Web"),))
BILL = bill(
    line("5", "svc-shop"),
    line("3", "svc-new"),
    line("1", "", account="000000000012"),
    line("2", "", account="000000000034"),
    line("4", "", account=""),
)


def test_known_services_come_first_then_new_ids_then_accounts_worst_first() -> None:
    rows = rows_to_fill(assign(BILL, OWNERS), OWNERS)

    assert [(service.service_id, str(cost)) for service, cost in rows] == [
        ("svc-shop", "5"),
        ("svc-new", "3"),
        ("000000000034", "2"),
        ("000000000012", "1"),
    ]


def test_without_a_file_the_ids_are_listed_at_every_level() -> None:
    for level in ("team", "service_id"):
        rows = rows_to_fill(assign(BILL, Ownership.empty(), level), Ownership.empty())
        assert [service.service_id for service, _ in rows][:2] == ["svc-shop", "svc-new"]


def test_filled_in_it_is_an_ownership_file_that_leaves_nothing_but_the_nameless(
    tmp_path: Path,
) -> None:
    path = tmp_path / "Ownership.xlsx"
    assert write_list_to_fill(path, assign(BILL, OWNERS), OWNERS) == 4
    book = openpyxl.load_workbook(path)
    for row in range(3, 6):
        book.active.cell(row, 6, "Platform")
    book.save(path)

    owners = read_ownership_file(path).joined_to(OWNERS)
    found = assign(BILL, owners)

    # Only the line of 4 has neither ID nor account.
    assert [(group.name, str(group.cost)) for group in found.groups] == [
        ("Platform", "6"),
        ("Web", "5"),
        (None, "4"),
    ]
