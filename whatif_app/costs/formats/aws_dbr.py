"""AWS's billing files of before the Cost and Usage Report: one row a month for each charge.

The monthly file (`aws-billing-csv`, and with tags `aws-cost-allocation`) holds each charge of a
consolidated bill twice, for the account that ran it and for the one that pays, and then its totals.
Only one of each is counted. The file's own statement total, where it has one, tells whether that
came out right. None of these files tells what commitments cost over their term: cash only. What
they share with the report by line item (`aws_detailed_billing.py`) is said here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from scenarios.words import marked, say
from whatif_app.costs.aggregation import prepared_table, scan
from whatif_app.costs.columns import READABLE_AMOUNT, Columns, key_of, text_literal
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import (
    CURRENCY_CELL,
    DIMENSION_CELLS,
    NO_COMMITMENT,
    Bill,
    Choices,
    Format,
    Rules,
    tag_in_own_column,
)
from whatif_app.costs.reconciliation import HALF_A_CENT
from whatif_app.costs.session import Session
from whatif_app.note import Note

_NAME = "AWS billing report (monthly)"

_MOMENTS = "['%Y/%m/%d %H:%M:%S', '%Y-%m-%d %H:%M:%S', '%Y/%m/%d', '%Y-%m-%d']"
_ELIGIBLE_USAGE = (
    "(BoxUsage|InstanceUsage|Multi-AZUsage|NodeUsage|Node:|ESInstance|Fargate|Lambda-)"
)
_INTERRUPTIBLE_USAGE = "(BoxUsage|Fargate)"

_KIND = """CASE
    WHEN record IN ('cbrounding', 'rounding') THEN 'other'
    WHEN coalesce(before_tax, 0) = 0 AND tax <> 0 THEN 'tax'
    WHEN before_tax IS NULL AND description ILIKE '%tax for product code%' THEN 'tax'
    WHEN coalesce(before_tax, 0) = 0 AND credits < 0 THEN 'credit'
    WHEN cost < 0 AND description ILIKE '%refund%' THEN 'refund'
    WHEN cost < 0 AND description ILIKE '%credit%' THEN 'credit'
    WHEN service_name ILIKE '%support%' THEN 'support'
    WHEN description ILIKE 'sign up charge%' OR description ILIKE '%one-time%fee%' THEN 'purchase'
    ELSE 'usage' END"""

_PURCHASE = """CASE
    WHEN kind = 'purchase' OR is_reserved OR usage_kind ILIKE '%HeavyUsage%' THEN 'reserved'
    WHEN kind <> 'usage' THEN 'none'
    WHEN usage_kind ILIKE '%SpotUsage%' THEN 'spot'
    ELSE 'on_demand' END"""

#: What the totals repeat; the rows themselves are of the kinds counted in `_used`.
_TOTALS = "('invoicetotal', 'accounttotal', 'statementtotal')"
_COUNTED = "('linkedlineitem', 'payerlineitem', 'cbrounding', 'lineitem', 'rounding')"

_NOTHING = "NULL::DECIMAL(38,12)"
_MISSING = {
    "amortized": marked(
        "Cash only: AWS's old billing reports do not spread upfront fees over their term."
    ),
    "on_demand": marked(
        "AWS's old billing reports hold no list prices of what a commitment covers, so "
        "the on-demand equivalent cannot be computed."
    ),
    "unused": marked(
        "AWS's old billing reports do not tell what part of a commitment stayed unused."
    ),
}


def _recognise(columns: Columns) -> str | None:
    if not columns.has("recordtype", "totalcost", "payeraccountid"):
        return None
    tagged = "aws-cost-allocation" if _tag_columns(columns) else "aws-billing-csv"
    return f"{_NAME}, {tagged}"


def _lacking(columns: Columns) -> tuple[str, ...]:
    return () if columns.has("billingperiodstartdate") else ("BillingPeriodStartDate",)


def _tag_columns(columns: Columns) -> dict[str, str]:
    """Each tag has a column of its own, `user:team`: tag key → column key."""
    return {
        name: key_of(name) for name in columns.names if name.lower().startswith(("user:", "aws:"))
    }


def tag_keys(columns: Columns) -> tuple[str, ...]:
    """The tags that have a column of their own."""
    return tuple(_tag_columns(columns))


def moment_sql(columns: Columns, key: str) -> str:
    """A day and time as these reports write them, `2014/06/01 00:00:00`; NULL for anything else."""
    moment = f"TRY_STRPTIME({columns.text(key)}, {_MOMENTS})"
    return f"CASE WHEN year({moment}) BETWEEN 1990 AND 2100 THEN {moment} END"


def _prepared(columns: Columns) -> dict[str, str]:
    """Whether a payer's row repeats rows of linked accounts, of the same charge and period."""
    keys = ("payeraccountid", "billingperiodstartdate", "productcode", "usagetype", "operation")
    same = ", ".join(f"coalesce({columns.text(key)}, '')" for key in keys)
    is_linked = f"lower({columns.text('recordtype')}) = 'linkedlineitem'"
    return {
        "is_repeated": f"lower({columns.text('recordtype')}) = 'payerlineitem' "
        f"AND coalesce(bool_or({is_linked}) OVER (PARTITION BY {same}), false)"
    }


