"""What one month of a baseline shows of each workload and each commitment.

The month's cost is split by how it was bought, so that a case built from the pieces costs the same.
On-demand equivalents are brought to the prices that were really paid on demand: with negotiated
rates, an hour that leaves a commitment costs the negotiated price, not the public one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from whatif_app.costs.case.grouping import FEES, OWN_WORKLOAD
from whatif_app.costs.lines import Line

_CENT = 0.01

#: Kinds bound to the service that they were bought for.
_RESERVATIONS = frozenset({"standard_ri", "convertible_ri"})

#: Sorts of Savings Plans, by what AWS calls the usage type of their fees.
_PLANS: Mapping[str, str] = {
    "ComputeSP": "Compute Savings Plan",
    "EC2InstanceSP": "EC2 Instance Savings Plan",
    "EC2SP": "EC2 Instance Savings Plan",
    "SageMakerSP": "SageMaker Savings Plan",
    "DatabaseSP": "Database Savings Plan",
}

#: The workload of all that is too small to stand alone.
OTHER = "Other"


@dataclass
class Workload:
    """One workload's month, in currency.

    Attributes:
        on_demand: paid on demand, credits and discounts netted; may be negative before settling.
        eligible, interruptible: of that, what a commitment could cover, what could run on Spot.
        spot, spot_list: Spot's cost and its on-demand equivalent.
        covered: cost of usage under commitments, without what was unused.
        is_usage: False for tax, support and fees.
    """

    on_demand: float = 0.0
    eligible: float = 0.0
    interruptible: float = 0.0
    spot: float = 0.0
    spot_list: float = 0.0
    covered: float = 0.0
    is_usage: bool = True

    @property
    def cost(self) -> float:
        """The month's cost, by which workloads are ranked."""
        return self.on_demand + self.spot + self.covered

    def add(self, other: Workload) -> None:
        """Take another workload's month into this one."""
        self.on_demand += other.on_demand
        self.eligible += other.eligible
        self.interruptible += other.interruptible
        self.spot += other.spot
        self.spot_list += other.spot_list
        self.covered += other.covered


