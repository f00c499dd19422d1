"""The summary: every scenario's figures side by side, by links to where they are calculated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whatif_app.workbook.book import Book
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.charts import add_charts
from whatif_app.workbook.sheet import Sheet

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

_HEADER = 4
_LABEL_COLUMN, _FIRST_COLUMN = 0, 1

_FIGURES = (
    ("verdict", "Verdict", ""),
    ("payback", "Payback, months", "months"),
    ("simple_payback", "Simple payback, months", "months"),
    ("first_breakeven", "First breakeven, months", "months"),
    ("discounted_payback", "Discounted payback, months", "months"),
    ("npv", "NPV", "money"),
    ("npv_with_residual", "NPV with residual", "money"),
    ("irr", "IRR", "share"),
    ("roi", "ROI", "share"),
    ("investment_sum", "Investment", "money"),
    ("run_rate", "Run-rate savings a month", "money"),
    ("peak_exposure", "Peak exposure", "money"),
    ("obligations", "Obligations after the horizon", "money"),
    ("esr", "Effective savings rate", "share"),
    ("coverage", "Coverage", "share"),
    ("utilization", "Utilization", "share"),
    ("unused_sum", "Unused commitment", "money"),
)


class SummarySheet:
    """The first sheet."""

    def __init__(self, book: Book) -> None:
        self.sheet: Sheet = book.sheet("Summary", "#1B2330")
        self._book = book

    def write(
        self,
        scenarios: Sequence[CalcSheet],
        references: Sequence[CalcSheet],
        titles: Sequence[str | None],
        baseline: Baseline | None,
    ) -> None:
        """Write the figures, the charts, the check and the import's reconciliation."""
        sheet = self.sheet
        sheet.text(0, 0, "What-If: scenarios at a glance", "title")
        sheet.text(
            1,
            0,
            "Every figure is a formula; change a yellow or blue cell and all follow. "
            "Formulas in words are on the Calc sheets.",
            "words",
        )
        sheet.text(_HEADER, _LABEL_COLUMN, "Figure", "header")
        for position, (calc, title) in enumerate(zip(scenarios, titles, strict=True)):
            column = _FIRST_COLUMN + position
            if title is not None:
                sheet.formula(_HEADER, column, title, calc.run.title, "header")
            else:
                sheet.text(_HEADER, column, calc.run.title, "header", "@")
        row = self._write_figures(scenarios)
        row = self._write_units(scenarios, row)
        row = self._write_references(scenarios, references, row)
        row = self._write_check(scenarios, row)
        if baseline is not None:
            row = self._write_baseline(baseline, row + 1)
        add_charts(self._book, sheet, scenarios, titles, _FIRST_COLUMN + len(scenarios) + 1)
        worksheet = sheet.worksheet
        worksheet.set_column(0, 0, 34)
        worksheet.set_column(1, len(scenarios), 17)
        worksheet.freeze_panes(_HEADER + 1, 1)
        worksheet.set_landscape()
        worksheet.set_paper(9)
        worksheet.fit_to_pages(1, 0)

    def _write_figures(self, scenarios: Sequence[CalcSheet]) -> int:
        styles = self.sheet.styles
        forms = {"months": "0.0", "money": styles.money, "share": "0.0%", "": ""}
        row = _HEADER + 1
        for key, label, kind in _FIGURES:
            self.sheet.text(row, _LABEL_COLUMN, label)
            for column, calc in enumerate(scenarios, _FIRST_COLUMN):
                look = "big" if key == "verdict" else "value"
                value = calc.figure_value(key)
                self.sheet.formula(
                    row, column, calc.figure_elsewhere(key), value, look, forms[kind]
                )
            row += 1
        return row

    def _write_units(self, scenarios: Sequence[CalcSheet], row: int) -> int:
        """Unit cost, volume and margin, first month against last."""
        styles = self.sheet.styles
        rows = (
            ("unit_cost", "Unit cost, first month", 0, styles.unit_money),
            ("unit_cost", "Unit cost, last month", 1, styles.unit_money),
            ("margin", "Margin, first month", 0, "0.0%"),
            ("margin", "Margin, last month", 1, "0.0%"),
            ("amortized", "Cost, first month", 0, styles.money),
            ("amortized", "Cost, last month", 1, styles.money),
        )
        for key, label, last, form in rows:
            self.sheet.text(row, _LABEL_COLUMN, label)
            for column, calc in enumerate(scenarios, _FIRST_COLUMN):
                months = calc.inputs.cell("project", "months")
                which = months if last else "1"
                formula = f"INDEX({calc.whole_elsewhere(key)},{which})"
                value = float(calc.values(key)[-1 if last else 0])
                self.sheet.formula(row, column, formula, value, "value", form)
            row += 1
        self.sheet.text(row, _LABEL_COLUMN, "Change of unit cost")
        for column, calc in enumerate(scenarios, _FIRST_COLUMN):
            first, last_cell = (self.sheet.reference(row - offset, column) for offset in (6, 5))
            headline = calc.run.results.headline
            value = headline.unit_cost_change if headline is not None else None
            formula = f'IF(ISNUMBER({first}),IF({first}=0,"",{last_cell}/{first}-1),"")'
            self.sheet.formula(row, column, formula, value, "value", "+0.0%;[Red]-0.0%;0.0%")
        return row + 1

    def _write_references(
        self, scenarios: Sequence[CalcSheet], references: Sequence[CalcSheet], row: int
    ) -> int:
        for label, chosen in (("Calculated on", scenarios), ("Held against", references)):
            self.sheet.text(row, _LABEL_COLUMN, label)
            for column, calc in enumerate(chosen, _FIRST_COLUMN):
                self.sheet.worksheet.write_url(
                    row,
                    column,
                    f"internal:{calc.sheet.quoted}!A1",
                    self.sheet.styles.get("small"),
                    calc.sheet.name,
                )
            row += 1
        return row

    def _write_check(self, scenarios: Sequence[CalcSheet], row: int) -> int:
        """Whether all that is allocated adds up to all that is spent, in every scenario."""
        self.sheet.text(row, _LABEL_COLUMN, "Check: loaded costs add up")
        for column, calc in enumerate(scenarios, _FIRST_COLUMN):
            workloads = calc.inputs.count("workloads")
            if not workloads:
                self.sheet.formula(row, column, '"OK"', "OK", "small")
                continue
            total = calc.whole_elsewhere("loaded_total")
            rows = [calc.row_of(f"loaded/{n}") + 1 for n in (0, workloads - 1)]
            first, last = total.rsplit("!", 1)[1].replace(":", "").split("$")[1::2]
            block = f"{calc.sheet.quoted}!${first}${rows[0]}:${last}${rows[1]}"
            within = calc.whole_elsewhere("within")
            gap = f"ABS(SUMPRODUCT({block}*{within})-SUM({total}))"
            formula = f'IF({gap}<=1E-9*(1+ABS(SUM({total}))),"OK","Look")'
            self.sheet.formula(row, column, formula, "OK", "small")
        return row + 1

    def _write_baseline(self, baseline: Baseline, row: int) -> int:
        """What the import read, used and set aside."""
        account = baseline.reconciliation
        sheet = self.sheet
        sheet.text(row, 0, "Import behind the baseline", "block")
        lines: list[tuple[str, float | str]] = [
            ("Format", account.format),
            ("Rows read", account.read),
            ("Rows used", account.used),
            *((f"Set aside: {reason}", count) for reason, count in account.set_aside.items()),
        ]
        differences = account.differences()
        for currency, totals in account.totals.items():
            lines.append((f"Billed, {currency}", float(totals.billed or 0)))
            lines.append((f"Billed less the file’s column, {currency}", differences[currency]))
        lines.append(("Reconciles", "Yes" if account.agrees else "No"))
        for offset, (label, value) in enumerate(lines, 1):
            sheet.text(row + offset, 0, label)
            sheet.value(row + offset, 1, value, "value", "#,##0.##" if value != "" else "")
        return row + len(lines) + 1
