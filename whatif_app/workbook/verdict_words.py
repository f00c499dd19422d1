"""Why a verdict is what it is, and the headline, in words that follow the cells."""

from __future__ import annotations

from whatif_app.workbook.calculation.calc_sheet import CalcSheet

_NEVER = "Does not pay back within the horizon."
_LATE = "Pays back later than the hurdle."
_WORTHLESS = "NPV is not above zero."
_RELAPSES = "Breaks even earlier, then turns negative again."
_FLIPS = "NPV with residual has the other sign."
_FIGURES = ("verdict", "payback", "first_breakeven", "npv", "npv_with_residual")


def reason_formula(calc: CalcSheet) -> str:
    """The facts behind a verdict, one after another."""
    verdict, payback, first, npv, residual = (calc.figure_elsewhere(key) for key in _FIGURES)
    hurdle = calc.inputs.cell("project", "hurdle_months")
    late = f'IF({payback}="","{_NEVER} ",IF({payback}>{hurdle}*(1+1E-9),"{_LATE} ",""))'
    worthless = f'IF({npv}<=0,"{_WORTHLESS} ","")'
    relapses = f'IF(AND({first}<>"",{first}<>{payback}),"{_RELAPSES} ","")'
    other_sign = f"OR(AND({npv}>0,{residual}<=0),AND({npv}<=0,{residual}>0))"
    flips = f'IF({other_sign},"{_FLIPS}","")'
    return f'IF({verdict}="No change","",TRIM({late}&{worthless}&{relapses}&{flips}))'


def reason_text(calc: CalcSheet) -> str:
    """What `reason_formula` comes to."""
    verdict, payback, first, npv, residual = (calc.figure_value(key) for key in _FIGURES)
    if verdict == "No change":
        return ""
    hurdle = float(calc.run.inputs.project["hurdle_months"])
    said = []
    if payback is None:
        said.append(_NEVER)
    elif float(payback) > hurdle * (1.0 + 1e-9):
        said.append(_LATE)
    if float(npv or 0.0) <= 0.0:
        said.append(_WORTHLESS)
    if first is not None and first != payback:
        said.append(_RELAPSES)
    if (float(npv or 0.0) > 0.0) != (float(residual or 0.0) > 0.0):
        said.append(_FLIPS)
    return " ".join(said)


def headline_formula(calc: CalcSheet) -> str:
    """How unit cost and volume change from the first month to the last."""
    cost, volume = (_change(calc, key) for key in ("unit_cost", "primary_volume"))
    months = calc.inputs.cell("project", "months")
    rows = [calc.whole_elsewhere(key) for key in ("unit_cost", "primary_volume")]
    ends = [f"INDEX({row},{month})" for row in rows for month in ("1", months)]
    numbers = f"AND({','.join(f'ISNUMBER({end})' for end in ends)})"
    exists = f"IF({numbers},{ends[0]}*{ends[2]}<>0,FALSE)"
    moves = f'IF({cost}<0,"Unit cost falls ","Unit cost rises ")&{_percent(cost)}'
    grows = f'IF({volume}<0," while volume falls "," while volume grows ")&{_percent(volume)}'
    return f'IF({exists},{moves}&{grows}&".","")'


def _change(calc: CalcSheet, key: str) -> str:
    whole, months = calc.whole_elsewhere(key), calc.inputs.cell("project", "months")
    return f"(INDEX({whole},{months})/INDEX({whole},1)-1)"


def _percent(change: str) -> str:
    return f'FIXED(ABS(100*{change}),1)&" %"'


def headline_text(calc: CalcSheet) -> str:
    """What `headline_formula` comes to."""
    ends = [calc.values(key)[[0, -1]].tolist() for key in ("unit_cost", "primary_volume")]
    if any(first != first or first == 0.0 for first, _ in ends):
        return ""
    cost, volume = (last / first - 1.0 for first, last in ends)
    if cost != cost:
        return ""
    moves, grows = "falls" if cost < 0 else "rises", "falls" if volume < 0 else "grows"
    return f"Unit cost {moves} {_said(cost)} % while volume {grows} {_said(volume)} %."


def _said(change: float) -> str:
    return f"{abs(100.0 * change):,.1f}"
