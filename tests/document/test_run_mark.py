"""A program that died hard is known at the next start; one that ended as it should is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from whatif_app.run_mark import hard_ends

ROOT = Path(__file__).resolve().parents[2]
MARKED = """\
import faulthandler, os, pathlib, sys
from whatif_app.run_mark import RunMark
mark = RunMark.set(pathlib.Path(sys.argv[1]))
"""


def die(folder: Path, how: str) -> int:
    """Run a process that marks itself and dies; its status."""
    command = [sys.executable, "-c", MARKED + how, str(folder)]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def made_old(folder: Path) -> None:
    for path in folder.glob("running-*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))


def test_a_run_that_ended_well_leaves_nothing(tmp_path: Path) -> None:
    assert die(tmp_path, "mark.remove()") == 0

    made_old(tmp_path)
    assert hard_ends(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_run_that_was_killed_is_told_once(tmp_path: Path) -> None:
    assert die(tmp_path, "os.kill(os.getpid(), 9)") == -signal.SIGKILL

    made_old(tmp_path)
    (end,) = hard_ends(tmp_path)
    assert end.report is None
    assert end.when.year == 2001
    assert hard_ends(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows words it otherwise")
def test_a_crash_below_python_leaves_a_report_of_where_it_was(tmp_path: Path) -> None:
    assert die(tmp_path, "faulthandler._sigsegv()") == -signal.SIGSEGV

    made_old(tmp_path)
    (end,) = hard_ends(tmp_path)
    assert end.report is not None
    assert "Segmentation fault" in end.report.read_text(encoding="utf-8")
    assert hard_ends(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no marks")
def test_a_run_that_goes_on_is_not_told_however_old(tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"{MARKED}print(flush=True); input(); mark.remove()"]
    with subprocess.Popen(
        [*command, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        made_old(tmp_path)
        assert hard_ends(tmp_path) == []
        running.communicate(b"\n")

    assert list(tmp_path.iterdir()) == []


def test_where_there_is_no_folder_nothing_ended(tmp_path: Path) -> None:
    assert hard_ends(tmp_path / "none") == []
