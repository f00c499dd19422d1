"""Write assets/thumbnails.json: what the examples' cards draw, without computing anything.

    python -m assets.make_thumbnails [OUTPUT]

Each example has the verdicts of its scenarios, counted, and one curve a scenario: cumulative net
cash, or where nothing is spent or saved, a unit cost.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from assets import asset_path
from scenarios.arrays import Array
from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.library import entries
from scenarios.results import Results
from whatif_app.project_file import read_project

#: The sample project's name among the examples.
SAMPLE = "sample"
TARGET = Path(__file__).with_name("thumbnails.json")
_POINTS = 25
#: Heights are whole numbers up to this.
HEIGHT = 200


def thumbnails() -> dict[str, dict[str, Any]]:
    """The drawing of each example, by its name."""
    project, _ = read_project(asset_path("sample.whatif"))
    cases = {SAMPLE: project.case}
    cases |= {entry.name: Case.from_json(entry.case) for entry in entries()}
    return {name: _thumbnail(case) for name, case in cases.items()}


def _thumbnail(case: Case) -> dict[str, Any]:
    results = evaluate(case)
    series = _telling_series(results)
    lines = {name: each.series[series] for name, each in results.items()}
    low = min(0.0, *(float(np.nanmin(line)) for line in lines.values()))
    high = max(0.0, *(float(np.nanmax(line)) for line in lines.values()))
    scale = HEIGHT / (high - low)
    return {
        "verdicts": dict(Counter(each.kpis.verdict for each in results.values())),
        "zero": round(-low * scale),
        "curves": [
            {"look": look, "heights": _heights((lines[name] - low) * scale)}
            for name, look in _looks(case)
        ],
    }


def _telling_series(results: Mapping[str, Results]) -> str:
    """The first series that differs between months or scenarios."""
    first = next(iter(results.values()))
    unit_costs = sorted(name for name in first.series if name.startswith("unit_cost/"))
    for name in ("cumulative", *unit_costs):
        if np.ptp([each.series[name] for each in results.values()]) > 0:
            return name
    return "unit_cost"


def _looks(case: Case) -> Iterator[tuple[str, int]]:
    """The scenarios with the colour that the window gives each: grey for doing nothing."""
    look = 0
    for scenario in case.scenarios:
        if scenario.set and scenario.name != case.project.get("reference"):
            look += 1
            yield scenario.name, look
        else:
            yield scenario.name, 0


def _heights(line: Array) -> list[int]:
    places = np.linspace(0.0, len(line) - 1.0, _POINTS)
    return [round(float(height)) for height in np.interp(places, np.arange(len(line)), line)]


def write(path: Path) -> None:
    """Write the file, an example a line."""
    lines = (
        f"{json.dumps(name)}: {json.dumps(drawn, separators=(',', ':'))}"
        for name, drawn in thumbnails().items()
    )
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET)
