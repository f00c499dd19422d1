"""Kill somebody at work, again and again, and look whether anything is lost.

    python -m tests.document.kill_campaign [KILLS] [SEED]

Each life begins with nothing saved. A process of its own works at random and is killed outright:
at a random moment, or at a random call to the system while it writes, before it, after it or in
its midst. Then the edits are recovered, as the next start of the program would, held to what the
process had told, and the next process goes on from there.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.document.random_worker import FILES, Said, Worker, a_case, digest_of, sample_ledger
from whatif_app.commands import AddScenario
from whatif_app.document import Document
from whatif_app.history import State
from whatif_app.journal import recoverable
from whatif_app.ledger import Ledger
from whatif_app.project_file import read_project
from whatif_app.recovery import recovered

KILLS_PER_LIFE = 4
#: The calls by which bytes and names come to the disk.
CALLS = ("open", "write", "fsync", "replace", "unlink", "ftruncate", "chmod")
_really_write = os.write


@dataclass
class Told:
    """What a life has told so far: the state it is in, and what each file holds.

    A file or the document may be in a state that was only announced, where the end came between.
    """

    states: set[str]
    files: dict[str, set[str]] = field(default_factory=dict)

    def hear(self, said: Said) -> None:
        """Take in one line of a worker."""
        match said.what:
            case "next":
                self.states = {*self.states, said.state}
            case "is":
                self.states = {said.state}
            case "saving":
                self.files.setdefault(said.file, {""}).add(said.state)
            case "saved":
                self.files[said.file] = {said.state}


class Loss(AssertionError):
    """Something that was told is not there any more."""


def campaign(kills: int, seed: int) -> Counter[str]:
    """Kill so many times.

    Returns:
        How often each thing was found.

    Raises:
        Loss: something was lost; how, and by which seed.
    """
    found: Counter[str] = Counter()
    ledger = sample_ledger()
    life = 0
    while found["kills"] < kills:
        life += 1
        with tempfile.TemporaryDirectory(prefix="what-if-kills-") as name:
            _live(Path(name), seed * 100_003 + life, ledger, found)
    found["lives"] = life
    return found


def _live(folder: Path, seed: int, ledger: Ledger, found: Counter[str]) -> None:
    told = Told({digest_of(State(a_case(), Ledger()))})
    for number in range(KILLS_PER_LIFE):
        kill_seed = seed * 10 + number
        _work_and_die(folder, kill_seed, ledger, told, found)
        try:
            _look(folder, told, found)
        except Loss as loss:
            raise Loss(f"{loss} (kill {kill_seed})") from None
    _go_on(folder)


def _opened(folder: Path, files: set[str]) -> Document:
    """What the next start of the program opens: what was recovered, else the last file."""
    journals = folder / "journals"
    recoveries = recoverable(journals)
    if len(recoveries) > 1:
        raise Loss(f"{len(recoveries)} journals of one document")
    if recoveries:
        return recovered(recoveries[0], journal_folder=journals)
    there = [folder / name for name in FILES if name in files and (folder / name).exists()]
    if not there:
        return Document(a_case(), journal_folder=journals)
    latest = max(there, key=lambda path: path.stat().st_mtime_ns)
    return Document.open(latest, journal_folder=journals)


def _work_and_die(folder: Path, seed: int, ledger: Ledger, told: Told, found: Counter[str]) -> None:
    """Let a process work until it is killed, and hear what it tells."""
    dice = random.Random(seed)
    by_call = dice.random() < 0.6
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Forking beside other threads is warned of; the child runs no code of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reading)
        _child(folder, seed, ledger, told, writing, dice if by_call else None)
    os.close(writing)
    if not by_call:
        time.sleep(dice.uniform(0.005, 0.4))
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        lines = pipe.read().split(b"\n")[:-1]
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != signal.SIGKILL:
        raise Loss(f"the worker ended by itself (kill {seed}): {lines[-1:]!r}")
    found["kills"] += 1
    found["at a call" if by_call else "at a moment"] += 1
    for line in lines:
        said = Said(*json.loads(line))
        told.hear(said)
        found[said.what] += 1
    if lines and json.loads(lines[-1])[0] in ("next", "saving"):
        found[f"killed amid “{json.loads(lines[-1])[0]}”"] += 1


def _child(
    folder: Path, seed: int, ledger: Ledger, told: Told, pipe: int, dice: random.Random | None
) -> None:
    """Work until the end comes; never returns."""
    try:
        document = _opened(folder, set(told.files))
        worker = Worker(document, folder, seed, lambda said: _say(pipe, said.line()), ledger)
        if dice is not None:
            _die_at_a_call(dice)
        while True:
            worker.work()
    except BaseException as error:  # whatever it is, the parent has to hear of it
        _say(pipe, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)


def _say(pipe: int, line: bytes) -> None:
    _really_write(pipe, line)


def _die_at_a_call(dice: random.Random) -> None:
    """From now on, the n-th call to the system that writes is the last thing this process does."""
    left = [dice.randrange(1, 120)]
    when = dice.choice(("before", "amid", "after"))

    def deadly(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] > 0:
                return call(*arguments, **named)
            if when == "amid" and call is _really_write:
                handle, content = arguments
                call(handle, content[: dice.randrange(len(content) + 1)])
            elif when != "before":
                call(*arguments, **named)
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError("still alive")

        return called

    for name in CALLS:
        setattr(os, name, deadly(getattr(os, name)))


def _look(folder: Path, told: Told, found: Counter[str]) -> None:
    """Hold what is there to what was told.

    Raises:
        Loss: they differ.
    """
    for name, states in told.files.items():
        told.files[name] = {_state_of_file(folder / name, states)}
    document = _opened(folder, set(told.files))
    state = digest_of(document._history.state)
    if state not in told.states:
        raise Loss("the document is in a state that nobody told of")
    told.states = {state}
    found["recovered" if document._journal is not None else "opened from the file"] += 1
    if document._journal is not None:
        document._journal.leave()
    else:
        document.close()


def _state_of_file(path: Path, states: set[str]) -> str:
    """Which of the states a file is in.

    Raises:
        Loss: it is in none of them, or not whole.
    """
    if not path.exists():
        if "" not in states:
            raise Loss(f"{path.name} is gone")
        return ""
    project, _ = read_project(path)
    state = digest_of(State(project.case, project.ledger))
    if state not in states:
        raise Loss(f"{path.name} holds a state that was neither told before nor since")
    return state


def _go_on(folder: Path) -> None:
    """Whoever comes after can work, save, and leave nothing behind."""
    for path in (folder / "journals").glob("*"):
        os.utime(path, (0, 0))  # time has passed
    document = _opened(folder, set(FILES))
    document.do(AddScenario("after all that"))
    path = folder / "end.whatif"
    document.save(path)
    if digest_of(document._history.state) != _state_of_file(
        path, {digest_of(document._history.state)}
    ):
        raise Loss("what was saved at last is not what was there")
    if left := list((folder / "journals").iterdir()):
        raise Loss(f"{len(left)} journals are left though everything is saved")
    document.close()


def main(kills: int = 300, seed: int = 1) -> None:
    """Run a campaign and print what was found."""
    began = time.perf_counter()
    found = campaign(kills, seed)
    print(f"{found.pop('kills')} kills in {time.perf_counter() - began:.0f} s, nothing lost")
    for what, count in sorted(found.items()):
        print(f"  {what:24} {count:7,}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
