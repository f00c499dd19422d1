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
from whatif_app.costs.session import open_session
from whatif_app.costs.time_left import TimeLeft, in_words

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow


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


def test_the_time_left_of_steady_work_counts_down_by_the_clock() -> None:
    left = TimeLeft()

    # One percent a second: after 10 s another 90 s.
    told = [left.seconds(second / 100, float(second)) for second in range(11)]

    assert told[:2] == [None, None]
    assert told[2:] == pytest.approx([98, 97, 96, 95, 94, 93, 92, 91, 90])


def test_a_moment_of_waiting_does_not_make_the_time_left_jump() -> None:
    left = TimeLeft()
    for second in range(11):
        left.seconds(second / 100, float(second))

    # For a second nothing was done: 0.90 / (0.10 / 11) = 99, within a fifth of 89.
    assert left.seconds(0.10, 11.0) == pytest.approx(89)


def test_lasting_slowness_is_said() -> None:
    left = TimeLeft()
    for second in range(11):
        left.seconds(second / 100, float(second))

    # From 10 s on a tenth as fast; the first 10 s have left the window by 40 s.
    told = [left.seconds(0.10 + second / 1000, 10.0 + second) for second in range(1, 31)]

    assert told[-1] == pytest.approx(870, rel=0.2)  # 0.87 at 0.001 a second


def test_work_that_stands_still_has_no_time_left_to_tell() -> None:
    left = TimeLeft()
    for second in range(11):
        left.seconds(second / 100, float(second))

    assert [left.seconds(0.10, 11.0 + second) for second in range(25)][-1] is None


def test_when_other_work_begins_its_time_is_measured_anew() -> None:
    left = TimeLeft()
    for second in range(11):
        left.seconds(second / 20, float(second))

    assert left.seconds(0.0, 11.0) is None
    assert [left.seconds(second / 100, 11.0 + second) for second in range(1, 6)][-1] == (
        pytest.approx(95)
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "a few seconds left"),
        (7.4, "a few seconds left"),
        (8.0, "about 10 seconds left"),
        (57.4, "about 55 seconds left"),
        (58.0, "about 1 minute left"),
        (100.0, "about 2 minutes left"),
        (3599.0, "about 1 hour left"),
        (4000.0, "about 1 hour 10 minutes left"),
        (7200.0, "about 2 hours left"),
    ],
)
def test_the_time_left_is_said_the_more_coarsely_the_longer_it_is(
    seconds: float, said: str
) -> None:
    assert in_words(seconds) == said


def test_asking_another_machine_is_given_up_at_once_though_it_does_not_answer(
    tmp_path: Path,
) -> None:
    answered, stopped = threading.Event(), threading.Event()
    began = time.monotonic()

    with (
        open_session(tmp_path, lambda _: None, lambda: time.monotonic() > began + 0.1) as session,
        pytest.raises(Cancelled),
    ):
        session.wait_for(lambda: answered.wait(30), "Asking", stopped.set)

    assert time.monotonic() - began < 1.0
    assert stopped.wait(5.0)
    answered.set()


def test_what_another_machine_says_comes_through(tmp_path: Path) -> None:
    def refuse() -> int:
        raise ExportError([])

    with open_session(tmp_path, lambda _: None, lambda: False) as session:
        assert session.wait_for(lambda: 7, "Asking") == 7
        with pytest.raises(ExportError):
            session.wait_for(refuse, "Asking")


def test_putting_millions_of_groups_together_can_be_stopped_too(tmp_path: Path) -> None:
    began = time.monotonic()

    with (
        open_session(tmp_path, lambda _: None, lambda: time.monotonic() > began + 0.2) as session,
        pytest.raises(Cancelled),
    ):
        session.query("SELECT sum(hash(a.range * b.range)) FROM range(1000000) a, range(1000000) b")

    assert time.monotonic() - began < 1.2
