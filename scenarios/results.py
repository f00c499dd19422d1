"""Results of one scenario: figures, monthly series, cliff crossings, and why the verdict.

The names are those that the headless command prints.

Source: docs/model.md, "Headless results".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from scenarios import units
from scenarios.agreement import marketplace_spend
from scenarios.arrays import Array, beyond_floats, of_variant, ratio
from scenarios.case import CaseView
from scenarios.cliffs import Crossing, crossings
from scenarios.inputs import Inputs, inputs_of
from scenarios.months import calendar_month
from scenarios.run import Run, run
from scenarios.value import ZERO_SHARE, Appraisal


@dataclass(frozen=True, slots=True)
class Kpis:
    """The figures of one scenario; None where a figure does not exist.

    Attributes:
        simple_payback, payback, first_breakeven, discounted_payback: months.
        npv, npv_with_residual, obligations, peak_exposure, investment: money.
        run_rate_savings: money per month.
        irr, roi, esr, coverage, utilization: fractions.
        unused: unused commitment in money over the horizon.
        verdict: "Go", "No-go" or "No change".
    """

    simple_payback: float | None
    payback: float | None
    first_breakeven: float | None
    discounted_payback: float | None
    npv: float | None
    npv_with_residual: float | None
    obligations: float | None
    irr: float | None
    roi: float | None
    peak_exposure: float | None
    investment: float | None
    run_rate_savings: float | None
    esr: float | None
    coverage: float | None
    utilization: float | None
    unused: float | None
    verdict: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact behind a verdict.

    Attributes:
        code: "payback_late", "never_pays_back", "npv_not_positive",
            "relapses" (breaks even first, then turns negative again) or
            "residual_flips_npv".
        value, limit: the figure and what it is held against.
    """

    code: str
    value: float | None = None
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Headline:
    """Unit cost and volume of the primary unit, first month against last.

    Attributes:
        unit_cost_change, volume_change: fractions; NaN where the first is 0.
    """

    unit: str
    unit_cost_first: float
    unit_cost_last: float
    unit_cost_change: float
    volume_change: float


class Series(Mapping[str, Array]):
    """Monthly series by name; each is computed when first asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], Array]]) -> None:
        self._makers = makers
        self._made: dict[str, Array] = {}

    def __getitem__(self, name: str) -> Array:
        made = self._made.get(name)
        if made is None:
            with beyond_floats():
                made = np.array(self._makers[name](), dtype=np.float64)
            made.flags.writeable = False
            self._made[name] = made
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


#: Series shown in the program that the headless command does not print.
EXTRA_SERIES = frozenset({"esr", "coverage", "utilization"})


@dataclass(frozen=True)
class Evaluated:
    """One run of a batch: its inputs and results, its place in them, and how many there are."""

    view: CaseView
    inputs: Inputs
    run: Run
    index: int
    count: int

    def pick(self, array: Array, core: int = 1) -> Array:
        """This run's part of an array whose last `core` axes are rows and months."""
        return of_variant(array, self.index, core)

    def row(self, array: Array, position: int) -> Array:
        """This run's row of a (…, N, H) array; shape (H,)."""
        mine: Array = self.pick(array, 2)[position]
        return mine

    @cached_property
    def alone(self) -> tuple[Inputs, Run]:
        """This run evaluated by itself: inputs and results without a batch axis."""
        return self.own_inputs, run(self.own_inputs)

    @cached_property
    def own_inputs(self) -> Inputs:
        """This run's inputs without a batch axis."""
        if self.count == 1:
            return self.inputs.single()
        return inputs_of(self.inputs.structure, [self.view]).single()

    @cached_property
    def purchasing(self) -> tuple[Array, Array, Array, Array, Array, Array, Array]:
        """Monthly totals before the agreement; see `_esr` for their order."""
        bought = self.run.purchase
        price = 1.0 - self.inputs.column("commitments", "discount")
        size = self.pick(bought.commitments.size, 2)
        used = self.pick(bought.commitments.used, 2)
        return (
            self.pick(bought.spot_demand, 2).sum(axis=0),
            self.pick(bought.spot_cost, 2).sum(axis=0),
            self.pick(bought.eligible, 2).sum(axis=0),
            used.sum(axis=0),
            size.sum(axis=0),
            (size * self.pick(price, 1)[:, None]).sum(axis=0),
            self.pick(bought.commitments.uncovered, 2).sum(axis=0),
        )


