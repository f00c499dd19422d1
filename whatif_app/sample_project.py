"""The sample project, made of the sample files as anyone would make it, step by step.

One story of an invented shop: a quarter's bill, the orders it served, who answers for what, how
the shared cluster is used, and then the month after, in which orders grew and Spot became dearer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assets import asset_path
from scenarios.case import Case
from whatif_app.commands import AddRow, AddScenario, Command, LoadExport, SetPart, set_cells
from whatif_app.document import Document
from whatif_app.errors import UserError
from whatif_app.formatting import quantity, share
from whatif_app.headless.beginning import case_of, read_baseline
from whatif_app.headless.cases import scenarios_in_words
from whatif_app.ledger import of_export

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.volumes.history import UsageHistory

QUARTER, JANUARY = "sample-cur.csv.gz", "sample-cur-2027-01.csv.gz"
ORDERS, OWNERS, OPENCOST = "sample-orders.csv", "sample-owners.csv", "sample-opencost.json"
#: The case's month 0, and the month that came after.
MONTH, NEXT = "2026-12", "2027-01"

_TAGS = ("team", "service", "env")
_GROUP_BY = "tag:team"
#: Costs that a team's volume does not move.
_UNMOVED = ("Tax", "Support")
_UNIT = "Orders"
_WORK = "Interruptible jobs"
_PLAN = "Savings Plan, 1 year"
_PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Step:
    """One step towards the sample project: what was done, and what it showed."""

    title: str
    said: str


def begun(**options: Any) -> tuple[Document, list[Step]]:
    """A document of the quarter's bill, one workload per team.

    Args:
        options: author, clock, journal_folder, as for `Document`.
    """
    from whatif_app.costs.baseline import describe

    baseline = read_baseline([asset_path(QUARTER)], _TAGS)
    made = case_of(baseline, group_by=_GROUP_BY)
    document = Document(made.case, of_export(baseline, made.grouping), **options)
    return document, [
        Step(f"Read the sample export ({QUARTER})", describe(baseline)),
        Step("Made a case of it, one workload per team", made.said),
    ]


def go_on(document: Document) -> Iterator[Step]:
    """All that follows, each step done as it is asked for."""
    yield _count_orders(document)
    yield _propose(document)
    yield Step("The scenarios", scenarios_in_words(document.case))
    yield _name_owners(document)
    yield _share_platform(document)
    yield _load_january(document)
    yield _decide(document)
    yield _compare(document)


# Before January


def _count_orders(document: Document) -> Step:
    """Orders by month become a unit, with the growth and season up to the case's month."""
    from whatif_app.volumes.proposal import Proposal, propose
    from whatif_app.volumes.taking import new_unit
    from whatif_app.volumes.usage_files import read_usage

    (history,) = read_usage([asset_path(ORDERS)])
    found = propose(_until(history, MONTH), MONTH)
    if not isinstance(found, Proposal):
        raise UserError(found, "Make the sample files anew.")
    document.do(SetPart(f"Load {ORDERS}", "usage", (history,)))
    document.do(new_unit(document.case, history, found))
    names = document.case.tables["workloads"].names
    moved = [name for name in names if name not in _UNMOVED]
    links: dict[str, object] = {f"workloads/{name}/unit": _UNIT for name in moved}
    document.do(set_cells(document.case, None, links, verb="Link"))
    fit = "" if found.r_squared is None else f", R² {found.r_squared:.2f}"
    return Step(
        f"Took orders by month into the case ({ORDERS})",
        f"{len(found.used)} months up to {MONTH}: {quantity(found.volume)} orders, growing "
        f"{share(found.growth, 1)} a month, with a season{fit}.",
    )


def _until(history: UsageHistory, month: str) -> UsageHistory:
    """The history as it was known at the end of a month: a forecast may not see further."""
    months = {each: count for each, count in history.months.items() if each <= month}
    coverage = {each: history.coverage[each] for each in months}
    return replace(history, months=months, coverage=coverage)


def _propose(document: Document) -> Step:
    """What the files cannot know: a price, two proposals, and the scenarios that take them up."""
    labels = []
    for command in _illustration(document.case):
        document.do(command, why="Illustration")
        labels.append(command.label)
    return Step("Added what no file knows. These figures are made up", "\n".join(labels))


def _illustration(case: Case) -> Iterator[Command]:
    workload = _most_movable(case)
    yield set_cells(case, None, {f"units/{_UNIT}/price": 0.12})
    work = {"engineers": 2, "months": 2, "loaded_cost": 15_000, "enabled": False}
    yield AddRow("initiatives", _WORK, work)
    plan = {"kind": "savings_plan", "discount": 0.28, "coverage": 0.5, "renew": True}
    yield AddRow("commitments", _PLAN, {**plan, "enabled": False})
    spot = {
        f"workloads/{workload}/spot_target": 0.8,
        f"workloads/{workload}/spot_ramp": 3,
        f"workloads/{workload}/initiative": _WORK,
        f"initiatives/{_WORK}/enabled": True,
    }
    yield AddScenario("Do nothing")
    yield AddScenario(f"Spot for {workload}", spot)
    yield AddScenario(f"Spot for {workload} + plan", {**spot, f"commitments/{_PLAN}/enabled": True})


