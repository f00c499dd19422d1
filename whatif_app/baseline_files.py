"""The baseline of an export as it lies in a project and in the journal: named text files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline


def baseline_to_json(baseline: Baseline | None) -> dict[str, str] | None:
    """The baseline's files as JSON data; None where there is no baseline."""
    if baseline is None:
        return None
    return {name: _text(content) for name, content in baseline.to_files().items()}


def baseline_from_json(files: Mapping[str, Any] | None) -> Baseline | None:
    """The baseline that `baseline_to_json` described."""
    if files is None:
        return None
    from whatif_app.costs.baseline import Baseline

    return Baseline.from_files(dict(files))


def _text(content: str | bytes) -> str:
    return content if isinstance(content, str) else content.decode("utf-8")