class Results:
    """What one scenario comes to, against its reference."""

    def __init__(
        self,
        scenario: str,
        this: Evaluated,
        appraisal: Appraisal,
        position: int,
        reference: Results | None,
        reference_name: str | None,
    ) -> None:
        """
        Args:
            appraisal: of a stack of scenarios; `position` is this one's in it.
            reference: results of the reference run; None for a reference.
        """
        self.scenario = scenario
        self.evaluated = this
        self.reference_name = reference_name
        self._reference = reference
        self._appraisal = appraisal
        self._position = position
        self.series: Mapping[str, Array] = Series(_makers(this, appraisal, position))

    @property
    def reference(self) -> Results:
        """The reference run with this scenario's volumes; itself where it is one."""
        return self._reference or self

    @property
    def horizon(self) -> int:
        """Months evaluated."""
        return self.evaluated.inputs.structure.horizon

    @property
    def start_month(self) -> str:
        """Calendar month of month 0."""
        return self.evaluated.inputs.structure.start_month

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Calendar months of the horizon."""
        return tuple(calendar_month(offset, self.start_month) for offset in range(self.horizon))

    @property
    def currency(self) -> str:
        """The project's currency."""
        return str(self.evaluated.view.project("currency"))

    @property
    def inputs(self) -> Inputs:
        """This scenario's inputs as arrays without a batch axis."""
        return self.evaluated.own_inputs

    @property
    def run(self) -> Run:
        """Everything computed for this scenario, without a batch axis."""
        return self.evaluated.alone[1]

    @cached_property
    @beyond_floats()
    def kpis(self) -> Kpis:
        """The figures over the horizon."""
        appraisal = self._appraisal

        def figure(array: Array) -> float | None:
            return existing(float(array[self._position]))

        names = {field.name for field in fields(Appraisal)}
        own = {
            name.name: figure(getattr(appraisal, name.name))
            for name in fields(Kpis)
            if name.name in names and name.name != "verdict"
        }
        sums = tuple(series.sum(keepdims=True) for series in self.evaluated.purchasing)
        return Kpis(
            **own,
            esr=existing(float(_esr(*sums)[0])),
            coverage=existing(float(ratio(sums[3], sums[2])[0])),
            utilization=existing(float(ratio(sums[3], sums[4])[0])),
            unused=existing(float(self.series["unused"].sum())),
            verdict=str(appraisal.verdict[self._position]),
        )

    @property
    def irr_reason(self) -> str | None:
        """Why there is no IRR; None where there is one. See `scenarios.irr`."""
        return str(self._appraisal.irr_reason[self._position]) or None

    @cached_property
    @beyond_floats()
    def crossings(self) -> tuple[Crossing, ...]:
        """New highs of cliffs that fall due within the horizon."""
        # Of the batch's run: asked for with every edit, it must not evaluate another.
        taken = self.evaluated.pick(self.evaluated.run.cliffs.taken, 2)
        return crossings(self.inputs, taken)

    @cached_property
    @beyond_floats()
    def next_cliffs(self) -> tuple[units.NextCliff, ...]:
        """The next step of each enabled cliff, nearest in time first."""
        return units.next_cliffs(self.inputs, self.run)

    @cached_property
    @beyond_floats()
    def headline(self) -> Headline | None:
        """Unit cost against volume, first month to last; None without a unit."""
        structure = self.evaluated.inputs.structure
        if structure.primary_unit < 0:
            return None
        name = structure.rows["units"][structure.primary_unit]
        cost, volume = self.series["unit_cost"], self.series[f"volume/{name}"]
        return Headline(
            unit=name,
            unit_cost_first=float(cost[0]),
            unit_cost_last=float(cost[-1]),
            unit_cost_change=_change(cost),
            volume_change=_change(volume),
        )

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """The facts behind a No-go, and what to know about a Go."""
        kpis = self.kpis
        if kpis.verdict == "No change":
            return ()
        hurdle = float(self.evaluated.pick(self.evaluated.inputs.project["hurdle_months"], 0))
        found = []
        if kpis.payback is None:
            found.append(Reason("never_pays_back", limit=float(self.horizon)))
        elif kpis.payback > hurdle * (1.0 + ZERO_SHARE):
            found.append(Reason("payback_late", kpis.payback, hurdle))
        if kpis.npv is not None and kpis.npv <= 0.0:
            found.append(Reason("npv_not_positive", kpis.npv, 0.0))
        if kpis.first_breakeven is not None and kpis.first_breakeven != kpis.payback:
            found.append(Reason("relapses", kpis.first_breakeven, kpis.payback))
        if (
            kpis.npv is not None
            and kpis.npv_with_residual is not None
            and (kpis.npv > 0.0) != (kpis.npv_with_residual > 0.0)
        ):
            found.append(Reason("residual_flips_npv", kpis.npv_with_residual, kpis.npv))
        return tuple(found)


