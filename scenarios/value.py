"""Value: savings against the reference, payback, NPV, IRR and the verdict.

Source: docs/model.md, "Savings, payback, value".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array, ratio
from scenarios.irr import internal_rate_of_return

#: A flow counts as zero within so much of the largest monthly cost of either run.
ZERO_SHARE = 1e-9


@dataclass(frozen=True)
class Flows:
    """What a run pays and earns each month; arrays are (…, H) unless said.

    Attributes:
        cash, amortized: total cloud cost in each basis, shortfall included.
        shortfall_accrued: the part of `amortized` that is accrued shortfall.
        one_time: one-time cliff costs.
        ongoing: initiatives' ongoing cost.
        marketplace: marketplace spend that would not be spent otherwise.
        revenue: of all units.
        investment: labour, other cost and double running.
        operating: the part of it that is operating expense at once.
        amortization: of the part that is capitalized.
        prepaid: upfront paid within the horizon, not amortized at its end and
            in use; shape (…).
        obligations: payments on active tranches after the horizon; shape (…).
        full_from: first month in which every lever is full; shape (…).
    """

    cash: Array
    amortized: Array
    shortfall_accrued: Array
    one_time: Array
    ongoing: Array
    marketplace: Array
    revenue: Array
    investment: Array
    operating: Array
    amortization: Array
    prepaid: Array
    obligations: Array
    full_from: Array


#: Fields of `Flows` that are one figure per run rather than a monthly series.
FIGURES = frozenset({"prepaid", "obligations", "full_from"})


@dataclass(frozen=True)
class Terms:
    """The project's terms of judgement; shape (…) each."""

    discount_rate: Array
    hurdle_months: Array


@dataclass(frozen=True)
class Appraisal:
    """What a run is worth against its reference.

    Series have shape (…, H), figures (…). NaN where a figure does not exist.
    """

    savings: Array
    benefit: Array
    net: Array
    cumulative: Array
    ebitda: Array
    operating_income: Array
    simple_payback: Array
    payback: Array
    first_breakeven: Array
    discounted_payback: Array
    npv: Array
    npv_with_residual: Array
    obligations: Array
    irr: Array
    irr_reason: NDArray[np.str_]
    roi: Array
    peak_exposure: Array
    investment: Array
    run_rate_savings: Array
    verdict: NDArray[np.str_]


def monthly_rate(annual: Array) -> Array:
    """`(1 + annual)^(1/12) − 1`."""
    rate: Array = (1.0 + annual) ** (1.0 / 12.0) - 1.0
    return rate


def appraise(this: Flows, reference: Flows, terms: Terms) -> Appraisal:
    """Compare a run with its reference."""
    revenue = this.revenue - reference.revenue
    other_costs = _paid_besides(reference) - _paid_besides(this)
    savings = reference.cash - this.cash + reference.one_time - this.one_time + other_costs
    benefit = savings + revenue
    spent = this.investment - reference.investment
    net = benefit - spent
    cumulative = np.cumsum(net, axis=-1)
    accounting = (
        reference.amortized - this.amortized + reference.one_time - this.one_time + other_costs
    ) + revenue
    ebitda = accounting - (this.operating - reference.operating)
    zero = _zero_level(this, reference)

    months = np.arange(net.shape[-1], dtype=np.float64)
    rate = monthly_rate(terms.discount_rate)
    discount = (1.0 + rate[..., None]) ** -months
    discounted = net * discount
    npv = discounted.sum(axis=-1)
    residual = (this.prepaid - reference.prepaid) * (1.0 + rate) ** -float(len(months))
    begins = _first_spend(net, spent, zero)
    payback, first = _recovery(net, begins, zero)
    irr, irr_reason = internal_rate_of_return(net, zero, npv, terms.discount_rate)

    investment = spent.sum(axis=-1)
    run_rate = _run_rate(this, accounting, reference)
    pays = (investment > zero) & (run_rate > zero)
    return Appraisal(
        savings=savings,
        benefit=benefit,
        net=net,
        cumulative=cumulative,
        ebitda=ebitda,
        operating_income=ebitda - (this.amortization - reference.amortization),
        simple_payback=np.where(pays, ratio(investment, run_rate), np.nan),
        payback=payback,
        first_breakeven=first,
        discounted_payback=_recovery(discounted, begins, zero)[0],
        npv=npv,
        npv_with_residual=npv + residual,
        obligations=this.obligations,
        irr=irr,
        irr_reason=irr_reason,
        roi=np.where(investment > zero, ratio(net.sum(axis=-1), investment), np.nan),
        peak_exposure=np.maximum(-cumulative.min(axis=-1), 0.0),
        investment=investment,
        run_rate_savings=run_rate,
        verdict=_verdict(net, zero, payback, npv, terms),
    )


