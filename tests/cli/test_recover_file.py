"""`whatif recover file`: what can be read of a damaged project, elsewhere, with what is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets import asset_path
from scenarios.differences import is_same
from whatif_app.cli import main
from whatif_app.project_file import read_project

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "damaged.whatif"
    path.write_bytes(Path(asset_path("sample.whatif")).read_bytes()[:-500])
    return path


def test_what_can_be_read_is_written_and_what_is_lost_is_listed(
    damaged: Path, tmp_path: Path, capsys: Capture
) -> None:
    before = damaged.read_bytes()
    target = tmp_path / "read.whatif"

    assert main(["recover", "file", str(damaged), "-o", str(target)]) == 0

    out, err = capsys.readouterr()
    assert out == f"Wrote {target}.\n"
    assert err.startswith("lost: damaged.whatif: Its list of parts is lost")
    whole = read_project(Path(asset_path("sample.whatif")))[0]
    assert is_same(read_project(target)[0].case, whole.case)
    assert damaged.read_bytes() == before


def test_the_damaged_file_itself_is_never_written_over(damaged: Path, capsys: Capture) -> None:
    before = damaged.read_bytes()

    assert main(["recover", "file", str(damaged), "-o", str(damaged), "--force"]) == 2

    assert "never written over" in capsys.readouterr().err
    assert damaged.read_bytes() == before


def test_where_nothing_can_be_read_that_is_said(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "a.whatif"
    path.write_bytes(b"PK" + bytes(100))

    assert main(["recover", "file", str(path), "-o", str(tmp_path / "b.whatif")]) != 0

    assert "Nothing of “a.whatif” can be read" in capsys.readouterr().err
    assert not (tmp_path / "b.whatif").exists()
