"""Inputs: the cells of a batch of runs as arrays.

Runs that share a *structure* (rows, links, horizon) are evaluated together;
what differs between them is numbers, and those carry the batch axis.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array, of_variant
from scenarios.case import Address, CaseView
from scenarios.cells import Value
from scenarios.consistency import hour_shares, shape_levels
from scenarios.months import month_of_year, offset_of
from scenarios.schema import PROJECT, TABLES, Field, Kind, field_at

Links = tuple[int, ...]

#: A completion month computed in floats may miss a whole number by so much.
MONTH_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Structure:
    """What every run of a batch shares: rows, links between them, and the calendar.

    Links are row positions; -1 where a cell names no row.
    """

    horizon: int
    start_month: str
    hour_classes: tuple[str, ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]
    primary_unit: int
    parent: Links
    level: tuple[str, ...]
    unit_of_workload: Links
    family: tuple[str, ...]
    initiative_of_workload: Links
    currency_of_workload: Links
    currency_of_commitment: Links
    scope: tuple[str, ...]
    workload_of_initiative: Links
    unit_of_cliff: Links
    workload_of_cliff: Links
    migration_from: Links
    migration_to: Links

    @cached_property
    def rows(self) -> Mapping[str, tuple[str, ...]]:
        """Row names by table."""
        return dict(self.names)

    @property
    def currency_of(self) -> Mapping[str, Links]:
        """By table, the exchange rate that each row's amount takes; -1 for none."""
        return {"workloads": self.currency_of_workload, "commitments": self.currency_of_commitment}

    @cached_property
    def months(self) -> Array:
        """0 … H-1."""
        return np.arange(self.horizon, dtype=np.float64)

    def count(self, table: str) -> int:
        """Number of rows of a table."""
        return len(self.rows[table])

    @cached_property
    def descends_from(self) -> NDArray[np.bool_]:
        """[u, v]: whether unit v is u or a descendant of it; shape (U, U)."""
        count = len(self.parent)
        reach = np.eye(count, dtype=bool)
        for unit in range(count):
            above = self.parent[unit]
            while above >= 0:
                reach[above, unit] = True
                above = self.parent[above]
        return reach


#: Columns whose values are links or rows' kinds of place rather than numbers.
STRUCTURAL_COLUMNS = frozenset(
    {
        ("project", "horizon"),
        ("project", "start_month"),
        ("project", "hour_classes"),
        ("project", "primary_unit"),
        ("units", "parent"),
        ("units", "level"),
        ("workloads", "unit"),
        ("workloads", "family"),
        ("workloads", "initiative"),
        ("workloads", "currency"),
        ("commitments", "currency"),
        ("commitments", "scope"),
        ("initiatives", "workload"),
        ("cliffs", "unit"),
        ("cliffs", "workload"),
        ("migrations", "from"),
        ("migrations", "to"),
    }
)


def structure_of(view: CaseView) -> Structure:
    """The structure that a view of the case has."""
    rows = {table: view.names(table) for table in TABLES}

    def links(table: str, field: str) -> Links:
        index = view.case.tables[field_at(table, field).table].index
        return tuple(-1 if name is None else index[str(name)] for name in view.column(table, field))

    def words(table: str, field: str) -> tuple[str, ...]:
        return tuple(str(word) for word in view.column(table, field))

    level = words("units", "level")
    chosen = view.project("primary_unit")
    if chosen is not None:
        primary = rows["units"].index(str(chosen))
    elif "L1" in level:
        primary = level.index("L1")
    else:
        primary = 0 if rows["units"] else -1
    return Structure(
        horizon=int(cast("int", view.project("horizon"))),
        start_month=str(view.project("start_month")),
        hour_classes=tuple(hour_shares(view)),
        names=tuple(rows.items()),
        primary_unit=primary,
        parent=links("units", "parent"),
        level=level,
        unit_of_workload=links("workloads", "unit"),
        family=words("workloads", "family"),
        initiative_of_workload=links("workloads", "initiative"),
        currency_of_workload=links("workloads", "currency"),
        currency_of_commitment=links("commitments", "currency"),
        scope=words("commitments", "scope"),
        workload_of_initiative=links("initiatives", "workload"),
        unit_of_cliff=links("cliffs", "unit"),
        workload_of_cliff=links("cliffs", "workload"),
        migration_from=links("migrations", "from"),
        migration_to=links("migrations", "to"),
    )


