"""What the import behind the baseline read, used and set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whatif_app.workbook.sheet import Sheet

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline


def write_reconciliation(sheet: Sheet, baseline: Baseline, row: int) -> None:
    """Rows and amounts of the import, below the figures."""
    account = baseline.reconciliation
    sheet.text(row, 0, "Import behind the baseline", "block")
    sheet.text(row, 1, "", "block")
    lines: list[tuple[str, float | str]] = [
        ("Format", account.format),
        ("Rows read", account.read),
        ("Rows used", account.used),
        *((f"Set aside: {reason}", count) for reason, count in account.set_aside.items()),
    ]
    differences = account.differences()
    for currency, totals in account.totals.items():
        billed = "not computable" if totals.billed is None else float(totals.billed)
        lines.append((f"Billed, {currency}", billed))
        lines.append((f"Billed less the file’s column, {currency}", differences[currency]))
    lines.append(("Reconciles to the cent", "Yes" if account.agrees else "No"))
    for offset, (label, value) in enumerate(lines, 1):
        sheet.text(row + offset, 0, label)
        sheet.value(row + offset, 1, value, "value", "" if isinstance(value, str) else "#,##0.##")
