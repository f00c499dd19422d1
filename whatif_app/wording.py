"""Facts of the model as sentences: the headline, the verdict, the reasons for it.

One place words them, so that the window, the workbook, the slides and the
headless command say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scenarios.words import figure, marked, say, within
from whatif_app.formatting import is_nothing, money, months, share

if TYPE_CHECKING:
    from scenarios.results import Reason, Results

#: Changes below this read as none: they would show as 0.0 %.
_UNCHANGED = 0.0005

VERDICTS = (marked("Go"), marked("No-go"), marked("No change"))

#: By the codes of `scenarios.irr`.
_IRR_REASONS = {
    "no_flows": marked("There is no IRR: nothing is spent and nothing saved."),
    "several_roots": marked("There is no IRR: several rates bring the net present value to zero."),
    "no_root": marked("There is no IRR: no rate brings the net present value to zero."),
    "contradicts_npv": marked("There is no IRR: the only rate contradicts the NPV."),
}

#: By how unit cost moves, then by how volume does: −1, 0, 1, or None where it is not known.
_HEADLINES: dict[tuple[int, int | None], str] = {
    (-1, -1): marked("Cost per {one} falls {cost} while volume shrinks {volume}."),
    (-1, 0): marked("Cost per {one} falls {cost} while volume stays the same."),
    (-1, 1): marked("Cost per {one} falls {cost} while volume grows {volume}."),
    (-1, None): marked("Cost per {one} falls {cost}."),
    (0, -1): marked("Cost per {one} stays the same while volume shrinks {volume}."),
    (0, 0): marked("Cost per {one} and volume stay the same."),
    (0, 1): marked("Cost per {one} stays the same while volume grows {volume}."),
    (0, None): marked("Cost per {one} stays the same."),
    (1, -1): marked("Cost per {one} rises {cost} while volume shrinks {volume}."),
    (1, 0): marked("Cost per {one} rises {cost} while volume stays the same."),
    (1, 1): marked("Cost per {one} rises {cost} while volume grows {volume}."),
    (1, None): marked("Cost per {one} rises {cost}."),
}


def headline_sentence(results: Results) -> str:
    """Unit cost against volume: "Cost per order falls 12.3 % while volume grows 40.0 %."

    "" where the case has no unit, or the first month no unit cost.
    """
    headline = results.headline
    if headline is None or is_nothing(headline.unit_cost_change):
        return ""
    cost, volume = headline.unit_cost_change, headline.volume_change
    moved = None if is_nothing(volume) else _direction(volume)
    return say(
        _HEADLINES[_direction(cost), moved],
        one=singular(headline.unit),
        cost=share(abs(cost)),
        volume=share(abs(volume)),
    )


def verdict_sentence(results: Results, hurdle: float) -> str:
    """The verdict with the figures it hangs on."""
    kpis = results.kpis
    if kpis.verdict == "No change":
        against = results.reference_name or say("the base")
        return say("Nothing differs from “{against}” in any month.", against=against)
    verdict, npv = say(kpis.verdict), money(kpis.npv, results.currency)
    if kpis.payback is None:
        return say(
            "{verdict}: never pays back within {n} months, NPV {npv}.",
            verdict=verdict,
            n=results.horizon,
            npv=npv,
        )
    if kpis.payback == 0:
        return say("{verdict}: pays from the first month, NPV {npv}.", verdict=verdict, npv=npv)
    return say(
        "{verdict}: pays back in {months} against a hurdle of {hurdle}, NPV {npv}.",
        verdict=verdict,
        months=months(kpis.payback),
        hurdle=figure(hurdle),
        npv=npv,
    )


def outcome_sentence(results: Results, hurdle: float) -> str:
    """What a Go rests on, in one short sentence; "" for any other verdict."""
    payback = results.kpis.payback
    if results.kpis.verdict != "Go" or payback is None:
        return ""
    if payback == 0:
        return say("It pays from the first month.")
    return say(
        "Pays back in {months}; the hurdle is {hurdle}.",
        months=months(payback),
        hurdle=figure(hurdle),
    )


def reason_sentences(results: Results) -> list[str]:
    """Why the verdict is not a Go, and what to know about one that is; may be empty."""
    return [_REASONS[reason.code](results, reason) for reason in results.reasons]


def irr_sentence(results: Results) -> str:
    """Why there is no internal rate of return; "" where there is one."""
    code = results.irr_reason
    return "" if code is None else say(_IRR_REASONS[code])


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
    return within(" ".join(words)) if words[0][1:].islower() else " ".join(words)


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


def _direction(change: float) -> int:
    """−1 down, 1 up, 0 for what would show as 0.0 %."""
    return 0 if abs(change) < _UNCHANGED else -1 if change < 0 else 1


def _payback_late(_results: Results, reason: Reason) -> str:
    return say(
        "Payback takes {months}; the hurdle is {hurdle}.",
        months=months(reason.value),
        hurdle=figure(reason.limit or 0.0),
    )


def _never_pays_back(results: Results, _reason: Reason) -> str:
    if results.kpis.first_breakeven is not None:
        return say("It breaks even, but does not stay there to the end of the horizon.")
    return say("It does not pay back within {n} months.", n=results.horizon)


def _npv_not_positive(results: Results, reason: Reason) -> str:
    npv = money(reason.value, results.currency)
    return say("The NPV is {npv}; a Go needs more than zero.", npv=npv)


def _relapses(_results: Results, reason: Reason) -> str:
    first = months(reason.value)
    if reason.limit is None:
        return say("It first breaks even after {first}, then falls behind again.", first=first)
    return say(
        "It first breaks even after {first}, then falls behind again; it stays ahead after {last}.",
        first=first,
        last=months(reason.limit),
    )


def _residual_flips_npv(results: Results, reason: Reason) -> str:
    residual = money(reason.value, results.currency)
    if (reason.value or 0.0) > 0:
        return say(
            "With what is prepaid beyond the horizon the NPV would be positive: {npv}.",
            npv=residual,
        )
    return say(
        "With what is prepaid beyond the horizon the NPV would be negative: {npv}.", npv=residual
    )


_REASONS: dict[str, Callable[[Results, Reason], str]] = {
    "payback_late": _payback_late,
    "never_pays_back": _never_pays_back,
    "npv_not_positive": _npv_not_positive,
    "relapses": _relapses,
    "residual_flips_npv": _residual_flips_npv,
}
