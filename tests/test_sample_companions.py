"""What lies beside the sample export is made by its scripts, and tells the same story."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zipfile
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from assets import asset_path, make_sample_companions, make_sample_cur, make_sample_project
from whatif_app.document import Document
from whatif_app.sample_project import JANUARY, ORDERS, OWNERS, QUARTER

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

Line = dict[str, str]


@cache
def lines(name: str) -> tuple[Line, ...]:
    with gzip.open(asset_path(name), "rt", encoding="utf-8", newline="") as text:
        return tuple(csv.DictReader(text))


def rows(name: str) -> list[Line]:
    with asset_path(name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def spot_price(of: tuple[Line, ...]) -> Decimal:
    """What Spot costs, as a share of the on-demand price."""
    spot = [line for line in of if "SpotUsage" in line["lineItem/UsageType"]]
    paid, public = (
        sum((Decimal(line[column]) for line in spot), Decimal(0))
        for column in ("lineItem/UnblendedCost", "pricing/publicOnDemandCost")
    )
    return paid / public


@pytest.mark.parametrize("name", make_sample_companions.texts())
def test_each_companion_is_what_the_script_writes(name: str) -> None:
    written = make_sample_companions.texts()[name].encode()

    assert asset_path(name).read_bytes() == written


@pytest.mark.slow
def test_the_script_writes_the_january_that_lies_beside_it(tmp_path: Path) -> None:
    again = tmp_path / "january.csv.gz"
    make_sample_cur.write_january(again)

    assert gzip.decompress(again.read_bytes()) == gzip.decompress(asset_path(JANUARY).read_bytes())


@pytest.mark.slow
def test_the_sample_project_is_what_its_script_makes_of_the_samples(tmp_path: Path) -> None:
    again = tmp_path / "again.whatif"
    make_sample_project.write(again)

    # The members are compared: another zlib may pack the same text into other bytes.
    assert members(again) == members(asset_path("sample.whatif"))


def members(path: Path) -> dict[str, str]:
    """What a project holds, by member; numbers to twelve digits.

    Quantities are sums of floats, whose last digits are those of the order in which threads add.
    """
    with zipfile.ZipFile(path) as project:
        texts = {name: project.read(name).decode() for name in project.namelist()}
    number = re.compile(r"-?\d+\.\d+")
    return {
        name: number.sub(lambda found: f"{float(found[0]):.12g}", text)
        for name, text in texts.items()
    }


def test_january_goes_on_where_the_quarter_ends() -> None:
    quarter, january = lines(QUARTER), lines(JANUARY)

    assert {line["bill/BillingPeriodStartDate"][:7] for line in january} == {"2027-01"}
    for column in ("bill/PayerAccountId", "savingsPlan/SavingsPlanARN"):
        assert {line[column] for line in january} <= {line[column] for line in quarter}
    ids = {line["identity/LineItemId"] for line in quarter}
    assert not any(line["identity/LineItemId"] in ids for line in january)


def test_spot_is_half_as_dear_again_in_january() -> None:
    # 30 to 36 % of the on-demand price before, 46 to 52 % then.
    assert round(spot_price(lines(QUARTER)), 2) == Decimal("0.33")
    assert round(spot_price(lines(JANUARY)), 2) == Decimal("0.49")


def test_one_day_of_january_wrote_a_month_of_log_lines() -> None:
    logs: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines(JANUARY):
        if line["lineItem/UsageType"] == "DataProcessing-Bytes":
            logs[line["lineItem/UsageStartDate"][:10]] += Decimal(line["lineItem/UnblendedCost"])

    # 3,600 GB at $0.50 on top of what is usual, some $60.
    assert 1850 < logs.pop("2027-01-19") < 1870
    assert max(logs.values()) < 65


def test_orders_cover_two_years_before_the_bills_and_their_months() -> None:
    months = [row["Month"] for row in rows(ORDERS)]

    assert (months[0], months[-1], len(months)) == ("2024-10", "2027-01", 28)
    assert {row["Month"]: int(row["Orders"]) for row in rows(ORDERS)}["2026-12"] == 1_200_000


def test_every_service_tag_of_the_bills_has_an_owner() -> None:
    tagged = {line["resourceTags/user:service"] for line in lines(QUARTER) + lines(JANUARY)}
    # Namespaces of the cluster are on its split lines alone, which are set aside.
    namespaces = {"payments", "pricing", "ingress", ""}

    assert tagged - namespaces == {row["ServiceID"] for row in rows(OWNERS)} - {"cloud-contracts"}


def test_the_cluster_is_requested_for_in_the_proportions_of_its_split_lines() -> None:
    (window,) = json.loads(make_sample_companions.opencost_json())["data"]
    requested = {name: each["cpuCoreRequestAverage"] for name, each in window.items()}

    # 13 nodes of 8 cores, 82 % of them requested: 85.28 cores, of which 46 % are 39.229.
    assert requested["recommendations"] == 39.229
    assert sum(requested.values()) == pytest.approx(85.28, abs=0.001)
    assert requested["__idle__"] == 0
    assert window["__idle__"]["cpuCoreHours"] == pytest.approx(104 * 0.18 * 744, abs=0.5)


def test_the_sample_project_holds_every_part(tmp_path: Path) -> None:
    document = Document.open(asset_path("sample.whatif"), journal_folder=tmp_path)
    try:
        ledger = document.ledger

        assert [export.name for export in ledger.exports] == [QUARTER, JANUARY]
        assert set(ledger.parts) == {"grouping", "usage", "ownership", "sharing", "adjustments"}
        assert {entry.who for entry in document.audit} == {"Sample"}
    finally:
        document.close()
