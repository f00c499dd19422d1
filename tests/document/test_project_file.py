"""The project file: what it holds, that saving damages nothing, and that damage is named."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import stat
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scenarios.problems import CaseError
from tests.document.shop import SHOP, shop
from whatif_app.commands import AddScenario, set_cells
from whatif_app.costs.export import read_export
from whatif_app.document import Document
from whatif_app.errors import FileChangedError, InvalidFileError, UserError
from whatif_app.headless.cases import write_workbook
from whatif_app.ledger import of_export
from whatif_app.project_file import VERSION, Project, digest_of_file, read_project

TINY_EXPORT = """\
lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageAccountId,lineItem/ProductCode,\
lineItem/UsageType,lineItem/UnblendedCost,lineItem/CurrencyCode,pricing/publicOnDemandCost,\
bill/BillingPeriodStartDate,bill/PayerAccountId
Usage,2026-12-01T00:00:00Z,1,=AmazonEC2,BoxUsage,1.25,USD,1.25,2026-12-01T00:00:00Z,1
"""


@pytest.fixture
def document(tmp_path: Path) -> Document:
    noon = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)
    folder = tmp_path / "journals"
    return Document(shop(), author="ada", clock=lambda: noon, journal_folder=folder)


@pytest.fixture
def saved(document: Document, tmp_path: Path) -> Path:
    path = tmp_path / "shop.whatif"
    document.do(AddScenario("a"))
    document.view_state["hidden"] = ["spot"]
    document.save(path)
    return path


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# What is saved


def test_opening_what_was_saved_gives_the_same_document(document: Document, saved: Path) -> None:
    again = Document.open(saved)

    assert again.case == document.case
    assert again.audit == document.audit
    assert again.view_state == {"hidden": ["spot"]}
    assert (again.path, again.name, again.is_modified) == (saved, "shop", False)


def test_the_file_is_a_zip_of_text_that_anyone_can_read(saved: Path) -> None:
    parts = members(saved)

    assert json.loads(parts["whatif.json"]) == {"format": "what-if project", "version": 2}
    assert [s["name"] for s in json.loads(parts["case.json"])["scenarios"]][-1] == "a"
    assert json.loads(parts["audit.jsonl"].splitlines()[0])["who"] == "ada"


def test_saving_the_same_document_twice_writes_the_same_bytes(
    document: Document, saved: Path, tmp_path: Path
) -> None:
    document.save(tmp_path / "again.whatif")

    assert (tmp_path / "again.whatif").read_bytes() == saved.read_bytes()


def test_the_baseline_is_saved_with_the_case(tmp_path: Path) -> None:
    export = tmp_path / "cur.csv"
    export.write_text(TINY_EXPORT)
    baseline = read_export([export])
    document = Document(shop(), of_export(baseline), journal_folder=tmp_path / "journals")
    assert document.is_modified  # an import that was not saved yet

    document.save(tmp_path / "a.whatif")
    again = Document.open(tmp_path / "a.whatif")

    assert again.baseline is not None
    assert again.baseline.lines == baseline.lines
    assert "ledger/exports/1/baseline.csv" in members(tmp_path / "a.whatif")


def test_a_case_file_opens_and_is_saved_as_a_case_file(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(SHOP), encoding="utf-8-sig")
    document = Document.open(path)

    document.do(AddScenario("neu – é"))
    document.save()

    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["scenarios"][-1] == {"name": "neu – é", "set": {}}
    assert Document.open(path).case == document.case


def test_a_case_file_cannot_swallow_a_baseline(tmp_path: Path) -> None:
    export = tmp_path / "cur.csv"
    export.write_text(TINY_EXPORT)
    document = Document(
        shop(), of_export(read_export([export])), journal_folder=tmp_path / "journals"
    )

    with pytest.raises(UserError, match="cannot hold the cost export"):
        document.save(tmp_path / "case.json")

    assert not (tmp_path / "case.json").exists()


def test_paths_with_spaces_and_any_script_work(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "Übersicht 2027 – 予算" / "mein projekt.whatif"
    path.parent.mkdir()

    document.save(path)

    assert Document.open(path).case == document.case


# Saving damages nothing


def leftovers(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if name.startswith(".whatif-")]


def test_a_disk_that_is_full_leaves_the_old_file_whole(
    document: Document, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()
    document.do(AddScenario("b"))

    def full(*_: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="the disk is full") as error:
        document.save()

    assert str(saved) in error.value.what
    assert error.value.what_to_do.startswith("Free some space")
    assert saved.read_bytes() == before
    assert leftovers(saved.parent) == []
    assert document.is_modified


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EACCES, "closed to you"),
        (errno.EROFS, "the disk is read-only"),
        (errno.EDQUOT, "quota"),
        (errno.EIO, "the disk reports an error"),
        (errno.ETXTBSY, os.strerror(errno.ETXTBSY)),
    ],
)
def test_whatever_the_system_refuses_is_said_with_a_way_out(
    number: int, said: str, document: Document, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()
    document.do(AddScenario("b"))

    def refuse(*_: Any) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(UserError, match=said) as error:
        document.save()

    assert str(saved) in error.value.what
    assert error.value.what_to_do
    assert saved.read_bytes() == before
    assert leftovers(saved.parent) == []


def test_a_folder_that_is_gone_is_named_with_the_way_out(
    document: Document, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="no such file or folder") as error:
        document.save(tmp_path / "gone" / "a.whatif")

    assert "Make the folder first" in error.value.what_to_do


def test_a_read_only_file_is_not_replaced(document: Document, saved: Path) -> None:
    before = saved.read_bytes()
    saved.chmod(0o444)
    document.do(AddScenario("b"))

    with pytest.raises(UserError, match="read-only"):
        document.save()

    assert saved.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_permissions_stay_as_they_were(document: Document, saved: Path) -> None:
    saved.chmod(0o640)
    document.do(AddScenario("b"))

    document.save()

    assert stat.S_IMODE(saved.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("through_a_link", [False, True])
def test_what_is_no_plain_file_is_never_replaced_by_a_save(
    through_a_link: bool, document: Document, tmp_path: Path
) -> None:
    pipe = target = tmp_path / "pipe.whatif"
    os.mkfifo(pipe)
    if through_a_link:
        target = tmp_path / "link.whatif"
        target.symlink_to(pipe)
    files = sorted(os.listdir(tmp_path))

    for use in (
        lambda: document.save(target, overwrite=True),
        lambda: write_workbook(Project(document.case), target),
        lambda: digest_of_file(target),
    ):
        with pytest.raises(UserError, match="not a plain file"):
            use()

    assert pipe.is_fifo()
    assert sorted(os.listdir(tmp_path)) == files


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_stays_a_link(document: Document, saved: Path) -> None:
    link = saved.parent / "link.whatif"
    link.symlink_to(saved)

    document.do(AddScenario("b"))
    document.save(link)

    assert link.is_symlink()
    assert Document.open(saved).case == document.case


def test_a_file_changed_meanwhile_is_not_overwritten_silently(
    document: Document, saved: Path
) -> None:
    other = Document.open(saved, journal_folder=saved.parent / "journals")
    other.do(AddScenario("theirs"))
    other.save()
    theirs = saved.read_bytes()
    document.do(AddScenario("mine"))

    with pytest.raises(FileChangedError, match="changed by another program"):
        document.save()
    assert saved.read_bytes() == theirs
    assert document.is_modified

    document.save(overwrite=True)
    assert Document.open(saved).case == document.case


def test_a_file_that_was_deleted_meanwhile_is_written_anew(document: Document, saved: Path) -> None:
    saved.unlink()

    document.save()

    assert Document.open(saved).case == document.case


def test_a_document_without_a_file_asks_for_one(document: Document) -> None:
    with pytest.raises(UserError, match="no file yet"):
        document.save()


# Damage is named


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    parts = members(path)
    change(parts)
    path.write_bytes(zipped(dict(parts)))
    return path


def test_a_file_of_a_newer_version_is_refused_kindly(saved: Path) -> None:
    newer = json.dumps({"format": "what-if project", "version": VERSION + 1}).encode()
    changed(saved, lambda parts: parts.update({"whatif.json": newer}))

    with pytest.raises(InvalidFileError, match=rf"newer version .*format {VERSION + 1}") as error:
        read_project(saved)
    assert "Update the program" in error.value.what_to_do


def test_a_zip_of_something_else_is_no_project(tmp_path: Path) -> None:
    path = tmp_path / "a.whatif"
    path.write_bytes(zipped({"word/document.xml": "<x/>"}))

    with pytest.raises(InvalidFileError, match="not a project of this program"):
        read_project(path)


def test_a_case_with_mistakes_in_a_project_is_refused_with_each_of_them(saved: Path) -> None:
    bad = json.dumps({**SHOP, "workloads": [{"name": "web", "on_demand_cost": -1}]}).encode()
    changed(saved, lambda parts: parts.update({"case.json": bad}))

    with pytest.raises(CaseError) as error:
        read_project(saved)
    assert "workloads/web/on_demand_cost" in {p.address for p in error.value.problems}


@pytest.mark.parametrize("part", ["case.json", "audit.jsonl", "view.json"])
def test_a_part_that_cannot_be_read_is_named(saved: Path, part: str) -> None:
    changed(saved, lambda parts: parts.update({part: b'{"when": \xff'}))

    with pytest.raises(InvalidFileError, match=part.replace(".", r"\.")):
        read_project(saved)


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    export = tmp_path / "cur.csv"
    export.write_text(TINY_EXPORT)
    path = tmp_path / "imported.whatif"
    Document(shop(), of_export(read_export([export])), journal_folder=tmp_path / "journals").save(
        path
    )
    return path


@pytest.mark.parametrize(
    ("part", "content", "said"),
    [
        ("ledger/exports/1/baseline.csv", b"junk", r"baseline\.csv does not have the columns"),
        ("ledger/exports/1/baseline.csv", b"", r"baseline\.csv does not have the columns"),
        ("ledger/exports/1/baseline.csv", b"\xff\xfe", r"baseline\.csv is not UTF-8"),
        ("ledger/exports/1/baseline.csv", None, r"baseline\.csv is missing"),
        ("ledger/exports/1/baseline.json", None, r"baseline\.json is missing"),
        ("ledger/exports/1/baseline.json", b"junk", r"baseline\.json, line 1"),
        ("ledger/exports/1/baseline.json", b"[" * 100_000, r"baseline\.json is nested too deeply"),
        ("ledger/exports/1/baseline.json", b"{}", r"baseline\.json lacks an entry"),
        ("audit.jsonl", b"{}", r"audit\.jsonl does not hold a list of changes"),
        (
            "audit.jsonl",
            b'{"when":"2027-01-01","who":"","label":"","why":"","changes":["x"]}',
            r"audit\.jsonl does not hold a list of changes",
        ),
        ("view.json", b"[1]", r"view\.json does not hold an object"),
    ],
)
def test_a_part_that_holds_something_else_is_refused_in_words(
    imported: Path, part: str, content: bytes | None, said: str
) -> None:
    def damage(parts: dict[str, bytes]) -> None:
        del parts[part]
        if content is not None:
            parts[part] = content

    changed(imported, damage)

    with pytest.raises(InvalidFileError, match=said) as error:
        read_project(imported)
    assert "Error" not in str(error.value)
    assert "'" not in str(error.value)


def test_a_baseline_that_lost_rows_or_has_an_odd_one_is_refused(imported: Path) -> None:
    name = "ledger/exports/1/baseline.csv"
    header, line = members(imported)[name].decode().splitlines()

    def replaced_by(*lines: str) -> str:
        changed(imported, lambda parts: parts.update({name: "\n".join(lines).encode()}))
        with pytest.raises(InvalidFileError) as error:
            read_project(imported)
        return str(error.value)

    assert "baseline.csv accounts for 0 of the 1 rows imported" in replaced_by(header)
    assert "baseline.csv accounts for 2 of the 1 rows" in replaced_by(header, line, line)
    assert "baseline.csv, line 2, cannot be read" in replaced_by(header, "a,b")


def test_a_project_of_the_first_version_opens_with_its_export(imported: Path) -> None:
    # The first version kept one export, in "baseline/", whose table knew nothing of bills.
    def as_in_version_1(parts: dict[str, bytes]) -> None:
        for name in [name for name in parts if name.startswith("ledger/")]:
            content = parts.pop(name)
            if name.endswith(("baseline.json", "baseline.csv")):
                parts["baseline/" + name.rsplit("/", 1)[1]] = content
        rows = list(csv.DictReader(io.StringIO(parts["baseline/baseline.csv"].decode())))
        kept = [name for name in rows[0] if name not in ("provider", "payer", "period")]
        table = io.StringIO()
        writer = csv.DictWriter(table, kept, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        parts["baseline/baseline.csv"] = table.getvalue().encode()
        parts["whatif.json"] = json.dumps({"format": "what-if project", "version": 1}).encode()

    now = read_project(imported)[0].ledger.baseline
    changed(imported, as_in_version_1)
    then = read_project(imported)[0].ledger.baseline

    assert now is not None
    assert then is not None
    assert then.reconciliation == now.reconciliation
    assert [line.totals for line in then.lines] == [line.totals for line in now.lines]
    assert {line.bill for line in then.lines} == {("", "", then.months[0])}


def test_a_missing_case_is_named(saved: Path) -> None:
    changed(saved, lambda parts: parts.pop("case.json") and None)

    with pytest.raises(InvalidFileError, match=r"case\.json is missing"):
        read_project(saved)


def test_every_cut_and_every_flipped_byte_is_refused_or_harmless(saved: Path) -> None:
    whole = saved.read_bytes()
    case = read_project(saved)[0].case
    damaged = [whole[:length] for length in range(2, len(whole), 97)]
    for position in range(0, len(whole), 61):
        damaged.append(whole[:position] + bytes([whole[position] ^ 0xFF]) + whole[position + 1 :])
    outcomes = set()
    for content in damaged:
        saved.write_bytes(content)
        try:
            outcomes.add(read_project(saved)[0].case == case)
        except InvalidFileError:
            outcomes.add("refused")

    assert outcomes <= {True, "refused"}
    assert "refused" in outcomes


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "a/../../evil", "c:evil", "a\\..\\b"])
def test_a_part_that_points_outside_is_refused(saved: Path, name: str) -> None:
    changed(saved, lambda parts: parts.update({name: b"x"}))

    with pytest.raises(InvalidFileError, match="outside of the project"):
        read_project(saved)


def test_a_file_far_too_large_is_not_read_whole(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whatif_app.project_file.MOST_BYTES", 100)

    with pytest.raises(InvalidFileError, match="too large"):
        read_project(saved)


def test_a_zip_bomb_is_refused_unopened(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whatif_app.project_file.MOST_BYTES", 1_000_000)
    changed(saved, lambda parts: parts.update({"baseline/big.csv": b"0" * 2_000_000}))

    with pytest.raises(InvalidFileError, match="more than any project holds"):
        read_project(saved)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("whatif_app.project_file.MOST_BYTES", 1_000_000)
    content = zipped({"whatif.json": members(saved)["whatif.json"], "b": b"0" * 2_000_000})
    truth, lie = (2_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert truth in content
    saved.write_bytes(content.replace(truth, lie))

    with pytest.raises(InvalidFileError):
        read_project(saved)


def test_ten_thousand_cells_are_pasted_saved_and_read(tmp_path: Path) -> None:
    rows = [{"name": f"w{i}", "on_demand_cost": i} for i in range(2_500)]
    case = type(shop()).from_json({**SHOP, "workloads": [*SHOP["workloads"], *rows]})
    document = Document(case, journal_folder=tmp_path / "journals")
    fields = ("spot_target", "spot_share", "fixed_share", "efficiency_target")
    cells = {f"workloads/w{i}/{field}": 0.5 for i in range(2_500) for field in fields}

    document.do(set_cells(case, "spot", cells))
    document.save(tmp_path / "big.whatif")

    assert document.undo_label == "Paste 10000 cells"
    assert Document.open(tmp_path / "big.whatif").case == document.case
