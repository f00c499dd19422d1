"""An ownership file to begin with: what the bill has and nobody owns yet, to fill in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from scenarios.words import in_english
from whatif_app.atomic_file import replacing
from whatif_app.ownership.assignment import Assignment
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.workbook.closing import close_workbook
from whatif_app.workbook.sheet import Sheet
from whatif_app.workbook.styles import Styles

#: The columns of an ownership file, which reading finds again; the cost is there to sort by.
_HEADERS = ("ServiceID", "Cost center", "Owner", "Product", "Environment", "Team", "Account")
_WIDTHS = (30, 14, 22, 22, 14, 22, 20, 16)


def rows_to_fill(
    assignment: Assignment, ownership: Ownership
) -> list[tuple[OwnedService, Decimal]]:
    """The file's services, then IDs that it lacks, then accounts without an owner; with their cost.

    An account is a service of its own until somebody says otherwise: its number is its ID.
    """
    costs: dict[str, Decimal] = {}
    for each in assignment.lines:
        costs[each.service_id] = costs.get(each.service_id, Decimal(0)) + each.cost
    known = [(each, costs.get(each.service_id, Decimal(0))) for each in ownership.services]
    ids = [(OwnedService(gap.name or ""), gap.cost) for gap in assignment.unknown_ids]
    accounts: dict[str, Decimal] = {}
    for each in assignment.lines_of(None):
        if not each.unknown_id and each.line.account:
            before = accounts.get(each.line.account, Decimal(0))
            accounts[each.line.account] = before + each.cost
    owned = [
        (OwnedService(account, accounts=(account,)), cost)
        for account, cost in sorted(accounts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return [*known, *ids, *owned]


@in_english()
def write_list_to_fill(path: Path, assignment: Assignment, ownership: Ownership) -> int:
    """Write a workbook to fill in and load as ownership file; returns the number of its rows.

    All IDs are text, so that Excel keeps the zeros that account numbers begin with.

    Raises:
        UserError: it cannot be written; an older file is as it was.
    """
    import xlsxwriter

    rows = rows_to_fill(assignment, ownership)
    with replacing(path) as temporary:
        book = xlsxwriter.Workbook(str(temporary))
        styles = Styles(book, assignment.currency, in_cents=True)
        sheet = Sheet(book.add_worksheet("Owners"), styles, lambda: None)
        sheet.worksheet.freeze_panes(1, 1)
        headers = (*_HEADERS, f"Cost, {assignment.currency}")
        for column, (name, width) in enumerate(zip(headers, _WIDTHS, strict=True)):
            sheet.text(0, column, name, "header")
            sheet.worksheet.set_column(column, column, width, styles.get("value", "@"))
        for row, (service, cost) in enumerate(rows, start=1):
            cells = (
                service.service_id,
                service.cost_center,
                service.owner,
                service.product,
                service.environment,
                service.team,
                "; ".join(service.accounts),
            )
            for column, text in enumerate(cells):
                sheet.text(row, column, text, "value", "@")
            sheet.number(row, len(cells), float(cost), form=styles.money)
        sheet.worksheet.autofilter(0, 0, max(len(rows), 1), len(_HEADERS))
        close_workbook(book)
    return len(rows)