def shared_cells(columns: Columns, cost: str, started: str, ended: str) -> dict[str, str]:
    """The cells that both kinds of file share.

    Args:
        cost: key of the cost column.
        started, ended: SQL of when the charge began and ended.
    """
    text = columns.text
    reserved = f"coalesce(upper({text('reservedinstance')}) = 'Y', false)"
    return {
        "record": f"lower({text('recordtype')})",
        "payer": text("payeraccountid"),
        "account_id": text("linkedaccountid", "payeraccountid"),
        "service_name": text("productcode", "productname"),
        "usage_kind": text("usagetype"),
        "region_code": f"regexp_extract({text('availabilityzone')}, "
        "'^([a-z]{2}(?:-[a-z]+)+-\\d)[a-z]?$', 1)",
        "description": text("itemdescription"),
        "is_reserved": reserved,
        "cost_text": text(cost),
        "cost": columns.money(cost),
        "before_tax": columns.money("costbeforetax"),
        "tax": f"coalesce({columns.money('taxamount')}, 0)",
        "credits": f"coalesce({columns.money('credits')}, 0)",
        "currency_code": text("currencycode"),
        "amount": columns.number("usagequantity"),
        "invoice": text("invoiceid"),
        "started": started,
        "ended": ended,
        "kind": _KIND,
        "purchase": _PURCHASE,
    }


def shared_rules(columns: Columns, tags: Sequence[str], cost: str) -> Rules:
    """What the readings of both kinds of file have in common; `cells` are still to be given."""
    on_demand = (
        "CASE WHEN purchase = 'on_demand' AND regexp_matches(usage_kind, '{}') THEN cost END"
    )
    label = columns.name(cost)
    return Rules(
        cells={},
        bill=Bill("'AWS'", "payer", "period"),
        set_aside={
            "repeated_header": f"cost_text = {text_literal(label)}",
            "subtotal": f"record IN {_TOTALS} OR is_repeated",
            "empty_cost": "cost_text IS NULL",
            "unknown_record": f"record IS NULL OR record NOT IN {_COUNTED}",
            "unreadable_date": "started IS NULL",
            "unreadable_cost": "cost IS NULL",
        },
        start="started",
        end="ended",
        currency=CURRENCY_CELL,
        dimensions=DIMENSION_CELLS,
        tags=[tag_in_own_column(columns, _tag_columns(columns), tag) for tag in tags],
        measures={
            "billed": "cost",
            "amortized": _NOTHING,
            "on_demand": _NOTHING,
            "unused": _NOTHING,
        },
        quantity="CASE WHEN kind = 'usage' THEN amount END",
        eligible=on_demand.format(_ELIGIBLE_USAGE),
        interruptible=on_demand.format(_INTERRUPTIBLE_USAGE),
        commitment=NO_COMMITMENT,
        plain={label: columns.number(cost)},
        billed_columns=(label,),
        checked_cells={"unreadable_cost": (READABLE_AMOUNT, (cost,))},
        finished="invoice IS NOT NULL AND lower(invoice) <> 'estimated'",
        missing=_MISSING,
    )


