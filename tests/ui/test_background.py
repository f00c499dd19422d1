"""Work off the window's thread: its outcome arrives, it can be stopped, bugs are not lost."""

from __future__ import annotations

import sys
import threading

import pytest
from pytestqt.qtbot import QtBot

from ui.background import Job, Reporter


class Outcome:
    """What a job told, in order."""

    def __init__(self, job: Job) -> None:
        self.told: list[object] = []
        job.progressed.connect(lambda state: self.told.append(("progress", state)))
        job.succeeded.connect(lambda result: self.told.append(("done", result)))
        job.failed.connect(lambda error: self.told.append(("failed", str(error))))
        job.cancelled.connect(lambda: self.told.append("cancelled"))


def test_result_arrives_in_the_windows_thread(qtbot: QtBot) -> None:
    def work(_: Reporter) -> object:
        return threading.get_ident()

    job = Job(work, (OSError,))
    heard: list[int] = []
    job.succeeded.connect(lambda worker: heard.extend((worker, threading.get_ident())))
    with qtbot.waitSignal(job.ended):
        job.start()

    assert heard[0] != heard[1] == threading.get_ident()


def test_progress_of_more_than_two_gigabytes_arrives_whole(qtbot: QtBot) -> None:
    # A Qt signal of type int would tell −1,294,967,296.
    go_on = threading.Event()

    def work(reporter: Reporter) -> object:
        reporter.progress(3_000_000_000)
        go_on.wait(5)
        return None

    job = Job(work, (OSError,))
    outcome = Outcome(job)
    with qtbot.waitSignal(job.progressed):
        job.start()
    with qtbot.waitSignal(job.ended):
        go_on.set()

    assert outcome.told == [("progress", 3_000_000_000), ("done", None)]


def test_cancelled_work_says_so_and_nothing_else(qtbot: QtBot) -> None:
    def work(reporter: Reporter) -> object:
        while True:
            reporter.check()

    job = Job(work, (OSError,))
    outcome = Outcome(job)
    with qtbot.waitSignal(job.ended):
        job.start()
        job.cancel()

    assert outcome.told == ["cancelled"]
    assert not job.is_running


def test_expected_failure_is_told_in_its_own_words(qtbot: QtBot) -> None:
    def work(_: Reporter) -> object:
        raise OSError("the disk is full")

    job = Job(work, (OSError,))
    outcome = Outcome(job)
    with qtbot.waitSignal(job.ended):
        job.start()

    assert outcome.told == [("failed", "the disk is full")]


def test_a_bug_in_the_work_reaches_the_exception_hook(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(kind))

    def work(_: Reporter) -> object:
        raise ZeroDivisionError

    job = Job(work, (OSError,))
    outcome = Outcome(job)
    with qtbot.waitSignal(job.ended):
        job.start()

    assert caught == [ZeroDivisionError]
    assert outcome.told == []


def test_waiting_at_the_end_stops_the_work(qtbot: QtBot) -> None:
    def work(reporter: Reporter) -> object:
        while not reporter.cancelled():
            pass
        return None

    job = Job(work, (OSError,))
    job.start()

    assert job.wait(5.0)
