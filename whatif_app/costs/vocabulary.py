"""The words that every format's rules speak in: measures, dimensions, kinds of charges."""

from __future__ import annotations

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
