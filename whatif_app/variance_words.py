"""A variance in words: what came in above or below the forecast, and for which reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.words import listed, marked, say
from whatif_app.formatting import money, share

if TYPE_CHECKING:
    from scenarios.questions.actuals import Variance
    from scenarios.results import Results

#: A difference below this share of the forecast reads as none.
AS_FORECAST = 0.0005

#: By the part of a variance, and whether it lowers the cost.
_PARTS: dict[tuple[str, bool], str] = {
    ("volume", False): marked("{amount} from more volume"),
    ("volume", True): marked("{amount} from less volume"),
    ("rate", False): marked("{amount} from a worse rate"),
    ("rate", True): marked("{amount} from a better rate"),
    ("usage", False): marked("{amount} from more usage"),
    ("usage", True): marked("{amount} from less usage"),
}
#: What is within usage because it could not be told from it.
_WITHIN_USAGE: dict[tuple[str, ...], str] = {
    ("volume",): marked("{amount} from volume and usage, not told apart"),
    ("rate",): marked("{amount} from rate and usage, not told apart"),
    ("volume", "rate"): marked("{amount} from volume and rate and usage, not told apart"),
}


def variance_sentence(variance: Variance, period: str, currency: str) -> str:
    """ "Sep 2026 came in $42k above forecast (+3.5 %): $30k from more volume, …"."""
    size = max(abs(variance.forecast), abs(variance.actual))
    if abs(variance.amount) <= AS_FORECAST * size:
        return _as_forecast(variance, period, currency, size)
    amount = money(abs(variance.amount), currency)
    if variance.share is not None:
        sign = "+" if variance.amount > 0 else ""
        amount_share = f"{sign}{share(variance.share)}"
        said = (
            say("{period} came in {amount} above forecast ({share})")
            if variance.amount > 0
            else say("{period} came in {amount} below forecast ({share})")
        ).format(period=period, amount=amount, share=amount_share)
    else:
        said = (
            say("{period} came in {amount} above forecast")
            if variance.amount > 0
            else say("{period} came in {amount} below forecast")
        ).format(period=period, amount=amount)
    parts = _parts(variance, currency, 0.005 * abs(variance.amount))
    return f"{said}: {listed(parts)}." if parts else f"{said}."


def _as_forecast(variance: Variance, period: str, currency: str, size: float) -> str:
    others = _parts(variance, currency, 0.01 * size)
    if others:
        return say(
            "{period} came in as forecast: {parts} cancel out.",
            period=period,
            parts=listed(others),
        )
    actual = money(variance.actual, currency)
    return say("{period} came in as forecast, at {actual}.", period=period, actual=actual)


def lacking_sentences(variance: Variance, units: tuple[str, ...] = ()) -> list[str]:
    """What could not be told apart, and what would tell it.

    Args:
        units: whose actual volume is not known.
    """
    said = []
    if "volume" in variance.lacking and units:
        said.append(
            say(
                "The actual volume of {units} is not known in every month; what it did to cost is "
                "within usage. Load usage volumes by that name to tell them apart.",
                units=", ".join(units),
            )
        )
    elif "volume" in variance.lacking:
        said.append(
            say(
                "The actual volume is not known in every month; what it did to cost is within "
                "usage. Load usage volumes by that name to tell them apart."
            )
        )
    if "rate" in variance.lacking:
        said.append(
            say(
                "The export gives no on-demand prices for some usage; what a change of price did "
                "there is within usage."
            )
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
    return say(
        "A commitment for several workloads serves all of them alike in the forecast, and on the "
        "bill whichever ran under it: by workload this shows as rate, and over all it cancels out."
    )


def _parts(variance: Variance, currency: str, least: float) -> list[str]:
    """The parts worth telling, the largest first."""
    amounts = {"volume": variance.volume, "rate": variance.rate, "usage": variance.usage}
    known = {name: amount for name, amount in amounts.items() if amount is not None}
    return [
        _words(name, amount, variance).format(amount=money(abs(amount), currency))
        for name, amount in sorted(known.items(), key=lambda item: -abs(item[1]))
        if abs(amount) > least
    ]


def _words(part: str, amount: float, variance: Variance) -> str:
    hidden = tuple(name for name in ("volume", "rate") if getattr(variance, name) is None)
    if part == "usage" and hidden:
        return say(_WITHIN_USAGE[hidden])
    return say(_PARTS[part, amount < 0])
