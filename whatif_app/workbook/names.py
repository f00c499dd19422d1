"""Names that Excel accepts: for sheets, and for the cells that hold inputs."""

from __future__ import annotations

import re

#: Excel's limit on the length of a defined name.
LONGEST_NAME = 255


def legal_part(text: str) -> str:
    """A part of a defined name: letters, digits and underscores in place of anything else."""
    return re.sub(r"_+", "_", re.sub(r"\W", "_", text)).strip("_")[:80] or "_"


class DefinedNames:
    """Hands out defined names, each once; Excel does not tell upper from lower case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, *parts: str) -> str:
        """A name made of the parts, told apart from earlier ones by a number at its end."""
        name = ".".join(legal_part(part) for part in parts if part)[: LONGEST_NAME - 8]
        candidate, number = name, 1
        while candidate.lower() in self._taken:
            number += 1
            candidate = f"{name}_{number}"
        self._taken.add(candidate.lower())
        return candidate
