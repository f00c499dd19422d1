"""One team's sheet of the showback workbook: its total first, then what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from whatif_app.ownership.division import IDLE, OVERHEAD, SHARED
from whatif_app.ownership.sharing import Sharing
from whatif_app.ownership.statement import Statement
from whatif_app.ownership.team_statement import TeamStatement
from whatif_app.wording import singular
from whatif_app.workbook.sheet import Sheet, cell_name

#: Where the block of totals begins; its rows are in this order.
_TOTALS, DIRECT, SHARED_TOTAL, OVERHEAD_TOTAL, TOTAL = 3, 4, 5, 6, 7
_WIDTHS = (44, 18, 2, 20, 18, 34)
#: Texts stand a narrow column away from the amounts.
_WORDS = 3
_KINDS = {SHARED: "", IDLE: "idle capacity, or what is left", OVERHEAD: "overhead"}

Row = tuple[str, Decimal, str]


class TeamSheet:
    """Writes a team's sheet; other sheets then refer to its cells."""

    def __init__(
        self, sheet: Sheet, name: str, team: TeamStatement, statement: Statement, sharing: Sharing
    ) -> None:
        self.sheet = sheet
        self.name = name
        self.team = team
        self._statement = statement
        self._sharing = sharing
        #: By split, the cells with this team's shares of it.
        self.share_cells: dict[str, list[str]] = {}
        self._money = sheet.styles.money

    def write(self) -> None:
        """Write the whole sheet."""
        sheet, statement = self.sheet, self._statement
        for column, width in enumerate(_WIDTHS):
            sheet.worksheet.set_column(column, column, width)
        sheet.text(0, 0, self.name, "title")
        measure = statement.measure.capitalize()
        sheet.text(1, 0, f"{statement.period} · {statement.currency} · {measure} cost", "words")
        row = TOTAL + 1 + self._comparison_rows + 1
        direct = [(name, amount, "") for name, amount in self.team.direct.items()]
        row, direct_sum = self._block(row, "Direct cost by service", direct)
        row, shared_sum = self._block(row, "Share of shared cost", self._shares(is_overhead=False))
        row, overhead_sum = self._block(row, "Overhead", self._shares(is_overhead=True))
        self._totals(direct_sum, shared_sum, overhead_sum)
        row = self._shared_out(row)
        self._largest(row)

    def reference(self, row: int) -> str:
        """A cell of the totals, as other sheets name it."""
        return self.sheet.reference(row, 1)

    @property
    def _comparison_rows(self) -> int:
        has_unit = self.team.unit is not None
        return (2 if self.team.previous is not None else 0) + (2 if has_unit else 0)

    def _shares(self, *, is_overhead: bool) -> list[Row]:
        words = {split.name: str(split) for split in self._sharing.splits}
        return [
            (each.split, each.amount, _KINDS[each.kind] or words.get(each.split, ""))
            for each in self.team.shares
            if (each.kind == OVERHEAD) == is_overhead
        ]

    def _title(self, row: int, title: str) -> None:
        for column in range(len(_WIDTHS)):
            self.sheet.text(row, column, title if column == 0 else "", "block")

    def _block(self, row: int, title: str, rows: Sequence[Row]) -> tuple[int, str]:
        """A titled list with its sum. Gives the row below, and the cell of the sum."""
        sheet = self.sheet
        if not rows:
            return row, ""
        self._title(row, title)
        first, end = row + 1, row + 1 + len(rows)
        for at, (name, amount, words) in enumerate(rows, start=first):
            sheet.text(at, 0, name)
            sheet.number(at, 1, float(amount), form=self._money)
            sheet.text(at, _WORDS, words, "small")
            if words:
                self.share_cells.setdefault(name, []).append(sheet.reference(at, 1))
        total = float(sum((amount for _, amount, _ in rows), Decimal(0)))
        sheet.text(end, 0, "Sum", "total")
        summed = f"SUM({cell_name(first, 1)}:{cell_name(end - 1, 1)})"
        sheet.formula(end, 1, summed, total, "total", self._money)
        return end + 2, cell_name(end, 1)

    def _totals(self, direct: str, shared: str, overhead: str) -> None:
        sheet, team, money = self.sheet, self.team, self._money
        self._title(_TOTALS, "What it costs")
        for row, label, cell, amount in (
            (DIRECT, "Direct", direct, team.direct_total),
            (SHARED_TOTAL, "Shared", shared, team.shared_total),
            (OVERHEAD_TOTAL, "Overhead", overhead, team.overhead),
        ):
            sheet.text(row, 0, label)
            if cell:
                sheet.formula(row, 1, cell, float(amount), form=money)
            else:
                sheet.number(row, 1, 0.0, form=money)
        sheet.text(TOTAL, 0, "Total", "total")
        summed = f"SUM({cell_name(DIRECT, 1)}:{cell_name(OVERHEAD_TOTAL, 1)})"
        sheet.formula(TOTAL, 1, summed, float(team.total), "total", money)
        self._comparison(cell_name(TOTAL, 1))

    def _comparison(self, total: str) -> None:
        sheet, team, row = self.sheet, self.team, TOTAL + 1
        if team.previous is not None and team.change is not None:
            sheet.text(row, 0, self._statement.previous_period)
            sheet.number(row, 1, float(team.previous), form=self._money)
            sheet.text(row + 1, 0, "Change")
            change = f"{total}-{cell_name(row, 1)}"
            sheet.formula(row + 1, 1, change, float(team.change), form=self._money)
            row += 2
        if team.unit is not None:
            sheet.text(row, 0, f"Volume: {team.unit.name}")
            sheet.number(row, 1, team.unit.volume, form=sheet.styles.quantity)
            volume = cell_name(row, 1)
            sheet.text(row + 1, 0, f"Cost per {singular(team.unit.name)}")
            by_unit = f'IF({volume}=0,"",{total}/{volume})'
            sheet.formula(row + 1, 1, by_unit, team.unit.cost, "strong", sheet.styles.unit_money)

    def _shared_out(self, row: int) -> int:
        """What of the team's own cost others bear: told, in no total."""
        if not self.team.shared_out:
            return row
        self._title(row, "Its own cost that others bear (not in the total)")
        for name, amount in self.team.shared_out.items():
            row += 1
            self.sheet.text(row, 0, name)
            self.sheet.number(row, 1, float(amount), form=self._money)
        return row + 2

    def _largest(self, row: int) -> None:
        sheet = self.sheet
        if not self.team.largest:
            return
        heads = {0: "Largest lines that stay with it", 1: "Amount", 2: ""}
        heads |= {_WORDS: "Account", _WORDS + 1: "Region", _WORDS + 2: "Usage type"}
        for column, head in heads.items():
            sheet.text(row, column, head, "heading" if column == 1 else "header")
        for place, line in enumerate(self.team.largest, start=row + 1):
            sheet.text(place, 0, line.service)
            sheet.number(place, 1, float(line.amount), form=self._money)
            for column, text in enumerate((line.account, line.region, line.usage_type), _WORDS):
                sheet.text(place, column, text)
