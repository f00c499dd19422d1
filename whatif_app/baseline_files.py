"""An export's baseline as it lies in a project and in the journal: named text files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline


def export_from_files(files: Mapping[str, bytes]) -> Baseline:
    """The baseline in an export's files.

    Raises:
        ValueError: the files are not those of a baseline; in words.
    """
    # With DuckDB behind it, reading exports takes long to load; few commands need it.
    from whatif_app.costs.baseline import NEEDED, Baseline

    for name in NEEDED:
        if name not in files:
            raise ValueError(f"{name} is missing")
    return Baseline.from_files(files)


def export_to_json(export: Baseline) -> dict[str, str]:
    """An export's files as JSON data."""
    return {name: content.decode("utf-8") for name, content in export.to_files().items()}


def export_from_json(files: Mapping[str, str]) -> Baseline:
    """The export that `export_to_json` described.

    Raises:
        ValueError: the files are not those of a baseline.
    """
    return export_from_files({name: text.encode() for name, text in files.items()})
