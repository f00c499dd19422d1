"""From the start of the process to the first painted window, on warm and on cold compiled modules.

    python -m benchmarks.first_window [STARTS]

Each start is a process of its own, timed from outside until the start page has been painted.
"Cold" leaves Python's compiled modules away, as on the first start after an installation; what
the operating system keeps of the files in memory it keeps. The goal is 2 s, warm.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import time

GOAL_S = 2.0
STARTS = 5
ROOT = Path(__file__).parents[1]
#: Prints the clock when the window has been painted, and ends.
_PROGRAM = """
import sys, time
sys.path.insert(0, sys.argv[1])
from whatif_app import __main__
from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from ui import app as starting
from ui.preferences import Preferences
from ui.window import Window


class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The paint itself, and what it still waits for, come before the timer.
            QTimer.singleShot(0, self.tell)
        return False

    def tell(self):
        print(time.time(), flush=True)
        application.quit()


application = starting.make_application()
settings = QSettings(sys.argv[2], QSettings.Format.IniFormat)
window = Window(Preferences(settings))
first = FirstPaint()
window.start.installEventFilter(first)
window.show()
application.exec()
"""


def main(starts: int = STARTS) -> int:
    """Print the times and the machine's load; 1 where the goal is missed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    start_once(is_cold=False)
    warm = [start_once(is_cold=False) for _ in range(starts)]
    cold = [start_once(is_cold=True) for _ in range(min(starts, 3))]
    print(f"process start to first painted window; load {load} on {os.cpu_count()} processors")
    for name, times in (("warm", warm), ("cold", cold)):
        middle, worst = statistics.median(times), max(times)
        print(f"  {name}  median {middle:.2f} s   worst {worst:.2f} s   of {len(times)} starts")
    ratio = statistics.median(warm) / GOAL_S
    print(f"  warm median is {ratio:.2f} of the goal of {GOAL_S:.0f} s")
    return 0 if ratio <= 1.0 else 1


def start_once(*, is_cold: bool) -> float:
    """Seconds from starting the process to its painted window.

    Args:
        is_cold: whether Python must compile every module anew.
    """
    with tempfile.TemporaryDirectory() as scratch:
        environment = dict(os.environ)
        if is_cold:
            # An empty folder for compiled modules: none is found, as on a first start.
            environment["PYTHONPYCACHEPREFIX"] = scratch
        command = [sys.executable, "-c", _PROGRAM, str(ROOT), str(Path(scratch, "settings.ini"))]
        began = time()
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=True, timeout=120
        )
        return float(done.stdout) - began


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
