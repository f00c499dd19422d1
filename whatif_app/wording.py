"""Facts of the model as sentences: the headline, the verdict, the reasons for it.

One place words them, so that the window, the workbook, the slides and the
headless command say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from whatif_app.formatting import is_nothing, money, months, share

if TYPE_CHECKING:
    from scenarios.results import Reason, Results

#: Changes below this read as none: they would show as 0.0 %.
_UNCHANGED = 0.0005

#: By the codes of `scenarios.irr`.
_IRR_REASONS = {
    "no_flows": "nothing is spent and nothing saved.",
    "several_roots": "several rates bring the net present value to zero.",
    "no_root": "no rate brings the net present value to zero.",
    "contradicts_npv": "the only rate contradicts the NPV.",
}


def headline_sentence(results: Results) -> str:
    """Unit cost against volume: "Cost per order falls 12.3 % while volume grows 40.0 %."

    "" where the case has no unit, or the first month no unit cost.
    """
    headline = results.headline
    if headline is None or is_nothing(headline.unit_cost_change):
        return ""
    one = singular(headline.unit)
    changes = (headline.unit_cost_change, headline.volume_change)
    if all(abs(change) < _UNCHANGED for change in changes):
        return f"Cost per {one} and volume stay the same."
    cost = _moves(headline.unit_cost_change, "falls", "rises", "stays the same")
    sentence = f"Cost per {one} {cost}"
    if is_nothing(headline.volume_change):
        return sentence + "."
    volume = _moves(headline.volume_change, "shrinks", "grows", "stays the same")
    return f"{sentence} while volume {volume}."


def verdict_sentence(results: Results, hurdle: float) -> str:
    """The verdict with the figures it hangs on."""
    kpis = results.kpis
    if kpis.verdict == "No change":
        against = results.reference_name or "the base"
        return f"Nothing differs from “{against}” in any month."
    if kpis.payback is None:
        pays = f"never pays back within {results.horizon} months"
    elif kpis.payback == 0:
        pays = "pays from the first month"
    else:
        pays = f"pays back in {months(kpis.payback)} against a hurdle of {_plain(hurdle)}"
    return f"{kpis.verdict}: {pays}, NPV {money(kpis.npv, results.currency)}."


def outcome_sentence(results: Results, hurdle: float) -> str:
    """What a Go rests on, in one short sentence; "" for any other verdict."""
    payback = results.kpis.payback
    if results.kpis.verdict != "Go" or payback is None:
        return ""
    if payback == 0:
        return "It pays from the first month."
    return f"Pays back in {months(payback)}; the hurdle is {_plain(hurdle)}."


def reason_sentences(results: Results) -> list[str]:
    """Why the verdict is not a Go, and what to know about one that is; may be empty."""
    return [_REASONS[reason.code](results, reason) for reason in results.reasons]


def irr_sentence(results: Results) -> str:
    """Why there is no internal rate of return; "" where there is one."""
    code = results.irr_reason
    if code is None:
        return ""
    return "There is no IRR: " + _IRR_REASONS[code]


def singular(plural: str) -> str:
    """One of what a unit counts, as it stands within a sentence: "Orders" is "order".

    A capital that is part of a name stays: "API calls" is "API call", "TB stored" as it is.
    """
    words = plural.split()
    if not words:
        return ""
    # In "Videos encoded" the thing counted comes first; in "API calls" it comes last.
    counted = next((i for i in reversed(range(len(words))) if _is_plural(words[i])), None)
    if counted is not None:
        words[counted] = _one_of(words[counted])
    if words[0][1:].islower():
        words[0] = words[0].lower()
    return " ".join(words)


def _is_plural(word: str) -> bool:
    lower = word.lower()
    return len(word) > 2 and lower.endswith("s") and not lower.endswith(("ss", "us", "is"))


def _one_of(word: str) -> str:
    lower = word.lower()
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if lower.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1]


def _moves(change: float, down: str, up: str, still: str) -> str:
    if abs(change) < _UNCHANGED:
        return still
    return f"{down if change < 0 else up} {share(abs(change))}"


def _plain(value: float) -> str:
    return f"{value:g}"


def _payback_late(_results: Results, reason: Reason) -> str:
    return f"Payback takes {months(reason.value)}; the hurdle is {_plain(reason.limit or 0.0)}."


def _never_pays_back(results: Results, _reason: Reason) -> str:
    if results.kpis.first_breakeven is not None:
        return "It breaks even, but does not stay there to the end of the horizon."
    return f"It does not pay back within {results.horizon} months."


def _npv_not_positive(results: Results, reason: Reason) -> str:
    return f"The NPV is {money(reason.value, results.currency)}; a Go needs more than zero."


def _relapses(_results: Results, reason: Reason) -> str:
    first = f"It first breaks even after {months(reason.value)}, then falls behind again"
    if reason.limit is None:
        return first + "."
    return f"{first}; it stays ahead after {months(reason.limit)}."


def _residual_flips_npv(results: Results, reason: Reason) -> str:
    residual = money(reason.value, results.currency)
    sign = "positive" if (reason.value or 0.0) > 0 else "negative"
    return f"With what is prepaid beyond the horizon the NPV would be {sign}: {residual}."


_REASONS: dict[str, Callable[[Results, Reason], str]] = {
    "payback_late": _payback_late,
    "never_pays_back": _never_pays_back,
    "npv_not_positive": _npv_not_positive,
    "relapses": _relapses,
    "residual_flips_npv": _residual_flips_npv,
}
