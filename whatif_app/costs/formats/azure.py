"""Azure Cost Management exports: EA, MCA and legacy; the actual and the amortized dataset.

The actual dataset bills purchases and shows usage under commitments at nothing; the amortized one
spreads them over that usage and over what stayed unused. Each tells one basis; they are never
added. Which one a file is, and in which order its dates are written, `azure_survey` finds out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.words import marked
from whatif_app.costs.columns import READABLE_AMOUNT, Columns, key_of, text_literal
from whatif_app.costs.format import (
    CURRENCY_CELL,
    DIMENSION_CELLS,
    Bill,
    Commitment,
    Rules,
    chosen_tag,
)
from whatif_app.costs.formats.date_order import moment_sql

COST_KEYS = ("costinbillingcurrency", "cost", "pretaxcost")
DATE_KEYS = ("date", "usagedatetime", "usagedate")
_COMMITMENT_KEYS = ("pricingmodel", "reservationid", "benefitid")

#: Meter categories whose usage a reservation or a Savings Plan may cover; licences and disks are
#: on demand always. What can run on Spot is less.
_ELIGIBLE = (
    "^(virtual machines|azure vmware|container instances|azure app service|functions"
    "|sql (database|managed instance)|azure cosmos db|azure database for |redis cache"
    "|azure cache for redis|azure databricks|azure synapse)"
)
_INTERRUPTIBLE = "^virtual machines"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of all files together tell of one file.

    Attributes:
        date_order: of its short dates, `mdy` or `dmy`.
        dataset: `actual`, `amortized`, or empty where it holds no commitments: then both are equal.
        is_paired: the files of the other dataset are read beside it, for the same months.
    """

    date_order: str = "mdy"
    dataset: str = ""
    is_paired: bool = False


def recognise(columns: Columns) -> str | None:
    """The agreement under which the file was exported; None where it is another format."""
    dated = columns.first(*DATE_KEYS) is not None
    metered = columns.first("meterid", "metercategory", "consumedservice") is not None
    if columns.has("pretaxcost"):
        return "Azure Cost Management (legacy)"
    has_rates = columns.first("exchangeratepricingtobilling", "costinpricingcurrency", "costinusd")
    if has_rates and columns.has("costinbillingcurrency"):
        return "Azure Cost Management (MCA)"
    if columns.has("costinbillingcurrency") or (columns.has("cost") and metered and dated):
        return "Azure Cost Management (EA)"
    return None


def lacking(columns: Columns) -> tuple[str, ...]:
    """Without a date no row belongs to a month."""
    return () if columns.first(*DATE_KEYS) else ("Date",)


def fits(columns: Columns, rows: Sequence[Sequence[str]]) -> bool:
    """Whether every row's date, cost, and JSON lie under their own columns.

    A field missing anywhere before them would have moved them all to the left.
    """
    import json
    from datetime import date

    def is_at_home(row: Sequence[str]) -> bool:
        for position, name in enumerate(columns.names):
            cell, key = row[position].strip(), key_of(name)
            try:
                if key in COST_KEYS:
                    float(cell)
                elif key in DATE_KEYS:
                    date.fromisoformat(cell[:10])
                elif key in ("tags", "additionalinfo") and cell:
                    json.loads(cell if cell.startswith("{") else f"{{{cell}}}")
            except ValueError:
                return False
        return True

    named = columns.first(*COST_KEYS) and columns.first(*DATE_KEYS) and columns.has("tags")
    return bool(named) and all(is_at_home(row) for row in rows)


def tag_keys(columns: Columns) -> tuple[str, ...]:
    """The tags seen in the first rows."""
    return columns.map_keys.get("tags", ())


def _tag(columns: Columns, tag: str) -> str:
    if not columns.has("tags"):
        return "NULL::VARCHAR"
    entry = chosen_tag(tag, tag_keys(columns)) or tag
    if not columns.is_text("tags"):
        return columns.map_value("tags", entry)
    path = text_literal('$."' + entry.replace("\\", "\\\\").replace('"', '\\"') + '"')
    return (
        "CASE WHEN json_valid(tags_json) THEN "
        f"nullif(json_extract_string(tags_json, {path}), '') END"
    )


_KIND = """CASE
    WHEN charge = 'tax' THEN 'tax'
    WHEN charge = 'credit' THEN 'credit'
    WHEN charge = 'refund' THEN 'refund'
    WHEN service_name ILIKE '%support%' AND coalesce(charge, 'usage') IN ('usage', 'purchase')
        THEN 'support'
    WHEN charge IS NULL OR charge IN ('usage', 'unusedreservation', 'unusedsavingsplan')
        THEN 'usage'
    WHEN charge = 'purchase' AND (model IN ('reservation', 'savingsplan') OR benefit IS NOT NULL)
        THEN 'purchase'
    WHEN charge = 'purchase' THEN 'fee'
    ELSE 'other' END"""

