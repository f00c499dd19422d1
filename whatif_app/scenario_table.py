"""The scenarios side by side as plain text: verdict, payback, NPV, IRR, ROI, unit cost, ESR."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from whatif_app.formatting import money, months, share, unit_money
from whatif_app.wording import headline_sentence, reason_sentences, singular, verdict_sentence

if TYPE_CHECKING:
    from scenarios.results import Results

#: Reasons that the sentence of the verdict gives already.
_IN_THE_VERDICT = frozenset({"payback_late", "npv_not_positive"})

_TITLES = ("Verdict", "Payback", "NPV", "IRR", "ROI")


def scenario_table(results: Mapping[str, Results], hurdle: float) -> str:
    """One line per scenario with its figures, then each verdict in a sentence."""
    some = next(iter(results.values()))
    of_unit = f"Cost per {singular(some.headline.unit)}" if some.headline else "Unit cost"
    titles = ("Scenario", *_TITLES, f"{of_unit}, {some.months[0]}", some.months[-1], "ESR")
    rows = [(name, *_figures(result)) for name, result in results.items()]
    lines = [aligned([titles, *rows]), ""]
    for name, result in results.items():
        if sentences := _sentences(result, hurdle):
            lines.append(f"{name}: {' '.join(sentences)}")
    return "\n".join(lines).rstrip()


def _sentences(results: Results, hurdle: float) -> list[str]:
    if results.kpis.verdict == "No change":
        said = []
    else:
        reasons = zip(results.reasons, reason_sentences(results), strict=True)
        known = _IN_THE_VERDICT
        if results.kpis.first_breakeven is None:
            known |= {"never_pays_back"}
        more = [sentence for reason, sentence in reasons if reason.code not in known]
        said = [verdict_sentence(results, hurdle), *more]
    return [sentence for sentence in (*said, headline_sentence(results)) if sentence]


def _figures(results: Results) -> tuple[str, ...]:
    kpis, headline, currency = results.kpis, results.headline, results.currency
    first, last = (headline.unit_cost_first, headline.unit_cost_last) if headline else (None, None)
    return (
        kpis.verdict,
        months(kpis.payback),
        money(kpis.npv, currency),
        share(kpis.irr),
        share(kpis.roi),
        unit_money(first, currency),
        unit_money(last, currency),
        share(kpis.esr),
    )


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in columns: the first to the left, the others to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        first, *others = row
        cells = [first + " " * (widths[0] - _width(first))]
        cells += [
            " " * (width - _width(cell)) + cell
            for cell, width in zip(others, widths[1:], strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    narrow = sum(unicodedata.category(char) in ("Mn", "Me", "Cf") for char in text)
    return len(text) + wide - narrow