@dataclass(frozen=True)
class Inputs:
    """The numbers of a batch of runs that share a structure.

    Attributes:
        project: each project number; shape (…).
        tables: each table's numbers by field; shape (…, N). Null is NaN, a
            month is its offset, a choice its position, a boolean 0 or 1.
        hour_share: share of the week of each hour class; shape (…, h).
        season: factor of each unit and month of the year; shape (…, U, 12).
        uplift: product of the events up to each month; shape (…, U, T).
        plan: planned volume, NaN where none; shape (…, U, T).
        shape: level in each hour class; shape (…, W, h).
        year_commitments: per contract year, NaN beyond the last; (…, A, Y).

    T reaches past the horizon by the longest lead time of a cliff.
    """

    structure: Structure
    project: Mapping[str, Array]
    tables: Mapping[str, Mapping[str, Array]]
    hour_share: Array
    season: Array
    uplift: Array
    plan: Array
    shape: Array
    year_commitments: Array

    @property
    def months_seen(self) -> int:
        """T: months of volume evaluated, lead times past the horizon included."""
        return int(self.uplift.shape[-1])

    def column(self, table: str, field: str) -> Array:
        """A table's numbers of one field; shape (…, N)."""
        return self.tables[table][field]

    def scalar(self, field: str) -> Array:
        """A project number, shaped to meet (…, H) arrays; shape (…, 1)."""
        return self.project[field][..., None]

    def single(self) -> Inputs:
        """A batch of one run without its batch axis."""

        def first(array: Array, core: int) -> Array:
            return of_variant(array, 0, core)

        return Inputs(
            structure=self.structure,
            project={name: first(array, 0) for name, array in self.project.items()},
            tables={
                table: {name: first(array, 1) for name, array in columns.items()}
                for table, columns in self.tables.items()
            },
            hour_share=first(self.hour_share, 1),
            season=first(self.season, 2),
            uplift=first(self.uplift, 2),
            plan=first(self.plan, 2),
            shape=first(self.shape, 2),
            year_commitments=first(self.year_commitments, 2),
        )

    def with_values(self, values: Mapping[str, Array]) -> Inputs:
        """The same inputs with numeric cells varied over a batch.

        Args:
            values: address → one number per run; shape (B,). The inputs
                themselves must hold a single run.

        Raises:
            KeyError: an address that is no number of this case.
        """
        project = dict(self.project)
        tables = {name: dict(columns) for name, columns in self.tables.items()}
        for text, numbers in values.items():
            address = Address.parse(text)
            if address.table == PROJECT.name:
                project[address.field] = np.asarray(numbers, dtype=np.float64)
                continue
            column = tables[address.table][address.field]
            index = self.structure.rows[address.table].index(address.row)
            varied = np.broadcast_to(column, (len(numbers), column.shape[-1])).copy()
            varied[:, index] = numbers
            tables[address.table][address.field] = varied
        return replace(self, project=project, tables=tables)


def number_of(field: Field, value: Value, start_month: str) -> float:
    """A numeric cell as one float: null is NaN, a choice its position, a month its offset."""
    if value is None:
        return float("nan")
    if field.kind is Kind.MONTH:
        return float(offset_of(cast("int | str", value), start_month))
    if field.kind is Kind.CHOICE:
        return float(field.choices.index(str(value)))
    return float(cast("float", value))


