"""A case follows the decisions made on its baseline, also where a whole workload goes."""

from __future__ import annotations

import pytest

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from tests.quality.bills import bill, line
from whatif_app.costs.case.grouping import Grouping
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.ledger import Ledger
from whatif_app.quality.adjustments import Adjustments, Choice, Decision, Subject, Topic
from whatif_app.rebasing import following, following_cells

NAMELESS = Subject(Topic.UNALLOCATED, "USD", detail="tag:team")


@pytest.fixture
def ledger() -> Ledger:
    """January: 80 of a team, 20 of none."""
    baseline = bill(
        [line("2026-01", 80, tags=("web",)), line("2026-01", 20, tags=("",))], tags=["team"]
    )
    names = {"web": "web", "": "(untagged)"}
    return Ledger((baseline,), {"grouping": Grouping("tag:team", "2026-01", "USD", names=names)})


def case_of(ledger: Ledger) -> Case:
    assert ledger.baseline is not None
    return Case.from_json(starting_case(ledger.baseline, group_by="tag:team").case)


def costs(case: Case) -> dict[str, object]:
    view = case.view()
    names = case.tables["workloads"].names
    return {name: view.value("workloads", name, "on_demand_cost") for name in names}


def test_a_workload_left_out_of_the_baseline_costs_nothing_and_comes_back(ledger: Ledger) -> None:
    before = case_of(ledger)
    decided = Adjustments(decisions=(Decision(NAMELESS, Choice.LEAVE_OUT),))
    without = ledger.with_part("adjustments", decided)

    after = with_edits(before, following_cells(before, ledger, without))

    assert costs(after) == {"web": pytest.approx(80.0), "(untagged)": 0.0}
    again = with_edits(after, following_cells(after, without, ledger))
    assert costs(again) == costs(before)


def test_a_computed_cell_stays_though_it_comes_to_what_the_baseline_gave(ledger: Ledger) -> None:
    address = "workloads/(untagged)/on_demand_cost"
    case = with_edits(case_of(ledger), (CellEdit(address, "=2*10"),))
    decided = Adjustments(decisions=(Decision(NAMELESS, Choice.LEAVE_OUT),))

    found = following(case, ledger, ledger.with_part("adjustments", decided))

    assert (found.edits, found.kept) == ((), (address,))


def test_a_workload_edited_by_hand_stays_when_it_leaves_the_baseline(ledger: Ledger) -> None:
    address = "workloads/(untagged)/on_demand_cost"
    case = with_edits(case_of(ledger), (CellEdit(address, 25.0),))
    decided = Adjustments(decisions=(Decision(NAMELESS, Choice.LEAVE_OUT),))

    found = following(case, ledger, ledger.with_part("adjustments", decided))

    assert (found.edits, found.kept) == ((), (address,))
