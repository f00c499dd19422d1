"""A damaged project opens as far as it can be read, with a list of what is lost."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assets import asset_path
from scenarios.differences import is_same
from tests.document.damage_campaign import campaign
from tests.document.shop import SHOP, shop
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.project_file import Project, read_project, write_project
from whatif_app.salvage.broken_json import read_broken_json
from whatif_app.salvage.salvage import salvage


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "shop.whatif"
    path.write_bytes(Path(asset_path("sample.whatif")).read_bytes())
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def change(path: Path, name: str, damage: Callable[[bytes], bytes]) -> None:
    """Damage a member; the zip around it stays whole."""
    parts = members(path)
    parts[name] = damage(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


def addresses(path: Path) -> list[str]:
    return [problem.address for problem in salvage(path).lost]


def as_file(path: Path, **changes: object) -> Path:
    path.write_text(json.dumps({**SHOP, **changes}, indent=2), encoding="utf-8")
    return path


def test_a_whole_file_loses_nothing(sample: Path) -> None:
    found = salvage(sample)
    project, _ = read_project(sample)

    assert found.lost == ()
    assert is_same(found.project.case, project.case)
    assert found.project.ledger == project.ledger
    assert found.project.audit == project.audit


def test_a_file_cut_short_keeps_what_came_before_and_is_left_as_it_is(sample: Path) -> None:
    case = read_project(sample)[0].case
    cut = sample.read_bytes()[:-400]
    sample.write_bytes(cut)
    with pytest.raises(InvalidFileError):
        read_project(sample)

    found = salvage(sample)

    assert is_same(found.project.case, case)
    assert "some may be missing" in found.lost[0].what
    assert sample.read_bytes() == cut


def test_a_cost_export_that_is_broken_is_left_out_and_the_case_opens(sample: Path) -> None:
    project = read_project(sample)[0]
    change(sample, "ledger/exports/2/baseline.csv", lambda content: content[:500])

    found = salvage(sample)

    assert is_same(found.project.case, project.case)
    assert found.project.ledger.exports == project.ledger.exports[:1]
    assert set(found.project.ledger.parts) == set(project.ledger.parts)
    (lost,) = found.lost
    assert lost.address == "ledger/exports/2"
    assert "baseline.csv" in lost.what
    assert lost.valid == "Load this export again."


def test_a_part_of_the_ledger_that_is_broken_is_left_out_alone(sample: Path) -> None:
    change(sample, "ledger/usage.json", lambda content: content.replace(b'"', b"'"))

    found = salvage(sample)

    assert "usage" not in found.project.ledger.parts
    assert len(found.project.ledger.exports) == 2
    assert [problem.address for problem in found.lost] == ["ledger/usage"]


def test_a_byte_flipped_on_disk_is_said_even_where_the_text_still_reads(sample: Path) -> None:
    # Stored as it is, so that one byte of it is one sign: "500" becomes "510".
    content = json.dumps({**SHOP}, indent=2).encode()
    parts = members(sample)
    with zipfile.ZipFile(sample, "w", zipfile.ZIP_STORED) as archive:
        for name in parts:
            archive.writestr(name, content if name == "case.json" else parts[name])
    sample.write_bytes(
        sample.read_bytes().replace(b'"on_demand_cost": 500', b'"on_demand_cost": 510')
    )
    with pytest.raises(InvalidFileError, match="CRC"):
        read_project(sample)

    found = salvage(sample)

    assert found.project.case.tables["workloads"]["web"]["on_demand_cost"] == 510
    assert found.lost[0].address == "case.json"
    assert "a figure in it may be another one" in found.lost[0].what


def test_text_broken_in_one_row_costs_that_cell_alone(tmp_path: Path) -> None:
    path = as_file(tmp_path / "case.json")
    path.write_text(path.read_text().replace('"family": "m5"', '"family": m5"'))

    found = salvage(path)

    whole = shop().to_json()
    del whole["workloads"][0]["family"]  # type: ignore[call-overload, index]
    assert found.project.case.to_json() == whole
    assert [problem.address for problem in found.lost] == ["workloads/web/family"]


def test_a_bracket_lost_between_two_scenarios_keeps_both_and_says_so(tmp_path: Path) -> None:
    path = as_file(tmp_path / "case.json")
    text = path.read_text()
    at = text.index('"name": "spot"')
    start = text.rindex("},", 0, at)
    path.write_text(text[:start] + text[start + 2 :])

    found = salvage(path)

    assert found.project.case.scenario_names == ("as is", "spot", "against spot")
    assert found.lost


def test_values_of_the_wrong_kind_are_left_out_each_at_its_address(tmp_path: Path) -> None:
    rows = [dict(row) for row in SHOP["workloads"]]
    rows[0]["fixed_share"] = "a lot"
    rows[1]["on_demand_cost"] = [1]
    scenarios = [{"name": "as is", "set": {"workloads/web/spot_target": 7}}]
    path = as_file(tmp_path / "case.json", workloads=rows, scenarios=scenarios, ranges={})

    found = salvage(path)

    case = found.project.case
    said = {str(problem) for problem in found.lost}
    # Without its cost the encoder is no workload, and what named it names nothing.
    assert case.tables["workloads"].names == ("web",)
    assert "fixed_share" not in case.tables["workloads"]["web"]
    assert case.scenario("as is").set == {}
    assert any("workloads/web/fixed_share" in text and "left empty" in text for text in said)
    assert any("workloads/encoder/on_demand_cost" in text for text in said)
    assert any("scenario “as is”, workloads/web/spot_target" in text for text in said)
    assert any("migrations/move/to" in text for text in said)


def test_a_case_without_its_first_month_gets_one_and_says_which(tmp_path: Path) -> None:
    path = as_file(tmp_path / "case.json", project={"primary_unit": "orders"})

    found = salvage(path)

    month = found.project.case.project["start_month"]
    (lost,) = found.lost
    assert lost.address == "project/start_month"
    assert str(month) in lost.valid


def test_a_project_whose_case_is_gone_opens_with_its_exports(sample: Path) -> None:
    parts = members(sample)
    with zipfile.ZipFile(sample, "w") as archive:
        for name in parts:
            if name != "case.json":
                archive.writestr(name, parts[name])

    found = salvage(sample)

    assert len(found.project.ledger.exports) == 2
    assert found.project.case.project["start_month"] == "2027-01"
    assert found.lost[0].address == "case.json"


def test_a_newer_file_is_not_salvaged_but_refused_kindly(sample: Path) -> None:
    newer = json.dumps({"format": "what-if project", "version": 99}).encode()
    change(sample, "whatif.json", lambda _: newer)

    with pytest.raises(InvalidFileError, match="newer version"):
        salvage(sample)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00" * 5000, b"{", b"[]", b"hello"])
def test_where_nothing_can_be_read_that_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.whatif"
    path.write_bytes(content)

    with pytest.raises(UserError, match=r"Nothing of “a\.whatif” can be read"):
        salvage(path)


def test_a_file_made_to_keep_the_program_busy_does_not(tmp_path: Path) -> None:
    # A thousand headers before the same megabytes of nothing.
    header = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, 0, 0, 1, 0)
    path = tmp_path / "a.whatif"
    path.write_bytes((header + b"x") * 2_000 + b"\x00\x00\x00\xff\xff" * 400_000)

    with pytest.raises(UserError):
        salvage(path)


def test_audit_lines_that_cannot_be_read_are_counted_and_the_others_kept(sample: Path) -> None:
    whole = read_project(sample)[0].audit
    change(sample, "audit.jsonl", lambda content: content.replace(b"{", b"[", 1))

    found = salvage(sample)

    assert found.project.audit == whole[1:]
    assert [problem.address for problem in found.lost] == ["audit.jsonl"]


def test_every_cut_of_a_text_is_noticed() -> None:
    text = json.dumps(SHOP, indent=2).encode()
    for length in range(0, len(text) - 1, 3):
        assert read_broken_json(text[:length]).lost, length


@pytest.mark.slow
def test_a_sign_changed_anywhere_is_noticed_or_gives_json() -> None:
    text = json.dumps({"a": [{"name": "x", "v": 50, "w": [1, 2]}, {"name": "y"}]}, indent=2)
    for at in range(len(text)):
        for sign in '\x00,"x9{}[]':
            changed = text[:at] + sign + text[at + 1 :]
            remains = read_broken_json(changed.encode())
            try:
                assert remains.lost or remains.value == json.loads(changed)
            except ValueError:
                assert remains.value == json.loads(text)  # a comma too many, and nothing else


@pytest.mark.slow
def test_whatever_happens_to_a_project_it_is_refused_or_sound() -> None:
    found = campaign(times=150, seed=4)

    assert any(what.endswith("with losses") for what in found)


def test_what_was_salvaged_can_be_saved_and_opened(sample: Path, tmp_path: Path) -> None:
    sample.write_bytes(sample.read_bytes()[:-3000])
    found = salvage(sample)

    again = tmp_path / "again.whatif"
    write_project(again, found.project)

    assert is_same(read_project(again)[0].case, found.project.case)
    assert isinstance(found.project, Project)
