"""The report: what is said of a baseline, how grave it is, and what is in order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from scenarios.case import Case
from tests.quality.bills import at, bill, daily_bill, line, weekdays
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.grouping import Grouping
from whatif_app.ledger import Ledger
from whatif_app.quality.adjustments import Adjustments, Choice
from whatif_app.quality.finding import Area, Finding, Severity
from whatif_app.quality.report import QualityReport, quality_report

MONTHS = ("2026-01", "2026-02", "2026-03")


def report(baseline: Baseline, case: Case | None = None, **parts: object) -> QualityReport:
    made = quality_report(Ledger((baseline,), parts), case)
    assert made is not None
    return made


def the_one(found: QualityReport, area: Area) -> Finding:
    (finding,) = found.of(area)
    return finding


def steady(*more: object) -> Baseline:
    """A thousand in each of three months, and whatever else."""
    return bill([*(line(month, 1000) for month in MONTHS), *more])  # type: ignore[arg-type]


def test_a_ledger_without_an_export_has_no_report() -> None:
    assert quality_report(Ledger()) is None


def test_a_clean_baseline_is_said_to_be_one() -> None:
    found = report(steady())

    assert found.findings == ()
    assert found.verdict == "Nothing stands in the way of trusting this baseline."
    assert found.in_order == (
        "The export equals its own cost column to the cent.",
        "All 3 months are complete.",
    )


def test_an_export_that_differs_from_its_own_column_is_wrong() -> None:
    finding = the_one(report(bill([line("2026-01", 100)], variance=2.5)), Area.FILES)

    assert finding.severity is Severity.WRONG
    assert "$2.50" in finding.sentence


def test_rows_of_unknown_cost_are_told_and_repeated_headers_are_not() -> None:
    baseline = bill([line("2026-01", 100)], set_aside={"unreadable_cost": 1, "repeated_header": 9})

    finding = the_one(report(baseline), Area.FILES)

    # One of 11 rows: 1 used, 1 unreadable, 9 headers.
    assert finding.sentence.startswith("1 row was set aside, 9.09")
    assert "cost cannot be read (1)" in finding.sentence


def test_an_incomplete_month_can_be_left_out() -> None:
    baseline = bill([line("2026-01", 100), line("2026-02", 9)], incomplete=["2026-02"])

    finding = the_one(report(baseline), Area.MONTHS)

    assert finding.title == "Feb 2026 is not complete"
    assert finding.choices == (Choice.KEEP, Choice.LEAVE_OUT)


def test_a_month_missing_between_two_others_is_told() -> None:
    baseline = bill([line("2026-01", 100), line("2026-03", 100)])

    assert the_one(report(baseline), Area.MONTHS).title == "Feb 2026 is missing"


def test_a_month_not_yet_invoiced_is_good_to_know() -> None:
    plain = steady()
    calendar = {**plain.calendar, "2026-03": replace(plain.calendar["2026-03"], is_final=False)}

    finding = the_one(report(replace(plain, calendar=calendar)), Area.MONTHS)

    assert (finding.severity, finding.is_open) == (Severity.NOTE, False)


def test_credits_are_told_with_what_they_do_to_the_month() -> None:
    finding = the_one(
        report(steady(line("2026-02", -100, kind="credit", purchase="none"))), Area.CREDITS
    )

    assert finding.effect is not None
    # 1,000 less 100 is a month of 900, of which the credit is a ninth.
    assert (finding.effect.month, finding.effect.amount) == ("2026-02", Decimal("-100.00"))
    assert finding.effect.share == pytest.approx(-1 / 9)
    assert finding.effect.in_words.replace("\u202f", " ") == (
        "−$100.00 in Feb 2026, 11.1 % of the month"
    )


def test_a_fee_that_comes_every_month_is_no_one_off() -> None:
    fees = [line(month, 99, kind="fee", purchase="none") for month in MONTHS]
    assert report(steady(*fees)).of(Area.CREDITS) == ()

    finding = the_one(report(steady(fees[1])), Area.CREDITS)

    assert finding.severity is Severity.LOOK
    assert finding.title == "EC2: fees"


def test_two_months_cannot_tell_whether_a_fee_comes_again() -> None:
    baseline = bill(
        [line("2026-01", 1000), line("2026-02", 1000), line("2026-02", 99, kind="support")]
    )

    finding = the_one(report(baseline), Area.CREDITS)

    assert finding.severity is Severity.NOTE
    assert "a longer history would show" in finding.sentence


def test_what_was_paid_upfront_is_a_one_off_only_as_billed() -> None:
    upfront = line("2026-02", 5000, kind="purchase", purchase="none", commitment="savings_plan")
    spread = replace(upfront, amortized=Decimal(0))
    assert report(steady(spread)).of(Area.CREDITS) == ()

    billed_only = [replace(each, amortized=None) for each in (*steady().lines, upfront)]

    assert the_one(report(bill(billed_only)), Area.CREDITS).title == "EC2: purchases"


def test_an_anomaly_is_told_until_somebody_decided() -> None:
    costs = weekdays(90)
    costs[at("2026-03-10")] = 1000.0
    baseline = daily_bill({"EC2": costs})
    before = report(baseline)
    finding = the_one(before, Area.ANOMALIES)
    assert (finding.title, before.to_look_at) == ("EC2: spike on Tue 10 Mar 2026", 1)
    assert before.verdict == "1 thing to look at before you trust this baseline."

    made = Adjustments().with_decision(finding.decided(Choice.LEAVE_OUT, "load test"))
    after = report(baseline, adjustments=made)

    assert after.to_look_at == 0
    assert the_one(after, Area.ANOMALIES).decision == made.decisions[0]
    # 1,000 where 100 is usual.
    assert after.adjusted_by == {("USD", "2026-03"): Decimal("-900.00")}


def test_a_decision_outlives_the_anomaly_it_was_made_on() -> None:
    costs = weekdays(90)
    costs[at("2026-03-10")] = 150.0
    baseline = daily_bill({"EC2": costs})
    decision = the_one(report(baseline), Area.ANOMALIES).decided(Choice.LEAVE_OUT)
    stricter = Adjustments().with_decision(decision).with_thresholds(0.6, 1.0)

    found = report(baseline, adjustments=stricter)

    finding = the_one(found, Area.ANOMALIES)
    assert (finding.severity, finding.decision) == (Severity.NOTE, decision)
    assert found.adjusted_by == {("USD", "2026-03"): Decimal("-50.00")}


def test_a_decision_on_other_amounts_is_said_to_be_one() -> None:
    costs = weekdays(90)
    costs[at("2026-03-10")] = 1000.0
    decision = the_one(report(daily_bill({"EC2": costs})), Area.ANOMALIES).decided(Choice.LEAVE_OUT)
    costs[at("2026-03-10")] = 800.0

    found = report(daily_bill({"EC2": costs}), adjustments=Adjustments().with_decision(decision))

    assert "made on other amounts" in the_one(found, Area.ANOMALIES).sentence


def test_a_small_anomaly_is_no_reason_to_mistrust_the_month() -> None:
    # 50 more on one day of a month that costs 31,000 is 0.16 %.
    costs = weekdays(90)
    costs[at("2026-03-10")] = 150.0
    found = report(daily_bill({"EC2": costs, "RDS": [900.0] * 90}))

    assert the_one(found, Area.ANOMALIES).severity is Severity.NOTE
    assert found.to_look_at == 0


def test_a_shift_of_long_ago_is_what_the_service_costs_now() -> None:
    costs = [100.0] * 60 + [200.0] * 121

    assert the_one(report(daily_bill({"EC2": costs})), Area.ANOMALIES).severity is Severity.NOTE


def test_cost_without_a_value_of_the_grouping_tag_is_told() -> None:
    baseline = bill(
        [line("2026-01", 80, tags=("web",)), line("2026-01", 20, tags=("",))], tags=["team"]
    )
    grouping = Grouping("tag:team", "2026-01", "USD", names={"web": "web"})

    finding = report(baseline, grouping=grouping).of(Area.ALLOCATION)[0]

    assert finding.title == "Cost without team"
    assert finding.effect is not None
    assert finding.effect.share == pytest.approx(0.2)
    assert finding.choices == (Choice.KEEP, Choice.LEAVE_OUT)


def test_a_currency_without_a_rate_is_in_no_figure() -> None:
    case = Case.from_json({"project": {"start_month": "2026-01"}})
    baseline = bill([line("2026-01", 80), line("2026-01", 20, currency="EUR")])
    assert the_one(report(baseline, case), Area.CURRENCIES).title == "EUR has no exchange rate"

    rated = Case.from_json(
        {
            "project": {"start_month": "2026-01"},
            "rates": [{"name": "EUR", "rate": 1.1, "date": "2026-01-31"}],
        }
    )

    assert report(baseline, rated).of(Area.CURRENCIES) == ()


def test_how_well_a_case_fits_the_bill_is_told() -> None:
    grouping = Grouping("service", "2026-03", "USD", names={"EC2": "EC2"})

    found = report(steady(), grouping=grouping)

    assert any("costs what the bill does: $1,000.00" in said for said in found.in_order)
