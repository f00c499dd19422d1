"""Value: savings against the reference, payback, NPV, IRR and the verdict."""

from __future__ import annotations

import numpy as np

from scenarios.arrays import Array
from scenarios.value import ZERO_SHARE, monthly_rate
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.payback import write_recovery


def write_flows(calc: CalcSheet, reference: CalcSheet) -> None:
    """Savings, benefit, net and cumulative net against the reference run."""
    series = calc.run.results.series

    def less(key: str) -> str:
        """The reference's figure less this run's."""
        return f"{reference.at_elsewhere(key)}-{calc.at(key)}"

    def line(
        key: str,
        label: str,
        template: str,
        values: Array,
        name: str = "",
        look: str = "value",
        first: str | None = None,
    ) -> None:
        calc.series(key, label, template, values, name=name, look=look, first=first)

    flows = calc.run.run.flows
    other = reference.run.run.flows
    calc.block(
        "Value against the reference",
        "Savings: the reference’s cash and one-time cost, ongoing cost and new marketplace spend, "
        "less this scenario’s. Benefit: with revenue gained. Net: less investment.",
    )
    beside = f"{less('one_time')}+{less('ongoing')}+{less('new_spend')}"
    line("savings", "Savings", f"{less('cash')}+{beside}", series["savings"], "savings")
    gained = f"-({less('revenue')})"
    line("benefit", "Benefit", f"{calc.at('savings')}{gained}", series["benefit"], "benefit")
    spent = flows.investment - other.investment
    line("spent", "Investment beyond the reference’s", f"-({less('investment')})", spent)
    net = f"{calc.at('benefit')}-{calc.at('spent')}"
    line("net", "Net", net, series["net"], "net", look="total")
    row = calc.next_row() + 1
    line(
        "cumulative",
        "Cumulative net",
        f"~{row}+{calc.at('net')}",
        series["cumulative"],
        "cumulative",
        first=calc.at("net"),
    )
    accounting = flows.amortized * -1 + other.amortized + other.one_time - flows.one_time
    accounting = accounting + other.ongoing - flows.ongoing + other.marketplace - flows.marketplace
    accounting = accounting + flows.revenue - other.revenue
    line("accounting", "Benefit, amortized", f"{less('amortized')}+{beside}{gained}", accounting)
    template = f"{calc.at('accounting')}+({less('operating')})"
    line("ebitda", "EBITDA", template, series["ebitda"], "ebitda")
    template = f"{calc.at('ebitda')}+({less('written')})"
    line(
        "operating_income",
        "Operating income",
        template,
        series["operating_income"],
        "operating_income",
    )
    accrued = f"-({less('one_time')})-({less('shortfall_accrued')})"
    steady = accounting + flows.one_time - other.one_time
    steady = steady + flows.shortfall_accrued - other.shortfall_accrued
    line(
        "steady", "Benefit without one-time and shortfall", calc.at("accounting") + accrued, steady
    )
    rate = calc.inputs.cell("project", "monthly_rate")
    discount = (1.0 + float(monthly_rate(calc.run.inputs.project["discount_rate"]))) ** -np.arange(
        calc.horizon
    )
    line(
        "discounted",
        "Net, discounted",
        f"{calc.at('net')}/(1+{rate})^@$5",
        series["net"] * discount,
    )