@dataclass(frozen=True)
class Terms:
    """What tells one commitment from another.

    Attributes:
        kind: as in `Line.commitment`.
        payment, term, end: how it is paid, months, and the month after its last; as in `Line`.
        service: of a reservation, which serves no other; "" for what floats over services.
    """

    kind: str
    payment: str
    term: int | None
    end: str
    service: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the export tells anything beyond the kind."""
        return bool(self.payment or self.term or self.end)


@dataclass
class Commitment:
    """One commitment's month, in currency.

    Attributes:
        used, unused: its amortized cost, by whether usage ran under it.
        upfront: the part of both that was paid upfront.
        equivalent: by workload, what the usage under it would have cost on demand.
        plans: what its fees are called, where they tell one sort of plan from another.
    """

    used: float = 0.0
    unused: float = 0.0
    upfront: float = 0.0
    equivalent: dict[str, float] = field(default_factory=dict)
    plans: set[str] = field(default_factory=set)

    @property
    def size(self) -> float:
        """The on-demand equivalent of all usage under it; never less than what that cost."""
        return max(sum(self.equivalent.values()), self.used)


@dataclass
class Observed:
    """A month of one currency, by workload and commitment.

    Attributes:
        workloads: by name of the grouping.
        commitments: by terms.
        left_out: credits and refunds not counted, where the reader wished so.
        cost: what the month cost on the chosen basis, less what was left out.
        price_level: what was paid on demand as a share of public on-demand prices.
    """

    workloads: dict[str, Workload] = field(default_factory=dict)
    commitments: dict[Terms, Commitment] = field(default_factory=dict)
    left_out: float = 0.0
    cost: float = 0.0
    price_level: float = 1.0

    def workload(self, name: str, is_usage: bool = True) -> Workload:
        """The workload of that name, made where it is new."""
        return self.workloads.setdefault(name, Workload(is_usage=is_usage))


def observe(
    lines: Iterable[Line],
    name_of: Callable[[Line], str],
    is_amortized: bool,
    with_credits: bool,
) -> Observed:
    """Split lines of one month and currency by how usage was bought.

    Args:
        lines: of one month and one currency.
        name_of: the workload that a line belongs to.
        is_amortized: on the amortized basis; else as billed, where commitments cannot be seen.
        with_credits: net credits and refunds against the workloads they were given to.
    """
    month = list(lines)
    observed = Observed(price_level=_price_level(month))
    for line in month:
        cost = float((line.amortized if is_amortized else line.billed) or 0)
        if line.kind in ("credit", "refund") and not with_credits:
            observed.left_out += cost
            continue
        observed.cost += cost
        if is_amortized and line.commitment and line.kind in ("usage", "purchase"):
            _add_commitment(observed, line, name_of(line), cost)
        elif line.kind in OWN_WORKLOAD:
            observed.workload(OWN_WORKLOAD[line.kind], is_usage=False).on_demand += cost
        else:
            _add_usage(observed, line, name_of(line), cost)
    observed.commitments = _with_known_terms(observed.commitments)
    return observed


def _price_level(lines: Iterable[Line]) -> float:
    """Paid over public price of on-demand usage that commitments could cover; at most 1."""
    paid = public = 0.0
    for line in lines:
        if line.kind == "usage" and line.purchase == "on_demand" and line.eligible > 0:
            paid += float((line.amortized if line.billed is None else line.billed) or 0)
            public += float(line.on_demand or 0)
    return min(1.0, paid / public) if paid > 0 and public > 0 else 1.0


def _add_commitment(observed: Observed, line: Line, name: str, cost: float) -> None:
    is_reservation = line.commitment in _RESERVATIONS
    service = line.service if is_reservation else ""
    terms = Terms(line.commitment, line.payment, line.term, line.term_end, service)
    commitment = observed.commitments.setdefault(terms, Commitment())
    unused = float(line.unused or 0)
    commitment.unused += unused
    commitment.upfront += float(line.upfront)
    if line.kind == "purchase":
        commitment.plans.update(plan for sign, plan in _PLANS.items() if sign in line.usage_type)
        # Whatever a fee row costs beyond the unused part belongs to no usage.
        if cost != unused:
            observed.workload(FEES, is_usage=False).on_demand += cost - unused
        return
    commitment.used += cost - unused
    equivalent = float(line.on_demand or 0) * observed.price_level
    observed.workload(name).covered += cost - unused
    commitment.equivalent[name] = commitment.equivalent.get(name, 0.0) + max(
        equivalent, cost - unused
    )


def _add_usage(observed: Observed, line: Line, name: str, cost: float) -> None:
    workload = observed.workload(name)
    if line.purchase == "spot" and line.kind == "usage":
        workload.spot += cost
        workload.spot_list += max(float(line.on_demand or 0) * observed.price_level, cost)
        return
    workload.on_demand += cost
    workload.eligible += float(line.eligible)
    workload.interruptible += float(line.interruptible)


def _with_known_terms(found: Mapping[Terms, Commitment]) -> dict[Terms, Commitment]:
    """Usage rows often lack the terms that the fee rows state; where there is but one commitment of
    the kind, they are the same."""
    merged: dict[Terms, Commitment] = {}
    for terms, commitment in found.items():
        known = [
            other
            for other in found
            if (other.kind, other.service) == (terms.kind, terms.service) and other.is_known
        ]
        key = known[0] if not terms.is_known and len(known) == 1 else terms
        into = merged.setdefault(key, Commitment())
        into.used += commitment.used
        into.unused += commitment.unused
        into.upfront += commitment.upfront
        into.plans |= commitment.plans
        for name, amount in commitment.equivalent.items():
            into.equivalent[name] = into.equivalent.get(name, 0.0) + amount
    return merged


def keep_largest(observed: Observed, largest: int) -> Observed:
    """The `largest` usage workloads by cost, the rest together; tax and the like stay apart."""
    usage = [(name, each) for name, each in observed.workloads.items() if each.is_usage]
    ranked = sorted(usage, key=lambda item: (-item[1].cost, item[0]))
    kept = {name for name, _ in ranked[:largest]} if len(ranked) > largest else dict(ranked).keys()
    workloads: dict[str, Workload] = {name: each for name, each in ranked if name in kept}
    rest = Workload()
    for name, each in ranked:
        if name not in kept:
            rest.add(each)
    if len(ranked) > len(kept):
        workloads.setdefault(OTHER, Workload()).add(rest)
    workloads.update((n, each) for n, each in observed.workloads.items() if not each.is_usage)

    def regrouped(commitment: Commitment) -> Commitment:
        amounts: dict[str, float] = {}
        for name, amount in commitment.equivalent.items():
            into = name if name in kept else OTHER
            amounts[into] = amounts.get(into, 0.0) + amount
        return replace(commitment, equivalent=amounts)

    commitments = {terms: regrouped(each) for terms, each in observed.commitments.items()}
    return replace(observed, workloads=workloads, commitments=commitments)


def settle_negatives(observed: Observed) -> float:
    """Make every on-demand amount non-negative, taking what is negative from the others.

    Credits can exceed what their workload paid on demand; a case cannot hold a negative demand, so
    the excess is taken from the other workloads in proportion. So is what refunds and corrections
    make negative of Spot and of commitments, of which a case can hold no negative either.

    Returns:
        What could not be taken anywhere, negative or 0.
    """
    _call_negatives_on_demand(observed)
    workloads = observed.workloads.values()
    owed = sum(each.on_demand for each in workloads if each.on_demand < 0)
    paid = sum(each.on_demand for each in workloads if each.on_demand > 0)
    left = max(0.0, 1 + owed / paid) if paid > 0 else 0.0
    for each in workloads:
        each.on_demand = max(each.on_demand, 0.0) * left
        each.eligible = min(max(each.eligible, 0.0), each.on_demand)
        each.interruptible = min(max(each.interruptible, 0.0), each.on_demand)
    return min(0.0, owed + paid)


def leave_out_dust(observed: Observed) -> None:
    """Take out commitments, or unused parts of them, of less than a cent: nobody decides on them.

    What they cost is dropped while all of it together rounds to nothing, else counted as fees.
    """
    dust = 0.0
    for commitment in observed.commitments.values():
        if commitment.unused < _CENT:
            dust += commitment.unused
            commitment.unused = 0.0
        # By size, not by cost: what was paid years ago costs nothing now, and covers much.
        if commitment.size < _CENT:
            dust += commitment.used
            commitment.used = 0.0
            commitment.equivalent.clear()
    observed.commitments = {
        terms: each for terms, each in observed.commitments.items() if each.size or each.unused
    }
    if dust >= _CENT / 2:
        observed.workload(FEES, is_usage=False).on_demand += dust


def _call_negatives_on_demand(observed: Observed) -> None:
    """Count negative amounts of Spot and of commitments as on demand, where they can be settled."""
    for each in observed.workloads.values():
        if each.spot < 0:
            each.on_demand += each.spot
            each.spot = each.spot_list = 0.0
    owed = 0.0
    for commitment in observed.commitments.values():
        owed += min(commitment.used, 0.0) + min(commitment.unused, 0.0)
        commitment.used = max(commitment.used, 0.0)
        commitment.unused = max(commitment.unused, 0.0)
    if owed < 0:
        observed.workload(FEES, is_usage=False).on_demand += owed