# Exports of before 2021 leave the pricing model empty: there the reservation's identifier tells.
_PURCHASE = """CASE
    WHEN kind NOT IN ('usage', 'purchase', 'refund') THEN 'none'
    WHEN charge = 'unusedsavingsplan' OR model = 'savingsplan' THEN 'savings_plan'
    WHEN charge = 'unusedreservation' OR model = 'reservation' THEN 'reserved'
    WHEN model IS NULL AND benefit ILIKE '%savingsplan%' THEN 'savings_plan'
    WHEN model IS NULL AND benefit IS NOT NULL THEN 'reserved'
    WHEN kind <> 'usage' THEN 'none'
    WHEN model = 'spot' THEN 'spot'
    ELSE 'on_demand' END"""

_IS_COMMITTED = "purchase IN ('reserved', 'savings_plan')"
_IS_UNUSED = "coalesce(charge, '') IN ('unusedreservation', 'unusedsavingsplan')"


def cells(columns: Columns, date_order: str) -> dict[str, str]:
    """What the survey and the rules both read of a row."""
    text, number = columns.text, columns.number
    cost = cost_key(columns)
    squeezed = "lower(replace({}, ' ', ''))"
    return {
        "charge": squeezed.format(text("chargetype")),
        "model": squeezed.format(text("pricingmodel")),
        "started": moment_sql(columns, date_order, *DATE_KEYS),
        "started_text": text(*DATE_KEYS),
        "cost": columns.money(cost),
        "cost_text": text(cost),
        "benefit": text("benefitid", "reservationid"),
        "service_name": text("metercategory", "consumedservice", "servicefamily", "product"),
        "account_id": text("subscriptionid", "subscriptionguid", "billingaccountid"),
        "region_code": squeezed.format(text("resourcelocation", "resourceregion", "meterregion")),
        "usage_kind": text("metername", "metersubcategory", "product", "productname", "meterid"),
        "unit": text("unitofmeasure"),
        "used": number(columns.first("quantity", "usagequantity", "consumedquantity") or ""),
        "list_cost": columns.money("paygcostinbillingcurrency"),
        "list_price": number("paygprice"),
        "exchange": number("exchangeratepricingtobilling"),
        "priced_in": text("pricingcurrency"),
        "currency_code": text("billingcurrency", "billingcurrencycode", "currency"),
        "lease": text("term"),
        "frequency": text("frequency"),
        "tags_json": _tags_json(columns),
        "kind": _KIND,
        "purchase": _PURCHASE,
    }


def cost_key(columns: Columns) -> str:
    """The cost column in the currency of the bill."""
    return columns.first(*COST_KEYS) or COST_KEYS[0]


def _tags_json(columns: Columns) -> str:
    if not columns.has("tags") or not columns.is_text("tags"):
        return "NULL::VARCHAR"
    cell = columns.text("tags")
    return f"CASE WHEN starts_with(ltrim({cell}), '{{') THEN {cell} ELSE '{{' || {cell} || '}}' END"


# Retail prices are per unit of measure, which may be a block ("100 Hours") while quantities are
# not always counted in blocks: only prices of a single unit are used. They are in the pricing
# currency.
_BY_PRICE = """CASE WHEN list_price > 0 AND regexp_matches(unit, '^1 ?[^0-9]')
        AND NOT regexp_matches(unit, '^1[KM]')
        AND (exchange IS NOT NULL OR coalesce(priced_in, currency_code, '')
            = coalesce(currency_code, ''))
    THEN TRY_CAST(list_price * used * coalesce(exchange, 1) AS DECIMAL(38,12)) END"""

# A list cost of zero beside a real cost is a gap of the export, not a price. Usage on demand
# without one is worth what it cost; usage under a commitment or on Spot is not.
_ON_DEMAND = f"""CASE
    WHEN kind <> 'usage' OR {_IS_UNUSED} THEN 0
    ELSE coalesce(CASE WHEN list_cost <> 0 OR cost = 0 THEN list_cost END, {_BY_PRICE},
        CASE WHEN purchase = 'on_demand' THEN cost END) END"""


def _measures(columns: Columns, reading: Reading) -> tuple[dict[str, str], dict[str, str]]:
    """The four measures, and the sentences for those that these columns cannot give."""
    if reading.dataset == "actual" and reading.is_paired:
        return {"billed": "cost", "amortized": "0", "on_demand": "0", "unused": "0"}, {}
    measures = {
        "billed": "0" if reading.is_paired else "cost",
        "amortized": "cost",
        "on_demand": _ON_DEMAND,
        "unused": f"CASE WHEN {_IS_UNUSED} THEN cost ELSE 0 END",
    }
    missing = {}
    if reading.dataset == "actual":
        measures["amortized"] = f"CASE WHEN NOT {_IS_COMMITTED} THEN cost END"
        measures["unused"] = f"CASE WHEN NOT {_IS_COMMITTED} THEN 0 END"
        missing["amortized"] = missing["unused"] = marked(
            "Cash only: this is the actual cost dataset, in which commitments are billed "
            "when bought. For amortized and unused cost import the amortized cost export of "
            "the same months, alone or together with this one."
        )
    elif columns.first(*_COMMITMENT_KEYS) is None:
        measures["amortized"] = measures["unused"] = "NULL::DECIMAL(38,12)"
        missing["amortized"] = missing["unused"] = marked(
            "Cash only: no PricingModel or ReservationId column in the export, so amortized "
            "and unused cost cannot be computed."
        )
    return measures, missing


