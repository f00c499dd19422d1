"""Hours of random use: does memory grow, do edits become slower?

    python -m benchmarks.soak [MINUTES] [SEED]

Somebody uses a real window without a screen: edits, pastes, goes through the Baseline pages, saves,
exports, imports, opens other projects, changes the theme. Every so often the same example is
opened, the same ten edits are timed, and what is in memory is counted. Writes `soak.csv` and
`soak.svg` beside this file, and prints the slopes.
"""

from __future__ import annotations

import csv
import gc
import os
import statistics
import sys
import tempfile
import threading
import traceback
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from time import perf_counter, process_time
from types import TracebackType

# Before Qt starts: a benchmark opens no window on the screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QApplication

from benchmarks.random_user import RandomUser
from benchmarks.soak_plot import plotted
from scenarios.library import entries
from ui import file_dialogs
from ui.app import make_application, spare_the_collector
from ui.preferences import Preferences
from ui.window import Window

HERE = Path(__file__).parent
MINUTES = 2.0
SAMPLE_SECONDS = 15.0
EDITS = 10
YARDSTICK = 200_000
#: What grows at first, caches and pages made when they are first looked at, is no leak.
WARM_UP_SHARE = 0.25
#: In 1,000 acts, which are hours of work; slower growth would take days to be noticed.
MOST_MIB = 5.0
MOST_DRIFT = 1.25


@dataclass(frozen=True)
class Sample:
    """What there is at one moment, the same example open."""

    seconds: float
    acts: int
    rss_mib: float
    widgets: int
    qt_objects: int
    python_objects: int
    threads: int
    open_files: int
    edit_ms: float
    yardstick_ms: float


def main(minutes: float = MINUTES, seed: int = 1) -> int:
    """Use the window for so long; 1 where memory leaks, edits slow down, or something failed."""
    mistakes: list[str] = []

    def note(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        mistakes.append("".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = note
    with tempfile.TemporaryDirectory(prefix="what-if-soak-") as name:
        os.environ["XDG_DATA_HOME"] = name
        try:
            samples = use(Path(name), minutes * 60.0, seed)
        finally:
            sys.excepthook = sys.__excepthook__
    return _tell(samples, mistakes)


def use(folder: Path, seconds: float, seed: int) -> list[Sample]:
    """Use a window at random for so long, sample it, and write the samples down as they come."""
    app = make_application()
    settings = QSettings(str(folder / "what-if.ini"), QSettings.Format.IniFormat)
    file_dialogs.ask_save_changes = lambda parent, name: "discard"
    window = Window(Preferences(settings))
    window.show()
    user = RandomUser(window, folder, seed)
    spare_the_collector()
    began = perf_counter()
    samples: list[Sample] = []
    acts = 0
    while (now := perf_counter() - began) < seconds:
        if not samples or now - samples[-1].seconds >= SAMPLE_SECONDS:
            samples.append(_sample(user, now, acts))
            _write(samples)
        user.act()
        acts += 1
    samples.append(_sample(user, perf_counter() - began, acts))
    _write(samples)
    window.close()
    app.processEvents()
    return samples


def _sample(user: RandomUser, seconds: float, acts: int) -> Sample:
    window = user.window
    window.choose_theme("light")
    window.files.new_from_example(entries()[0].name)
    window.show_model()
    user.settle()
    times, yardsticks = [], []
    for _ in range(EDITS):
        # Of the processor, beside a fixed piece of work: what else runs on the machine takes its
        # caches and its turbo away from both.
        began = process_time()
        user.edit()
        user.settle()
        edited = process_time()
        sum(number * number for number in range(YARDSTICK))
        times.append((edited - began) * 1e3)
        yardsticks.append((process_time() - edited) * 1e3)
    gc.collect()
    return Sample(
        round(seconds, 1),
        acts,
        round(_rss_mib(), 1),
        len(QApplication.allWidgets()),
        len(window.findChildren(QObject)),
        len(gc.get_objects()),
        threading.active_count(),
        _open_files(),
        round(statistics.median(times), 2),
        round(statistics.median(yardsticks), 2),
    )


def _rss_mib() -> float:
    """What the process holds in memory; its peak where the system tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10


def _open_files() -> int:
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:
        return 0


def _settled(samples: list[Sample]) -> list[Sample]:
    start = samples[-1].seconds * WARM_UP_SHARE
    kept = [sample for sample in samples if sample.seconds >= start]
    return kept if len(kept) > 1 else samples


def slope(samples: list[Sample], name: str, by: str) -> float:
    """Growth of one figure by another, by least squares over the samples after warming up."""
    kept = _settled(samples)
    along = [float(getattr(sample, by)) for sample in kept]
    return statistics.linear_regression(along, [float(getattr(each, name)) for each in kept]).slope


def drift(samples: list[Sample]) -> float:
    """How much longer an edit takes in the last third than in the first, by the yardstick."""
    kept = [sample.edit_ms / sample.yardstick_ms for sample in _settled(samples)]
    third = max(1, len(kept) // 3)
    return statistics.median(kept[-third:]) / statistics.median(kept[:third])


def _write(samples: list[Sample]) -> None:
    names = [each.name for each in fields(Sample)]
    with (HERE / "soak.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(astuple(sample) for sample in samples)
    minutes = [sample.seconds / 60.0 for sample in samples]
    curves = {
        "memory, MiB": [sample.rss_mib for sample in samples],
        "an edit until it is painted, as a multiple of a fixed piece of work": [
            sample.edit_ms / sample.yardstick_ms for sample in samples
        ],
        "widgets": [float(sample.widgets) for sample in samples],
    }
    (HERE / "soak.svg").write_text(plotted(minutes, curves), encoding="utf-8")


def _tell(samples: list[Sample], mistakes: list[str]) -> int:
    first, last = _settled(samples)[0], samples[-1]
    print(f"{last.seconds / 60:.0f} minutes, {last.acts:,} acts, {len(samples)} samples")
    for name in ("rss_mib", "widgets", "qt_objects", "python_objects", "threads", "open_files"):
        was, now = getattr(first, name), getattr(last, name)
        hour, acts = (slope(samples, name, by) for by in ("seconds", "acts"))
        print(
            f"  {name:15} {was:>10,} to {now:>10,}   {hour * 3600:+,.1f} an hour, "
            f"{acts * 1000:+,.2f} in 1,000 acts"
        )
    print(f"  an edit takes {last.edit_ms:.1f} ms; drift {drift(samples):.2f}")
    for mistake in mistakes[:3]:
        print(mistake)
    print(f"  {len(mistakes)} mistakes of the program's own")
    leaks = slope(samples, "rss_mib", "acts") * 1000 > MOST_MIB
    return 1 if leaks or drift(samples) > MOST_DRIFT or mistakes else 0


if __name__ == "__main__":
    arguments = sys.argv[1:3]
    sys.exit(main(float(arguments[0]) if arguments else MINUTES, *map(int, arguments[1:])))
