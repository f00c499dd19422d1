"""A variance in words: what came in above or below the forecast, and for which reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whatif_app.formatting import money, share

if TYPE_CHECKING:
    from scenarios.questions.actuals import Variance
    from scenarios.results import Results

#: A difference below this share of the forecast reads as none.
AS_FORECAST = 0.0005

_PARTS = {
    "volume": ("more volume", "less volume"),
    "rate": ("a worse rate", "a better rate"),
    "usage": ("more usage", "less usage"),
}


def variance_sentence(variance: Variance, period: str, currency: str) -> str:
    """ "Sep 2026 came in $42k above forecast (+3.5 %): $30k from more volume, …"."""
    size = max(abs(variance.forecast), abs(variance.actual))
    if abs(variance.amount) <= AS_FORECAST * size:
        others = _parts(variance, currency, 0.01 * size)
        if not others:
            return f"{period} came in as forecast, at {money(variance.actual, currency)}."
        return f"{period} came in as forecast: {_listed(others)} cancel out."
    side = "above" if variance.amount > 0 else "below"
    amount = money(abs(variance.amount), currency)
    said = f"{period} came in {amount} {side} forecast"
    if variance.share is not None:
        said += f" ({'+' if variance.amount > 0 else ''}{share(variance.share)})"
    parts = _parts(variance, currency, 0.005 * abs(variance.amount))
    return f"{said}: {_listed(parts)}." if parts else f"{said}."


def lacking_sentences(variance: Variance, units: tuple[str, ...] = ()) -> list[str]:
    """What could not be told apart, and what would tell it.

    Args:
        units: whose actual volume is not known.
    """
    said = []
    if "volume" in variance.lacking:
        which = f" of {', '.join(units)}" if units else ""
        said.append(
            f"The actual volume{which} is not known in every month; what it did to cost is within "
            "usage. Load usage volumes by that name to tell them apart."
        )
    if "rate" in variance.lacking:
        said.append(
            "The export gives no on-demand prices for some usage; what a change of price did there "
            "is within usage."
        )
    return said


def sharing_sentence(results: Results) -> str:
    """That commitments which serve several workloads are shared out otherwise on the bill.

    "" where the forecast holds none.
    """
    view = results.evaluated.view
    workloads, families = view.names("workloads"), set(view.column("workloads", "family"))
    scopes = zip(
        view.column("commitments", "scope"), view.column("commitments", "enabled"), strict=True
    )
    if not any(
        enabled and scope not in workloads and (scope == "*" or scope in families)
        for scope, enabled in scopes
    ):
        return ""
    return (
        "A commitment for several workloads serves all of them alike in the forecast, and on the "
        "bill whichever ran under it: by workload this shows as rate, and over all it cancels out."
    )


def _parts(variance: Variance, currency: str, least: float) -> list[str]:
    """The parts worth telling, the largest first."""
    amounts = {"volume": variance.volume, "rate": variance.rate, "usage": variance.usage}
    known = {name: amount for name, amount in amounts.items() if amount is not None}
    return [
        f"{money(abs(amount), currency)} from {_words(name, amount, variance)}"
        for name, amount in sorted(known.items(), key=lambda item: -abs(item[1]))
        if abs(amount) > least
    ]


def _words(part: str, amount: float, variance: Variance) -> str:
    word = _PARTS[part][amount < 0]
    hidden = [name for name in ("volume", "rate") if getattr(variance, name) is None]
    if part == "usage" and hidden:
        return f"{' and '.join([*hidden, 'usage'])}, not told apart"
    return word


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
