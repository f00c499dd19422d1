"""The showback statement as a workbook: a summary that reconciles to the bill, a sheet a team."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from scenarios.words import in_english
from whatif_app.atomic_file import replacing
from whatif_app.errors import UserError
from whatif_app.ownership.assignment import UNALLOCATED
from whatif_app.ownership.cents import CENT
from whatif_app.ownership.division import NOBODY
from whatif_app.ownership.even_split import Against
from whatif_app.ownership.sharing import Sharing
from whatif_app.ownership.statement import Statement
from whatif_app.ownership.team_sheet import DIRECT, OVERHEAD_TOTAL, SHARED_TOTAL, TeamSheet
from whatif_app.ownership.team_statement import TeamStatement
from whatif_app.workbook.closing import close_workbook
from whatif_app.workbook.sheet import Sheet, cell_name, column_name
from whatif_app.workbook.sheet_names import sheet_names
from whatif_app.workbook.styles import ACCENT, Styles

SUMMARY, SPLITS, EVEN = "Summary", "Shared costs", "Against an even split"
_SHARE = "0.0%"
#: A workbook with more sheets is no longer something to look through.
MOST_TEAMS = 250
_FIRST = 5


@in_english()
def write_statement(
    path: Path, statement: Statement, sharing: Sharing, against: Sequence[Against] = ()
) -> None:
    """Write the workbook.

    Args:
        against: each team's cost against an even split of everything shared; a sheet where given.

    Raises:
        UserError: it cannot be written, or has too many teams; an older file is as it was.
    """
    import xlsxwriter

    if len(statement.teams) > MOST_TEAMS:
        raise UserError(
            f"The statement has {len(statement.teams):,} teams, a sheet each.",
            f"Group them by something that has at most {MOST_TEAMS}.",
        )
    with replacing(path) as temporary:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        workbook = xlsxwriter.Workbook(str(temporary), options)
        _StatementBook(workbook, statement, sharing).write(against)
        close_workbook(workbook)


class _StatementBook:
    """The workbook while it is written."""

    def __init__(self, workbook: Any, statement: Statement, sharing: Sharing) -> None:
        self._workbook = workbook
        self._styles = Styles(workbook, statement.currency, in_cents=True)
        self.statement = statement
        self.sharing = sharing
        self._link = workbook.add_format(
            {"font_name": "Calibri", "font_size": 10, "font_color": ACCENT, "underline": 1}
        )
        self.summary = self._sheet(SUMMARY)
        self.teams: list[TeamSheet] = []
        self.totals: dict[str, str] = {}

    def write(self, against: Sequence[Against]) -> None:
        """Write every sheet; the summary is first and refers to all others."""
        names = sheet_names(
            (team.team for team in self.statement.teams if team.team != NOBODY),
            (SUMMARY, UNALLOCATED, SPLITS, EVEN),
        )
        for team in self._with_unallocated():
            is_nobody = team.team == NOBODY
            sheet = self._sheet(UNALLOCATED if is_nobody else names[team.team])
            title = UNALLOCATED if is_nobody else team.team
            written = TeamSheet(sheet, title, team, self.statement, self.sharing)
            written.write()
            self.teams.append(written)
        self._write_summary()
        if self.sharing.splits:
            self._write_splits()
        if against and self.sharing.splits:
            self._write_against(against)

    def _sheet(self, name: str) -> Sheet:
        worksheet = self._workbook.add_worksheet(name)
        worksheet.hide_gridlines(2)
        worksheet.set_landscape()
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)
        worksheet.set_footer("&L&8&A&R&8&P / &N")
        return Sheet(worksheet, self._styles, lambda: None)

    def _with_unallocated(self) -> list[TeamStatement]:
        teams = list(self.statement.teams)
        if not teams or teams[-1].team != NOBODY:
            previous = Decimal(0) if self.statement.previous is not None else None
            teams.append(TeamStatement(NOBODY, {}, (), {}, previous, None, ()))
        return teams

    # The summary

    def _write_summary(self) -> None:
        sheet, statement = self.summary, self.statement
        sheet.worksheet.set_column(0, 0, 36)
        sheet.worksheet.set_column(1, 7, 16)
        sheet.worksheet.freeze_panes(_FIRST, 1)
        sheet.text(0, 0, f"Showback {statement.period}", "title")
        about = f"{statement.currency}, {statement.measure} cost. Every total is a formula."
        sheet.text(1, 0, about, "words")
        heads = ["Team", "Direct", "Shared", "Overhead", "Total", "Share of bill"]
        if statement.previous is not None:
            heads += [statement.previous_period, "Change"]
        for column, head in enumerate(heads):
            sheet.text(_FIRST - 1, column, head, "heading" if column else "header")
        last = _FIRST + len(self.teams) - 1
        for row, team in enumerate(self.teams, start=_FIRST):
            self._summary_row(row, team, last + 1)
        self._summary_total(last)
        self._check(last + 3)
        self._notes(last + 8)

    def _summary_row(self, row: int, team: TeamSheet, total_row: int) -> None:
        sheet, money, own = self.summary, self.summary.styles.money, team.team
        target = f"internal:{team.sheet.quoted}!A1"
        sheet.worksheet.write_url(row, 0, target, self._link, string=team.name)
        for column, at, amount in (
            (1, DIRECT, own.direct_total),
            (2, SHARED_TOTAL, own.shared_total),
            (3, OVERHEAD_TOTAL, own.overhead),
        ):
            sheet.formula(row, column, team.reference(at), float(amount), form=money)
        summed = f"SUM({cell_name(row, 1)}:{cell_name(row, 3)})"
        sheet.formula(row, 4, summed, float(own.total), "strong", money)
        self.totals[own.team] = sheet.reference(row, 4)
        whole = cell_name(total_row, 4)
        share = f'IF({whole}>0,{cell_name(row, 4)}/{whole},"")'
        sheet.formula(row, 5, share, self.statement.share(own), form=_SHARE)
        if own.previous is not None and own.change is not None:
            sheet.number(row, 6, float(own.previous), form=money)
            change = f"{cell_name(row, 4)}-{cell_name(row, 6)}"
            sheet.formula(row, 7, change, float(own.change), form=money)

    def _summary_total(self, last: int) -> None:
        sheet, statement, row = self.summary, self.statement, last + 1
        teams = statement.teams
        sums: dict[int, Decimal] = {
            1: sum((team.direct_total for team in teams), Decimal(0)),
            2: sum((team.shared_total for team in teams), Decimal(0)),
            3: sum((team.overhead for team in teams), Decimal(0)),
            4: statement.bill,
        }
        sheet.text(row, 0, "All teams", "total")
        if statement.previous is not None:
            sums[6] = sum((team.previous or Decimal(0) for team in teams), Decimal(0))
            sums[7] = sum((team.change or Decimal(0) for team in teams), Decimal(0))
        for column, amount in sums.items():
            letters = column_name(column)
            summed = f"SUM(${letters}${_FIRST + 1}:${letters}${last + 1})"
            sheet.formula(row, column, summed, float(amount), "total", sheet.styles.money)
        whole = 1.0 if statement.bill > 0 else None
        total = f'IF({cell_name(row, 4)}>0,SUM($F${_FIRST + 1}:$F${last + 1}),"")'
        sheet.formula(row, 5, total, whole, "total", _SHARE)

    def _check(self, row: int) -> None:
        """The bill beside the sum of the sheets, and whether they are the same to the cent."""
        sheet, money = self.summary, self.summary.styles.money
        total = cell_name(row - 2, 4)
        sheet.text(row, 0, "The bill, summed from its lines")
        sheet.number(row, 4, float(self.statement.bill), form=money)
        sheet.text(row + 1, 0, "Difference")
        difference = f"ROUND({total}-{cell_name(row, 4)},2)"
        sheet.formula(row + 1, 4, difference, 0.0, form=money)
        sheet.text(row + 2, 0, "Check", "strong")
        reconciles = f"ABS({cell_name(row + 1, 4)})<{CENT / 2}"
        words = f'IF({reconciles},"Reconciles to the cent","DOES NOT RECONCILE")'
        sheet.formula(row + 2, 4, words, "Reconciles to the cent", "strong")

    def _notes(self, row: int) -> None:
        for offset, note in enumerate(self.statement.notes):
            self.summary.text(row + offset, 0, f"– {note}", "words")

    # What is shared, and how

    def _write_splits(self) -> None:
        """A column a split: what it takes, and what each team gets of it."""
        sheet = self._sheet(SPLITS)
        money, splits = sheet.styles.money, self.sharing.splits
        sheet.worksheet.set_column(0, 0, 36)
        sheet.worksheet.set_column(1, len(splits), 22)
        sheet.text(0, 0, "What is shared, and how", "title")
        sheet.text(2, 0, "Split", "header")
        sheet.text(3, 0, "How", "small")
        last = 3 + len(self.teams)
        for column, split in enumerate(splits, start=1):
            sheet.text(2, column, split.name, "heading")
            sheet.text(3, column, str(split), "note")
            taken = Decimal(0)
            for row, team in enumerate(self.teams, start=4):
                cells = team.share_cells.get(split.name, [])
                amount = _share_of(team.team, split.name)
                taken += team.team.shared_out.get(split.name, Decimal(0))
                if cells:
                    sheet.formula(row, column, "+".join(cells), float(amount), form=money)
            self._split_total(sheet, column, last, taken)
        for row, team in enumerate(self.teams, start=4):
            sheet.text(row, 0, team.name)
        sheet.text(last + 1, 0, "Given to teams", "total")
        sheet.text(last + 2, 0, "Shared cost on the bill")
        sheet.text(last + 3, 0, "Difference")
        sheet.worksheet.set_row(3, 62)
        sheet.worksheet.freeze_panes(4, 1)

    def _split_total(self, sheet: Sheet, column: int, last: int, taken: Decimal) -> None:
        money, letters = sheet.styles.money, column_name(column)
        summed = f"SUM(${letters}$5:${letters}${last + 1})"
        sheet.formula(last + 1, column, summed, float(taken), "total", money)
        sheet.number(last + 2, column, float(taken), form=money)
        difference = f"ROUND({cell_name(last + 1, column)}-{cell_name(last + 2, column)},2)"
        sheet.formula(last + 3, column, difference, 0.0, form=money)

    def _write_against(self, against: Sequence[Against]) -> None:
        """Who pays more and less than under an even split."""
        sheet = self._sheet(EVEN)
        money = sheet.styles.money
        sheet.worksheet.set_column(0, 0, 36)
        sheet.worksheet.set_column(1, 4, 18)
        sheet.text(0, 0, "Against an even split of everything shared", "title")
        about = "Positive: the team pays more by its use than by even shares, and the reverse."
        sheet.text(1, 0, about, "words")
        heads = ("Team", "As split", "Evenly", "Difference", "of the even cost")
        for column, head in enumerate(heads):
            sheet.text(3, column, head, "heading" if column else "header")
        for row, each in enumerate(against, start=4):
            sheet.text(row, 0, each.team)
            if each.team in self.totals:
                sheet.formula(row, 1, self.totals[each.team], float(each.cost), form=money)
            else:
                sheet.number(row, 1, float(each.cost), form=money)
            sheet.number(row, 2, float(each.even), form=money)
            cost, even = cell_name(row, 1), cell_name(row, 2)
            sheet.formula(row, 3, f"{cost}-{even}", float(each.difference), "strong", money)
            of_even = f'IF({even}>0,{cell_name(row, 3)}/{even},"")'
            sheet.formula(row, 4, of_even, each.share, form="0.0%;[Red]-0.0%")


def _share_of(team: TeamStatement, split: str) -> Decimal:
    return sum((each.amount for each in team.shares if each.split == split), Decimal(0))
