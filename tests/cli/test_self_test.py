"""The self-test: it passes here, and says what is missing where something is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from whatif_app import cli
from whatif_app.headless import self_test
from whatif_app.headless.self_test import Check


def not_there(name: str) -> Path:
    raise FileNotFoundError(f"{name} is not among the program's assets")


def without_window() -> Sequence[Check]:
    raise ImportError("libEGL.so.1: cannot open shared object file")


def test_whatever_is_missing_is_told_and_the_other_checks_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(self_test, "asset_path", not_there)

    status = cli.main(["--self-test"], window_checks=without_window)

    said = capsys.readouterr().out.splitlines()
    assert status == 1
    assert "FAILED  Read the sample export: FileNotFoundError: sample-cur.csv.gz is not" in said[3]
    assert any(line.startswith("ok      Open every worked case: ") for line in said)
    assert said[-2] == (
        "FAILED  Load the window: ImportError: libEGL.so.1: cannot open shared object file"
    )
    assert said[-1].startswith("4 of 9 checks FAILED")


def test_a_figure_that_differs_fails_the_self_test(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(self_test, "NPV", 269_914.62)
    check = Check("Compute", self_test._compute_sample)

    assert not self_test._passes(check, tmp_path)
    said = capsys.readouterr().out
    assert said.startswith("FAILED  Compute: NPV is 269913.61")
    assert said.endswith("and should be 269914.62\n")


def test_the_self_test_takes_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--self-test", "sample.whatif"]) == 2
    assert "takes no arguments" in capsys.readouterr().err


@pytest.mark.slow
def test_the_program_passes_its_self_test_and_leaves_nothing_behind(tmp_path: Path) -> None:
    scratch, home = tmp_path / "scratch", tmp_path / "home"
    scratch.mkdir()
    home.mkdir()
    places = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), str(home))
    environment = {**os.environ, **places, "TMPDIR": str(scratch)}

    done = subprocess.run(
        [sys.executable, "-m", "whatif_app", "--self-test"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok      Show the sample project in the window" in done.stdout
    assert "FAILED" not in done.stdout
    assert list(scratch.iterdir()) == list(home.iterdir()) == []
