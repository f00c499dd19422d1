"""Initiatives: what engineering work costs, in cash and in the P&L."""

from __future__ import annotations

import numpy as np

from whatif_app.workbook.calculation.calc_sheet import CalcSheet

_BLOCKS = (
    ("working", "part of the month worked", "1 while the work lasts, its last month a fraction."),
    (
        "direct",
        "labour and other cost",
        "Engineers × loaded cost × part worked; other cost at the start.",
    ),
    ("double", "double running", "Share × the workload’s demand × part worked; before agreements."),
    ("ongoing", "ongoing cost", "Each month from completion on."),
    ("written_off", "amortization", "Capitalized share, straight-line from completion."),
)


def write_initiatives(calc: CalcSheet) -> None:
    """Each initiative's cost by kind."""
    count = calc.inputs.count("initiatives")
    if not count:
        return
    work = calc.run.run.initiatives
    inputs = calc.run.inputs
    months = inputs.structure.months
    start, length, enabled = (
        inputs.column("initiatives", key)[:, None] for key in ("start", "months", "enabled")
    )
    working = np.clip(length - (months - start), 0.0, 1.0) * (months >= start) * enabled
    values = {
        "working": working,
        "direct": work.labour + work.other,
        "double": work.double_running,
        "ongoing": work.ongoing,
        "written_off": work.amortization,
    }
    for key, title, words in _BLOCKS:
        calc.block(f"Initiatives: {title}", words)
        for row in range(count):
            name, cell = calc.name_of("initiatives", row)
            form = "0.00" if key == "working" else ""
            calc.series(
                f"{key}/{row}",
                name,
                _template(calc, key, row),
                values[key][row],
                form,
                label_cell=cell,
            )


def _template(calc: CalcSheet, key: str, row: int) -> str:
    def cell(field: str) -> str:
        return calc.inputs.cell("initiatives", field, row)

    working = calc.at(f"working/{row}") if key != "working" else ""
    if key == "working":
        lasting = f"MAX(0,MIN(1,{cell('months')}-(@$5-{cell('start')})))"
        return f"IF(@$5>={cell('start')},{lasting},0)*{cell('enabled')}"
    if key == "direct":
        other = f"IF(@$5={cell('start')},{cell('other_cost')}*{cell('enabled')},0)"
        return f"{cell('engineers')}*{cell('loaded_cost')}*{working}+{other}"
    if key == "double":
        workloads = calc.inputs.count("workloads")
        link = cell("workload_number")
        found = f"INDEX({calc.down('demand', workloads)},{link})" if workloads else "0"
        return f"IF({link}=0,0,{cell('parallel_share')}*{found}*{working})"
    if key == "ongoing":
        return f"IF(@$5>={cell('done')},{cell('ongoing_cost')}*{cell('enabled')},0)"
    all_of_it = f"SUMPRODUCT({calc.whole(f'direct/{row}')},{calc.whole('within')})"
    life = cell("amortization_months")
    during = f"AND(@$5>={cell('done')},@$5<{cell('done')}+{life})"
    return f"IF({during},{cell('capitalizable_share')}*{all_of_it}/{life},0)"
