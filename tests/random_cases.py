"""Whole case files at random, for tests that hold two implementations to one another.

Thresholds of cliffs are odd numbers on purpose: a volume that meets its threshold exactly takes the
step or not by the last bit of a power, which says nothing about either implementation.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]

START_MONTHS = ("2025-11", "2026-01", "2026-07")
FAMILIES = ("", "m5", "r6", "c7")
HOUR_CLASSES = (
    [{"name": "peak", "hours": 60}, {"name": "day", "hours": 60}, {"name": "night", "hours": 48}],
    [{"name": "busy", "hours": 84}, {"name": "quiet", "hours": 84}],
    [
        {"name": "week", "hours": 120},
        {"name": "weekend", "hours": 42},
        {"name": "sale", "hours": 6},
    ],
)
LEVERS = (
    ("workloads", "spot_target"),
    ("workloads", "efficiency_target"),
    ("workloads", "spot_eligible"),
    ("workloads", "efficiency_start"),
    ("workloads", "on_demand_cost"),
    ("workloads", "family"),
    ("workloads", "shared"),
    ("units", "volume"),
    ("units", "growth"),
    ("units", "price"),
    ("units", "plan"),
    ("commitments", "discount"),
    ("commitments", "start"),
    ("initiatives", "months"),
    ("cliffs", "lead_months"),
    ("migrations", "target"),
    ("agreements", "commitments"),
    ("rates", "rate"),
)
"""Cells that a scenario may set, beside the project's and whether a proposal is taken up."""


def shares() -> st.SearchStrategy[float]:
    return st.sampled_from([0.5, 0.0, 1.0, 0.3, 0.07, 0.125, 0.62, 0.41, 0.85, 0.999])


def money(most: float = 50_000.0) -> st.SearchStrategy[float]:
    """Amounts in cents, one in twenty of them nothing."""
    return st.integers(0, 10_000).map(lambda n: round(most * n / 10_000, 2) if n % 20 else 0.0)


def start_months(earliest: int = -14, latest: int = 16) -> st.SearchStrategy[int | str]:
    return st.one_of(
        st.just(0),
        st.integers(earliest, latest),
        st.sampled_from(["2025-12", "2026-03", "2026-10"]),
    )


def horizons() -> st.SearchStrategy[int]:
    return st.sampled_from([13, 24, 30, 12, 18, 7, 3, 2, 1, 25])


def ramps() -> st.SearchStrategy[float]:
    return st.sampled_from([1, 0, 0.5, 2, 3, 6, 7.5, 12])


def rates(least: float = -0.3, most: float = 0.4) -> st.SearchStrategy[float]:
    """Rates of change in thousandths; no change among the first to be tried."""
    return st.integers(int(least * 1000), int(most * 1000)).map(lambda n: n / 1000)


def some(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]]) -> Row:
    """Some of the optional fields; the others are left to their defaults."""
    return {name: draw(fields[name]) for name in fields if draw(st.booleans())}


def unit_fields() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "level": st.sampled_from(["L1", "L2", "L3"]),
        "growth": rates(-0.2, 0.25),
        "season": st.none() | st.lists(st.sampled_from([1.0, 0.7, 1.37]), min_size=12, max_size=12),
        "events": st.lists(
            st.fixed_dictionaries({"month": start_months(-3, 20), "uplift": rates(-0.5, 1.0)}),
            max_size=2,
        ),
        "plan": plans(),
        "price": money(20.0),
        "price_change": rates(-0.2, 0.2),
    }


def plans() -> st.SearchStrategy[dict[str, float]]:
    months = st.sampled_from(["1", "3", "5", "9", "14", "2026-09", "2027-02"])
    return st.dictionaries(months, st.sampled_from([0.0, 10.0, 812.5, 5000.0]), max_size=3)


