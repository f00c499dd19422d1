"""Bills in several currencies as one case: each row keeps its own bill's currency and amounts.

The bill in the project's currency stays as it is. Of the others, rows are called by their currency
too ("Amazon EC2 (EUR)"), and what one bill committed to goes on covering that bill alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from whatif_app.costs.case.case_rows import UNUSED_FAMILY

#: What one unit of a currency is worth in the project's, and the day it was, by its code.
Rates = Mapping[str, tuple[float, str]]


@dataclass(frozen=True)
class JoinedCase:
    """One case of several bills.

    Attributes:
        case: in the form of `case.json`.
        names: for each other currency, workload of its own bill → workload of this case.
    """

    case: dict[str, Any]
    names: Mapping[str, Mapping[str, str]]


def joined_case(
    own: dict[str, Any], others: Mapping[str, dict[str, Any]], rates: Rates
) -> JoinedCase:
    """The case of the project's own bill with those of other currencies.

    Args:
        own: the case of the bill in the project's currency.
        others: of each other currency, the case that its bill alone would be.
    """
    if not others:
        return JoinedCase(own, {})
    workloads, commitments = list(own["workloads"]), list(own["commitments"])
    names: dict[str, dict[str, str]] = {}
    for code, bill in others.items():
        names[code] = _called(bill["workloads"], code, workloads)
        called = _called(bill["commitments"], code, commitments)
        of_bill = {"currency": code}
        workloads += [
            row | {"name": names[code][row["name"]]} | of_bill for row in bill["workloads"]
        ]
        for row in bill["commitments"]:
            scope = names[code].get(row["scope"], row["scope"])
            commitments.append(row | {"name": called[row["name"]], "scope": scope} | of_bill)
    _keep_to_own_bill(workloads, commitments, str(own["project"].get("currency", "")))
    written = [{"name": code, "rate": rates[code][0], "date": rates[code][1]} for code in others]
    case = own | {"workloads": workloads, "commitments": commitments, "rates": written}
    return JoinedCase(case, names)


def _called(
    rows: Iterable[Mapping[str, Any]], code: str, there: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """What a bill's rows are called in the case, by the names that they have alone."""
    taken = {row["name"] for row in there}
    called: dict[str, str] = {}
    for row in rows:
        called[row["name"]] = _free(f"{row['name']} ({code})", taken)
        taken.add(called[row["name"]])
    return called


def _keep_to_own_bill(
    workloads: list[dict[str, Any]], commitments: list[dict[str, Any]], own: str
) -> None:
    """Let commitments of a whole bill cover its workloads alone, by a family that they share."""
    taken = {row["name"] for row in workloads} | {UNUSED_FAMILY}
    for code in dict.fromkeys(row.get("currency") for row in commitments if row["scope"] == "*"):
        family = _free(f"{code or own} bill".strip(), taken)
        for row in workloads:
            if row.get("currency") == code:
                row["family"] = family
        for row in commitments:
            if row.get("currency") == code and row["scope"] == "*":
                row["scope"] = family


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
