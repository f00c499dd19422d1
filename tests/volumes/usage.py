"""Small usage files for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from whatif_app.volumes.choices import UsageChoices
from whatif_app.volumes.history import Coverage, UsageHistory
from whatif_app.volumes.moments import days_in
from whatif_app.volumes.usage_files import read_usage


def seconds(text: str) -> float:
    """Seconds since 1970 of an ISO moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


def written(folder: Path, text: str, name: str = "usage.csv", encoding: str = "utf-8") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def answer(folder: Path, *series: tuple[dict[str, str], Sequence[tuple[float, str]]]) -> Path:
    """A saved answer of a range query."""
    result = [
        {"metric": labels, "values": [[at, value] for at, value in values]}
        for labels, values in series
    ]
    data = {"status": "success", "data": {"resultType": "matrix", "result": result}}
    return written(folder, json.dumps(data), "answer.json")


def read_one(path: Path, **choices: object) -> UsageHistory:
    """The only history in a file."""
    (history,) = read_usage([path], UsageChoices(**choices))  # type: ignore[arg-type]
    return history


def history_of(months: dict[str, float], name: str = "orders", kind: str = "sum") -> UsageHistory:
    """A history whose months are all complete."""
    coverage = {month: Coverage(days_in(month), days_in(month)) for month in months}
    return UsageHistory(name, months, coverage, kind=kind)
