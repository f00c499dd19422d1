"""Oracle Cloud (OCI) cost reports.

Oracle bills against Universal Credits: one cost column at the price paid, no list price, and
nothing that tells of commitments. So billed and amortized are one, and the rest is not computable.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.words import marked
from whatif_app.costs.columns import READABLE_AMOUNT, Columns, key_of, text_literal
from whatif_app.costs.format import (
    CURRENCY_CELL,
    DIMENSION_CELLS,
    NO_COMMITMENT,
    Bill,
    Format,
    Rules,
    tag_in_own_column,
)

_COST = "costmycost"
_START = "lineitemintervalusagestart"
_TAG_PREFIX = "tags/"


def _recognise(columns: Columns) -> str | None:
    return "OCI cost report" if columns.has(_COST) else None


def _lacking(columns: Columns) -> tuple[str, ...]:
    return () if columns.has(_START) else ("lineItem/intervalUsageStart",)


def _tag_columns(columns: Columns) -> dict[str, str]:
    """Each tag has a column of its own, `tags/Namespace.Key`: tag key → column key."""
    named = [name for name in columns.names if name.lower().startswith(_TAG_PREFIX)]
    return {name[len(_TAG_PREFIX) :]: key_of(name) for name in named if name[len(_TAG_PREFIX) :]}


def _tag_keys(columns: Columns) -> tuple[str, ...]:
    return tuple(_tag_columns(columns))


def _cells(columns: Columns) -> dict[str, str]:
    text = columns.text
    return {
        "started": _moment(columns, _START),
        "started_text": text(_START),
        "ended": _moment(columns, "lineitemintervalusageend"),
        "cost": columns.money(_COST),
        "cost_text": text(_COST),
        "overage": columns.number("costmycostoverage"),
        "is_correction": f"coalesce(lower({text('lineitemiscorrection')}) = 'true', false)",
        "service_name": text("productservice"),
        "account_id": text("productcompartmentname", "productcompartmentid", "lineitemtenantid"),
        "region_code": text("productregion"),
        "usage_kind": text("productdescription", "costproductsku", "costskuunitdescription"),
        "amount": columns.number(
            columns.first("usagebilledquantity", "usageconsumedquantity") or "usagebilledquantity"
        ),
        "currency_code": text("costcurrencycode"),
        "kind": "CASE WHEN is_correction THEN 'other' "
        "WHEN service_name ILIKE '%support%' THEN 'support' ELSE 'usage' END",
        "purchase": "CASE WHEN kind <> 'usage' THEN 'none' "
        "WHEN usage_kind ILIKE '%preemptible%' THEN 'spot' ELSE 'on_demand' END",
    }


def _moment(columns: Columns, key: str) -> str:
    """Oracle leaves out the seconds: `2026-09-01T05:00Z`."""
    if not columns.has(key) or not columns.is_text(key):
        return columns.moment(key)
    short = f"TRY_STRPTIME({columns.text(key)}, '%Y-%m-%dT%H:%MZ')"
    short = f"CASE WHEN year({short}) BETWEEN 1990 AND 2100 THEN {short} END"
    return f"coalesce({short}, {columns.moment(key)})"


_MISSING = {
    "on_demand": marked(
        "Oracle's report holds no list prices, so the on-demand equivalent cannot be computed."
    ),
    "unused": marked(
        "Oracle's report does not tell how much of the Universal Credits stayed unused."
    ),
}


def _rules(columns: Columns, tags: Sequence[str]) -> Rules:
    on_demand = "CASE WHEN purchase = 'on_demand' AND service_name ILIKE '{}' THEN cost ELSE 0 END"
    notes = [
        marked(
            "Amortized cost is the cost billed: Oracle's report knows no commitments of its own."
        )
    ]
    if not columns.has("costcurrencycode"):
        notes.append(marked("The export does not name its currency."))
    return Rules(
        cells=_cells(columns),
        set_aside={
            "repeated_header": f"cost_text = {text_literal(columns.name(_COST))}",
            "unreadable_date": "started IS NULL",
            "unreadable_cost": "cost IS NULL AND cost_text IS NOT NULL",
            "empty_cost": "cost_text IS NULL",
        },
        bill=Bill("'Oracle'", columns.text("lineitemtenantid")),
        start="started",
        end="ended",
        currency=CURRENCY_CELL,
        dimensions=DIMENSION_CELLS,
        tags=[tag_in_own_column(columns, _tag_columns(columns), tag) for tag in tags],
        measures={
            "billed": "cost",
            "amortized": "cost",
            "on_demand": "NULL::DECIMAL(38,12)",
            "unused": "NULL::DECIMAL(38,12)",
        },
        quantity="CASE WHEN kind = 'usage' THEN amount END",
        eligible=on_demand.format("compute%"),
        interruptible=on_demand.format("compute%"),
        commitment=NO_COMMITMENT,
        plain={columns.name(_COST): columns.number(_COST)},
        billed_columns=(columns.name(_COST),),
        checked_cells={"unreadable_cost": (READABLE_AMOUNT, (_COST,))},
        missing=_MISSING,
        counted={
            marked("{n} rows correct earlier ones; they are counted, in the month they correct."): (
                "is_correction"
            ),
            marked(
                "{n} rows have an overage (cost/myCostOverage), which is assumed to be part of "
                "cost/myCost and is not added to it."
            ): "overage <> 0",
        },
        notes=tuple(notes),
    )


OCI = Format(
    name="OCI cost report",
    recognise=_recognise,
    lacking=_lacking,
    tag_keys=_tag_keys,
    rules=_rules,
)
