"""Demand: what each workload would cost on demand, before and after migrations."""

from __future__ import annotations

import numpy as np

from scenarios.demand import migrated
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.calendar import ramp_template
from whatif_app.workbook.derived_rates import amount_key

#: What is left of a demand that migrations moved away is nothing within so much of it.
MOVED_AWAY = "1E-12"


def write_demand(calc: CalcSheet) -> None:
    """Demand of each workload, then what migrations move, then demand after them."""
    count = calc.inputs.count("workloads")
    if not count:
        return
    moves = calc.inputs.count("migrations")
    calc.block(
        "Demand before migrations" if moves else "Demand",
        "On-demand cost × (fixed share + rest × (volume ÷ volume of month 0)^elasticity) × rate "
        "change × (1 − efficiency so far).",
    )
    before = "gross" if moves else "demand"
    for workload in range(count):
        name, cell = calc.name_of("workloads", workload)
        values = calc.run.run.gross[workload]
        calc.series(
            f"{before}/{workload}", name, gross_template(calc, workload), values, label_cell=cell
        )
    if moves:
        _write_moves(calc, moves, count)
        calc.block("Demand", "Demand before migrations, plus what arrives, less what leaves.")
        for workload in range(count):
            name, cell = calc.name_of("workloads", workload)
            own = calc.at(f"gross/{workload}")
            template = _after_moves(calc, own, str(workload + 1), moves)
            calc.series(
                f"demand/{workload}",
                name,
                template,
                calc.run.run.demand[workload],
                label_cell=cell,
            )


def gross_template(calc: CalcSheet, workload: int, step: str = "") -> str:
    """Demand before migrations.

    Args:
        step: added to the unit's volume (marginal cost), volume of month 0 held.
    """

    def cell(key: str) -> str:
        return calc.inputs.cell("workloads", key, workload)

    fixed, link = cell("fixed_share"), cell("unit_number")
    growth = "1"
    units = calc.inputs.count("units")
    if units:
        volumes = calc.down("volume", units)
        first = volumes.replace("@", "$E$")
        ratio = f"((INDEX({volumes},{link}){step})/INDEX({first},{link}))"
        power = cell("elasticity")
        # 0^0 is 1 in the model, and an error in Excel.
        growth = f"IF({link}=0,1,IF({power}=0,1,{ratio}^{power}))"
    pulled = ramp_template(cell("efficiency/begins"), cell("efficiency/over"))
    amount = cell(amount_key(calc.inputs, "workloads", "on_demand_cost"))
    return (
        f"{amount}*({fixed}+(1-{fixed})*{growth})"
        f"*(1+{cell('rate_change')})^{calc.at('years')}*(1-{cell('efficiency')}*{pulled})"
    )


def _write_moves(calc: CalcSheet, moves: int, workloads: int) -> None:
    inputs = calc.run.inputs
    share = np.broadcast_to(migrated(inputs), (moves, calc.horizon))
    left, arrived = moved_amounts(calc, calc.run.run.gross, share)
    calc.block("Migrations: share moved", "Target × how far the ramp is, where enabled.")
    for move in range(moves):
        name, cell = calc.name_of("migrations", move)
        pulled = ramp_template(
            *(calc.inputs.cell("migrations", k, move) for k in ("start", "over"))
        )
        template = f"{calc.inputs.cell('migrations', 'moved', move)}*{pulled}"
        calc.series(f"share/{move}", name, template, share[move], "0.0%", label_cell=cell)
    write_flows(calc, "", calc.down("gross", workloads), left, arrived)


def write_flows(
    calc: CalcSheet,
    prefix: str,
    demand: str,
    left: np.ndarray,
    arrived: np.ndarray,
    of_unit: int = 0,
) -> None:
    """What each migration takes away and delivers, in table order.

    Args:
        prefix: of the rows' keys.
        demand: the workloads' demand before migrations, in a template's month.
        of_unit: row of the unit whose workloads alone count; 0 for all.
    """
    moves = calc.inputs.count("migrations")
    first = calc.next_row() + 2
    calc.block(
        "Migrations: demand leaving and arriving",
        "What is left at the source × share moved; there, × the cost ratio. In table order.",
    )
    for move in range(moves):
        name, _ = calc.name_of("migrations", move)
        source = calc.inputs.cell("migrations", "from_number", move)
        own = f"INDEX({demand},{source})"
        if of_unit:
            links = calc.inputs.column("workloads", "unit_number")
            own = f"IF(INDEX({links},{source})={of_unit},{own},0)"
        # Rows are laid out all leaving first, then all arriving.
        leaving_row, arriving_row = first + 2, first + 2 + moves
        template = own
        if move:
            both = [calc.inputs.column("migrations", key) for key in ("to_number", "from_number")]
            gone = f"@{leaving_row}:@{leaving_row + move - 1}"
            come = f"@{arriving_row}:@{arriving_row + move - 1}"
            first_links = [_first(link, move) for link in both]
            plus = f"{own}+SUMIF({first_links[0]},{source},{come})"
            minus = f"SUMIF({first_links[1]},{source},{gone})"
            template = f"IF(ABS({plus}-{minus})<={MOVED_AWAY}*ABS({plus}),0,{plus}-{minus})"
        template = f"({template})*{calc.at(f'share/{move}')}"
        calc.series(f"{prefix}leaving/{move}", f"{name}: leaving", template, left[move])
    for move in range(moves):
        name, _ = calc.name_of("migrations", move)
        ratio = calc.inputs.cell("migrations", "cost_ratio", move)
        template = f"{calc.at(f'{prefix}leaving/{move}')}*{ratio}"
        calc.series(f"{prefix}arriving/{move}", f"{name}: arriving", template, arrived[move])


def _first(column: str, count: int) -> str:
    """The first cells of a column range."""
    sheet, cells = column.rsplit("!", 1)
    start = cells.split(":")[0]
    letters, row = start[1:].split("$")
    return f"{sheet}!{start}:${letters}${int(row) + count - 1}"


def _after_moves(calc: CalcSheet, own: str, number: str, moves: int) -> str:
    to, source = (calc.inputs.column("migrations", k) for k in ("to_number", "from_number"))
    plus = f"{own}+SUMIF({to},{number},{calc.down('arriving', moves)})"
    minus = f"SUMIF({source},{number},{calc.down('leaving', moves)})"
    return f"IF(ABS({plus}-{minus})<={MOVED_AWAY}*ABS({plus}),0,{plus}-{minus})"


def moved_amounts(
    calc: CalcSheet, gross: np.ndarray, share: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """What leaves and what arrives with each migration; shapes (G, H)."""
    structure = calc.run.inputs.structure
    ratio = calc.run.inputs.column("migrations", "cost_ratio")
    rest = gross.copy()
    left, arrived = np.zeros_like(share), np.zeros_like(share)
    links = zip(structure.migration_from, structure.migration_to, strict=True)
    for move, (source, target) in enumerate(links):
        left[move] = rest[source] * share[move]
        arrived[move] = left[move] * ratio[move]
        rest[target] = rest[target] + arrived[move]
        rest[source] = rest[source] - left[move]
    return left, arrived
