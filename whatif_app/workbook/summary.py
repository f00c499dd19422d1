"""The summary: every scenario's figures side by side, by links to where they are calculated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from whatif_app.workbook.book import Book
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.charts import add_charts
from whatif_app.workbook.reconciliation_block import write_reconciliation
from whatif_app.workbook.sheet import Cached, Sheet
from whatif_app.workbook.styles import GAIN, LOSS
from whatif_app.workbook.verdict_words import (
    headline_formula,
    headline_text,
    reason_formula,
    reason_text,
)

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline

_HEADER, _LABEL, _FIRST = 3, 0, 1

#: Section, then key, label and number format of its figures.
_SECTIONS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "Payback",
        (
            ("payback", "Payback, months", "months"),
            ("simple_payback", "Simple payback, months", "months"),
            ("first_breakeven", "First breakeven, months", "months"),
            ("discounted_payback", "Discounted payback, months", "months"),
        ),
    ),
    (
        "Value",
        (
            ("npv", "NPV", "money"),
            ("npv_with_residual", "NPV with residual", "money"),
            ("irr", "IRR a year", "share"),
            ("roi", "ROI", "share"),
            ("investment_sum", "Investment", "money"),
            ("run_rate", "Run-rate savings a month", "money"),
            ("peak_exposure", "Peak exposure", "money"),
            ("obligations", "Obligations after the horizon", "money"),
        ),
    ),
    (
        "Buying",
        (
            ("esr", "Effective savings rate", "share"),
            ("coverage", "Coverage", "share"),
            ("utilization", "Utilization", "share"),
            ("unused_sum", "Unused commitment", "money"),
        ),
    ),
)

#: Series shown in the first and the last month of the horizon.
_ENDS = (
    ("primary_volume", "Volume of the primary unit", "quantity"),
    ("unit_cost", "Fully loaded unit cost", "unit_money"),
    ("margin", "Margin", "share"),
    ("amortized", "Cost, amortized", "money"),
)


class SummarySheet:
    """The first sheet."""

    def __init__(self, book: Book) -> None:
        self.sheet: Sheet = book.sheet("Summary", "#1B2330")
        self._book = book
        self._row = _HEADER + 1
        styles = book.styles
        self._forms = {
            "months": "0.0",
            "money": styles.money,
            "share": "0.0%",
            "quantity": styles.quantity,
            "unit_money": styles.unit_money,
        }

    def write(
        self,
        scenarios: Sequence[CalcSheet],
        references: Sequence[CalcSheet],
        titles: Sequence[str | None],
        baseline: Baseline | None,
    ) -> None:
        """Write the figures, the charts, the check and the import's reconciliation."""
        self._write_head(scenarios, titles)
        self._write_verdicts(scenarios)
        for title, figures in _SECTIONS:
            self._section(title, len(scenarios))
            for key, label, kind in figures:
                self._line(label, scenarios, key, self._forms[kind])
        self._write_ends(scenarios)
        self._section("Behind it", len(scenarios))
        self._write_links("Calculated on", scenarios)
        self._write_links("Held against", references)
        self._write_check(scenarios)
        self._write_volume_check(scenarios, references)
        if baseline is not None:
            write_reconciliation(self.sheet, baseline, self._row + 1)
        add_charts(self._book, self.sheet, scenarios, _FIRST + len(scenarios) + 1)
        self._dress(len(scenarios))

    def _dress(self, scenarios: int) -> None:
        worksheet = self.sheet.worksheet
        worksheet.set_column(_LABEL, _LABEL, 30)
        worksheet.set_column(_FIRST, _FIRST + scenarios - 1, 19)
        worksheet.set_column(_FIRST + scenarios, _FIRST + scenarios, 3)
        worksheet.freeze_panes(_HEADER + 1, 1)
        worksheet.fit_to_pages(1, 1)
        worksheet.activate()

    def _write_head(self, scenarios: Sequence[CalcSheet], titles: Sequence[str | None]) -> None:
        sheet = self.sheet
        sheet.text(0, 0, "Scenarios at a glance", "title")
        words = (
            "Every figure is a formula: change a yellow or blue cell and all follow. "
            "The Calc sheets say each formula in words."
        )
        sheet.text(1, 0, words, "words")
        sheet.text(_HEADER, _LABEL, "Scenario", "header")
        for column, (calc, title) in enumerate(zip(scenarios, titles, strict=True), _FIRST):
            if title is not None:
                sheet.formula(_HEADER, column, title, calc.run.title, "heading")
            else:
                sheet.text(_HEADER, column, calc.run.title, "heading", "@")
        sheet.worksheet.set_row(_HEADER, 30)

    def _write_verdicts(self, scenarios: Sequence[CalcSheet]) -> None:
        """Go or No-go, why, and the headline."""
        sheet, row = self.sheet, self._row
        for offset, label in enumerate(("Verdict", "Why", "Unit cost and volume")):
            sheet.text(row + offset, _LABEL, label)
        for column, calc in enumerate(scenarios, _FIRST):
            verdict = calc.figure_elsewhere("verdict")
            sheet.formula(row, column, verdict, calc.figure_value("verdict"), "big")
            sheet.formula(row + 1, column, reason_formula(calc), reason_text(calc), "note")
            sheet.formula(row + 2, column, headline_formula(calc), headline_text(calc), "note")
        sheet.worksheet.set_row(row, 24)
        sheet.worksheet.set_row(row + 1, 58)
        sheet.worksheet.set_row(row + 2, 44)
        for word, colour in (("Go", GAIN), ("No-go", LOSS)):
            rule = {
                "type": "cell",
                "criteria": "==",
                "value": f'"{word}"',
                "format": self._book.workbook.add_format({"font_color": colour}),
            }
            last = _FIRST + len(scenarios) - 1
            sheet.worksheet.conditional_format(row, _FIRST, row, last, rule)
        self._row += 3

    def _section(self, title: str, scenarios: int) -> None:
        for column in range(scenarios + 1):
            self.sheet.text(self._row, column, title if column == 0 else "", "block")
        self._row += 1

    def _line(self, label: str, scenarios: Sequence[CalcSheet], key: str, form: str) -> None:
        """One figure of every scenario."""
        self.sheet.text(self._row, _LABEL, label)
        for column, calc in enumerate(scenarios, _FIRST):
            value = calc.figure_value(key)
            self.sheet.formula(self._row, column, calc.figure_elsewhere(key), value, form=form)
        self._row += 1

    def _write_ends(self, scenarios: Sequence[CalcSheet]) -> None:
        """Volume, unit cost, margin and cost, first month against last."""
        self._section("First month and last", len(scenarios))
        for key, label, kind in _ENDS:
            for is_last, word in enumerate(("first month", "last month")):
                self.sheet.text(self._row, _LABEL, f"{label}, {word}")
                for column, calc in enumerate(scenarios, _FIRST):
                    month = calc.inputs.cell("project", "months") if is_last else "1"
                    formula = f"INDEX({calc.whole_elsewhere(key)},{month})"
                    value = float(calc.values(key)[-1 if is_last else 0])
                    self.sheet.formula(self._row, column, formula, value, form=self._forms[kind])
                self._row += 1

    def _write_links(self, label: str, chosen: Sequence[CalcSheet]) -> None:
        self.sheet.text(self._row, _LABEL, label)
        for column, calc in enumerate(chosen, _FIRST):
            self.sheet.worksheet.write_url(
                self._row,
                column,
                f"internal:{calc.sheet.quoted}!A1",
                self.sheet.styles.get("link"),
                calc.sheet.name,
            )
        self._row += 1

    def _write_check(self, scenarios: Sequence[CalcSheet]) -> None:
        """Whether all that is allocated adds up to all that is spent, in every scenario."""
        self.sheet.text(self._row, _LABEL, "Check: loaded costs add up")
        for column, calc in enumerate(scenarios, _FIRST):
            formula: str = '"OK"'
            value: Cached = "OK"
            if calc.inputs.count("workloads"):
                total = f"SUM({calc.whole_elsewhere('loaded_total')})"
                formula = (
                    f"IF(ABS({calc.figure_elsewhere('loaded_sum')}-{total})"
                    f'<=1E-9*(1+ABS({total})),"OK","Look")'
                )
            self.sheet.formula(self._row, column, formula, value, "note")
        self._row += 1

    def _write_volume_check(
        self, scenarios: Sequence[CalcSheet], references: Sequence[CalcSheet]
    ) -> None:
        """Whether each scenario is held against a run with its own volumes.

        A volume typed over on a scenario's Inputs sheet does not reach a
        reference run that others share; then this says so.
        """
        self.sheet.text(self._row, _LABEL, "Check: the reference has the same volumes")
        for column, (calc, other) in enumerate(zip(scenarios, references, strict=True), _FIRST):
            formula: str = '"OK"'
            units = calc.inputs.count("units")
            if units and calc is not other:
                mine, theirs = (
                    calc.block_elsewhere("volume", units),
                    other.block_elsewhere("volume", units),
                )
                differs = f"SUMPRODUCT(({mine}<>{theirs})*1)"
                formula = f'IF({differs}=0,"OK","They differ: export again")'
            self.sheet.formula(self._row, column, formula, "OK", "note")
        self._row += 1
