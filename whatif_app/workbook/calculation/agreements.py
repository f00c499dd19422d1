"""Agreements: their factor on cloud cost, marketplace spend, contract years and shortfalls."""

from __future__ import annotations

import numpy as np

from scenarios.agreement import active_months, contract_years, marketplace_spend
from scenarios.arrays import Array
from whatif_app.workbook.calculation.calc_sheet import FIRST_MONTH, LABEL, CalcSheet
from whatif_app.workbook.sheet import Cached, cell_name


def write_factor(calc: CalcSheet) -> None:
    """When agreements are active, and what they leave of a cloud cost."""
    count = calc.inputs.count("agreements")
    active = np.broadcast_to(active_months(calc.run.inputs), (count, calc.horizon))
    if count:
        calc.block("Agreements: active", "Twelve months for each contract year listed, if enabled.")
        for row in range(count):
            name, cell = calc.name_of("agreements", row)
            start, years, enabled = (
                calc.inputs.cell("agreements", key, row) for key in ("start", "years", "enabled")
            )
            template = f"IF(AND(@$5>={start},@$5<{start}+12*{years}),{enabled},0)"
            calc.series(f"active/{row}", name, template, active[row], "0", label_cell=cell)
    calc.block("Agreement factor", "Product of 1 − discount of each agreement while it is active.")
    terms = [
        f"(1-{calc.inputs.cell('agreements', 'discount', row)}*{calc.at(f'active/{row}')})"
        for row in range(count)
    ]
    values = np.broadcast_to(calc.run.run.factor, calc.horizon)
    calc.series("factor", "What is left of a cloud cost", "*".join(terms) or "1", values, "0.0000")


def write_shortfalls(calc: CalcSheet) -> None:
    """Marketplace spend, contract years, and what is owed for those not met.

    Needs the row "invoiced".
    """
    count = calc.inputs.count("agreements")
    spend = np.broadcast_to(marketplace_spend(calc.run.inputs), (count, calc.horizon))
    calc.block("Marketplace", "Monthly spend while an agreement is active; of it, new spend.")

    def summed(*keys: str) -> str:
        terms = [
            "*".join(
                [calc.at(f"active/{row}"), *(calc.inputs.cell("agreements", k, row) for k in keys)]
            )
            for row in range(count)
        ]
        return "+".join(terms) or "0"

    calc.series(
        "marketplace",
        "Marketplace spend",
        summed("marketplace_monthly"),
        spend.sum(axis=0),
        name="marketplace",
    )
    new = calc.run.inputs.column("agreements", "marketplace_new")[:, None] * spend
    template = summed("marketplace_monthly", "marketplace_new")
    calc.series("marketplace_new", "Of it, would not be spent otherwise", template, new.sum(axis=0))
    years = _write_years(calc, count) if count else []
    calc.block("Agreement shortfall", "Owed for contract years, in cash and accrued over the year.")
    run = calc.run.run
    owed, accrued = "0", "0"
    if years:
        start, last, debt, monthly = (
            _column(years, key) for key in ("start", "last", "owed", "monthly")
        )
        owed = f"SUMIF({last},@$5,{debt})"
        accrued = f"SUMPRODUCT(({start}<=@$5)*({start}+12>@$5)*{monthly})"
    within = calc.at("within")
    calc.series(
        "shortfall", "Shortfall in cash", f"{owed}*{within}", run.shortfall, name="shortfall"
    )
    calc.series(
        "shortfall_accrued",
        "Shortfall accrued",
        f"{accrued}*{within}",
        run.shortfall_accrued,
        name="shortfall_accrued",
    )


_YEAR_COLUMNS = (
    ("start", "First month"),
    ("within", "Part within the horizon"),
    ("counts", "Counts"),
    ("commitment", "Commitment"),
    ("invoiced", "Invoiced"),
    ("marketplace", "Marketplace"),
    ("owed", "Shortfall"),
    ("last", "Due in month"),
    ("monthly", "Accrued a month"),
)


