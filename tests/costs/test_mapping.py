"""Any table of costs, read as a mapping of its columns says; and how good the first guess is."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.costs.exports import amounts, totals
from tests.costs.test_fuzz import FUZZ
from whatif_app.costs.export import ExportError, Peek, peek, read_export
from whatif_app.costs.format import Choices
from whatif_app.costs.mapped import mapping_store
from whatif_app.costs.mapped.mapping import ColumnMapping, fingerprint
from whatif_app.costs.mapped.mapping_preview import preview
from whatif_app.costs.mapped.table_look import TableLook
from whatif_app.costs.recognising import UnknownTableError
from whatif_app.errors import ListedError

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

PLAIN = """Day,Product,Subscription,Location,Team,Cost,Currency
2026-01-01,Compute,prod,eu-west-1,web,100.50,EUR
2026-01-15,Storage,prod,eu-west-1,data,20.25,EUR
2026-02-01,Compute,test,us-east-1,web,n/a,EUR
soon,Compute,test,us-east-1,web,7,EUR
,Note: without tax,,,,,
Total,,,,,127.75,EUR
"""


def table(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def look(path: Path) -> TableLook:
    """What is seen of a table of no known format."""
    seen: Peek = peek([path])
    assert seen.needs_mapping and seen.table is not None, seen.problems
    return seen.table


def proposed(text: str, tmp_path: Path) -> ColumnMapping:
    return look(table(tmp_path / "proposed.csv", text)).proposed


def test_a_plain_table_is_proposed_and_read(tmp_path: Path) -> None:
    # 100.50 + 20.25 = 120.75; "n/a", "soon", the note and the total are no charges.
    path = table(tmp_path / "costs.csv", PLAIN)
    mapping = look(path).proposed

    assert mapping == ColumnMapping(
        date="Day",
        cost="Cost",
        currency="Currency",
        service="Product",
        account="Subscription",
        region="Location",
        tags=("Team",),
    )
    baseline = read_export([path], choices=Choices(mapping=mapping))
    assert totals(baseline, "EUR") == amounts("120.75", None, None, None)
    account = baseline.reconciliation
    assert account.agrees
    assert (account.read, account.used) == (6, 2)
    assert account.set_aside == {
        "unreadable_cost": 1,
        "unreadable_date": 1,
        "empty_cost": 1,
        "subtotal": 1,
    }
    assert baseline.tags == ("Team",)
    assert {line.tags for line in baseline.lines} == {("web",), ("data",)}
    assert {line.provider for line in baseline.lines} == {"Mapped table"}


def test_a_table_without_a_mapping_says_what_is_needed(tmp_path: Path) -> None:
    path = table(tmp_path / "costs.csv", PLAIN)

    with pytest.raises(UnknownTableError, match="--save-mapping FILE"):
        read_export([path])
    seen = peek([path])
    assert (seen.format, seen.problems) == (None, ())
    assert seen.columns[:2] == ("Day", "Product")


def test_decimal_commas_german_words_and_a_title_above(tmp_path: Path) -> None:
    # 1.234,56 - 34,56 = 1.200,00
    text = (
        "Kostenbericht Cloud\n\n"
        "Datum;Dienst;Abonnement;Kostenart;Betrag (EUR)\n"
        "31.01.2026;Rechenzeit;Shop;Verbrauch;1.234,56\n"
        "28.02.2026;Rechenzeit;Shop;Gutschrift;-34,56\n"
        "Summe;;;;1.200,00\n"
    )
    path = table(tmp_path / "kosten.csv", text)
    mapping = look(path).proposed

    assert mapping == ColumnMapping(
        date="Datum",
        cost="Betrag (EUR)",
        service="Dienst",
        account="Abonnement",
        kind="Kostenart",
        fixed_currency="EUR",
        decimal="comma",
    )
    baseline = read_export([path], choices=Choices(mapping=mapping))
    assert totals(baseline, "EUR").billed == 1200
    assert {(line.month, line.kind) for line in baseline.lines} == {
        ("2026-01", "usage"),
        ("2026-02", "credit"),
    }
    assert any("begins in row 3" in note for note in baseline.reconciliation.notes)


def test_months_as_columns_become_rows(tmp_path: Path) -> None:
    # January 10 + 5, February 20, March empty and a dash; the total row and column stay out.
    text = (
        "Service,Jan 2026,Feb 2026,Mar 2026,Total\n"
        'EC2,$10.00,"$2,000.00",,"$2,010.00"\n'
        "S3,$5.00,-,,$5.00\n"
        'Total,$15.00,"$2,000.00",,"$2,015.00"\n'
    )
    path = table(tmp_path / "wide.csv", text)
    mapping = look(path).proposed

    assert mapping == ColumnMapping(service="Service", months_across=True, fixed_currency="USD")
    baseline = read_export([path], choices=Choices(mapping=mapping))
    assert totals(baseline).billed == 2015
    assert {m: t["USD"].billed for m, t in baseline.reconciliation.months.items()} == {
        "2026-01": 15,
        "2026-02": 2000,
    }
    assert baseline.reconciliation.set_aside == {"subtotal": 2, "empty_cost": 1}
    assert all(state.is_complete for state in baseline.calendar.values())


def test_year_and_month_columns_date_a_row(tmp_path: Path) -> None:
    text = "Jahr,Monat,Leistung,Kosten\n2026,Januar,VM,1.5\n2026,12,VM,2\n2026,13,VM,4\n"
    path = table(tmp_path / "a.csv", text)
    mapping = look(path).proposed

    assert (mapping.year, mapping.month, mapping.date) == ("Jahr", "Monat", "")
    baseline = read_export([path], choices=Choices(mapping=mapping))
    assert baseline.months == ("2026-01", "2026-12")
    assert baseline.reconciliation.set_aside == {"unreadable_date": 1}
    assert baseline.currencies == ("unknown",)


def test_one_month_for_all_rows(tmp_path: Path) -> None:
    path = table(tmp_path / "june.csv", "Service,Cost (USD)\nEC2,1\nS3,2\n")
    mapping = replace(look(path).proposed, fixed_month="2026-06")

    baseline = read_export([path], choices=Choices(mapping=mapping))

    assert baseline.months == ("2026-06",)
    assert totals(baseline).billed == 3


def test_kinds_and_further_costs_are_read_as_mapped(tmp_path: Path) -> None:
    text = (
        "Date,Service,Type,Cost,Amortized cost,List cost,Hours\n"
        "2026-01-01,VM,Consumption,10,8,12,3\n"
        "2026-01-01,VM,Prepaid,20,0,0,\n"
    )
    path = table(tmp_path / "a.csv", text)
    mapping = ColumnMapping(
        date="Date",
        cost="Cost",
        amortized="Amortized cost",
        on_demand="List cost",
        service="Service",
        quantity="Hours",
        kind="Type",
        kinds=(("Consumption", "usage"), ("Prepaid", "purchase")),
        fixed_currency="USD",
        provider="Hosting Ltd",
    )

    baseline = read_export([path], choices=Choices(mapping=mapping))

    assert totals(baseline) == amounts("30", "8", "12", None)
    by_kind = {line.kind: line for line in baseline.lines}
    assert by_kind["purchase"].billed == 20
    assert by_kind["usage"].quantity == 3
    assert by_kind["usage"].provider == "Hosting Ltd"


def test_amounts_that_name_their_currency_are_never_added_as_one(tmp_path: Path) -> None:
    text = "Date,Item,Price\n2026-01-01,A,USD 5.00\n2026-01-02,B,€6.00\n2026-01-02,C,7\n"
    path = table(tmp_path / "a.csv", text)
    mapping = replace(look(path).proposed, fixed_currency="GBP")

    baseline = read_export([path], choices=Choices(mapping=mapping))

    found = {currency: each.billed for currency, each in baseline.reconciliation.totals.items()}
    assert found == {"USD": 5, "EUR": 6, "GBP": 7}


def test_a_time_zone_written_apart_is_read(tmp_path: Path) -> None:
    # Half past eleven at night, five hours behind UTC, is already February there.
    path = table(tmp_path / "a.csv", "start,product,USD\n2026-01-31 23:30:00 -0500,VM,$6.00\n")

    baseline = read_export([path], choices=Choices(mapping=look(path).proposed))

    assert baseline.months == ("2026-02",)
    assert totals(baseline).billed == 6


def test_short_dates_that_may_be_read_two_ways_are_asked_about(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "Date,Service,Cost\n03/04/2026,VM,1\n")
    seen = look(path)

    with pytest.raises(ExportError, match="may be month/day/year or day/month/year"):
        read_export([path], choices=Choices(mapping=seen.proposed))
    assert "may be month/day/year" in preview(seen, seen.proposed).problems[0]
    dmy = replace(seen.proposed, date_order="dmy")
    assert read_export([path], choices=Choices(mapping=dmy)).months == ("2026-04",)


def test_a_preview_shows_rows_as_the_import_reads_them(tmp_path: Path) -> None:
    path = table(tmp_path / "costs.csv", PLAIN)
    seen = look(path)

    shown = preview(seen, seen.proposed)

    baseline = read_export([path], choices=Choices(mapping=seen.proposed))
    assert shown.is_whole
    assert shown.used == baseline.reconciliation.used
    assert shown.set_aside == baseline.reconciliation.set_aside
    assert shown.totals == {"EUR": Decimal("120.75")}
    first, *_, last = shown.rows
    assert (first.number, first.month, first.cost) == (2, "2026-01", Decimal("100.50"))
    assert first.values == ("Compute", "prod", "eu-west-1", "", "web")
    assert (last.number, last.reason) == (7, "subtotal")


def test_a_preview_of_a_wrong_mapping_says_all_that_is_missing(tmp_path: Path) -> None:
    seen = look(table(tmp_path / "costs.csv", PLAIN))

    wrong = preview(seen, ColumnMapping(cost="Price", year="Year"))

    assert wrong.problems == (
        "The table has no column “Year”.",
        "The table has no column “Price”.",
        "Choose the year column and the month column together.",
    )


def test_a_month_or_currency_half_typed_is_said_and_not_used(tmp_path: Path) -> None:
    seen = look(table(tmp_path / "costs.csv", PLAIN))
    typed = ColumnMapping(cost="Cost", fixed_month="2026-1'", fixed_currency="EU")

    assert preview(seen, typed).problems == (
        "“2026-1'” is not a month such as 2026-12.",
        "“EU” is not a currency code such as USD.",
    )


def test_a_mapping_finds_its_columns_in_another_order_and_spelling(tmp_path: Path) -> None:
    mapping = look(table(tmp_path / "a.csv", PLAIN)).proposed
    other = "currency,COST,team,location,subscription,product,day\nEUR,5,web,x,y,VM,2026-03-01\n"

    baseline = read_export([table(tmp_path / "b.csv", other)], choices=Choices(mapping=mapping))

    assert totals(baseline, "EUR").billed == 5
    assert fingerprint(("Day", "Cost", "Jan 2026")) == fingerprint(("cost", "day", "Feb 2026"))
    assert fingerprint(("Day", "Cost")) != fingerprint(("Day", "Costs"))


def test_a_mapping_that_does_not_fit_names_the_columns_there_are(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", PLAIN)

    with pytest.raises(ExportError, match=r"no column “Price”.*the columns are Day, Product"):
        read_export([path], choices=Choices(mapping=ColumnMapping(date="Day", cost="Price")))


def test_columns_without_a_name_and_twins_are_told_apart(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", "Date,,Cost,Cost\n2026-01-01,VM,1.5,2.5\n")
    seen = look(path)

    assert seen.names == ("Date", "Column 2", "Cost", "Cost (2)")
    mapping = ColumnMapping(date="Date", service="Column 2", cost="Cost (2)", fixed_currency="USD")
    baseline = read_export([path], choices=Choices(mapping=mapping))
    assert totals(baseline).billed == Decimal("2.5")


def test_a_mapping_survives_its_file(tmp_path: Path) -> None:
    mapping = ColumnMapping(
        date="Day", cost="Cost", tags=("Team",), kinds=(("A", "tax"),), left_out=(), decimal="comma"
    )
    path = tmp_path / "a.mapping.json"

    mapping_store.save_mapping(path, mapping)

    assert mapping_store.load_mapping(path) == mapping


def test_everything_wrong_with_a_mapping_file_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.mapping.json"
    path.write_text(
        json.dumps(
            {
                "format": "what-if column mapping",
                "version": 1,
                "dat": "Day",
                "cost": 3,
                "decimal": "dot",
                "tags": "Team",
                "kinds": {"A": "taxes"},
                "fixed_month": "2026-13",
                "fixed_currency": "Euro",
                "months_across": "yes",
            }
        )
    )

    with pytest.raises(ListedError) as error:
        mapping_store.load_mapping(path)

    said = str(error.value)
    for part in (
        "“dat” is no part of a mapping",
        "“cost” must be a text",
        "“decimal” is “dot”, not one of point, comma",
        "“tags” must be a list of texts",
        "“kinds” makes “A” “taxes”",
        "“2026-13”, not a month",
        "“Euro”, not a currency code",
        "“months_across” must be true or false",
    ):
        assert part in said
    path.write_text("[]")
    with pytest.raises(ListedError, match="no column mapping"):
        mapping_store.load_mapping(path)


def test_a_mapping_is_remembered_by_the_header_it_was_made_for(tmp_path: Path) -> None:
    names = ("Day", "Cost")
    mapping = ColumnMapping(date="Day", cost="Cost")

    assert mapping_store.remembered(fingerprint(names), tmp_path / "kept") is None
    mapping_store.remember(fingerprint(names), mapping, tmp_path / "kept")

    assert mapping_store.remembered(fingerprint(("cost", "DAY")), tmp_path / "kept") == mapping
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_text("broken")
    assert mapping_store.remembered(fingerprint(names), tmp_path / "kept") is None


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "usage_date,service_name,linked_account_id,total_cost",
            "2026-01-01,EC2,012345678901,1.5",
            {"date": "usage_date", "service": "service_name", "account": "linked_account_id"},
        ),
        (
            "BillingPeriod,ProductName,UsageQuantity,ExtendedPrice,Net Cost",
            "202601,VM,3,2.50,2.00",
            {"date": "BillingPeriod", "service": "ProductName", "cost": "Net Cost"},
        ),
        (
            "Monat;Dienst;Menge;Kosten in EUR",
            "01/2026;VM;3;2,50",
            {"date": "Monat", "quantity": "Menge", "cost": "Kosten in EUR", "decimal": "comma"},
        ),
        (
            "Period,Vendor,Cost Center,Spend",
            "46023,Hosting,4711,9.99",
            {"date": "Period", "cost": "Spend", "tags": ("Cost Center",), "service": "Vendor"},
        ),
    ],
)
def test_headings_in_many_words_are_guessed(
    tmp_path: Path, header: str, row: str, expected: dict[str, object]
) -> None:
    mapping = proposed(f"{header}\n{row}\n{row}\n", tmp_path)

    assert {name: getattr(mapping, name) for name in expected} == expected


def test_a_parquet_table_is_mapped_with_its_own_types(tmp_path: Path) -> None:
    # 1.5 + 2.25; a column of numbers has a decimal point, whatever the mapping says of texts.
    path = tmp_path / "costs.parquet"
    duckdb.sql(
        "COPY (SELECT * FROM (VALUES (DATE '2026-01-01', 'VM', 1.5::DOUBLE, 7::BIGINT), "
        "(DATE '2026-02-01', 'VM', 2.25, NULL), (NULL, 'VM', 9, 1)) "
        f"AS t(day, service, cost, project_id)) TO '{path}' (FORMAT parquet)"
    )
    seen = look(path)
    mapping = replace(seen.proposed, fixed_currency="USD", decimal="comma")

    baseline = read_export([path], choices=Choices(mapping=mapping))

    assert (mapping.date, mapping.account) == ("day", "project_id")
    assert totals(baseline).billed == Decimal("3.75")
    assert baseline.reconciliation.set_aside == {"unreadable_date": 1}


@pytest.mark.slow
@FUZZ
@given(
    cells=st.lists(
        st.tuples(
            st.one_of(
                st.sampled_from(["2026-01-01", "Jan 2026", "46023", ""]), st.text(max_size=8)
            ),
            st.one_of(
                st.floats().map(str), st.sampled_from(["1,5", "(2.00)"]), st.text(max_size=6)
            ),
            st.text(max_size=5),
        ),
        min_size=1,
        max_size=6,
    ),
    decimal=st.sampled_from(["point", "comma"]),
)
def test_any_cells_are_used_or_set_aside(
    tmp_path: Path, cells: list[tuple[str, str, str]], decimal: str
) -> None:
    path = tmp_path / "fuzz.csv"
    with path.open("w", newline="", encoding="utf-8", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["Date", "Cost", "Service"])
        writer.writerows(cells)
    mapping = ColumnMapping(
        date="Date", cost="Cost", service="Service", decimal=decimal, date_order="dmy"
    )
    try:
        baseline = read_export([path], choices=Choices(mapping=mapping))
    except ExportError as error:
        assert error.problems
        return
    account = baseline.reconciliation
    assert account.agrees
    assert account.read == account.used + sum(account.set_aside.values())


def test_no_mapping_is_asked_for_a_table_without_dates_or_costs(tmp_path: Path) -> None:
    seen = peek([table(tmp_path / "a.csv", "Name,Team\nAda,web\n")])

    assert not seen.needs_mapping
    assert "no cost export that the program knows" in str(seen.problems[0])
