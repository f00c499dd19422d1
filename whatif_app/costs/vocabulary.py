"""The words that every format's rules speak in: measures, dimensions, kinds of charges."""

from __future__ import annotations

from scenarios.words import marked, say

#: The measures kept apart, in the order in which they are always shown.
MEASURES = ("billed", "amortized", "on_demand", "unused")

#: The built-in dimensions of a line, after month and currency.
DIMENSIONS = ("service", "account", "region", "usage_type")

#: What a charge is for.
KINDS = ("usage", "purchase", "fee", "support", "tax", "credit", "refund", "discount", "other")

#: How usage is bought; "none" for charges that buy no usage (tax, support …).
PURCHASES = ("on_demand", "spot", "reserved", "savings_plan", "none")

#: The currency key of an export that does not name its currency.
UNKNOWN_CURRENCY = "unknown"

_MEASURES_IN_WORDS = {
    "billed": marked("billed"),
    "amortized": marked("amortized"),
    "on_demand": marked("on demand"),
    "unused": marked("unused"),
}
_KINDS_IN_WORDS = {
    "usage": marked("Usage"),
    "purchase": marked("Purchase"),
    "fee": marked("Fee"),
    "support": marked("Support"),
    "tax": marked("Tax"),
    "credit": marked("Credit"),
    "refund": marked("Refund"),
    "discount": marked("Discount"),
    "other": marked("Other"),
}


def measure_in_words(measure: str) -> str:
    """One of `MEASURES` as it stands within a sentence."""
    return say(_MEASURES_IN_WORDS.get(measure, measure))


def kind_in_words(kind: str) -> str:
    """One of `KINDS` as the head of a line."""
    return say(_KINDS_IN_WORDS.get(kind, kind))
