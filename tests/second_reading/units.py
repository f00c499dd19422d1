"""Full allocation and unit economics: what each unit costs and earns (§5, §8)."""

from __future__ import annotations

from . import agreement, cliffs
from .books import Books, committed_cost, unit_volumes
from .buying import Tranche, buy
from .cells import Cells, Row, enabled
from .volume import demand, volume


def divided(amount: float, keys: dict[str, float]) -> dict[str, float]:
    """`amount` in proportion to the keys, evenly where they come to nothing."""
    total = sum(keys.values())
    if total == 0:
        return {name: amount / len(keys) for name in keys}
    return {name: amount * key / total for name, key in keys.items()}


def loaded_costs(cells: Cells, month: Row) -> dict[str, float]:
    """Each workload's fully loaded cost; a shared workload that is passed on has none left."""
    own = month["workload"]
    unshared = [name for name, w in cells["workloads"].items() if not w["shared"]]
    if not unshared:
        unshared = list(own)
    loaded = {name: own[name] for name in unshared}
    for name in own:
        if name in unshared:
            continue
        rule = cells["workloads"][name]["allocation"]
        keys = {
            "cost": {other: own[other] for other in unshared},
            "even": dict.fromkeys(unshared, 1.0),
            "weight": {other: float(cells["workloads"][other]["weight"]) for other in unshared},
        }[rule]
        for other, part in divided(own[name], keys).items():
            loaded[other] += part
    last = month["shared_cliffs"] + month["shortfall_accrued"]
    for name, part in divided(last, dict(loaded)).items() if loaded else ():
        loaded[name] += part
    overhead = 1 + cells["project"]["overhead"]
    return {name: cost * overhead for name, cost in loaded.items()}


def family_of(cells: Cells, unit: str) -> set[str]:
    """A unit and all its descendants."""
    found = {unit}
    for name, row in cells["units"].items():
        if row["parent"] == unit:
            found |= family_of(cells, name)
    return found


def primary_unit(cells: Cells) -> str | None:
    if cells["project"]["primary_unit"] is not None:
        return str(cells["project"]["primary_unit"])
    of_level_1 = [name for name, unit in cells["units"].items() if unit["level"] == "L1"]
    return next(iter(of_level_1 + list(cells["units"])), None)


def ratio(above: float, below: float) -> float | None:
    return None if below == 0 else above / below


def unit_series(books: Books) -> dict[str, list[float | None]]:
    """`unit_cost` and `margin` of every unit and of the whole case, month by month."""
    cells = books["cells"]
    primary = primary_unit(cells)
    series: dict[str, list[float | None]] = {"unit_cost": [], "margin": []}
    for name in cells["units"]:
        series[f"unit_cost/{name}"], series[f"margin/{name}"] = [], []
    for t, month in enumerate(books["months"]):
        loaded = loaded_costs(cells, month)
        volumes = unit_volumes(cells, t)
        for name in cells["units"]:
            family = family_of(cells, name)
            cost = sum(c for w, c in loaded.items() if cells["workloads"][w]["unit"] in family)
            revenue = sum(r for u, r in month["revenue"].items() if u in family)
            series[f"unit_cost/{name}"].append(ratio(cost, volumes[name]))
            series[f"margin/{name}"].append(ratio(revenue - cost, revenue))
        # Where no workload is left to bear it, the case still does.
        overhead = 1 + cells["project"]["overhead"]
        cost = sum(loaded.values()) if loaded else month["cost/amortized"] * overhead
        revenue = sum(month["revenue"].values())
        series["unit_cost"].append(ratio(cost, volumes[primary]) if primary is not None else None)
        series["margin"].append(ratio(revenue - cost, revenue))
    return series


def cost_of_volumes(
    cells: Cells, t: int, volumes: dict[str, float], plan: list[Tranche], raised: str | None
) -> float:
    """Month `t`'s amortized cost without shortfall, at other volumes than its own.

    Tranches keep the sizes they have; cliffs of the unit `raised` see its volume raised in this
    month alone.
    """
    needed = demand(cells, t, volumes)
    f = agreement.factor(cells, t)
    bought = buy(cells, t, needed, plan)
    cost = sum((row["spot"] + row["on_demand"]) * f for row in bought["workloads"].values())
    for active in bought["tranches"]:
        by_workload, _ = committed_cost(cells, active, t)
        cost += sum(by_workload.values())
    for cliff in enabled(cells, "cliffs"):
        if cliff["unit"] == raised:
            cost += cliffs.run_cost_at(cells, cliff, t, volumes[raised]) * f
        else:
            cost += cliffs.run_cost(cells, cliff, t) * f
    return cost


def marginal_costs(books: Books, unit: str) -> list[float]:
    """What each of the next `marginal_step` units would add to the month's amortized cost."""
    cells, plan = books["cells"], books["tranches"]
    step = cells["project"]["marginal_step"]
    found = []
    for t in range(len(books["months"])):
        volumes = unit_volumes(cells, t)
        raised = {**volumes, unit: volume(cells, cells["units"][unit], t) + step}
        before = cost_of_volumes(cells, t, volumes, plan, None)
        after = cost_of_volumes(cells, t, raised, plan, unit)
        found.append((after - before) / step)
    return found