@st.composite
def units(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for name in ["orders", "queries", "pages", "hosts"][: draw(st.integers(0, 4))]:
        row: Row = {"name": name, "volume": draw(st.sampled_from([1000.0, 40.0, 1234.5, 90_000.0]))}
        row |= some(draw, unit_fields())
        if rows:
            row["parent"] = draw(st.sampled_from([None, *(above["name"] for above in rows)]))
        rows.append(row)
    return rows


@st.composite
def shapes(draw: st.DrawFn, classes: list[Row] | None) -> list[float] | dict[str, float] | None:
    if draw(st.booleans()):
        return None
    if classes is None:
        return [1.0]
    levels = draw(
        st.lists(
            st.sampled_from([0.0, 0.4, 1.0, 1.7, 5.0]),
            min_size=len(classes),
            max_size=len(classes),
        ).filter(any)
    )
    mean = sum(x * c["hours"] / 168 for x, c in zip(levels, classes, strict=True))
    scaled = [x / mean for x in levels]
    if draw(st.booleans()):
        return {c["name"]: x for c, x in zip(classes, scaled, strict=True)}
    return scaled


def workload_fields() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "fixed_share": shares(),
        "elasticity": st.sampled_from([0, 0.5, 1, 1.2, 2]),
        "rate_change": rates(-0.1, 0.1),
        "efficiency_target": shares(),
        "efficiency_start": start_months(),
        "efficiency_ramp": ramps(),
        "spot_share": shares(),
        "spot_eligible": shares(),
        "spot_target": st.none() | shares(),
        "spot_start": start_months(),
        "spot_ramp": ramps(),
        "spot_discount": shares(),
        "spot_overhead": st.sampled_from([0.0, 0.05, 0.4]),
        "spot_fallback": shares(),
        "commit_eligible": shares(),
        "shared": st.booleans(),
        "allocation": st.sampled_from(["cost", "even", "weight"]),
        "weight": st.sampled_from([0.0, 1.0, 2.5, 40.0]),
    }


@st.composite
def workloads(
    draw: st.DrawFn, unit_names: list[str], initiative_names: list[str], classes: list[Row] | None
) -> list[Row]:
    rows = []
    # The last is named like a family: as a scope, the name means the workload.
    for name in ["web", "api", "batch", "train", "db", "m5"][: draw(st.integers(1, 6))]:
        row = {"name": name, "on_demand_cost": draw(money()), **some(draw, workload_fields())}
        row["unit"] = draw(st.sampled_from([None, *unit_names]))
        row["family"] = draw(st.sampled_from(FAMILIES))
        row["initiative"] = draw(st.sampled_from([None, None, *initiative_names]))
        row["shape"] = draw(shapes(classes))
        rows.append(row)
    return rows


def commitment_fields() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "start": start_months(-20, 14),
        "term": st.sampled_from([1, 5, 12, 36]),
        "payment": st.sampled_from(["none", "partial", "all"]),
        "upfront_share": shares(),
        "renew": st.booleans(),
        "priority": st.sampled_from([None, 1, 2, -1.5]),
        "enabled": st.booleans(),
    }


@st.composite
def commitments(draw: st.DrawFn, workload_names: list[str]) -> list[Row]:
    rows = []
    for name in ["one", "two", "three", "four", "five"][: draw(st.integers(0, 5))]:
        row: Row = {"name": name, "discount": draw(shares()), **some(draw, commitment_fields())}
        row["kind"] = draw(
            st.sampled_from(["standard_ri", "convertible_ri", "savings_plan", "cud"])
        )
        row["scope"] = draw(st.sampled_from(["*", "m5", "r6", "gone", *workload_names]))
        if draw(st.booleans()):
            row["coverage"] = draw(shares())
        else:
            row["commit"] = draw(money())
        rows.append(row)
    return rows


def initiative_fields() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "start": start_months(-6, 12),
        "other_cost": money(20_000.0),
        "ongoing_cost": money(5000.0),
        "capitalizable_share": shares(),
        "amortization_months": st.sampled_from([1, 6, 36]),
        "enabled": st.booleans(),
    }


