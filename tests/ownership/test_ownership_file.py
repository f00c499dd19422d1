"""The ownership file is joined where it is clear, and said line by line where it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whatif_app.errors import UserError
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.ownership.ownership_file import OwnershipFile, read_ownership_file
from whatif_app.ownership.rules import Rule


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "owners.csv"
    path.write_bytes(text.encode(encoding))
    return path


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> OwnershipFile:
    return read_ownership_file(written(tmp_path, text, encoding))


def test_columns_are_found_by_what_they_mean(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Service-ID,cost centre,OWNER,Product Line,Env,Squad,Account IDs,Tier\n"
        "svc-a,CC-1,Ada,Shop,prod,Web,0012-3;99,gold\n",
    )

    assert found.services == (
        OwnedService(
            "svc-a", "CC-1", "Ada", "Shop", "prod", "Web", ("0012-3", "99"), (("Tier", "gold"),)
        ),
    )
    assert found.notes == ("Kept beside, and not used to allocate: “Tier”.",)
    assert (found.source, len(found.fingerprint)) == ("owners.csv", 64)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_german_file_as_its_excel_saves_it_is_read(tmp_path: Path, encoding: str) -> None:
    found = read(
        tmp_path,
        "sep=;\r\nDienst-ID;Kostenstelle;Eigentümer;Umgebung\r\nsvc-ä;4711;Jürgen;Prüf\r\n",
        encoding,
    )

    assert found.services == (OwnedService("svc-ä", "4711", "Jürgen", environment="Prüf"),)


def test_a_title_above_the_header_does_not_matter(tmp_path: Path) -> None:
    found = read(tmp_path, "Owners of all services\n\nServiceID,Team\na,Web\n")

    assert found.services == (OwnedService("a", team="Web"),)


def test_a_list_of_accounts_and_their_owners_does_as_well(tmp_path: Path) -> None:
    found = read(tmp_path, "Account,Cost center\n000000000012,CC-1\n")
    owners = found.joined_to(Ownership.empty())

    service = owners.service_of_account("12")
    assert service is not None and service.cost_center == "CC-1"


def test_contradicting_rows_are_left_out_and_both_lines_named(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "ServiceID,Team,Owner\na,Web,Ada\nb,Web,Ben\nA,Data,Ada\n,Web,Cy\nb,,Ben\n",
    )

    # b stands twice and says the same; a says two teams, on lines 2 and 4; line 5 has no ID.
    assert found.services == (OwnedService("b", owner="Ben", team="Web"),)
    assert (found.read, found.left_out) == (5, 3)
    assert [(each.line, each.column) for each in found.problems] == [(4, "Team"), (5, "ServiceID")]
    assert "“A” has “Data” here and “Web” on line 2" in str(found.problems[0])
    assert found.notes == ("Rows that repeat or complete a service named before: 1.",)


def test_rows_that_complete_each_other_are_one_service(tmp_path: Path) -> None:
    found = read(tmp_path, "ServiceID,Team,Owner\na,Web,\na,,Ada\n")

    assert found.services == (OwnedService("a", owner="Ada", team="Web"),)


def test_an_account_of_two_services_stays_with_the_first(tmp_path: Path) -> None:
    found = read(tmp_path, "ServiceID,Team,Account\na,Web,000012\nb,Data,12\n")

    assert [service.accounts for service in found.services] == [("000012",), ()]
    assert "Account 12 is given to “b”, and on line 2 to “a”" in str(found.problems[0])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1.23457E+11,Web", "rounded a long number to 1.23457E+11"),
        ("a,#N/A", "The cell holds #N/A"),
        ("a,Web,more", "more cells than the header"),
    ],
)
def test_what_a_spreadsheet_spoiled_is_said_with_its_line(
    tmp_path: Path, row: str, said: str
) -> None:
    found = read(tmp_path, f"ServiceID,Team\nz,Ops\n{row}\n")

    assert said in str(found.problems[0])
    assert found.problems[0].line == 3


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    found = read(tmp_path, "ServiceID,Team,Note\n=1+1,@web,-2\n")

    assert found.services == (OwnedService("=1+1", team="@web", extra=(("Note", "-2"),)),)


def test_an_unnamed_column_is_kept_where_it_holds_anything(tmp_path: Path) -> None:
    found = read(tmp_path, "ServiceID,Team,,\na,Web,x,\n")

    assert found.services[0].extra == (("Column 3", "x"),)


def test_of_ten_thousand_columns_a_few_are_kept_and_the_others_counted(tmp_path: Path) -> None:
    names = ",".join(f"x{n}" for n in range(10_000))
    found = read(tmp_path, f"ServiceID,Team,{names}\na,Web,{'1,' * 9_999}1\n")

    assert len(found.services[0].extra) == 40
    assert found.notes[-1] == "Further columns, left aside: 9,960."


def test_a_workbook_is_read_like_its_csv_from_the_sheet_that_has_the_columns(
    tmp_path: Path,
) -> None:
    import xlsxwriter

    path = tmp_path / "owners ü.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Cover").write(0, 0, "Owners of all services")
        sheet = book.add_worksheet("Owners")
        for row, cells in enumerate([["ServiceID", "Cost center"], ["a", 4711.0], ["", ""]]):
            sheet.write_row(row, 0, cells)

    assert read_ownership_file(path).services == (OwnedService("a", "4711"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("ServiceID\na\n", "no column of service IDs with an owner beside it"),
        ("Name,Team\na,Web\n", "begins with “Name”, “Team”"),
        ("ServiceID,Team\n", "no row with a service"),
        ("ServiceID,Team\n,Web\n", "line 2"),
        ("<!DOCTYPE html><html>", "log-in page"),
        ("a\0b", "no text"),
    ],
)
def test_what_is_no_ownership_file_is_refused_in_words(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        read(tmp_path, text)


def test_a_new_file_takes_the_old_ones_place_and_keeps_the_rules(tmp_path: Path) -> None:
    rules = (Rule("service", "contains", "s3", "team", "Data"),)
    before = Ownership((OwnedService("old", team="X"),), "old.csv", "1", rules, target=0.1)

    after = read(tmp_path, "ServiceID,Team\na,Web\n").joined_to(before)

    assert (after.rules, after.target, after.source) == (rules, 0.1, "owners.csv")
    assert after.services == (OwnedService("a", team="Web"),)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(lambda text: b"ServiceID,Team,Owner,Account\n" + text.encode()),
        st.lists(
            st.sampled_from(["a", "A", "b", "", ",", '"', "\n", "\r\n", ";", "1e12", "#REF!"]),
            max_size=40,
        ).map(lambda parts: ("ServiceID,Team,Account\n" + "".join(parts)).encode()),
    )
)
def test_whatever_the_bytes_it_is_read_or_refused_and_every_row_accounted_for(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "owners.csv"
    path.write_bytes(content)
    try:
        found = read_ownership_file(path)
    except UserError as error:
        assert "owners.csv" in str(error)
        return
    assert 0 <= found.left_out < found.read
    assert len(found.problems) >= (found.left_out > 0)
    assert Ownership.from_json(found.joined_to(Ownership.empty()).to_json()).services
