"""Purchasing figures: effective savings rate, coverage, utilization and unused, month by month."""

from __future__ import annotations

from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.costs import spot_terms


def write_purchase_figures(calc: CalcSheet) -> None:
    """ESR, coverage and utilization, each month and over the horizon, before the agreement."""
    workloads, slots = calc.inputs.count("workloads"), calc.inputs.count("commitments")
    result = calc.run.results
    within = calc.at("within")
    on_spot, spot_cost, eligible, used, size, committed = ("0",) * 6
    if workloads:
        on_spot, spot_cost = spot_terms(calc)
        eligible = calc.sum_down("eligible", workloads)
    if slots:
        used, size = calc.sum_down("used", slots), calc.sum_down("size", slots)
        price = calc.inputs.column("slots", "price")
        committed = f"SUMPRODUCT({calc.down('size', slots)},{price})"
    uncovered = calc.at("uncovered")
    calc.block(
        "Purchasing figures",
        "Over usage that Spot or a commitment may serve, before the agreement.",
    )
    totals = result.evaluated.purchasing
    rows = (
        ("on_spot", "Spot demand", on_spot, totals[0]),
        ("spot_cost", "Spot cost", spot_cost, totals[1]),
        ("all_eligible", "Eligible demand", eligible, totals[2]),
        ("all_used", "Commitments used", used, totals[3]),
        ("all_size", "Commitments", size, totals[4]),
        ("all_committed", "Cost of commitments", committed, totals[5]),
        ("all_uncovered", "Uncovered", uncovered, totals[6]),
    )
    for key, label, template, values in rows:
        calc.series(key, label, f"({template})*{within}", values)

    def shares(find: dict[str, str]) -> dict[str, str]:
        bought = f"({find['spot_cost']}+{find['all_committed']}+{find['all_uncovered']})"
        eligible = find["all_eligible"]
        served = f"({find['on_spot']}+{find['all_eligible']})"
        return {
            "esr": f'IF({served}=0,"",1-{bought}/{served})',
            "coverage": f'IF({eligible}=0,"",{find["all_used"]}/{eligible})',
            "utilization": f'IF({find["all_size"]}=0,"",{find["all_used"]}/{find["all_size"]})',
        }

    keys = [row[0] for row in rows]
    words = {"esr": "Effective savings rate", "coverage": "Coverage", "utilization": "Utilization"}
    monthly = shares({key: calc.at(key) for key in keys})
    for key, template in monthly.items():
        calc.series(f"month/{key}", words[key], template, result.series[key], "0.0%")
    over_all = shares({key: f"SUM({calc.whole(key)})" for key in keys})
    kpis = result.kpis
    for key, formula in over_all.items():
        label = f"{words[key]} over the horizon"
        calc.scalar(key, label, formula, getattr(kpis, key), "0.0%", name=key, look="strong")
    unused = f"SUMPRODUCT({calc.whole('unused')},{calc.whole('within')})"
    calc.scalar(
        "unused_sum", "Unused over the horizon", unused, kpis.unused, name="unused", look="strong"
    )
