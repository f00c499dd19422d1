"""What is wrong with an export, said so that the reader can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found wrong, where, and what to do about it.

    Attributes:
        file: name of the file as given; empty where no single file is meant.
        line: 1-based line in that file, or None where it cannot be told.
        column: the column's own name, or None.
        what: what is wrong, a sentence.
        what_to_do: the way out, a sentence.
    """

    file: str
    line: int | None
    column: str | None
    what: str
    what_to_do: str

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f'column "{self.column}"')
        where = ", ".join(place)
        return (
            f"{where}: {self.what} {self.what_to_do}" if where else f"{self.what} {self.what_to_do}"
        )


class ExportError(Exception):
    """The export cannot be read; `problems` lists everything that stands in the way."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Cancelled(Exception):
    """The reader asked for the import to stop; nothing was kept."""