def _most_movable(case: Case) -> str:
    """The workload with most demand that could run on Spot and does not yet."""
    view = case.view()

    def room(name: str) -> float:
        cost, eligible, today = (
            float(str(view.value("workloads", name, field)))
            for field in ("on_demand_cost", "spot_eligible", "spot_share")
        )
        return cost * (eligible - today)

    return max(view.names("workloads"), key=room)


# Whose cost it is


def _name_owners(document: Document) -> Step:
    from whatif_app.ownership.assignment import assign
    from whatif_app.ownership.ownership_file import read_ownership_file

    file = read_ownership_file(asset_path(OWNERS))
    before = document.ledger.ownership
    document.do(SetPart(f"Load {OWNERS}", "ownership", file.joined_to(before)))
    baseline = _baseline(document)
    sorted_by = [
        assign(baseline, each, "team", month=MONTH) for each in (before, document.ledger.ownership)
    ]
    was, now = (each.unallocated.share or 0.0 for each in sorted_by)
    teams = sum(each.name is not None for each in sorted_by[1].groups)
    return Step(
        f"Said whose the cost is ({OWNERS})",
        f"{len(file.services)} services, {teams} teams. Unallocated in {MONTH}: {share(was)} by "
        f"tags alone, {share(now)} with the file, against a target of "
        f"{share(sorted_by[1].target)}.",
    )


def _share_platform(document: Document) -> Step:
    from whatif_app.ownership.bill import bill_of
    from whatif_app.ownership.even_split import peanut_butter
    from whatif_app.ownership.key_reader import read_key_file
    from whatif_app.ownership.sharing import OWNER, Sharing, Source, Split
    from whatif_app.ownership.statement import statement
    from whatif_app.ownership.statement_report import statement_in_words

    baseline, ownership = _baseline(document), document.ledger.ownership
    bill = bill_of(baseline, ownership, [MONTH], level="team")
    found = read_key_file(asset_path(OPENCOST)).key("Cluster", dimension="label team")
    key = bill.whose(found, ownership)
    split = Split(
        "Platform", Source(OWNER, _PLATFORM), how="weight", key=key.name, platform=_PLATFORM
    )
    sharing = Sharing(level="team", units={"checkout": _UNIT}).with_key(key).with_splits([split])
    document.do(SetPart("Split the platform by requested CPU", "sharing", sharing))
    told = statement(baseline, ownership, sharing, [MONTH], usage=document.ledger.usage)
    spreads = peanut_butter(bill.pieces(sharing), sharing)
    return Step(
        f"Split the shared platform by what each team requested of it ({OPENCOST})",
        statement_in_words(told, spreads),
    )


# The month after


def _load_january(document: Document) -> Step:
    from whatif_app.costs.deliveries import loading
    from whatif_app.rebasing import following

    baseline = read_baseline([asset_path(JANUARY)], _TAGS)
    before = document.ledger
    command = LoadExport(baseline)
    said = [
        *loading(before.exports, baseline).in_words(),
        *following(document.case, before, command.changed(before)).in_words(),
    ]
    document.do(command)
    return Step(f"A month later, added its bill ({JANUARY})", "\n".join(said))


def _decide(document: Document) -> Step:
    """Looks at what stands out, and leaves the largest service-day out of the baseline."""
    from whatif_app.quality.adjustments import Choice
    from whatif_app.quality.report import quality_report

    report = quality_report(document.ledger, document.case)
    assert report is not None
    said = [report.verdict, *(f"- {each.title}" for each in report.findings if each.is_open)]
    spikes = [each for each in report.findings if each.anomaly and each.anomaly.first[:7] == NEXT]
    for finding in spikes[:1]:
        decision = finding.decided(Choice.LEAVE_OUT, "A debug log left on for a day")
        adjustments = document.ledger.adjustments.with_decision(decision)
        document.do(SetPart(f"Leave out: {finding.title}", "adjustments", adjustments))
        said += [finding.sentence, f"Decided: {decision.in_words}."]
    return Step("Looked at what stands out", "\n".join(said))


def _compare(document: Document) -> Step:
    from scenarios.engine import evaluate
    from scenarios.questions.actuals import compare
    from whatif_app.actuals import actual_costs, rates_of
    from whatif_app.headless.actuals import in_words

    case, ledger = document.case, document.ledger
    costs = actual_costs(ledger, rates_of(ledger, case))
    assert costs is not None
    results = evaluate(case, ["Do nothing"])["Do nothing"]
    compared = compare(results, costs.within(results.start_month, results.horizon))
    return Step("Held what was spent against the forecast", in_words(compared, costs, results))


def write_showback(document: Document, path: Path) -> None:
    """Each team's statement of the case's month, as a workbook."""
    from whatif_app.ownership.bill import bill_of
    from whatif_app.ownership.even_split import against_even
    from whatif_app.ownership.statement import statement
    from whatif_app.ownership.statement_workbook import write_statement

    baseline, ownership = _baseline(document), document.ledger.ownership
    sharing, usage = document.ledger.sharing, document.ledger.usage
    told = statement(baseline, ownership, sharing, [MONTH], usage=usage)
    pieces = bill_of(baseline, ownership, [MONTH], level=sharing.level).pieces(sharing)
    write_statement(path, told, sharing, against_even(pieces, sharing))


def _baseline(document: Document) -> Baseline:
    baseline = document.baseline
    assert baseline is not None  # a sample project begins with an export
    return baseline
