"""Which month and currencies of a baseline become a case: what was asked for, checked at once."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.cells import is_currency_code
from scenarios.months import is_calendar_day
from scenarios.words import figure, say
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.joined_case import Rates
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.vocabulary import DIMENSIONS, UNKNOWN_CURRENCY


@dataclass(frozen=True)
class Choice:
    """The month, the project's currency, and the rates of further currencies that the month has."""

    month: str
    currency: str
    rates: Rates
    notes: tuple[str, ...]

    def rate_of(self, currency: str) -> float:
        """What one unit of a currency is worth in the project's."""
        return self.rates[currency][0] if currency != self.currency else 1.0

    @classmethod
    def of(
        cls,
        baseline: Baseline,
        group_by: str,
        month: str | None,
        currency: str | None,
        largest: int,
        rates: Rates,
    ) -> Choice:
        """The month and currency meant, checked; all that is wrong is said at once."""
        problems = []
        dimensions = (*DIMENSIONS, *(f"tag:{tag}" for tag in baseline.tags))
        if group_by not in dimensions:
            problems.append(_no_such("dimension", group_by, dimensions))
        if month is not None and month not in baseline.months:
            problems.append(_no_such("month", month, baseline.months))
        if currency is not None and currency not in baseline.currencies:
            problems.append(_no_such("currency", currency, baseline.currencies))
        problems += _rate_problems(baseline, rates)
        if largest < 1:
            problems.append(
                Problem("", None, None, say("No workload would be left."), say("Keep some."))
            )
        if problems:
            raise ExportError(problems)
        complete = [each for each in baseline.months if baseline.calendar[each].is_complete]
        taken = month or (complete or baseline.months)[-1]
        by_currency = baseline.reconciliation.months[taken]
        if currency is not None and currency not in by_currency:
            raise ExportError([_no_such(f"currency in {taken}", currency, list(by_currency))])
        # A currency that has a rate is to be converted: the project's is one of the others.
        own = [code for code in by_currency if code not in rates] or list(by_currency)
        chosen = currency or max(own, key=lambda each: float(by_currency[each].billed or 0))
        if chosen in rates:
            what = say("{chosen} is the project's currency, and needs no rate.", chosen=chosen)
            raise ExportError([Problem("", None, None, what, say("Leave its rate out."))])
        used = {code: rate for code, rate in rates.items() if code in by_currency}
        return cls(taken, chosen, used, _month_notes(baseline, taken, chosen, used))


def _rate_problems(baseline: Baseline, rates: Rates) -> list[Problem]:
    problems = []
    for code, (rate, day) in rates.items():
        if code not in baseline.currencies:
            problems.append(_no_such("currency", code, baseline.currencies))
        elif not is_currency_code(code):
            what = say("“{code}” is no code of a currency, and cannot be converted.", code=code)
            problems.append(Problem("", None, None, what, say("Leave its rate out.")))
        if not (math.isfinite(rate) and rate > 0):
            what = say("The rate of {code} is {rate}.", code=code, rate=figure(rate))
            problems.append(Problem("", None, None, what, say("Enter a number above 0.")))
        if not is_calendar_day(day):
            what = say("The rate of {code} has no date that can be read.", code=code)
            problems.append(Problem("", None, None, what, say("Write it like 2026-09-30.")))
    return problems


def _no_such(what: str, wanted: str, there_are: Iterable[str]) -> Problem:
    known = ", ".join(there_are)
    return Problem(
        "",
        None,
        None,
        say("The export has no {what} “{wanted}”.", what=what, wanted=wanted),
        say("It has: {known}.", known=known),
    )


def _month_notes(baseline: Baseline, month: str, currency: str, rates: Rates) -> tuple[str, ...]:
    notes = []
    state = baseline.calendar[month]
    if not state.is_complete:
        notes.append(
            say(
                "{month} is not complete in the export, so the case understates a full month.",
                month=month,
            )
        )
    if state.is_final is False:
        notes.append(
            say("{month} is not final: the provider has not invoiced all of it yet.", month=month)
        )
    taken = (currency, *rates)
    others = [each for each in baseline.reconciliation.months[month] if each not in taken]
    if others:
        only = f"{' and '.join(taken)} {'are' if rates else 'is'}"
        notes.append(
            say(
                "Only {only} in the case; {others} is left out.",
                only=only,
                others=", ".join(others),
            )
        )
    notes += [
        say(
            "Amounts in {code} stay so; 1 {code} counts as {rate} {currency}, the rate of {day}.",
            code=code,
            rate=figure(rate),
            currency=currency,
            day=day,
        )
        for code, (rate, day) in rates.items()
    ]
    if currency == UNKNOWN_CURRENCY:
        notes.append(
            say("The export does not name its currency; set it in the project's settings.")
        )
    return tuple(notes)