def _paid_besides(flows: Flows) -> Array:
    return flows.ongoing + flows.marketplace


def _zero_level(this: Flows, reference: Flows) -> Array:
    """Below this a flow is rounding, not money; shape (…)."""
    costs = [np.abs(run).max(axis=-1) for run in (this.cash, reference.cash)]
    costs += [np.abs(run).max(axis=-1) for run in (this.amortized, reference.amortized)]
    largest: Array = np.maximum.reduce(np.broadcast_arrays(*costs))
    return ZERO_SHARE * largest


def _run_rate(this: Flows, accounting: Array, reference: Flows) -> Array:
    """Monthly benefit once every lever is full: a year's mean, or what is left of one."""
    steady = (
        accounting
        + (this.one_time - reference.one_time)
        + (this.shortfall_accrued - reference.shortfall_accrued)
    )
    horizon = steady.shape[-1]
    first = np.clip(this.full_from, 0.0, horizon - 1.0)[..., None]
    months = np.arange(horizon, dtype=np.float64)
    counts = (months >= first) & (months < first + 12.0)
    mean: Array = (steady * counts).sum(axis=-1) / counts.sum(axis=-1)
    return mean


def _first_spend(net: Array, spent: Array, zero: Array) -> Array:
    """First month with a negative net or an investment; 0 where there is none; shape (…)."""
    level = zero[..., None]
    first: Array = np.argmax((net < -level) | (spent > level), axis=-1).astype(np.float64)
    return first


def _recovery(flow: Array, begins: Array, zero: Array) -> tuple[Array, Array]:
    """Months until the cumulative flow recovers for good, and until it first does.

    Args:
        flow: shape (…, H).
        begins: month that payback is counted from; shape (…).
        zero: level within which a sum is not negative; shape (…).

    Returns:
        Two arrays of shape (…); 0 where it is never negative and some month
        gains, NaN where it does not recover.
    """
    horizon = flow.shape[-1]
    cumulative = np.cumsum(flow, axis=-1)
    below = cumulative < -zero[..., None]
    gains = (flow > zero[..., None]).any(axis=-1)
    at_once = np.where(~below.any(axis=-1) & gains, 0.0, np.nan)

    last_below = horizon - 1 - np.argmax(below[..., ::-1], axis=-1)
    first_below = np.argmax(below, axis=-1)
    months = np.arange(horizon)
    back = ~below & (months > first_below[..., None])

    def crossing(month: NDArray[np.intp], exists: NDArray[np.bool_]) -> Array:
        at = np.clip(month, 1, horizon - 1)[..., None] if horizon > 1 else month[..., None]
        before = np.take_along_axis(cumulative, np.maximum(at - 1, 0), axis=-1)[..., 0]
        gain = np.take_along_axis(flow, at, axis=-1)[..., 0]
        found = month + ratio(-before, gain) - begins
        return np.where(exists, found, at_once)

    went_below = below.any(axis=-1)
    for_good = crossing(
        np.minimum(last_below + 1, horizon - 1), went_below & (last_below < horizon - 1)
    )
    first = crossing(np.argmax(back, axis=-1), went_below & back.any(axis=-1))
    return for_good, first


def _verdict(net: Array, zero: Array, payback: Array, npv: Array, terms: Terms) -> NDArray[np.str_]:
    unchanged = (np.abs(net) <= zero[..., None]).all(axis=-1)
    # A payback of exactly the hurdle must not fail for a last bit.
    in_time = payback <= terms.hurdle_months * (1.0 + ZERO_SHARE)
    go = np.where(in_time & (npv > 0.0), "Go", "No-go")
    return np.where(unchanged, "No change", go)
