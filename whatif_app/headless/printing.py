"""JSON on standard output, as every command prints it."""

from __future__ import annotations

import json
import math
from typing import Any


def print_json(value: Any) -> None:
    """A value as JSON on standard output."""
    print(json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=2))


def _finite(value: Any) -> Any:
    """The value with null for each number that JSON cannot write."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