def _commitment() -> Commitment:
    return Commitment(
        id=f"CASE WHEN {_IS_COMMITTED} THEN benefit END",
        kind="""CASE purchase WHEN 'savings_plan' THEN 'savings_plan'
            WHEN 'reserved' THEN 'standard_ri' END""",
        payment="""CASE WHEN kind = 'purchase' AND frequency ILIKE 'onetime' THEN 'all'
            WHEN kind = 'purchase' AND frequency ILIKE 'recurring' THEN 'none' END""",
        term="""CASE WHEN purchase IN ('reserved', 'savings_plan') THEN
            CASE WHEN regexp_matches(lease, '^\\d{2}$') THEN TRY_CAST(lease AS INTEGER)
                ELSE 12 * TRY_CAST(regexp_extract(upper(lease), '^P?(\\d) ?Y', 1) AS INTEGER) END
            END""",
        end="NULL::TIMESTAMP",
        upfront="NULL::DECIMAL(38,12)",
    )


def _notes(columns: Columns, reading: Reading) -> tuple[str, ...]:
    notes = [marked("Costs are before tax, as Azure exports them.")]
    if columns.has_decimal_commas:
        notes.append(marked("Amounts are written with decimal commas (1,5 is one and a half)."))
    if reading.is_paired:
        notes.append(
            marked(
                "Billed cost is from the actual cost files, amortized and unused cost from the "
                "amortized cost files of the same months; nothing is counted twice."
            )
        )
    elif reading.dataset == "amortized":
        notes.append(
            marked(
                "What was billed cannot be told: this is the amortized cost dataset, which "
                "lacks the purchases of commitments. Import the actual cost export of the same "
                "months together with it."
            )
        )
    if columns.first("billingcurrency", "billingcurrencycode", "currency") is None:
        notes.append(marked("The export does not name its currency."))
    return tuple(notes)


def rules(columns: Columns, tags: Sequence[str], reading: Reading | None = None) -> Rules:
    """One file's rules, given what all files together tell of it."""
    reading = reading or Reading()
    measures, missing = _measures(columns, reading)
    is_second_look = reading.is_paired and reading.dataset == "actual"
    compute = "kind = 'usage' AND purchase = 'on_demand' AND regexp_matches(lower(service_name), "
    eligible, interruptible = (
        "0" if is_second_look else f"CASE WHEN {compute}'{which}') THEN cost ELSE 0 END"
        for which in (_ELIGIBLE, _INTERRUPTIBLE)
    )
    name = columns.name(cost_key(columns))
    plain = columns.number(cost_key(columns))
    labels = {name: plain}
    if reading.is_paired:
        in_dataset = {f"{name} ({each})": "0::DOUBLE" for each in ("actual", "amortized")}
        labels = in_dataset | {f"{name} ({reading.dataset})": plain}
    return Rules(
        cells=cells(columns, reading.date_order),
        set_aside={
            "repeated_header": f"started_text = {text_literal(_date_name(columns))}",
            "unreadable_date": "started IS NULL",
            "unreadable_cost": "cost IS NULL AND cost_text IS NOT NULL",
            "empty_cost": "cost_text IS NULL",
        },
        bill=Bill("'Microsoft'", columns.text("billingaccountid", "billingaccountname")),
        start="started",
        end="NULL::TIMESTAMP",
        currency=CURRENCY_CELL,
        dimensions=DIMENSION_CELLS,
        tags=[_tag(columns, tag) for tag in tags],
        measures=measures,
        quantity="NULL::DOUBLE"
        if is_second_look
        else f"CASE WHEN kind = 'usage' AND NOT {_IS_UNUSED} THEN used END",
        eligible=eligible,
        interruptible=interruptible,
        commitment=_commitment(),
        plain=labels,
        billed_columns=(f"{name} (actual)" if reading.is_paired else name,),
        zero_by_rule="true" if is_second_look else "false",
        # Only where something was bought is the amortized dataset other than the bill.
        cash_unknown=_IS_COMMITTED
        if reading.dataset == "amortized" and not reading.is_paired
        else "false",
        checked_cells={}
        if columns.has_decimal_commas
        else {"unreadable_cost": (READABLE_AMOUNT, (cost_key(columns),))},
        missing=missing,
        counted={
            marked(
                "{n} rows of usage on demand have no retail price for a single unit; their "
                "on-demand equivalent is taken from what they cost."
            ): "kind = 'usage' AND purchase = 'on_demand' "
            f"AND cost <> 0 AND coalesce(list_cost, 0) = 0 AND ({_BY_PRICE}) IS NULL"
        }
        if not is_second_look
        else {},
        notes=_notes(columns, reading),
    )


def _date_name(columns: Columns) -> str:
    return columns.name(columns.first(*DATE_KEYS) or DATE_KEYS[0])
