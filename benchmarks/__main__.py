"""Measure what “fast” means here: `python -m benchmarks [names]`, all by default.

Each benchmark is a module with `main(arguments) -> None` that prints its own
figures and, where there is one, the ratio to a peer on the same work. They run
one after the other, each in a process of its own: what shares the cores or the
caches measures its neighbour.
"""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = {
    "edit_to_repaint": "an edit to repainted charts, 10 scenarios × 100 workloads × 60 months",
    "scrub": "a number dragged with the mouse, 10 scenarios × 100 workloads × 60 months",
    "many_draws": "10,000 draws × 60 months × 20 workloads",
    "import_export": "a cost export into a baseline, beside DuckDB's bare scan and pandas",
    "ibis_overhead": "DuckDB alone beside Ibis on DuckDB (needs the extra “engines”)",
    "first_window": "from the command to the first window",
    "paste_block": "a 10,000-cell paste and its undo",
    "soak": "minutes of random use: memory, and whether edits become slower",
    "write_workbook": "a workbook of 5 scenarios × 50 workloads × 36 months, beside LibreOffice",
}


def main(names: list[str]) -> int:
    """Run benchmarks by name; an unknown name lists what there is.

    Returns:
        The exit status: 0, or 2 for an unknown name, or a benchmark's own.
    """
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"No benchmark is called {', '.join(unknown)}. There are:", file=sys.stderr)
        for name, what in BENCHMARKS.items():
            print(f"  {name:16} {what}", file=sys.stderr)
        return 2
    status = 0
    for name in names or BENCHMARKS:
        print(f"\n{name}: {BENCHMARKS[name]}", flush=True)
        status |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}"]).returncode
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