def _monthly_rules(columns: Columns, tags: Sequence[str]) -> Rules:
    period = moment_sql(columns, "billingperiodstartdate")
    end = moment_sql(columns, "billingperiodenddate")
    rules = shared_rules(columns, tags, "totalcost")
    cells = shared_cells(columns, "totalcost", period, end)
    parts = "coalesce(before_tax, 0) + tax + credits"
    return replace(
        rules,
        prepared=(_prepared(columns),),
        cells={**cells, "is_repeated": "is_repeated", "period": period},
        plain={
            columns.name(key): columns.number(key)
            for key in ("totalcost", "costbeforetax", "taxamount", "credits")
            if columns.has(key)
        },
        counted={
            marked("{n} rows hold tax beside their cost; it is part of what was billed."): (
                "kind <> 'tax' AND tax <> 0"
            ),
            marked(
                "{n} rows have a TotalCost other than cost before tax, tax and credits "
                "together; TotalCost is counted."
            ): f"before_tax IS NOT NULL AND abs(cost - ({parts})) > 0.000001",
        },
        notes=(
            marked("Months are billing periods: the report has one row a month for each charge."),
        ),
    )


def _survey(
    session: Session, heads: Sequence[Head], tags: Sequence[str], choices: Choices
) -> Sequence[Rules]:
    """Each monthly file's rules, and how they come out beside the file's own statement total."""
    del choices
    made = []
    for head in heads:
        rules = _monthly_rules(head.columns, tags)
        made.append(replace(rules, notes=(*rules.notes, *_checked(session, head, rules))))
    return made


def _checked(session: Session, head: Head, rules: Rules) -> list[str]:
    """Whether what is counted is what the file itself says it adds up to."""
    whens = " ".join(f"WHEN {sql} THEN false" for sql in rules.set_aside.values())
    cells = ", ".join(f"{sql} AS {name}" for name, sql in rules.cells.items())

    def query(table: str) -> str:
        rows = f"(SELECT {cells} FROM {prepared_table(table, rules.prepared)})"
        return (
            f"SELECT {rules.currency} AS currency, "
            f"coalesce(sum(cost) FILTER (CASE {whens} ELSE true END), 0) AS counted, "
            f"sum(cost) FILTER (record = 'statementtotal') AS said FROM {rows} GROUP BY 1"
        )

    scan(
        session,
        head,
        query,
        say("Looking for the statement total of {name}", name=head.source.name),
    )
    found = session.query(
        "SELECT currency, counted, said FROM survey WHERE said IS NOT NULL ORDER BY currency"
    )
    return [_compared(head.source.name, *row) for row in found]


def _compared(name: str, currency: str, counted: Decimal, said: Decimal) -> str:
    if abs(counted - said) < HALF_A_CENT:
        return Note(
            "{name}: its own statement total, {said} {currency}, is what was counted.",
            name=name,
            said=said,
            currency=currency,
        )
    return Note(
        "{name}: its own statement total is {said} {currency}, but its rows add up "
        "to {counted} {currency}; the rows are counted.",
        name=name,
        said=said,
        currency=currency,
        counted=counted,
    )


AWS_MONTHLY_BILLING = Format(
    name=_NAME,
    recognise=_recognise,
    lacking=_lacking,
    tag_keys=tag_keys,
    rules=_monthly_rules,
    survey=_survey,
)
