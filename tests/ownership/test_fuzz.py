"""Whatever an ownership file, a key or a mapping holds: it is read, or refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.volumes.usage import written
from whatif_app.costs.mapped.mapping import ColumnMapping
from whatif_app.costs.mapped.mapping_store import load_mapping
from whatif_app.errors import UserError
from whatif_app.ownership.allocation_key import AllocationKey
from whatif_app.ownership.key_reader import read_key_file
from whatif_app.ownership.ownership import Ownership
from whatif_app.ownership.ownership_file import read_ownership_file

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
CELLS = st.one_of(
    st.sampled_from([
        *("", "0", "-0", "1", "1.5", "1e308", "1e-320", "-1", "NaN", "Infinity", "1e999999999"),
        *("=1+1", "@SUM(A1)", "+a", "-b", "\tx", "a/b", "😀", "\u202eabc", "\x01", '"', "a\nb"),
        *("service_id", "owner", "name", "weight", "accounts", "#REF!", "1.2E+11", "total", "idle"),
        *("1;2;3", "9" * 5_000, "\ufeff", "null", "cost_center", "team", "1,234.5", "x" * 200),
    ]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)  # fmt: skip
TABLES = st.lists(st.lists(CELLS, max_size=5), max_size=10)
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])


def as_text(rows: list[list[str]], delimiter: str) -> str:
    return "\n".join(delimiter.join(row) for row in rows)


def file_of(folder: Path, text: str, encoding: str) -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding, errors="replace"))
    return path


def own_or_refuse(path: Path) -> None:
    try:
        found = read_ownership_file(path)
    except UserError as error:
        assert path.name in str(error)
        return
    # A row says of a service what another says too, so services may be fewer than rows; but a row
    # that none was made of is told of.
    assert 0 <= found.left_out <= found.read
    assert len(found.services) <= found.read - found.left_out
    assert found.problems or not found.left_out
    ownership = found.joined_to(Ownership())
    assert Ownership.from_json(json.loads(json.dumps(ownership.to_json()))) == ownership


def weigh_or_refuse(path: Path) -> None:
    try:
        found = read_key_file(path)
    except UserError as error:
        assert path.name in str(error)
        return
    for dimension in found.dimensions:
        for measure in found.measures:
            try:
                key = found.key(dimension=dimension, measure=measure)
            except UserError as error:
                assert path.name in str(error)
                continue
            assert all(weight.amount >= 0 for weight in key.weights)
            assert AllocationKey.from_json(json.loads(json.dumps(key.to_json()))) == key


@FUZZ
@given(rows=TABLES, delimiter=st.sampled_from(",;\t|"), encoding=ENCODINGS)
def test_any_table_is_read_or_refused(
    tmp_path: Path, rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    owned = [["service_id", "owner", "accounts"], *rows]
    weighed = [["name", "weight", "cpu"], *rows]
    own_or_refuse(file_of(tmp_path, as_text(owned, delimiter), encoding))
    weigh_or_refuse(file_of(tmp_path, as_text(weighed, delimiter), encoding))
    own_or_refuse(file_of(tmp_path, as_text(rows, delimiter), encoding))
    weigh_or_refuse(file_of(tmp_path, as_text(rows, delimiter), encoding))


@FUZZ
@given(
    content=st.binary(max_size=200), begins=st.sampled_from([b"", b"\x1f\x8b\x08", b"PK\x03\x04"])
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes, begins: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(begins + content)

    own_or_refuse(path)
    weigh_or_refuse(path)


JSON = st.recursive(
    st.one_of(
        *(st.none(), st.booleans(), st.floats(), st.text(max_size=4), st.just(10**400)),
        st.sampled_from(["2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01", "1e308"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([
                *("data", "name", "properties", "namespace", "labels", "window", "start", "end"),
                *("minutes", "cpuCoreRequestAverage", "ramByteRequestAverage", "totalCost", "sets"),
                *("allocations", "cpuCoreHours", "code", "status", "a", "__idle__"),
            ]),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=12,
)  # fmt: skip


@FUZZ
@given(inner=JSON, entry=JSON)
def test_any_json_is_a_key_or_refused(tmp_path: Path, inner: object, entry: object) -> None:
    window = {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"}
    one = {"name": "a", "window": window, "totalCost": 1, "properties": inner, "minutes": entry}
    for data in (inner, {"data": [{"a": entry, "b": inner}]}, {"data": [{"a": one}]}):
        weigh_or_refuse(written(tmp_path, json.dumps(data), "key.json"))


MAPPINGS = st.dictionaries(
    st.sampled_from([*ColumnMapping().to_json(), "unknown", ""]), JSON, max_size=6
)


@FUZZ
@given(data=st.one_of(MAPPINGS, JSON))
def test_any_json_is_a_mapping_or_refused(tmp_path: Path, data: object) -> None:
    path = written(tmp_path, json.dumps(data), "a.mapping.json")

    try:
        mapping = load_mapping(path)
    except UserError as error:
        assert path.name in str(error)
    else:
        assert ColumnMapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 100_000, '{"data": ' + "9" * 5_000 + "}"]
)
def test_json_without_end_is_refused(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text, "a.json")

    with pytest.raises(UserError):
        read_key_file(path)
    with pytest.raises(UserError):
        load_mapping(path)


def test_ten_thousand_columns_of_weights_have_names_of_their_own(tmp_path: Path) -> None:
    header = ",".join(["name", "a (3)", *["a"] * 10_000])
    path = written(tmp_path, f"{header}\nweb,{','.join(['1'] * 10_001)}\n")

    found = read_key_file(path)

    assert len(set(found.measures)) == len(found.measures) == 10_001
