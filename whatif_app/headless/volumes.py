"""The command that says what usage files hold by month, and what growth and season they propose."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from scenarios.months import calendar_month
from whatif_app.formatting import month_label, number, quantity, share
from whatif_app.headless import arguments
from whatif_app.headless.printing import print_json
from whatif_app.headless.progress_line import progress_line, stop_on_interrupt
from whatif_app.number_style import THIN
from whatif_app.project_file import Project, read_project
from whatif_app.volumes.choices import UsageChoices
from whatif_app.volumes.history import KINDS, UsageHistory
from whatif_app.volumes.proposal import Proposal, propose
from whatif_app.volumes.unit_cost_history import UnitCostHistory, unit_cost_history
from whatif_app.volumes.usage_files import read_usage


def declare_volumes(command: argparse.ArgumentParser) -> None:
    """What “whatif volumes” takes."""
    command.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="CSV, Excel, or a saved query_range"
    )
    command.add_argument(
        "--series",
        action="append",
        default=[],
        metavar="NAME",
        help="a series or column by its name, or by labels (job=node,code=200), or “*” for all; "
        "may be repeated. Series of a query are summed, columns of a table kept apart",
    )
    command.add_argument(
        "--kind",
        choices=("sum", "counter", "rate", "level"),
        help="what the values are: events per step, a counter to be increased, a rate per second, "
        "or a level to be averaged (default: as the names tell)",
    )
    command.add_argument("--date-order", choices=("mdy", "dmy"), help="how short dates are written")
    command.add_argument("--decimal", choices=("point", "comma"), help="what parts decimals")
    command.add_argument("--date-column", metavar="COLUMN", help="of a table: where the dates are")
    command.add_argument(
        "--split-by", metavar="COLUMN", help="of a table: one history for each value of this column"
    )
    command.add_argument("--sheet", help="of a workbook (default: the first with anything in it)")
    command.add_argument("--name", help="what the history is called, where there is one")
    command.add_argument("--unit", help="what one of it is")
    command.add_argument("--level", choices=("L1", "L2", "L3"), default="L1")
    command.add_argument(
        "--start-month",
        type=arguments.month,
        metavar="YYYY-MM",
        help="month 0 of the proposal (default: the project's, or the month after the history)",
    )
    command.add_argument(
        "--project", type=Path, metavar="FILE", help="a .whatif whose bill gives the unit cost"
    )
    command.add_argument("--json", action="store_true", help="months and proposals as JSON")
    command.set_defaults(run=volumes)


def volumes(options: argparse.Namespace) -> int:
    """Print each history's months and what it proposes, as text or JSON."""
    project = read_project(options.project)[0] if options.project is not None else None
    choices = UsageChoices(
        series=tuple(options.series),
        kind=options.kind,
        date_order=options.date_order,
        decimal=options.decimal,
        date_column=options.date_column,
        split_by=options.split_by,
        sheet=options.sheet,
        name=options.name,
        unit=options.unit,
        level=options.level,
    )
    found = [_Found(each, options.start_month, project) for each in _read(options.files, choices)]
    if options.json:
        print_json({"usage": [each.as_json() for each in found]})
    else:
        print("\n\n".join(each.in_words() for each in found))
    return 0


def _read(paths: Sequence[Path], choices: UsageChoices) -> list[UsageHistory]:
    with progress_line() as line, stop_on_interrupt() as is_stopped:

        def watch(done: int, total: int) -> None:
            if is_stopped():
                raise KeyboardInterrupt
            line.show(f"Reading usage: {done / total if total else 1.0:4.0%}")

        return read_usage(paths, choices, watch)


class _Found:
    """One history, with what follows from it."""

    def __init__(
        self, history: UsageHistory, start_month: str | None, project: Project | None
    ) -> None:
        if start_month is None and project is not None:
            start_month = str(project.case.view().project("start_month"))
        self.history = history
        self.proposal = propose(history, start_month or calendar_month(1, max(history.months)))
        baseline = project.ledger.baseline if project is not None else None
        self.unit_cost = unit_cost_history(baseline, history) if baseline is not None else None

    def as_json(self) -> dict[str, Any]:
        proposal: Any = self.proposal
        unit_cost: Any = self.unit_cost
        if isinstance(proposal, Proposal):
            proposal = asdict(proposal)
        if isinstance(unit_cost, UnitCostHistory):
            unit_cost = {
                **asdict(unit_cost),
                "unit_cost": unit_cost.unit_cost,
                "sentence": unit_cost.sentence(),
                "diverges": unit_cost.diverges,
            }
        is_proposed = isinstance(self.proposal, Proposal)
        return {
            **self.history.to_json(),
            "complete_months": self.history.complete_months,
            "proposal": proposal if is_proposed else None,
            "no_proposal": None if is_proposed else proposal,
            "unit_cost": unit_cost,
        }

    def in_words(self) -> str:
        history = self.history
        lines = [_title(history), ""]
        lines += [_month_line(history, month) for month in history.months]
        account = history.account
        lines += ["", f"Values read {account.read:,}, used {account.used:,}"]
        lines += [f"  {count:>10,}  {reason}" for reason, count in account.set_aside.items()]
        lines += [f"- {note}" for note in history.notes]
        lines += ["", *_proposal_lines(self.proposal)]
        if isinstance(self.unit_cost, UnitCostHistory):
            lines += ["", self.unit_cost.sentence(), self.unit_cost.verdict()]
        elif self.unit_cost is not None:
            lines += ["", self.unit_cost]
        return "\n".join(lines)


def _title(history: UsageHistory) -> str:
    unit = f" in {history.unit}" if history.unit else ""
    files = ", ".join(source.name for source in history.sources)
    return f"{history.name}{unit}, {history.level}: {KINDS[history.kind]} ({files})"


def _month_line(history: UsageHistory, month: str) -> str:
    coverage = history.coverage[month]
    shown = f"{month}  {number(history.months[month]):>20}"
    if coverage.is_complete:
        return shown
    gaps = f", {coverage.gaps:,} gaps" if coverage.gaps else ""
    days = f"{number(coverage.days_covered, 2)} of {coverage.days} days"
    return f"{shown}  incomplete: {days}{gaps}"


def _proposal_lines(proposal: Proposal | str) -> list[str]:
    if isinstance(proposal, str):
        return [f"No proposal: {proposal}"]
    how = "counted" if proposal.is_counted else "fitted"
    month = month_label(proposal.start_month)
    lines = [
        f"Growth          {share(proposal.growth, 2)} a month".replace(THIN, " "),
        f"Volume          {quantity(proposal.volume)} in {month} ({how})",
        f"Fit             {_fit_in_words(proposal)}",
    ]
    if proposal.season is not None:
        factors = "  ".join(f"{factor:.3f}" for factor in proposal.season)
        lines.insert(1, f"Season          {factors}")
    return [*lines, *(f"- {note}" for note in proposal.notes)]


def _fit_in_words(proposal: Proposal) -> str:
    explained = "" if proposal.r_squared is None else f"R² {proposal.r_squared:.3f}, "
    months = f"{len(proposal.used)} months"
    return f"{explained}mean error {share(proposal.mape)} over {months}".replace(THIN, " ")
