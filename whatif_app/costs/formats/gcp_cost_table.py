"""Google Cloud's cost table as the console downloads it: one invoice, with lines above and below.

Above the header stand the invoice's number, month and currency; below the rows, its rounding and
its total. The unrounded cost is what adds up; the rounded one is only shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from scenarios.words import marked, say
from whatif_app.costs.columns import Columns, text_literal
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import (
    ASKS_INVOICE_MONTH,
    DIMENSION_CELLS,
    NO_COMMITMENT,
    Bill,
    Choices,
    Format,
    Rules,
)
from whatif_app.costs.mapped.cell_shapes import month_of
from whatif_app.costs.mapped.written_values import (
    exact_amount,
    figures_of,
    plausible_day,
    signed_text,
    written_day,
)
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY
from whatif_app.note import Note

_NAME = "Google Cloud cost table"
_COST = "unroundedcost"

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_IN_HEADING = re.compile(r"\(\s*([A-Z]{3}|[$€£¥₹])\s*\)")
_CODE = re.compile(r"[A-Z]{3}")

_KIND = """CASE
    WHEN cost_type LIKE '%tax%' THEN 'tax'
    WHEN cost_type LIKE '%rounding%' OR cost_type LIKE '%adjustment%' THEN 'other'
    WHEN credit_type IS NOT NULL AND credit_type NOT LIKE '%committed%usage%' AND cost < 0
        THEN CASE WHEN credit_type LIKE '%discount%' THEN 'discount' ELSE 'credit' END
    WHEN service_name ILIKE '%support%' THEN 'support'
    WHEN usage_kind ILIKE 'commitment%' THEN 'purchase'
    ELSE 'usage' END"""

_PURCHASE = """CASE
    WHEN kind = 'purchase' OR credit_type LIKE '%committed%usage%' THEN 'reserved'
    WHEN kind <> 'usage' THEN 'none'
    WHEN usage_kind ILIKE '%preemptible%' OR usage_kind ILIKE 'spot %' THEN 'spot'
    ELSE 'on_demand' END"""

_NOTHING = "NULL::DECIMAL(38,12)"
_MISSING = {
    "amortized": marked(
        "Cash only: the cost table does not spread commitments over what they cover. The "
        "BigQuery billing export does."
    ),
    "on_demand": marked(
        "The cost table holds no list prices, so the on-demand equivalent cannot be computed."
    ),
    "unused": marked("The cost table does not tell what part of a commitment stayed unused."),
}


def _recognise(columns: Columns) -> str | None:
    return _NAME if columns.has("skuid", "projectid") and _cost_key(columns) else None


def _cost_key(columns: Columns) -> str | None:
    """The column of unrounded costs, whatever currency its heading names."""
    return next((key for key in sorted(columns.keys) if key.startswith(_COST)), None)


def _nothing(columns: Columns) -> tuple[str, ...]:
    del columns
    return ()


def _survey(
    session: Session, heads: Sequence[Head], tags: Sequence[str], choices: Choices
) -> Sequence[Rules]:
    """Each invoice's rules.

    Raises:
        ExportError: where neither the rows nor the lines above them tell the month.
    """
    del session, tags
    return [_rules_of(head, choices.by_invoice_month) for head in heads]


def _rules_of(head: Head, by_invoice_month: bool) -> Rules:
    columns, invoiced = head.columns, _invoice_month(head)
    if invoiced is None and not columns.has("usagestartdate"):
        what = say("Neither the rows nor the lines above them tell the month of this invoice.")
        way = say(
            "Download the table with the lines that stand above its header, or with usage dates."
        )
        raise ExportError([Problem(head.source.name, None, None, what, way)])
    month = "NULL::TIMESTAMP" if invoiced is None else f"TIMESTAMP '{invoiced}-01'"
    is_by_usage = columns.has("usagestartdate") and not (by_invoice_month and invoiced)
    rules = _rules(columns, ())
    return replace(
        rules,
        cells={
            **_cells(columns, _currency(head)),
            "invoiced_at": month,
            "started": "coalesce(usage_start, invoiced_at)" if is_by_usage else "invoiced_at",
            "ended": "coalesce(usage_end, started + INTERVAL 1 MONTH)"
            if is_by_usage
            else "started + INTERVAL 1 MONTH",
        },
        notes=(
            marked("Months are those in which usage began.")
            if is_by_usage
            else Note("All rows are of the invoice's month, {invoiced}.", invoiced=invoiced),
        ),
    )


def _prepared(columns: Columns) -> tuple[dict[str, str], ...]:
    """Amounts and days, step by step from text."""
    text = columns.text
    return (
        {
            "cost_text": text(_cost_key(columns) or _COST),
            "amount_text": text("usageamount"),
            "start_text": text("usagestartdate"),
            "end_text": text("usageenddate"),
        },
        {"cost_signed": signed_text("cost_text"), "amount_signed": signed_text("amount_text")},
        {
            "cost_figures": figures_of("cost_signed", "point"),
            "amount_figures": figures_of("amount_signed", "point"),
            "start_written": written_day("start_text", "mdy"),
            "end_written": written_day("end_text", "mdy"),
        },
    )


def _cells(columns: Columns, currency: str) -> dict[str, str]:
    text = columns.text
    return {
        "cost_text": "cost_text",
        "cost": exact_amount("cost_figures"),
        "cost_type": f"lower({text('costtype')})",
        "credit_type": f"lower(replace({text('credittype')}, '_', ' '))",
        "service_name": text("servicedescription", "serviceid"),
        "usage_kind": text("skudescription", "skuid"),
        "sku": text("skuid"),
        "account_id": text("projectid", "projectname"),
        "region_code": "NULL::VARCHAR",
        "payer": text("billingaccountid"),
        "amount": "TRY_CAST(amount_figures AS DOUBLE)",
        "currency_code": text_literal(currency),
        "usage_start": plausible_day("start_written"),
        "usage_end": plausible_day("end_written"),
        "kind": _KIND,
        "purchase": _PURCHASE,
    }


def _rules(columns: Columns, tags: Sequence[str]) -> Rules:
    del tags
    key = _cost_key(columns) or _COST
    return Rules(
        prepared=_prepared(columns),
        cells=_cells(columns, UNKNOWN_CURRENCY),
        bill=Bill("'Google Cloud'", "payer", "invoiced_at"),
        set_aside={
            "repeated_header": f"cost_text = {text_literal(columns.name(key))}",
            # A total has no product; rounding and tax have none either, but say what they are.
            "subtotal": "regexp_matches(coalesce(cost_type, ''), 'total|amount due') "
            "OR (cost_type IS NULL AND sku IS NULL AND service_name IS NULL "
            "AND cost_text IS NOT NULL)",
            "empty_cost": "cost_text IS NULL",
            "unreadable_date": "started IS NULL",
            "unreadable_cost": "cost IS NULL",
        },
        start="started",
        end="ended",
        currency="currency_code",
        dimensions=DIMENSION_CELLS,
        tags=(),
        measures={
            "billed": "cost",
            "amortized": _NOTHING,
            "on_demand": _NOTHING,
            "unused": _NOTHING,
        },
        quantity="CASE WHEN kind = 'usage' THEN amount END",
        eligible="CASE WHEN purchase = 'on_demand' AND service_name = 'Compute Engine' "
        "AND regexp_matches(usage_kind, 'Instance (Core|Ram)|Core running|Ram running') THEN cost "
        "END",
        interruptible="0",
        commitment=NO_COMMITMENT,
        plain={columns.name(key): "TRY_CAST(cost_figures AS DOUBLE)"},
        billed_columns=(columns.name(key),),
        missing=_MISSING,
    )


def _above(head: Head, word: str) -> str:
    """What the lines above the header say of something: `Currency,USD`."""
    for record in head.preamble:
        cells = [cell.strip() for cell in record if cell.strip()]
        if len(cells) > 1 and cells[0].lower().rstrip(":") == word:
            return cells[1]
    return ""


def _invoice_month(head: Head) -> str | None:
    for word in ("invoice month", "invoice date", "statement date", "statement issue date"):
        said = _above(head, word)
        if said and (month := month_of(said) or month_of(said[:7])):
            return month
    return None


def _currency(head: Head) -> str:
    if _CODE.fullmatch(said := _above(head, "currency").upper()):
        return said
    found = _IN_HEADING.search(head.columns.name(_cost_key(head.columns) or _COST))
    return UNKNOWN_CURRENCY if found is None else _SIGNS.get(found[1], found[1])


GCP_COST_TABLE = Format(
    name=_NAME,
    recognise=_recognise,
    lacking=_nothing,
    tag_keys=_nothing,
    rules=_rules,
    asks=(ASKS_INVOICE_MONTH,),
    survey=_survey,
)
