"""Addresses: every input cell has one, `table/row/field`, or `project/field`.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from scenarios.schema import PROJECT, RATES, UNITS, VOLUME_FIELDS, Field, field_at


@dataclass(frozen=True, slots=True)
class Address:
    """Where an input cell is; `row` is "" for the project's."""

    table: str
    row: str
    field: str

    @classmethod
    @lru_cache(maxsize=100_000)  # a case's few thousand, asked for by the hundred with each edit
    def parse(cls, text: str) -> Address:
        """The address written `table/row/field` or `project/field`.

        Raises:
            ValueError: not of either form.
        """
        parts = text.split("/")
        if len(parts) == 2 and parts[0] == PROJECT.name:
            return cls(parts[0], "", parts[1])
        if len(parts) == 3 and parts[0] != PROJECT.name:
            return cls(parts[0], parts[1], parts[2])
        raise ValueError(f"“{text}” is not an address of the form table/row/field")

    def __str__(self) -> str:
        parts = (self.table, self.row, self.field) if self.row else (self.table, self.field)
        return "/".join(parts)

    @property
    def follows_scenario(self) -> bool:
        """Whether a reference run takes this cell from the scenario it is held against.

        Volumes, exchange rates and project fields are the scenario's in both
        runs, so that growth and a currency's swing are in both and only the
        levers differ.
        """
        return self.table in (PROJECT.name, RATES.name) or (
            self.table == UNITS.name and self.field in VOLUME_FIELDS
        )

    @property
    def declaration(self) -> Field:
        """The field's declaration in the schema."""
        return field_at(self.table, self.field)
