"""What the program is built with, and under which licences (installer/make_licences.py)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from assets import asset_path


@dataclass(frozen=True, slots=True)
class Notice:
    """One library, typeface or language that comes with the program.

    Attributes:
        name: as it calls itself.
        version: "" where it has none of its own.
        licence: its short name, such as "MIT".
        texts: the files of its licence, as names of assets.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]

    def text(self) -> str:
        """The licence in full."""
        parts = (asset_path(name).read_text(encoding="utf-8").strip() for name in self.texts)
        return "\n\n\n".join(parts) + "\n"


@cache
def notices() -> tuple[Notice, ...]:
    """Every notice, by name."""
    index = json.loads(asset_path("licences/index.json").read_text(encoding="utf-8"))
    return tuple(
        Notice(
            entry["name"],
            entry["version"],
            entry["licence"],
            tuple(_asset(text) for text in entry["texts"]),
        )
        for entry in index
    )


def _asset(text: str) -> str:
    return text.removeprefix("../") if text.startswith("../") else f"licences/{text}"
