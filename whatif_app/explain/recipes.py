"""How every figure and cell is computed, in words, with what goes into it.

The words follow the model's page, section by section; a test holds that no figure lacks them.
`{row}` stands for the row that a figure or cell belongs to, `{unit}` for the primary unit (for a
workload's cells: for its own).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Recipe:
    """One formula in words.

    Attributes:
        title: what the figure is called.
        words: the formula, as a sentence of it.
        parts: what goes in, in order: figures, addresses, or "run:…" for values that only the
            explanation shows (see `whatif_app.explain.values`).
    """

    title: str
    words: str
    parts: tuple[str, ...] = ()


SPOT_WORDS = (
    "Spot cost = demand × Spot share × (1 + overhead) × "
    "((1 − fallback) × (1 − discount) + fallback)"
)
SPOT_PARTS = (
    "run:demand/{row}",
    "run:spot_share/{row}",
    "workloads/{row}/spot_overhead",
    "workloads/{row}/spot_fallback",
    "workloads/{row}/spot_discount",
)
DEMAND_WORDS = (
    "Demand = on-demand cost, in the project's currency, × (fixed share + (1 − fixed share) × "
    "volume growth ^ elasticity) × (1 + rate change) ^ years × (1 − efficiency), then migrations "
    "in and out"
)
DEMAND_PARTS = (
    "workloads/{row}/on_demand_cost",
    "run:rate_of_workload/{row}",
    "workloads/{row}/fixed_share",
    "run:volume_growth/{row}",
    "workloads/{row}/elasticity",
    "workloads/{row}/rate_change",
    "workloads/{row}/efficiency_target",
)

#: Series, by §10's name; a "/" at the end takes the name of a unit or a workload.
SERIES: Mapping[str, Recipe] = MappingProxyType(
    {
        "volume/": Recipe(
            "Volume",
            "Volume = volume in month 0 × (1 + growth) ^ months × season × (1 + uplift) of each "
            "event so far; a month of the plan takes the planned volume",
            tuple(f"units/{{row}}/{f}" for f in ("volume", "growth", "season", "events", "plan")),
        ),
        "revenue/": Recipe(
            "Revenue",
            "Revenue = volume × price × (1 + price change) ^ years",
            ("volume/{row}", "units/{row}/price", "units/{row}/price_change"),
        ),
        "unit_cost/": Recipe(
            "Unit cost",
            "Unit cost = loaded cost of its workloads, and of the units below it, ÷ its volume",
            ("run:loaded/{row}", "volume/{row}", "project/overhead"),
        ),
        "unit_cost": Recipe(
            "Unit cost, fully loaded",
            "Unit cost = amortized cost × (1 + overhead) ÷ volume of the primary unit",
            ("cost/amortized", "project/overhead", "volume/{unit}"),
        ),
        "margin/": Recipe(
            "Margin",
            "Margin = 1 − unit cost × volume ÷ revenue, its own and that of the units below it",
            ("revenue/{row}", "unit_cost/{row}", "volume/{row}"),
        ),
        "margin": Recipe(
            "Gross margin",
            "Margin = (revenue of all units − amortized cost × (1 + overhead)) ÷ revenue",
            ("run:revenue", "cost/amortized", "project/overhead"),
        ),
        "marginal_cost/": Recipe(
            "Marginal cost",
            "Marginal cost = extra amortized cost of the next units, in this month alone, ÷ how "
            "many; commitments keep their sizes, and neither shortfall nor overhead counts",
            ("project/marginal_step", "volume/{row}", "unit_cost/{row}"),
        ),
        "cost/amortized": Recipe(
            "Cost, amortized",
            "Amortized cost = Spot + commitments, used or not + on demand + cliffs + accrued "
            "shortfall",
            ("spot", "committed", "on_demand", "cliffs", "shortfall_accrued"),
        ),
        "cost/cash": Recipe(
            "Cost, cash",
            "Cash cost = Spot + on demand + cliffs + what is paid for commitments in the month, "
            "upfront parts in full + shortfall",
            ("spot", "on_demand", "cliffs", "run:commitments_paid", "shortfall"),
        ),
        "cost/on_demand": Recipe(
            "Cost at on-demand rates",
            "On-demand basis = demand of all workloads + cliffs, before any discount",
            ("run:demand", "run:cliffs_before_agreement"),
        ),
        "workload/": Recipe(
            "Workload, amortized",
            "Workload = Spot + commitments used + its part of unused ones + on demand + its own "
            "cliffs, after any agreement. " + SPOT_WORDS,
            (
                "run:spot/{row}",
                "run:used/{row}",
                "run:unused/{row}",
                "run:on_demand/{row}",
                *SPOT_PARTS,
            ),
        ),
        "spot": Recipe(
            "Spot cost", SPOT_WORDS + ", summed over workloads, after any agreement", ("run:spots",)
        ),
        "committed": Recipe(
            "Committed cost",
            "Committed = size of every active commitment × (1 − discount), used or not, after any "
            "agreement",
            ("run:commitments", "unused"),
        ),
        "unused": Recipe(
            "Unused commitment",
            "Unused = (size − used) × (1 − discount) of every active commitment, after any "
            "agreement",
            ("run:unused_commitments", "committed"),
        ),
        "on_demand": Recipe(
            "On demand",
            "On demand = demand − Spot demand − what commitments cover, at full rate, after any "
            "agreement",
            ("run:on_demands",),
        ),
        "cliffs": Recipe(
            "Cliffs",
            "Cliffs = monthly cost × steps taken since the start, after any agreement",
            ("run:cliffs",),
        ),
        "one_time": Recipe(
            "One-time cliff costs",
            "One-time cost falls due for each step to a new high, its lead time before the "
            "crossing",
            ("run:one_times",),
        ),
        "shortfall": Recipe(
            "Agreement shortfall, cash",
            "Shortfall = commitment of the contract year − what counted, if positive, in the "
            "year's last month",
            ("run:agreements", "cost/cash"),
        ),
        "shortfall_accrued": Recipe(
            "Agreement shortfall, accrued",
            "Accrued = the contract year's shortfall, evenly over its months within the horizon",
            ("run:agreements", "shortfall"),
        ),
        "marketplace": Recipe(
            "Marketplace spend",
            "Marketplace = monthly marketplace spend of every active agreement",
            ("run:agreements",),
        ),
        "investment": Recipe(
            "Investment",
            "Investment = engineers × loaded cost while the work lasts + other cost + double "
            "running",
            ("run:investments",),
        ),
        "savings": Recipe(
            "Savings",
            "Savings = reference − this scenario: cash cost + one-time cliff costs + ongoing cost "
            "+ new marketplace spend",
            ("reference:cost/cash", "cost/cash", "reference:one_time", "one_time"),
        ),
        "benefit": Recipe(
            "Benefit",
            "Benefit = savings + revenue beyond the reference's",
            ("savings", "run:revenue", "reference:run:revenue"),
        ),
        "net": Recipe(
            "Net cash",
            "Net = benefit − investment beyond the reference's",
            ("benefit", "investment", "reference:investment"),
        ),
        "cumulative": Recipe(
            "Cumulative net cash",
            "Cumulative = net cash of all months so far",
            ("run:cumulative_before", "net"),
        ),
        "ebitda": Recipe(
            "EBITDA",
            "EBITDA = benefit on the amortized basis − operating part of the investment beyond the "
            "reference's",
            ("reference:cost/amortized", "cost/amortized", "investment"),
        ),
        "operating_income": Recipe(
            "Operating income",
            "Operating income = EBITDA − amortization of what was capitalized",
            ("ebitda",),
        ),
        "esr": Recipe(
            "Effective savings rate",
            "ESR = 1 − (Spot + commitments, used or not + on-demand cost of what could have been "
            "covered) ÷ its on-demand cost, before any agreement",
            ("spot", "committed", "on_demand"),
        ),
        "coverage": Recipe(
            "Coverage",
            "Coverage = what commitments cover ÷ what they could cover",
            ("run:covered", "run:eligible"),
        ),
        "utilization": Recipe(
            "Utilization",
            "Utilization = what commitments cover ÷ their size",
            ("run:covered", "run:size"),
        ),
    }
)

#: Key figures over the horizon, by §10's name.
KPIS: Mapping[str, Recipe] = MappingProxyType(
    {
        "simple_payback": Recipe(
            "Simple payback",
            "Simple payback = investment ÷ run-rate savings",
            ("kpi:investment", "kpi:run_rate_savings"),
        ),
        "payback": Recipe(
            "Payback",
            "Payback = months from the first spending until cumulative net cash is back at zero "
            "and stays there",
            ("cumulative", "kpi:peak_exposure", "kpi:first_breakeven", "project/hurdle_months"),
        ),
        "first_breakeven": Recipe(
            "First break-even",
            "First break-even = months from the first spending until cumulative net cash first "
            "reaches zero; it may fall below again",
            ("cumulative", "kpi:payback"),
        ),
        "discounted_payback": Recipe(
            "Discounted payback",
            "Discounted payback = payback on net cash ÷ (1 + monthly rate) ^ month",
            ("kpi:payback", "project/discount_rate"),
        ),
        "npv": Recipe(
            "NPV",
            "NPV = sum of net cash ÷ (1 + monthly rate) ^ month, month 0 undiscounted; the monthly "
            "rate is (1 + discount rate) ^ (1/12) − 1",
            ("run:net_sum", "project/discount_rate", "kpi:npv_with_residual"),
        ),
        "npv_with_residual": Recipe(
            "NPV with residual",
            "NPV with residual = NPV + prepaid commitments still in use at the horizon's end, "
            "discounted",
            ("kpi:npv", "kpi:obligations"),
        ),
        "obligations": Recipe(
            "Obligations",
            "Obligations = payments on active commitments still to come after the horizon",
            ("run:commitments",),
        ),
        "irr": Recipe(
            "IRR",
            "IRR = the annual rate at which the NPV is zero, where there is exactly one",
            ("kpi:npv", "project/discount_rate"),
        ),
        "roi": Recipe(
            "ROI", "ROI = sum of net cash ÷ investment", ("run:net_sum", "kpi:investment")
        ),
        "peak_exposure": Recipe(
            "Peak exposure",
            "Peak exposure = the deepest that cumulative net cash falls below zero",
            ("cumulative", "kpi:investment"),
        ),
        "investment": Recipe(
            "Investment",
            "Investment = cost of the work and of double running, beyond the reference's, over the "
            "horizon",
            ("run:investments_sum",),
        ),
        "run_rate_savings": Recipe(
            "Run-rate savings",
            "Run-rate savings = mean monthly benefit on the amortized basis over the 12 months "
            "from which every lever is full",
            ("reference:cost/amortized", "cost/amortized"),
        ),
        "esr": Recipe("Effective savings rate", SERIES["esr"].words, ("spot", "committed")),
        "coverage": Recipe("Coverage", SERIES["coverage"].words, ("kpi:utilization",)),
        "utilization": Recipe(
            "Utilization", SERIES["utilization"].words, ("kpi:coverage", "kpi:unused")
        ),
        "unused": Recipe(
            "Unused commitment",
            "Unused = (size − used) × (1 − discount) of every commitment, over the horizon",
            ("run:unused_commitments_sum", "kpi:utilization"),
        ),
        "verdict": Recipe(
            "Verdict",
            "Go if payback ≤ hurdle and NPV > 0; No change if net cash is zero in every month",
            ("kpi:payback", "project/hurdle_months", "kpi:npv"),
        ),
    }
)

_SPOT = Recipe("Spot cost", SPOT_WORDS, SPOT_PARTS)
_DEMAND = Recipe("Demand", DEMAND_WORDS, DEMAND_PARTS)
_CONVERTED = "In the project's currency = amount × the rate of its currency, in every month"
_SHARED = Recipe(
    "Allocation",
    "A shared workload is spread over the others: by their cost, evenly, or by their weight",
    ("workloads/{row}/shared", "workloads/{row}/allocation", "workloads/{row}/weight"),
)
_ELIGIBLE = Recipe(
    "Eligible demand",
    "A commitment may cover demand × (1 − Spot share) × commit-eligible, hour class by hour class",
    (
        "run:demand/{row}",
        "run:spot_share/{row}",
        "workloads/{row}/commit_eligible",
        "run:eligible/{row}",
    ),
)
_WAITS = Recipe(
    "Lever",
    "Efficiency and Spot start no earlier than the month in which the initiative completes, and "
    "not at all while it is off",
    ("workloads/{row}/efficiency_start", "workloads/{row}/spot_start"),
)

#: By table, then by field; "" for the table's other fields.
CELLS: Mapping[str, Mapping[str, Recipe]] = MappingProxyType(
    {
        "workloads": {
            "": _DEMAND,
            "commit_eligible": _ELIGIBLE,
            "shape": _ELIGIBLE,
            "currency": Recipe(
                "Exchange rate",
                _CONVERTED,
                ("workloads/{row}/on_demand_cost", "run:rate_of_workload/{row}"),
            ),
            "initiative": _WAITS,
            **dict.fromkeys(("shared", "allocation", "weight"), _SHARED),
            **dict.fromkeys(
                (
                    "spot_share spot_eligible spot_target spot_start spot_ramp spot_discount "
                    "spot_overhead spot_fallback"
                ).split(),
                _SPOT,
            ),
        },
        "units": {
            "": SERIES["volume/"],
            "price": SERIES["revenue/"],
            "price_change": SERIES["revenue/"],
            "parent": SERIES["unit_cost/"],
            "level": SERIES["unit_cost/"],
        },
        "commitments": {
            "": Recipe(
                "Commitment",
                "Cost = size × (1 − discount), used or not; "
                "unused = (size − used) × (1 − discount)",
                (
                    "run:size/{row}",
                    "run:commitment_used/{row}",
                    "commitments/{row}/discount",
                    "commitments/{row}/enabled",
                ),
            ),
            **dict.fromkeys(
                ("commit", "currency"),
                Recipe(
                    "Size",
                    _CONVERTED + "; a coverage is a share of demand and needs no rate",
                    (
                        "commitments/{row}/commit",
                        "run:rate_of_commitment/{row}",
                        "run:size/{row}",
                        "run:commitment_used/{row}",
                    ),
                ),
            ),
        },
        "initiatives": {
            "": Recipe(
                "Initiative",
                "Investment = engineers × loaded cost × months + other cost + double running",
                tuple(
                    f"initiatives/{{row}}/{f}"
                    for f in ("engineers", "loaded_cost", "months", "other_cost", "parallel_share")
                ),
            )
        },
        "cliffs": {
            "": Recipe(
                "Cliff",
                "From its threshold on, and again each so many units, a step adds its monthly "
                "cost; its one-time cost falls due the lead time before",
                (
                    "run:volume_of_cliff/{row}",
                    "cliffs/{row}/threshold",
                    "cliffs/{row}/every",
                    "cliffs/{row}/monthly_cost",
                    "cliffs/{row}/one_time_cost",
                ),
            )
        },
        "migrations": {
            "": Recipe(
                "Migration",
                "Demand that moves = demand × target × ramp; it arrives × cost ratio",
                tuple(f"migrations/{{row}}/{f}" for f in ("target", "start", "ramp", "cost_ratio")),
            )
        },
        "agreements": {
            "": Recipe(
                "Agreement",
                "While it is active every cloud cost × (1 − discount); what a contract year's "
                "commitment exceeds the counted cost by is due as shortfall",
                tuple(
                    f"agreements/{{row}}/{f}"
                    for f in ("discount", "commitments", "marketplace_monthly")
                ),
            )
        },
        "rates": {
            "": Recipe(
                "Exchange rate",
                _CONVERTED + "; the reference is converted at the same rate",
                ("rates/{row}/rate", "rates/{row}/date", "run:converted/{row}"),
            )
        },
        "project": {
            "": KPIS["npv"],
            "hurdle_months": KPIS["verdict"],
            "overhead": SERIES["unit_cost"],
            "primary_unit": SERIES["unit_cost"],
            "reference": SERIES["savings"],
            "marginal_step": Recipe("Marginal cost", SERIES["marginal_cost/"].words),
        },
    }
)
