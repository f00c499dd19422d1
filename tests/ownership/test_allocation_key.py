"""Weights from OpenCost, Kubecost and plain tables; what is no key is refused in words."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whatif_app.errors import InvalidFileError, UserError
from whatif_app.ownership.allocation_key import AllocationKey, Weight
from whatif_app.ownership.key_reader import key_file_of_text, read_key_file
from whatif_app.ownership.opencost import COST, CPU, GPU, RAM


def allocation(total: float, **given: Any) -> dict[str, Any]:
    """One allocation of 10 hours."""
    window = {"start": "2026-09-01T00:00:00Z", "end": "2026-09-02T00:00:00Z"}
    return {"minutes": 600, "totalCost": total, "window": window, **given}


def answer(*windows: dict[str, Any]) -> str:
    return json.dumps({"code": 200, "status": "success", "data": list(windows)})


def amounts(key: AllocationKey) -> dict[str, Decimal]:
    return {weight.name: weight.amount for weight in key.weights}


def test_windows_are_added_up_and_idle_stands_apart() -> None:
    text = answer(
        {"api": allocation(6), "web": allocation(3), "__idle__": allocation(4)},
        {"api": allocation(1), "__idle__": allocation(2)},
    )

    key = key_file_of_text(text, "september.json").key(measure=COST)

    assert amounts(key) == {"api": 7, "web": 3}
    assert key.idle == 6
    assert key.idle_share == Decimal(6) / 16
    assert key.source == "september.json, 2026-09-01 to 2026-09-02"


def test_requested_cores_count_for_the_time_they_were_asked() -> None:
    # 2.5 cores and 0.5 cores for 10 hours; idle requests nothing and brings its own hours.
    text = answer(
        {
            "api": allocation(1, cpuCoreRequestAverage=2.5, cpuCoreHours=99),
            "web": allocation(9, cpuCoreRequestAverage=0.5, ramByteRequestAverage=8),
            "cluster-one/__idle__": allocation(1, cpuCoreHours=10),
        }
    )

    file = key_file_of_text(text, "k.json")

    assert file.measures == (CPU, RAM, COST)
    assert amounts(file.key()) == {"api": 25, "web": 5}
    assert file.key().idle == 10
    assert amounts(file.key(measure=RAM)) == {"web": 80, "api": 0}


def test_shared_and_external_cost_are_left_out_of_the_weights_and_said() -> None:
    text = answer({"api": allocation(10, sharedCost=3, externalCost=2), "web": allocation(5)})

    key = key_file_of_text(text, "k.json").key(measure=COST)

    assert amounts(key) == {"api": 5, "web": 5}
    assert any("Shared and external cost" in note for note in key.notes)


def test_what_has_no_name_is_no_weight_and_its_share_is_said() -> None:
    text = answer(
        {"api": allocation(6), "__unallocated__": allocation(3), "__unmounted__": allocation(1)}
    )

    key = key_file_of_text(text, "k.json").key(measure=COST)

    assert amounts(key) == {"api": 6}
    assert any(note.startswith("40.0\u202f% of it has no") for note in key.notes)


def test_a_label_or_a_controller_may_name_the_entries() -> None:
    text = answer(
        {
            "a": allocation(
                6, properties={"controller": "x", "labels": {"team": "Pay"}, "services": None}
            ),
            "b": allocation(3, properties={"controller": "y", "labels": {"team": "Shop"}}),
            "c": allocation(1, properties={"controller": "y", "labels": {"team": "Shop"}}),
        }
    )

    file = key_file_of_text(text, "k.json")

    assert file.dimensions == ("as aggregated", "controller", "label team")
    assert amounts(file.key(dimension="label team")) == {"Pay": 6, "Shop": 4}
    with pytest.raises(InvalidFileError, match="label team"):
        file.key(dimension="label tem")


def test_a_weight_below_zero_counts_as_zero_and_is_named() -> None:
    text = answer({"api": allocation(6), "refunded": allocation(-2), "__idle__": allocation(-1)})

    key = key_file_of_text(text, "k.json").key(measure=COST)

    assert amounts(key) == {"api": 6, "refunded": 0}
    assert key.idle == 0
    assert "A weight below 0 counts as 0: “refunded”, “idle”." in key.notes


def test_the_csv_export_counts_requests_for_whole_days_and_says_so() -> None:
    rows = "\n".join(
        [
            "Date,Namespace,ControllerName,CPUCoreRequestAverage,GPUs,TotalCost,Labels",
            '2026-09-01,shop,web,0.5,1,2.5,"{""team"":""Shop""}"',
            '2026-09-02,shop,web,0.5,0,2.5,"{""team"":""Shop""}"',
            '2026-09-01,pay,api,1,0,3,"{""team"":""Pay""}"',
            "",
        ]
    )

    file = key_file_of_text(rows, "export.csv")

    assert file.dimensions == ("namespace", "controller", "label team")
    assert file.measures == (CPU, GPU, COST)
    assert amounts(file.key()) == {"shop": 24, "pay": 24}
    assert amounts(file.key(measure=GPU)) == {"shop": 24, "pay": 0}
    assert amounts(file.key(measure=COST)) == {"shop": 5, "pay": 3}
    assert any("whole days" in note for note in file.key().notes)
    assert file.period == "2026-09-01 to 2026-09-02"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"code": 400, "message": "bad window"}', "bad window"),
        ('{"status": "error", "error": "no data"}', "no data"),
        ('{"data": {"Recommendations": [{"monthlySavings": 3}]}}', "right-sizing"),
        ("Namespace,Recommended CPU Request,Monthly Savings\na,1,2\n", "right-sizing"),
        ('{"data": {"sets": [{"cloudCosts": {}}]}}', "the cloud's cost"),
        ('{"data": [{"a": {"totalCost": 1, "adjustment": 0}}]}', "assets"),
        ('{"data": [{"a": {"totalCost": NaN}}]}', "no JSON"),
        ('{"data": [{"a": {"totalCost": "12"}}]}', "no number, at “a”"),
        ('{"data": [{"a": {"totalCost": 1e400}}]}', "no number, at “a”"),
        ('{"data": [{"a": {"totalCost": 1e9999999}}]}', "no number, at “a”"),
        ('{"data": [null, {}]}', "without allocations"),
        ("[" * 100_000, "no JSON"),
        ("<!doctype html><title>Log in</title>", "log-in page"),
        ("  \n", "empty"),
        ("just words\n", "no table"),
        ("client,note\na,b\n", "no column of numbers"),
        ("client,RCU\na,5\nb,-1\n", "line 3, RCU: “-1”"),
        ("client,RCU\na,5\nb,6\nc,many\n", "line 4, RCU: “many”"),
        ("Date,Namespace,TotalCost\n2026-09-01,a,x\n", "no numbers (line 2)"),
        ("Date,Namespace,TotalCost\n2026-09-01,a,1e9999999\n", "no numbers (line 2)"),
        ("client,RCU\na,0\nb,0\n", "nobody any weight"),
    ],
)
def test_what_is_no_key_is_refused_saying_what_it_is(text: str, said: str) -> None:
    with pytest.raises(InvalidFileError) as refused:
        key_file_of_text(text, "file").key()

    assert said in str(refused.value)
    assert refused.value.what_to_do


def test_a_namespace_called_recommender_is_no_recommendation() -> None:
    file = key_file_of_text(answer({"recommended": allocation(1), "b": allocation(1)}), "k.json")

    assert set(amounts(file.key())) == {"recommended", "b"}


def test_a_table_offers_each_column_of_numbers_as_a_measure() -> None:
    text = "Client;Team;RCU;WCU\ncart;Shop;1,200;30\npay;Pay;800;70\nidle;;500;\nTotal;;2500;100\n"

    file = key_file_of_text(text, "dynamo.csv")

    assert (file.dimensions, file.measures) == (("Client", "Team"), ("RCU", "WCU"))
    assert amounts(file.key()) == {"cart": 1200, "pay": 800}
    assert file.key().idle == 500
    assert amounts(file.key(dimension="team", measure="wcu")) == {"Pay": 70, "Shop": 30}


def test_numbers_of_accounts_are_names_where_nothing_else_is() -> None:
    key = key_file_of_text("account\tcores\n012345678901\t8\n987654321098\t2\n", "typed").key()

    assert amounts(key) == {"012345678901": 8, "987654321098": 2}


def test_dates_and_numbers_of_accounts_are_no_weights_beside_names() -> None:
    text = "Date,Account ID,client,RCU\n2026-09-01,111,cart,5\n2026-09-02,111,cart,7\n"

    file = key_file_of_text(text, "daily.csv")

    assert (file.dimensions, file.measures) == (("Account ID", "client", "Date"), ("RCU",))
    assert amounts(file.key(dimension="client")) == {"cart": 12}
    assert amounts(key_file_of_text("RCU,client\n5,cart\n", "t").key()) == {"cart": 5}


def test_a_workbook_a_gzip_and_a_utf_16_file_read_alike(tmp_path: Path) -> None:
    import xlsxwriter

    text = "client,RCU\ncart,12\npay,8\n"
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "b.csv").write_bytes(text.encode("utf-16"))
    with xlsxwriter.Workbook(str(tmp_path / "c.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["client", "RCU"], ["cart", 12], ["pay", 8]]):
            sheet.write_row(number, 0, row)

    keys = [read_key_file(tmp_path / name).key("k") for name in ("a.csv.gz", "b.csv", "c.xlsx")]

    assert [amounts(key) for key in keys] == [{"cart": 12, "pay": 8}] * 3


@pytest.mark.parametrize(
    "content", [gzip.compress(b"client,RCU\n" * 999, mtime=0)[:40], b"\xff\x00abc"]
)
def test_a_file_that_breaks_off_or_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "broken.csv").write_bytes(content)

    with pytest.raises(UserError, match=r"broken\.csv"):
        read_key_file(tmp_path / "broken.csv")
    with pytest.raises(UserError, match="missing"):
        read_key_file(tmp_path / "missing.csv")


@given(st.text(max_size=200))
def test_any_text_gives_a_key_or_a_sentence(text: str) -> None:
    try:
        key = key_file_of_text(text, "any").key()
    except UserError as refused:
        assert str(refused)
    else:
        assert key.total > 0


_leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_fields = st.sampled_from(
    ["data", "sets", "allocations", "totalCost", "properties", "labels", "window", "start",
     "minutes", "cpuCoreRequestAverage", "code", "status", "message", "__idle__", "a/b", "a"]
)  # fmt: skip
_answers = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_fields, inner, max_size=4)
)


@settings(max_examples=60)
@given(_answers)
def test_any_answer_gives_a_key_or_a_sentence(inner: object) -> None:
    for data in (inner, [inner], [{"a": inner}], [{"a": {"totalCost": 1, "window": inner}}]):
        try:
            key = key_file_of_text(json.dumps({"data": data}), "any").key()
        except UserError as refused:
            assert str(refused)
        else:
            assert key.total > 0


def test_a_key_is_read_back_as_it_was_written() -> None:
    key = AllocationKey(
        "RCU", "RCU", (Weight("cart", Decimal("1E+3"), "Shop"),), Decimal("0.10"), "d.csv", ("n",)
    )

    assert AllocationKey.from_json(json.loads(json.dumps(key.to_json()))) == key
    assert key.entries()["weight/cart"] == 1000.0
    for broken in ({}, None, [], {**key.to_json(), "idle": "-1"}, {**key.to_json(), "idle": 1}):
        with pytest.raises(ValueError):
            AllocationKey.from_json(broken)


def test_names_become_teams_by_their_spelling_or_as_said() -> None:
    key = AllocationKey(
        "k", "m", tuple(Weight(name, Decimal(1), name) for name in ("pay-ments", "cart", "x"))
    )

    matched = key.matched_to(("Pay Ments", "Shop")).given_to({"cart": "Shop"})

    assert matched.by_team() == {"Pay Ments": 1, "Shop": 1, "x": 1}


def test_the_collected_samples_become_keys(shared_exports: Path) -> None:
    read = read_key_file(shared_exports / "kubecost" / "opencost_allocation.json")
    table = read_key_file(shared_exports / "kubecost" / "opencost_export_sample.csv")

    assert amounts(read.key(measure=COST)) == {
        "kube-system": Decimal("1.52743"),
        "prometheus": Decimal("0.14136"),
        "opencost": Decimal("0.10937"),
    }
    # Two days of 0.01 cores: 0.48 core-hours.
    assert amounts(table.key(measure=CPU)) == {"opencost": Decimal("0.48")}