@st.composite
def initiatives(draw: st.DrawFn) -> list[Row]:
    rows = []
    for name in ["refactor", "rewrite"][: draw(st.integers(0, 2))]:
        row: Row = {
            "name": name,
            "engineers": draw(st.sampled_from([0, 0.5, 3])),
            "months": draw(st.sampled_from([0, 0.25, 1, 2.5, 4, 9])),
            "loaded_cost": draw(money(9000.0)),
        }
        rows.append(row | some(draw, initiative_fields()))
    return rows


def cliff_fields() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "every": st.sampled_from([0, 0, 137.31, 913.7]),
        "one_time_cost": money(),
        "lead_months": st.integers(0, 9),
        "sticky": st.booleans(),
        "enabled": st.sampled_from([True, True, False]),
    }


@st.composite
def cliffs(draw: st.DrawFn, unit_names: list[str], workload_names: list[str]) -> list[Row]:
    rows: list[Row] = []
    if not unit_names:
        return rows
    for name in ["shard", "cluster", "tier"][: draw(st.integers(0, 3))]:
        row: Row = {
            "name": name,
            "unit": draw(st.sampled_from(unit_names)),
            "threshold": draw(st.sampled_from([0.37, 41.03, 777.77, 1300.13, 2500.9, 99_321.7])),
            "monthly_cost": draw(money()),
            "workload": draw(st.sampled_from([None, *workload_names])),
        }
        rows.append(row | some(draw, cliff_fields()))
    return rows


@st.composite
def migrations(draw: st.DrawFn, workload_names: list[str]) -> list[Row]:
    rows: list[Row] = []
    if len(workload_names) < 2:
        return rows
    for name in ["first", "second", "third"][: draw(st.integers(0, 3))]:
        ends = draw(st.permutations(workload_names))[:2]
        fields = {
            "target": shares(),
            "start": start_months(),
            "ramp": ramps(),
            "cost_ratio": st.sampled_from([1.0, 0.6, 1.3, 0.0]),
            "enabled": st.sampled_from([True, True, False]),
        }
        rows.append({"name": name, "from": ends[0], "to": ends[1], **some(draw, fields)})
    return rows


def agreement_fields() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "start": start_months(-20, 14),
        "marketplace_monthly": money(20_000.0),
        "marketplace_new": shares(),
        "marketplace_counts": shares(),
        "marketplace_cap": st.sampled_from([0.25, 0.0, 1.0]),
        "counted_so_far": money(200_000.0),
        "enabled": st.booleans(),
    }


@st.composite
def agreements(draw: st.DrawFn) -> list[Row]:
    rows = []
    for name in ["edp", "private"][: draw(st.integers(0, 2))]:
        row = {"name": name, "discount": draw(shares()), "commitments": draw(years())}
        rows.append(row | some(draw, agreement_fields()))
    return rows


def years() -> st.SearchStrategy[list[float]]:
    return st.lists(money(900_000.0), min_size=0, max_size=3)


def rates_of_exchange() -> st.SearchStrategy[float]:
    return st.sampled_from([1.08, 0.0067, 1.0, 163.2])


@st.composite
def exchange_rates(draw: st.DrawFn) -> list[Row]:
    """Half of the cases know one currency alone."""
    codes = ["EUR", "JPY"][: draw(st.sampled_from([0, 0, 1, 2]))]
    return [
        {"name": code, "rate": draw(rates_of_exchange()), "date": "2025-10-31"} for code in codes
    ]


def project_fields() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "discount_rate": st.sampled_from([0.10, 0.0, 0.35, -0.02]),
        "hurdle_months": st.sampled_from([12, 3.3, 7.7, 20.9]),
        "overhead": st.sampled_from([0.0, 0.12]),
        "marginal_step": st.sampled_from([1000, 1, 50.5]),
    }


