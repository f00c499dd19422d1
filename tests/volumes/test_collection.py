"""Loading usage again: the same changes nothing, later files extend and replace, and it is said."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.case import Case
from tests.volumes.usage import history_of
from whatif_app.commands import SetPart
from whatif_app.document import Document
from whatif_app.volumes.collection import with_loaded
from whatif_app.volumes.history import Coverage, RowAccount, UsageHistory, UsageSource


def of_file(name: str, months: dict[str, float]) -> UsageHistory:
    return replace(
        history_of(months),
        sources=(UsageSource(name, name * 2),),
        account=RowAccount(len(months), len(months)),
    )


def test_loading_the_same_file_twice_changes_nothing() -> None:
    usage = (of_file("a.csv", {"2026-01": 5.0}),)

    again = with_loaded(usage, usage)

    assert again.usage == usage
    assert again.said == ("orders: loaded before; nothing changes.",)


def test_a_later_file_adds_months_and_replaces_those_it_has_anew() -> None:
    old = of_file("a.csv", {"2026-01": 5.0, "2026-02": 6.0})
    new = of_file("b.csv", {"2026-02": 7.0, "2026-03": 8.0})

    loaded = with_loaded([old], [new])

    (history,) = loaded.usage
    assert history.months == {"2026-01": 5.0, "2026-02": 7.0, "2026-03": 8.0}
    assert [source.name for source in history.sources] == ["a.csv", "b.csv"]
    assert history.account.read == 4
    assert loaded.said == ("orders: Mar 2026 added; Feb 2026 replaced.",)


def test_a_month_that_was_complete_is_not_replaced_by_a_part_of_it() -> None:
    old = of_file("a.csv", {"2026-01": 310.0})
    part = replace(
        of_file("b.csv", {"2026-01": 10.0, "2026-02": 280.0}),
        coverage={"2026-01": Coverage(1.0, 31), "2026-02": Coverage(28.0, 28)},
    )

    loaded = with_loaded([old], [part])

    assert loaded.usage[0].months == {"2026-01": 310.0, "2026-02": 280.0}
    assert loaded.said == ("orders: Feb 2026 added; Jan 2026 kept, which were more complete.",)


def test_another_way_of_counting_replaces_the_history_but_not_its_level() -> None:
    old = replace(of_file("a.csv", {"2026-01": 5.0}), level="L3")
    new = replace(of_file("b.csv", {"2026-02": 7.0}), kind="level")

    loaded = with_loaded([old], [new])

    assert loaded.usage[0].months == {"2026-02": 7.0}
    assert loaded.usage[0].level == "L3"
    assert loaded.said == ("orders: counted in another way than before, so replaced.",)


def test_other_names_stand_beside_each_other() -> None:
    orders = of_file("a.csv", {"2026-01": 5.0})
    videos = replace(of_file("a.csv", {"2026-01": 9.0}), name="videos")

    assert [each.name for each in with_loaded([orders], [videos]).usage] == ["orders", "videos"]


def test_usage_is_saved_undone_and_told_in_the_audit_trail(tmp_path: Path) -> None:
    case = Case.from_json({"project": {"start_month": "2026-01"}})
    document = Document(case, author="ann", journal_folder=tmp_path)
    history = of_file("a.csv", {"2026-01": 5.0})

    document.do(SetPart("Load usage “orders”", part="usage", value=(history,)))

    assert document.ledger.usage == (history,)
    told = {change.address: change.new for change in document.audit[-1].changes}
    assert told["usage/orders/2026-01"] == 5.0
    document.save(tmp_path / "a.whatif")
    assert Document.open(tmp_path / "a.whatif").ledger.usage == (history,)
    document.undo()
    assert document.ledger.usage == ()


@given(
    st.dictionaries(
        st.sampled_from([f"2026-{month:02d}" for month in range(1, 13)]),
        st.tuples(st.floats(-1e18, 1e18), st.floats(0, 28), st.integers(0, 9999)),
    ),
    st.sampled_from(["sum", "counter", "rate", "level"]),
    st.text(max_size=20),
)
def test_a_history_comes_back_from_its_json(
    months: dict[str, tuple[float, float, int]], kind: str, name: str
) -> None:
    history = UsageHistory(
        name,
        {month: total for month, (total, _, _) in months.items()},
        {month: Coverage(days, 28, gaps) for month, (_, days, gaps) in months.items()},
        unit="TB",
        level="L2",
        kind=kind,
        sources=(UsageSource("a.csv", "f"),),
        account=RowAccount(3, 2, {"no value": 1}),
        notes=("One.",),
    )

    text = json.dumps(history.to_json(), allow_nan=False)
    assert UsageHistory.from_json(json.loads(text)) == history


@pytest.mark.parametrize(
    "damage",
    [
        {"months": {"2026-13": 1.0}, "coverage": {"2026-13": {"days_covered": 1, "days": 31}}},
        {"months": {"2026-01": float("nan")}},
        {"coverage": {}},
        {"coverage": {"2026-01": {"days_covered": "many", "days": 31, "gaps": 0}}},
        {"coverage": {"2026-01": {"days_covered": 40, "days": 31, "gaps": 0}}},
        {"account": {"read": 1}},
        {"level": "L9"},
        {"kind": "guess"},
        {"months": None},
        {"sources": [{"name": "a"}]},
    ],
)
def test_a_damaged_history_is_refused_in_words(damage: dict[str, object]) -> None:
    data = of_file("a.csv", {"2026-01": 5.0}).to_json()

    with pytest.raises(ValueError, match="usage history"):
        UsageHistory.from_json({**data, **damage})
    with pytest.raises(ValueError, match="usage history"):
        UsageHistory.from_json([])