def inputs_of(structure: Structure, views: Sequence[CaseView]) -> Inputs:
    """The numbers of views that share a structure, one run each.

    Columns that no view overrides carry no batch axis.
    """
    start = structure.start_month
    tables = {
        table.name: {
            field.name: _column(views, table.name, field, start)
            for field in table.fields
            if field.is_numeric
        }
        for table in TABLES.values()
    }
    project = {
        field.name: _project_number(views, field, start)
        for field in PROJECT.fields
        if field.is_numeric
    }
    leads = tables["cliffs"]["lead_months"]
    seen = structure.horizon + (int(leads.max()) if leads.size else 0)

    def stacked(table: str, field: str, read: Callable[[CaseView], Array]) -> Array:
        return _stacked(views, (table, field), read)

    return Inputs(
        structure=structure,
        project=project,
        tables=tables,
        hour_share=stacked(
            "project", "hour_classes", lambda view: np.array(list(hour_shares(view).values()))
        ),
        season=stacked("units", "season", _season),
        uplift=stacked("units", "events", lambda view: _uplift(view, seen, start)),
        plan=stacked("units", "plan", lambda view: _plan(view, seen, start)),
        shape=stacked("workloads", "shape", _shape),
        year_commitments=_year_commitments(views),
    )


def _stacked(
    views: Sequence[CaseView], column: tuple[str, str], read: Callable[[CaseView], Any]
) -> Array:
    """One array per view, stacked; a single one without batch axis where none differs."""
    if not any(view.overrides_column(*column) for view in views):
        return np.asarray(read(views[0]), dtype=np.float64)
    return np.stack([np.asarray(read(view), dtype=np.float64) for view in views])


def _project_number(views: Sequence[CaseView], field: Field, start: str) -> Array:
    def read(view: CaseView) -> float:
        return number_of(field, view.project(field.name), start)

    return _stacked(views, (PROJECT.name, field.name), read)


def _column(views: Sequence[CaseView], table: str, field: Field, start: str) -> Array:
    rows = views[0].case.tables[table]
    # Kept with the rows: an edit elsewhere must not pay for this table again.
    base = rows.numbers(field, start, number_of)
    if not any(view.overrides_column(table, field.name) for view in views):
        return base
    stacked = np.repeat(base[None, :], len(views), axis=0)
    for run, view in enumerate(views):
        for row, value in view.changed(table, field.name).items():
            stacked[run, rows.index[row]] = number_of(field, value, start)
    return stacked


def _season(view: CaseView) -> Array:
    seasons = view.column("units", "season")
    flat = [1.0] * 12
    return np.array([flat if season is None else season for season in seasons]).reshape(-1, 12)


def _uplift(view: CaseView, months: int, start: str) -> Array:
    product = np.ones((len(view.names("units")), months))
    for unit, events in enumerate(view.column("units", "events")):
        for event in cast("list[Mapping[str, Any]]", events):
            first = max(offset_of(event["month"], start), 0)
            product[unit, first:] *= 1.0 + float(event["uplift"])
    return product


def _plan(view: CaseView, months: int, start: str) -> Array:
    planned = np.full((len(view.names("units")), months), np.nan)
    for unit, plan in enumerate(view.column("units", "plan")):
        for month, volume in cast("Mapping[str, float]", plan).items():
            offset = offset_of(month, start)
            if 0 <= offset < months:
                planned[unit, offset] = volume
    return planned


def _shape(view: CaseView) -> Array:
    shares = hour_shares(view)
    levels = [shape_levels(shape, shares) for shape in view.column("workloads", "shape")]
    return np.array(levels, dtype=np.float64).reshape(-1, len(shares))


def _year_commitments(views: Sequence[CaseView]) -> Array:
    column = ("agreements", "commitments")
    lists = [cast("Sequence[Sequence[float]]", view.column(*column)) for view in views]
    years = max((len(amounts) for agreement in lists for amounts in agreement), default=0)

    def padded(view: CaseView) -> Array:
        amounts = cast("Sequence[Sequence[float]]", view.column(*column))
        filled = np.full((len(amounts), years), np.nan)
        for agreement, listed in enumerate(amounts):
            filled[agreement, : len(listed)] = listed
        return filled

    return _stacked(views, column, padded)


def season_months(structure: Structure, months: int) -> NDArray[np.intp]:
    """Month of the year (0 January) of each month from the start; shape (months,)."""
    first = month_of_year(0, structure.start_month)
    return (first + np.arange(months)) % 12