def write_figures(calc: CalcSheet, reference: CalcSheet) -> None:
    """Payback, NPV and their kin; IRR follows on its own sheet."""
    kpis = calc.run.results.kpis
    zero = _write_levels(calc, reference)
    _write_payback(calc, zero)
    calc.block("Figures", "See the model’s page on value for each one in words.")
    months, rate = (calc.inputs.cell("project", key) for key in ("months", "monthly_rate"))
    money, plain = calc.styles.money, calc.styles.months
    whole = calc.whole
    calc.scalar(
        "investment_sum",
        "Investment",
        f"SUM({whole('spent')})",
        kpis.investment,
        money,
        name="investment",
    )
    calc.scalar(
        "run_rate",
        "Run-rate savings",
        _run_rate(calc),
        kpis.run_rate_savings,
        money,
        name="run_rate_savings",
    )
    spent, gained = calc.figure("investment_sum"), calc.figure("run_rate")
    simple = f'IF(AND({spent}>0,{gained}>0),{spent}/{gained},"")'
    calc.scalar(
        "simple_payback",
        "Simple payback",
        simple,
        kpis.simple_payback,
        plain,
        name="simple_payback",
        unit="months",
    )
    for key, label in (
        ("payback", "Payback"),
        ("first_breakeven", "First breakeven"),
        ("discounted_payback", "Discounted payback"),
    ):
        calc.scalar(
            key,
            label,
            calc.figure(f"{key}/found"),
            getattr(kpis, key),
            plain,
            name=key,
            unit="months",
        )
    calc.scalar(
        "npv", "NPV", f"SUM({whole('discounted')})", kpis.npv, money, name="npv", look="strong"
    )
    prepaid = f"({_ends(calc, 'prepaid')}-({_ends(reference, 'prepaid', True)}))"
    residual = f"{calc.figure('npv')}+{prepaid}/(1+{rate})^{months}"
    calc.scalar(
        "npv_with_residual",
        "NPV with residual",
        residual,
        kpis.npv_with_residual,
        money,
        name="npv_with_residual",
    )
    calc.scalar(
        "obligations",
        "Obligations after the horizon",
        _ends(calc, "to_come"),
        kpis.obligations,
        money,
        name="obligations",
    )
    roi = f'IF({spent}>0,SUM({whole("net")})/{spent},"")'
    calc.scalar("roi", "ROI", roi, kpis.roi, "0.0%", name="roi")
    exposure = f"MAX(0,-MIN({whole('cumulative')}))"
    calc.scalar(
        "peak_exposure", "Peak exposure", exposure, kpis.peak_exposure, money, name="peak_exposure"
    )
    _write_verdict(calc, zero)


def _ends(calc: CalcSheet, key: str, elsewhere: bool = False) -> str:
    slots = calc.inputs.count("commitments")
    cells = [f"{key}/{slot}" for slot in range(slots)]
    find = calc.figure_elsewhere if elsewhere else calc.figure
    return "+".join(find(cell) for cell in cells) or "0"


def _write_levels(calc: CalcSheet, reference: CalcSheet) -> float:
    """The level within which a flow is nothing."""
    largest, terms = 0.0, []
    for sheet, find in ((calc, calc.whole), (reference, reference.whole_elsewhere)):
        for key in ("cash", "amortized"):
            terms.append(f"MAX({find(key)},-MIN({find(key)}))")
            largest = max(largest, float(np.abs(sheet.values(key)).max()))
    zero = ZERO_SHARE * largest
    calc.block("Payback", "A flow counts as nothing within 1e-9 of the largest monthly cost.")
    calc.scalar(
        "zero", "Nothing, to within", f"{ZERO_SHARE!r}*MAX({','.join(terms)})", zero, "0.0E+00"
    )
    return zero


def _write_payback(calc: CalcSheet, zero: float) -> None:
    series = calc.run.results.series
    level, within = calc.figure("zero"), calc.at("within")
    begins = (series["net"] < -zero) | (calc.values("spent") > zero)
    template = f"IF(OR({calc.at('net')}<-{level},{calc.at('spent')}>{level}),{within},0)"
    calc.series("begins", "Money goes out", template, begins.astype(np.float64), "0")
    first = float(np.argmax(begins)) if begins.any() else 0.0
    calc.scalar(
        "begin", "Counted from month", f"IFERROR(MATCH(1,{calc.whole('begins')},0)-1,0)", first, "0"
    )
    write_recovery(calc, "net", series["net"], zero, ("payback", "first_breakeven"))
    write_recovery(calc, "discounted", calc.values("discounted"), zero, ("discounted_payback",))


def _run_rate(calc: CalcSheet) -> str:
    settled, months = (calc.inputs.cell("project", key) for key in ("settled", "months"))
    first = f"MIN(MAX({settled},0),{months}-1)"
    t, steady, within = (calc.whole(key) for key in ("t", "steady", "within"))
    counts = f"({t}>={first})*({t}<{first}+12)*{within}"
    return f"SUMPRODUCT({steady}*{counts})/SUMPRODUCT({counts})"


def _write_verdict(calc: CalcSheet, zero: float) -> None:
    net, level = calc.whole("net"), calc.figure("zero")
    payback, npv = calc.figure("payback"), calc.figure("npv")
    hurdle = calc.inputs.cell("project", "hurdle_months")
    moves = f"SUMPRODUCT(({net}>{level})+({net}<-{level}))"
    late = f"{payback}>{hurdle}*(1+{ZERO_SHARE!r})"
    held = f'IF({payback}="","No-go",IF({late},"No-go",IF({npv}>0,"Go","No-go")))'
    formula = f'IF({moves}=0,"No change",{held})'
    verdict = calc.run.results.kpis.verdict
    calc.scalar("verdict", "Verdict", formula, verdict, name="verdict", look="strong")