def _makers(this: Evaluated, appraisal: Appraisal, position: int) -> dict[str, Callable[[], Array]]:
    """How to make each series, by its name.

    Nothing here refers to the `Results` that hold the series: such a cycle would keep every
    array of every edit alive until the garbage collector looks for it, at 50 ms a time.
    """
    result = this.run
    inputs, names = this.inputs, this.inputs.structure.rows
    makers: dict[str, Callable[[], Array]] = {}

    def worth(array: Array) -> Array:
        mine: Array = array[position]
        return mine

    def by_unit(prefix: str, make: Callable[[int], Array]) -> None:
        for unit, name in enumerate(names["units"]):
            makers[f"{prefix}/{name}"] = lambda unit=unit: make(unit)  # type: ignore[misc]

    def total(name: str, make: Callable[[], Array]) -> None:
        makers[name] = lambda: this.pick(make())

    by_unit("volume", lambda unit: this.row(result.volume, unit))
    by_unit("revenue", lambda unit: this.row(result.revenue, unit))
    by_unit("unit_cost", lambda unit: this.row(units.unit_cost(inputs, result), unit))
    total("unit_cost", lambda: units.case_unit_cost(inputs, result))
    by_unit("margin", lambda unit: this.row(units.unit_margin(inputs, result), unit))
    total("margin", lambda: units.case_margin(result))
    by_unit("marginal_cost", lambda unit: units.marginal_cost(*this.alone, unit).unit_cost)
    total("cost/amortized", lambda: result.amortized)
    total("cost/cash", lambda: result.cash)
    total("cost/on_demand", lambda: result.on_demand_basis)
    for workload, name in enumerate(names["workloads"]):
        makers[f"workload/{name}"] = (
            lambda workload=workload: this.row(result.workload, workload)  # type: ignore[misc]
        )
    total("spot", lambda: result.spot)
    total("committed", lambda: result.committed)
    total("unused", lambda: result.unused)
    total("on_demand", lambda: result.on_demand)
    total("cliffs", lambda: result.cliff_cost)
    total("one_time", lambda: result.cliffs.one_time.sum(axis=-2))
    total("shortfall", lambda: result.shortfall)
    total("shortfall_accrued", lambda: result.shortfall_accrued)
    total("marketplace", lambda: marketplace_spend(inputs).sum(axis=-2))
    total("investment", lambda: result.flows.investment)
    makers["savings"] = lambda: worth(appraisal.savings)
    makers["benefit"] = lambda: worth(appraisal.benefit)
    makers["net"] = lambda: worth(appraisal.net)
    makers["cumulative"] = lambda: worth(appraisal.cumulative)
    makers["ebitda"] = lambda: worth(appraisal.ebitda)
    makers["operating_income"] = lambda: worth(appraisal.operating_income)
    makers["esr"] = lambda: _esr(*this.purchasing)
    makers["coverage"] = lambda: ratio(this.purchasing[3], this.purchasing[2])
    makers["utilization"] = lambda: ratio(this.purchasing[3], this.purchasing[4])
    return makers


def _esr(
    spot_demand: Array,
    spot_cost: Array,
    eligible: Array,
    used: Array,
    size: Array,
    committed: Array,
    uncovered: Array,
) -> Array:
    """Effective savings rate over usage that Spot or a commitment may serve."""
    return 1.0 - ratio(spot_cost + committed + uncovered, spot_demand + eligible)


def _change(series: Array) -> float:
    first, last = float(series[0]), float(series[-1])
    return last / first - 1.0 if first else float("nan")


def existing(value: float) -> float | None:
    """A figure, or None where it does not exist or is beyond all numbers."""
    return value if math.isfinite(value) else None
