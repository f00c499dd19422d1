"""The baseline of an export as it lies in a project and in the journal: named text files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline


def baseline_from_files(files: Mapping[str, bytes]) -> Baseline | None:
    """The baseline in a project's files; None where there are none.

    Raises:
        ValueError: the files are not those of a baseline; in words.
    """
    if not files:
        return None
    # With DuckDB behind it, reading exports takes long to load; few commands need it.
    from whatif_app.costs.baseline import STORED_AS, Baseline

    for name in STORED_AS:
        if name not in files:
            raise ValueError(f"{name} is missing")
    return Baseline.from_files(files)


def baseline_to_json(baseline: Baseline | None) -> dict[str, str]:
    """The baseline's files as JSON data; empty where there is no baseline."""
    files = baseline.to_files() if baseline is not None else {}
    return {name: content.decode("utf-8") for name, content in files.items()}


def baseline_from_json(files: Mapping[str, str]) -> Baseline | None:
    """The baseline that `baseline_to_json` described.

    Raises:
        ValueError: the files are not those of a baseline.
    """
    return baseline_from_files({name: text.encode() for name, text in files.items()})
