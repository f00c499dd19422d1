"""Several exports in one project: a later delivery of a bill replaces the earlier one."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row, write_csv
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.deliveries import combined, loading, with_export
from whatif_app.costs.export import read_export

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow

FOCUS_COLUMNS = (
    "ProviderName",
    "BillingAccountId",
    "BillingPeriodStart",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "ChargeCategory",
    "ServiceName",
    "BillingCurrency",
    "BilledCost",
    "EffectiveCost",
    "ListCost",
)


def bill(path: Path, month: str, *costs: str, payer: str = "1", **cells: str) -> Baseline:
    """A CUR of one billing month: a row of EC2 for each cost, on the days from the first."""
    rows = [
        cur_row(
            UnblendedCost=cost,
            publicOnDemandCost=cost,
            PayerAccountId=payer,
            BillingPeriodStartDate=f"{month}-01T00:00:00Z",
            UsageStartDate=f"{month}-{day:02}T00:00:00Z",
            UsageEndDate=f"{month}-{day:02}T01:00:00Z",
            **cells,
        )
        for day, cost in enumerate(costs, start=1)
    ]
    return read_export([cur(path, *rows)])


def billed(baseline: Baseline) -> dict[str, Decimal | None]:
    """What each month was billed, in dollars."""
    return {
        month: amounts["USD"].billed for month, amounts in baseline.reconciliation.months.items()
    }


def test_a_later_month_is_added(tmp_path: Path) -> None:
    september = bill(tmp_path / "09.csv", "2026-09", "100")
    october = bill(tmp_path / "10.csv", "2026-10", "70", "50")

    outcome = loading([september], october)

    assert outcome.in_words() == ("New: AWS Oct 2026.",)
    assert billed(combined(outcome.exports)) == {"2026-09": 100, "2026-10": 120}


def test_a_final_delivery_replaces_the_month_and_says_so(tmp_path: Path) -> None:
    both = bill(tmp_path / "09.csv", "2026-09", "100"), bill(tmp_path / "10.csv", "2026-10", "70")
    final = bill(tmp_path / "10-final.csv", "2026-10", "70", "55", InvoiceId="A1")

    outcome = loading(both, final)
    whole = combined(outcome.exports)

    assert outcome.in_words() == ("Replaces the earlier delivery of AWS Oct 2026.",)
    assert billed(whole) == {"2026-09": 100, "2026-10": 125}
    # The delivery that has nothing left to say is gone.
    assert [export.name for export in outcome.exports] == ["09.csv", "10-final.csv"]


def test_of_an_export_of_two_months_only_the_one_delivered_anew_is_passed_over(
    tmp_path: Path,
) -> None:
    rows = [
        cur_row(
            UnblendedCost=cost,
            BillingPeriodStartDate=f"{month}-01T00:00:00Z",
            UsageStartDate=f"{month}-01T00:00:00Z",
        )
        for month, cost in (("2026-09", "100"), ("2026-10", "70"))
    ]
    two = read_export([cur(tmp_path / "two.csv", *rows)])
    # bill() pays from account 1; these rows from the usual one.
    final = bill(tmp_path / "f.csv", "2026-10", "90", payer="000000000001")

    whole = combined(with_export([two], final))

    assert billed(whole) == {"2026-09": 100, "2026-10": 90}
    account = whole.reconciliation
    assert account.agrees
    assert (account.used, account.set_aside["replaced"], account.read) == (2, 1, 3)


def test_loading_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    first = bill(tmp_path / "a.csv", "2026-09", "100", "3.3")
    again = read_export([tmp_path / "a.csv"])

    outcome = loading([first], again)

    assert outcome.is_known
    assert outcome.exports == (first,)
    assert outcome.in_words() == ("This export is loaded already: nothing changes.",)


def test_another_payer_of_the_same_month_is_added(tmp_path: Path) -> None:
    one = bill(tmp_path / "1.csv", "2026-09", "100", payer="1")
    two = bill(tmp_path / "2.csv", "2026-09", "7", payer="2")

    outcome = loading([one], two)

    assert outcome.replaced == ()
    assert billed(combined(outcome.exports)) == {"2026-09": 107}


def test_another_cloud_is_added_and_the_same_bill_as_focus_replaces_the_cur(
    tmp_path: Path,
) -> None:
    def focus(name: str, provider: str, payer: str) -> Baseline:
        row = {
            "ProviderName": provider,
            "BillingAccountId": payer,
            "BillingPeriodStart": "2026-09-01T00:00:00Z",
            "ChargePeriodStart": "2026-09-02T00:00:00Z",
            "ChargePeriodEnd": "2026-09-03T00:00:00Z",
            "ChargeCategory": "Usage",
            "ServiceName": "Compute",
            "BillingCurrency": "USD",
            "BilledCost": "40",
            "EffectiveCost": "40",
            "ListCost": "44",
        }
        return read_export([write_csv(tmp_path / name, [row], FOCUS_COLUMNS)])

    aws = bill(tmp_path / "aws.csv", "2026-09", "100")
    azure = focus("azure.csv", "Microsoft Azure", "77")
    same = focus("same.csv", "Amazon Web Services", "1")

    both = with_export([aws], azure)

    assert {line.provider for line in combined(both).lines} == {"AWS", "Microsoft"}
    assert billed(combined(both)) == {"2026-09": 140}
    assert billed(combined(with_export(both, same))) == {"2026-09": 80}


def test_an_export_that_names_no_payer_replaces_the_month_rather_than_counting_it_twice(
    tmp_path: Path,
) -> None:
    known = bill(tmp_path / "a.csv", "2026-09", "100")
    nameless = bill(tmp_path / "b.csv", "2026-09", "30", payer="")

    outcome = loading([known], nameless)

    assert billed(combined(outcome.exports)) == {"2026-09": 30}
    assert outcome.in_words()[-1].startswith("The export does not name the paying account")


def test_rows_of_a_neighbouring_month_on_a_bill_do_not_replace_that_month(tmp_path: Path) -> None:
    august = bill(tmp_path / "08.csv", "2026-08", "100")
    # Usage of the last hour of August, billed in September.
    rows = [
        cur_row(
            UnblendedCost=cost,
            PayerAccountId="1",
            BillingPeriodStartDate="2026-09-01T00:00:00Z",
            UsageStartDate=start,
        )
        for cost, start in (("2", "2026-08-31T23:00:00Z"), ("60", "2026-09-01T00:00:00Z"))
    ]
    september = read_export([cur(tmp_path / "09.csv", *rows)])

    whole = combined(with_export([august], september))

    assert billed(whole) == {"2026-08": 102, "2026-09": 60}


def test_tags_of_all_exports_are_kept_apart(tmp_path: Path) -> None:
    row = cur_row(UnblendedCost="5", PayerAccountId="1", **{"resourceTags/user:team": "shop"})
    tagged = read_export([cur(tmp_path / "t.csv", row)], tags=["team"])
    plain = bill(tmp_path / "p.csv", "2026-09", "100")

    whole = combined([plain, tagged])

    assert whole.tags == ("user:team",)
    assert {line.tags for line in whole.lines} == {("",), ("shop",)}


def test_a_month_is_complete_only_where_every_payer_s_part_is(tmp_path: Path) -> None:
    whole_month = [str(day) for day in range(1, 31)]
    one = bill(tmp_path / "1.csv", "2026-09", *whole_month, payer="1")
    two = bill(tmp_path / "2.csv", "2026-09", "7", payer="2")

    assert one.calendar["2026-09"].is_complete
    assert not combined([one, two]).calendar["2026-09"].is_complete


def test_days_and_hours_come_from_the_delivery_that_counts(tmp_path: Path) -> None:
    early = bill(tmp_path / "early.csv", "2026-09", "100", "200")
    final = bill(tmp_path / "final.csv", "2026-09", "90", "80", "70")

    whole = combined([early, final])

    assert {day.day: day.billed for day in whole.days} == {
        "2026-09-01": 90,
        "2026-09-02": 80,
        "2026-09-03": 70,
    }
    assert {profile.period for profile in whole.hours} == {"2026-09"}
    assert all(max(profile.levels) == 90 for profile in whole.hours)
