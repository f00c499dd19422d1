"""The calculation of one run, block after block in the order of the model's page."""

from __future__ import annotations

from whatif_app.workbook.calculation import costs, units, value
from whatif_app.workbook.calculation.agreements import write_factor, write_shortfalls
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.calendar import write_calendar
from whatif_app.workbook.calculation.cliffs import write_cliffs
from whatif_app.workbook.calculation.commitment_cost import write_commitment_cost
from whatif_app.workbook.calculation.commitments import write_commitments
from whatif_app.workbook.calculation.demand import write_demand
from whatif_app.workbook.calculation.initiatives import write_initiatives
from whatif_app.workbook.calculation.irr import IrrSheet
from whatif_app.workbook.calculation.purchase_figures import write_purchase_figures
from whatif_app.workbook.calculation.purchasing import write_left, write_spot
from whatif_app.workbook.calculation.volume import write_volume


def write_costs(calc: CalcSheet) -> None:
    """From volume to total cost: what a scenario and a reference run both need."""
    write_calendar(calc)
    write_volume(calc)
    write_demand(calc)
    write_cliffs(calc)
    write_spot(calc)
    write_commitments(calc)
    write_left(calc)
    write_factor(calc)
    write_commitment_cost(calc)
    write_initiatives(calc)
    costs.write_totals(calc)
    write_shortfalls(calc)
    costs.write_bases(calc)


def write_worth(calc: CalcSheet, reference: CalcSheet, irr: IrrSheet, title: str | None) -> None:
    """What a scenario is worth, and what a unit of it costs."""
    value.write_flows(calc, reference)
    value.write_figures(calc, reference)
    cell = irr.add(calc, title)
    calc.scalar("irr", "IRR", cell, calc.run.results.kpis.irr, "0.0%", name="irr")
    write_purchase_figures(calc)
    costs.write_workloads(calc)
    costs.write_allocation(calc)
    costs.write_loaded_sum(calc)
    units.write_unit_costs(calc)
    units.write_marginal_costs(calc)
