"""An import says how far it is, stops when asked, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row
from whatif_app.costs.export import Cancelled, ExportError, Progress, read_export


def large(tmp_path: Path, copies: int = 60_000) -> Path:
    path = cur(tmp_path / "cur.csv", cur_row())
    header, row = path.read_text().splitlines()
    path.write_text("\n".join([header, *[row] * copies, ""]))
    return path


def test_progress_grows_to_all_bytes_and_all_rows_on_the_callers_thread(tmp_path: Path) -> None:
    seen: list[Progress] = []
    threads: set[int] = set()

    def report(progress: Progress) -> None:
        seen.append(progress)
        threads.add(threading.get_ident())

    path = large(tmp_path)
    read_export([path], progress=report)

    assert threads == {threading.get_ident()}
    assert seen[-1].bytes_done == seen[-1].bytes_total == path.stat().st_size
    assert seen[-1].rows == 60_000
    assert [each.bytes_done for each in seen] == sorted(each.bytes_done for each in seen)


def test_cancelling_stops_within_a_second_and_leaves_nothing(tmp_path: Path) -> None:
    path, cache = large(tmp_path, 400_000), tmp_path / "cache"
    asked: list[float] = []

    def cancelled() -> bool:
        asked.append(time.monotonic())
        return len(asked) > 2

    with pytest.raises(Cancelled):
        read_export([path], cache_dir=cache, cancelled=cancelled)

    assert time.monotonic() - asked[2] < 1.0
    assert list(cache.iterdir()) == []


def test_a_failed_import_leaves_nothing_either(tmp_path: Path) -> None:
    path, cache = cur(tmp_path / "cur.csv", cur_row(UnblendedCost="x")), tmp_path / "cache"

    with pytest.raises(Exception, match="None of the 1 rows"):
        read_export([path], cache_dir=cache)

    assert list(cache.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folders")
def test_what_a_killed_import_left_goes_with_the_next_and_a_living_ones_stays(
    tmp_path: Path,
) -> None:
    cache = tmp_path / "cache"
    hold = (
        "import pathlib, sys, time\n"
        "from whatif_app.costs.session import open_session\n"
        "with open_session(pathlib.Path(sys.argv[1]), print, bool) as session:\n"
        "    print(session.folder, flush=True)\n"
        "    time.sleep(20)\n"
    )
    command = [sys.executable, "-c", hold, str(cache)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as killed,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as living,
    ):
        assert killed.stdout is not None
        assert living.stdout is not None
        left, used = Path(killed.stdout.readline().strip()), Path(living.stdout.readline().strip())
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        (cache / "whatif-import-link").symlink_to(elsewhere)
        for folder in (left, used):
            os.utime(folder, (0, time.time() - 60))
        assert left.is_dir()

        read_export([cur(tmp_path / "cur.csv", cur_row())], cache_dir=cache)

        assert sorted(cache.iterdir()) == sorted([used, cache / "whatif-import-link"])
        assert elsewhere.is_dir()
        living.kill()


def test_an_error_in_the_callers_report_stops_the_query_and_comes_through(tmp_path: Path) -> None:
    def broken(progress: Progress) -> None:
        raise RuntimeError("window closed")

    with pytest.raises(RuntimeError, match="window closed"):
        read_export([large(tmp_path)], progress=broken)


@pytest.mark.parametrize("change", ["removed", "appended to"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, change: str) -> None:
    path = cur(tmp_path / "cur.csv", cur_row())

    def change_it(progress: Progress) -> None:
        if progress.stage != "Reconciling":  # by now the rows are read
            return
        if change == "removed":
            path.unlink()
        else:
            path.write_text(path.read_text() * 2)

    with pytest.raises(ExportError, match="changed while it was read"):
        read_export([path], progress=change_it)