@st.composite
def scenarios(draw: st.DrawFn, case: Row, spare: Row) -> list[Row]:
    """Up to three scenarios; `spare` is a case of the same rows to take other values from."""
    names = ["plan", "bold", "third"][: draw(st.integers(1, 3))]
    cells = [
        (f"{table}/{row['name']}/{field}", other[field])
        for table, field in LEVERS
        for row, other in zip(case[table], spare[table], strict=True)
    ]
    proposals = [
        (f"{table}/{row['name']}/enabled", not row.get("enabled", True))
        for table in ("commitments", "initiatives", "cliffs", "migrations", "agreements")
        for row in case[table]
    ]
    found = []
    for name in names:
        overrides = dict(
            draw(st.lists(st.sampled_from(cells + proposals), min_size=2, max_size=14))
        )
        project = project_fields() | {
            "horizon": horizons(),
            "reference": st.sampled_from([None, *names]),
        }
        if draw(st.booleans()):
            overrides |= {f"project/{f}": v for f, v in some(draw, project).items()}
        found.append({"name": name, "set": overrides})
    return found


@st.composite
def tables(draw: st.DrawFn, classes: list[Row] | None) -> Row:
    unit_rows = draw(units())
    unit_names = [row["name"] for row in unit_rows]
    initiative_rows = draw(initiatives())
    initiative_names = [row["name"] for row in initiative_rows]
    workload_rows = draw(workloads(unit_names, initiative_names, classes))
    names = [row["name"] for row in workload_rows]
    for row in initiative_rows:
        row["workload"] = draw(st.sampled_from([None, *names]))
        if row["workload"] is not None:
            row["parallel_share"] = draw(shares())
    commitment_rows = draw(commitments(names))
    rate_rows = draw(exchange_rates())
    if rate_rows:
        codes = st.sampled_from([None, *(row["name"] for row in rate_rows)])
        for row in workload_rows + commitment_rows:
            row["currency"] = draw(codes)
    return {
        "units": unit_rows,
        "workloads": workload_rows,
        "commitments": commitment_rows,
        "initiatives": initiative_rows,
        "cliffs": draw(cliffs(unit_names, names)),
        "migrations": draw(migrations(names)),
        "agreements": draw(agreements()),
        "rates": rate_rows,
    }


def other_values() -> dict[str, dict[str, st.SearchStrategy[Any]]]:
    """Values that scenarios set, by table and field, where the tables' own would not fit."""
    return {
        "units": unit_fields() | {"volume": st.sampled_from([500.0, 2000.0])},
        "workloads": workload_fields()
        | {"on_demand_cost": money(), "family": st.sampled_from(FAMILIES)},
        "commitments": commitment_fields() | {"discount": shares()},
        "initiatives": initiative_fields() | {"months": st.sampled_from([0, 1, 3.5])},
        "cliffs": cliff_fields(),
        "migrations": {"target": shares()},
        "agreements": agreement_fields() | {"commitments": years()},
        "rates": {"rate": rates_of_exchange()},
    }


@st.composite
def cases(draw: st.DrawFn) -> Row:
    """A whole valid case file: every table, small horizons, up to three scenarios."""
    classes = draw(st.sampled_from([None, *HOUR_CLASSES]))
    case = draw(tables(classes))
    spare = {
        table: [{f: draw(fields[f]) for t, f in LEVERS if t == table} for _ in case[table]]
        for table, fields in other_values().items()
    }
    rows = draw(scenarios(case, spare))
    names = [row["name"] for row in rows]
    project = {
        "start_month": draw(st.sampled_from(START_MONTHS)),
        "horizon": draw(horizons()),
        **some(draw, project_fields()),
        "hour_classes": classes,
        "reference": draw(st.sampled_from([None, None, *names])),
    }
    unit_names = [row["name"] for row in case["units"]]
    if unit_names and draw(st.booleans()):
        project["primary_unit"] = draw(st.sampled_from(unit_names))
    return {"project": project, **case, "scenarios": rows}
