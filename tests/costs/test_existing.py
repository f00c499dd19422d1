"""Commitments that an export shows, beside what the case makes of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenarios.case import Case
from scenarios.edits import CellEdit, with_edits
from tests.costs.exports import cur, cur_row
from whatif_app.costs.case.existing import ExistingCommitment, existing_commitments
from whatif_app.costs.case.starting_case import StartingCase, starting_case
from whatif_app.costs.export import read_export

NAME = "Compute Savings Plan, 12 months, no upfront, to 2027-06"


def plan(tmp_path: Path, used: str, **fee: str) -> StartingCase:
    """December with a plan of $744, $1 an hour, that serves EC2 usage of $1,000 on demand."""
    rows = [
        cur_row(
            LineItemType="SavingsPlanRecurringFee",
            ProductCode="ComputeSavingsPlans",
            UsageType="ComputeSP:1yrNoUpfront",
            UnblendedCost="744",
            TotalCommitmentToDate="744",
            UsedCommitment=used,
            SavingsPlanARN="arn:sp",
            **fee,
        )
    ]
    if used != "0":
        rows.append(
            cur_row(
                LineItemType="SavingsPlanCoveredUsage",
                UnblendedCost="1000",
                publicOnDemandCost="1000",
                SavingsPlanEffectiveCost=used,
                SavingsPlanARN="arn:sp",
            )
        )
    rows.append(cur_row(UnblendedCost="50", publicOnDemandCost="50"))
    return starting_case(read_export([cur(tmp_path / "cur.csv", *rows)]))


def dated(tmp_path: Path, used: str) -> StartingCase:
    end = {"savingsPlan/EndTime": "2027-06-01T00:00:00Z"}
    return plan(tmp_path, used, PaymentOption="No Upfront", PurchaseTerm="1yr", **end)


def only(made: StartingCase, case: Case | None = None) -> ExistingCommitment:
    (found,) = existing_commitments(made, case or Case.from_json(made.case))
    return found


def test_a_commitment_costs_its_hourly_amount_used_or_not(tmp_path: Path) -> None:
    # 744 hours in December: $600 used and $144 idle are $1 an hour.
    found = only(dated(tmp_path, "600"))

    assert (found.name, found.scope, found.ends) == (NAME, "AmazonEC2", "2027-06")
    assert found.hourly == pytest.approx(1.0)
    assert (found.used, found.unused) == (pytest.approx(600.0), pytest.approx(144.0))
    assert found.utilization == pytest.approx(600 / 744)
    assert found.discount == pytest.approx(0.4)


def test_what_nobody_used_has_no_scope_and_no_discount(tmp_path: Path) -> None:
    found = only(dated(tmp_path, "0"))

    assert (found.scope, found.discount, found.used) == ("", None, 0.0)
    assert found.unused == pytest.approx(744.0)
    assert found.renews is True


def test_an_end_that_the_export_does_not_tell_is_none(tmp_path: Path) -> None:
    assert only(plan(tmp_path, "600")).ends is None


def test_what_the_case_does_at_the_end_is_told(tmp_path: Path) -> None:
    made = dated(tmp_path, "600")
    case = Case.from_json(made.case)

    assert only(made, case).renews is True
    lapsing = with_edits(case, [CellEdit(f"commitments/{NAME}/renew", False)])
    assert only(made, lapsing).renews is False
    without = Case.from_json({**made.case, "commitments": []})
    assert only(made, without).renews is None
