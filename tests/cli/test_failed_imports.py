"""An import that fails, or is killed, leaves no project where none was and no old one changed."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.costs.exports import CUR_COLUMNS, cur, cur_row
from whatif_app.cli import main

# Reads or shows much: left out of the fast subset.
pytestmark = pytest.mark.slow

HEADER = ",".join(CUR_COLUMNS).encode() + b"\n"

#: What cannot be imported, by name: found at the first look, in the midst, or at the end.
HOPELESS: dict[str, bytes] = {
    "empty": b"",
    "separators": b",,,\n" * 50,
    "header": HEADER,
    "unclosed": HEADER + b'"' + b"x,\n" * 1_000,
    "deep": b"[" * 100_000,
    "cut": gzip.compress(HEADER + os.urandom(20_000).hex().encode())[:-2_000],
    "web page": b"<!DOCTYPE html><html>Sign in</html>",
    "zip": b"PK\x03\x04" + bytes(100),
    "workbook": b"PK\x03\x04[Content_Types].xml xl/" + bytes(100),
    "parquet": b"PAR1" + bytes(100) + b"PAR1",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one export, in a folder of its own."""
    folder = tmp_path / "projects"
    folder.mkdir()
    export = cur(tmp_path / "first.csv", cur_row(), cur_row(ProductCode="=S3"))
    assert main(["import", str(export), "-o", str(folder / "p.whatif")]) == 0
    return folder / "p.whatif"


@pytest.mark.parametrize("name", HOPELESS)
def test_a_failed_import_leaves_nothing_and_changes_nothing(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(HOPELESS[name])
    before = project.read_bytes()
    capsys.readouterr()

    assert main(["import", str(bad), "-o", str(project.with_name("new.whatif"))]) != 0
    assert main(["import", str(bad), "--into", str(project)]) != 0

    said = capsys.readouterr().err
    assert "bad.csv" in said and "Traceback" not in said
    assert project.read_bytes() == before
    assert [path.name for path in project.parent.iterdir()] == ["p.whatif"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_an_import_that_is_killed_leaves_the_project_whole_and_the_next_one_tidies_up(
    project: Path, tmp_path: Path
) -> None:
    row = cur(tmp_path / "row.csv", cur_row()).read_bytes().split(b"\n")[1] + b"\n"
    export = tmp_path / "large.csv"
    export.write_bytes(HEADER + row * 1_500_000)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = {**os.environ, "TMPDIR": str(scratch)}
    before = project.read_bytes()
    command = [sys.executable, "-m", "whatif_app", "import"]

    running = subprocess.Popen(
        [*command, str(export), "--into", str(project)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not list(scratch.glob("whatif-import-*")) and running.poll() is None:
        time.sleep(0.02)
    running.kill()

    assert running.wait() == -signal.SIGKILL
    assert project.read_bytes() == before
    (left,) = scratch.glob("whatif-import-*")

    an_hour_ago = time.time() - 3_600
    os.utime(left, (an_hour_ago, an_hour_ago))
    small = cur(tmp_path / "small.csv", cur_row(UsageStartDate="2027-01-01T00:00:00Z"))
    done = subprocess.run(
        [*command, str(small), "--into", str(project)],
        env=environment,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert not left.exists()
    assert [path.name for path in project.parent.iterdir()] == ["p.whatif"]
