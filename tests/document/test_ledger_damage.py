"""A project whose ledger is damaged anywhere opens whole, or is refused in words; never half."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.case import Case
from scenarios.problems import CaseError
from tests.costs.exports import cur, cur_row
from tests.document.shop import shop
from tests.volumes.usage import written
from whatif_app.costs.baseline import describe
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.costs.export import read_export
from whatif_app.document import Document
from whatif_app.errors import UserError
from whatif_app.journal import recoverable
from whatif_app.ledger import Ledger
from whatif_app.ownership.key_reader import read_key_file
from whatif_app.ownership.ownership import Ownership
from whatif_app.ownership.ownership_file import read_ownership_file
from whatif_app.ownership.sharing import Sharing
from whatif_app.project_file import Project, read_project, write_project
from whatif_app.quality.adjustments import Adjustments
from whatif_app.recovery import recovered
from whatif_app.volumes.usage_files import read_usage

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

HOSTILE: tuple[Any, ...] = (
    *(None, [], {}, "", -1, 0, 1.5, True, 1e308, float("nan"), float("inf"), 10**400, "x"),
    *("=1+1", "2026-13", "0001-01", "1e999999", "NaN", "-Infinity", "9" * 5_000, "\0", "\ud800"),
    *([[]], {"a": 1}, [{"name": "\ud800"}]),
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The ledger of a small project that has every part."""
    folder = tmp_path_factory.mktemp("whole")
    rows = [cur_row(UsageType=f"u{n}", ProductCode=f"s{n % 2}") for n in range(4)]
    rows[0]["resourceTags/user:team"] = "=web"
    broken = cur_row(UnblendedCost="x")
    export = read_export([cur(folder / "cur.csv", *rows, broken)], tags=["team"])
    usage = read_usage([written(folder, "date,orders\n2026-01-01,4\n2026-02-01,5\n")])
    owners = written(folder, "service_id,owner,accounts\ns0,=ann,1;2\ns1,bob,3\n", "own.csv")
    key = read_key_file(written(folder, "name,weight\nweb,2\ndata,1\n", "key.csv")).key()
    parts = {
        "grouping": starting_case(export).grouping,
        "usage": tuple(usage),
        "ownership": read_ownership_file(owners).joined_to(Ownership()),
        "sharing": Sharing(keys=(key,)),
        "adjustments": Adjustments(),
    }
    return Ledger((export,), parts).to_files()


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value within a JSON value."""
    yield above
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in inner:
            yield from places(each, (*above, key))


def with_value(data: Any, place: tuple[Any, ...], value: Any, *, is_left_out: bool) -> Any:
    """A JSON value with something else, or nothing, at a place in it."""
    if not place:
        return value
    copied = json.loads(json.dumps(data))
    holder = copied
    for key in place[:-1]:
        holder = holder[key]
    if is_left_out:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return copied


def with_cell(content: bytes, at: int, value: str) -> bytes:
    """A CSV table with one of its cells changed."""
    table = list(csv.reader(io.StringIO(content.decode(), newline="")))
    flat = [(row, column) for row in range(len(table)) for column in range(len(table[row]))]
    row, column = flat[at % len(flat)]
    table[row][column] = value
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\n").writerows(table)
    return made.getvalue().encode("utf-8", "surrogatepass")


def open_or_refuse(files: dict[str, bytes]) -> None:
    """Open a ledger and use what it holds; or hear why not."""
    try:
        ledger = Ledger.from_files(files)
    except ValueError as error:
        assert str(error) and not isinstance(error, UnicodeError)
        return
    assert Ledger.from_files(ledger.to_files()).entries() == ledger.entries()
    baseline = ledger.adjusted
    if baseline is not None:
        assert describe(baseline)
        json.dumps(baseline.reconciliation.as_json(), allow_nan=False)


damage = settings(max_examples=60, deadline=None)


@damage
@given(st.data())
def test_any_value_may_be_damaged(files: dict[str, bytes], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(files)))
    value = data.draw(st.sampled_from(HOSTILE))
    if name.endswith(".json"):
        whole = json.loads(files[name])
        place = data.draw(st.sampled_from(list(places(whole))))
        changed = with_value(whole, place, value, is_left_out=data.draw(st.booleans()))
        content = json.dumps(changed).encode()
    else:
        content = with_cell(files[name], data.draw(st.integers(0, 10_000)), str(value))

    open_or_refuse(files | {name: content})


@pytest.mark.slow
def test_every_value_may_be_damaged_in_every_way(files: dict[str, bytes]) -> None:
    for name in sorted(files):
        if name.endswith(".json"):
            whole = json.loads(files[name])
            for place in places(whole):
                for value in HOSTILE:
                    changed = with_value(whole, place, value, is_left_out=False)
                    open_or_refuse(files | {name: json.dumps(changed).encode()})
        else:
            for at in range(0, 120):
                for value in map(str, HOSTILE):
                    open_or_refuse(files | {name: with_cell(files[name], at, value)})


@damage
@given(st.data())
def test_any_member_may_be_cut_missing_or_another(
    files: dict[str, bytes], data: st.DataObject
) -> None:
    name, other = (data.draw(st.sampled_from(sorted(files))) for _ in range(2))
    content = files[name]
    cut = content[: data.draw(st.integers(0, len(content)))]
    junk = data.draw(st.binary(max_size=20))
    for damaged in (cut, cut + junk, junk, files[other], b"\xff\xfe" + cut, b"[" * 100_000):
        open_or_refuse(files | {name: damaged})
    open_or_refuse({key: each for key, each in files.items() if key != name})


@pytest.mark.parametrize(
    ("member", "content", "said"),
    [
        ("ledger/usage.json", b"null", "usage.json holds nothing"),
        ("ledger/grouping.json", b'{"names": {"a": "\\ud800"}}', "surrogate"),
        ("ledger/sharing.json", b'{"splits": [], "splits": []}', "given twice"),
        ("ledger/exports/x/baseline.json", b"{}", "belongs to no export"),
        ("ledger/ownership.json", b'"' + b"x" * (300 << 20) + b'"', "more than any project"),
    ],
)
def test_a_damaged_project_is_refused_in_words_and_stays_as_it_is(
    files: dict[str, bytes], tmp_path: Path, member: str, content: bytes, said: str
) -> None:
    path = tmp_path / "p.whatif"
    write_project(path, Project(shop(), Ledger.from_files(files)))
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in (members | {member: content}).items():
            archive.writestr(name, each)
    before = path.read_bytes()

    with pytest.raises((UserError, CaseError), match=said):
        read_project(path)

    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["p.whatif"]


@damage
@given(st.data())
def test_a_damaged_journal_gives_a_document_or_words(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("journals")
    document = Document(shop(), Ledger.from_files(files), journal_folder=folder)
    document.protect()
    (journal,) = folder.glob("*.journal")
    content = json.loads(journal.read_text("utf-8").splitlines()[0])
    document.close()
    ledger = content["base"]["ledger"]
    place = data.draw(
        st.sampled_from([("base", "ledger"), *(("base", "ledger", n) for n in ledger)])
    )
    value = data.draw(st.sampled_from(HOSTILE))
    changed = with_value(content, place, value, is_left_out=data.draw(st.booleans()))
    journal.write_text(json.dumps(changed) + "\n", "utf-8")

    for found in recoverable(folder):
        try:
            document = recovered(found, journal_folder=folder)
        except (UserError, CaseError) as error:
            assert str(error)
        else:
            assert isinstance(document.case, Case)
            document.close()
    assert len(list(folder.glob("*.journal"))) <= 1