def _write_years(calc: CalcSheet, agreements: int) -> list[dict[str, str]]:
    """The small table of contract years; the cells of each."""
    calc.block(
        "Contract years",
        "Owed: commitment (cut to the part within the horizon) − invoiced − what marketplace "
        "spend counts, if positive.",
    )
    sheet = calc.sheet
    listed = calc.run.inputs.year_commitments.shape[-1]
    number = 1
    while calc.inputs.has("agreements", f"commitments/year {number + 1}"):
        number += 1
    top = calc.skip_rows(agreements * number + 1)
    for column, (_, title) in enumerate(_YEAR_COLUMNS, FIRST_MONTH):
        sheet.text(top, column, title, "header")
    figures = _year_figures(calc)
    found = []
    for agreement in range(agreements):
        for year in range(number):
            row = top + 1 + agreement * number + year
            cells = {
                key: cell_name(row, column)
                for column, (key, _) in enumerate(_YEAR_COLUMNS, FIRST_MONTH)
            }
            found.append(cells)
            name, source = calc.name_of("agreements", agreement)
            sheet.formula(row, LABEL, f'{source}&", year {year + 1}"', f"{name}, year {year + 1}")
            formulas = _year_formulas(calc, agreement, year, cells)
            for column, (key, _) in enumerate(_YEAR_COLUMNS, FIRST_MONTH):
                value: Cached = 0.0
                if year < listed:
                    value = float(figures[key][agreement, year])
                elif key == "start":
                    value = (
                        float(calc.run.inputs.column("agreements", "start")[agreement])
                        + 12.0 * year
                    )
                elif key in ("last", "within"):
                    start = (
                        float(calc.run.inputs.column("agreements", "start")[agreement])
                        + 12.0 * year
                    )
                    value = (
                        min(start + 11.0, calc.horizon - 1.0)
                        if key == "last"
                        else min(max((calc.horizon - start) / 12.0, 0.0), 1.0)
                    )
                form = (
                    calc.styles.money
                    if key not in ("start", "last", "within", "counts")
                    else "0.##"
                )
                sheet.formula(row, column, formulas[key], value, "value", form)
    return found


def _year_formulas(calc: CalcSheet, row: int, year: int, cells: dict[str, str]) -> dict[str, str]:
    def cell(key: str) -> str:
        return calc.inputs.cell("agreements", key, row)

    amount = cell(f"commitments/year {year + 1}")
    months = calc.inputs.cell("project", "months")
    start, counts = cells["start"], cells["counts"]
    span = f"{calc.whole('t')}"
    inside = f"({span}>={start})*({span}<{start}+12)*{calc.whole('within')}"
    overlaps = f"AND({start}+12>0,{start}<{months})"
    so_far = f"IF({start}<=0,{cell('counted_so_far')},0)"
    counted = f"{cell('marketplace_counts')}*{cells['marketplace']}"
    drawn = f"MIN({counted},{cell('marketplace_cap')}*{cells['commitment']})"
    active = f"SUMPRODUCT({inside}*{calc.whole(f'active/{row}')})"
    length = f"MAX(1,MIN({start}+12,{months})-MAX({start},0))"
    return {
        "start": f"{cell('start')}+{12 * year}",
        "within": f"MAX(0,MIN(1,({months}-{start})/12))",
        "counts": f"IF(ISNUMBER({amount}),IF({overlaps},{cell('enabled')},0),0)",
        "commitment": f"IF({counts}=0,0,{amount}*{cells['within']})",
        "invoiced": f"{counts}*(SUMPRODUCT({inside}*{calc.whole('invoiced')})+{so_far})",
        "marketplace": f"{counts}*{cell('marketplace_monthly')}*{active}",
        "owed": f"MAX(0,{cells['commitment']}-{cells['invoiced']}-{drawn})",
        "last": f"MIN({start}+11,{months}-1)",
        "monthly": f"{cells['owed']}/{length}",
    }


def _year_figures(calc: CalcSheet) -> dict[str, Array]:
    """What the contract years come to; shape (A, Y) each."""
    inputs, months = calc.run.inputs, calc.run.inputs.structure.months
    years = contract_years(inputs)
    inside = (months >= years.start[..., None]) & (months < years.start[..., None] + 12.0)
    belongs = inside * years.counts[..., None]

    def of(key: str) -> Array:
        return inputs.column("agreements", key)[:, None]

    invoiced = (belongs * calc.run.run.invoiced).sum(axis=-1)
    invoiced = invoiced + of("counted_so_far") * (years.start <= 0.0) * years.counts
    spend = (
        belongs
        * np.broadcast_to(marketplace_spend(inputs), (len(years.start), len(months)))[:, None, :]
    ).sum(axis=-1)
    drawn = np.minimum(of("marketplace_counts") * spend, of("marketplace_cap") * years.commitment)
    owed = np.maximum(years.commitment - invoiced - drawn, 0.0)
    length = np.minimum(years.start + 12.0, calc.horizon) - np.maximum(years.start, 0.0)
    return {
        "start": years.start,
        "within": np.broadcast_to(years.within, years.start.shape),
        "counts": years.counts,
        "commitment": years.commitment,
        "invoiced": invoiced,
        "marketplace": spend,
        "owed": owed,
        "last": np.minimum(years.start + 11.0, calc.horizon - 1.0),
        "monthly": owed / np.maximum(length, 1.0),
    }


def _column(years: list[dict[str, str]], key: str) -> str:
    return f"{years[0][key]}:{years[-1][key]}"
