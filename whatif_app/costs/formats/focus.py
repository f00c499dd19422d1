"""FOCUS 1.0 to 1.3: the FinOps Foundation's provider-neutral cost and usage dataset.

The specification keeps cash and accrual apart in columns of their own (`BilledCost`,
`EffectiveCost`), so the only rule needed is which rows are usage that ran: list cost of a
commitment's purchase, or of its unused part, would count the same usage twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.words import marked
from whatif_app.costs.columns import READABLE_AMOUNT, Columns
from whatif_app.costs.format import (
    CURRENCY_CELL,
    DIMENSION_CELLS,
    Bill,
    Commitment,
    Format,
    Rules,
    chosen_tag,
    provider_sql,
)

# Columns that a version introduced: the newest one present names the version.
_INTRODUCED = (
    (
        "1.3",
        (
            "serviceprovidername",
            "hostprovidername",
            "contractapplied",
            "allocatedmethodid",
            "allocatedresourceid",
        ),
    ),
    ("1.2", ("invoiceid", "pricingcurrency", "billingaccounttype", "subaccounttype")),
    (
        "1.1",
        (
            "commitmentdiscountquantity",
            "commitmentdiscountunit",
            "capacityreservationid",
            "skumeter",
            "skupricedetails",
            "servicesubcategory",
        ),
    ),
)


def _recognise(columns: Columns) -> str | None:
    if not columns.has("billedcost", "chargecategory") or columns.has("chargesubcategory"):
        return None
    for version, introduced in _INTRODUCED:
        if columns.first(*introduced) is not None:
            return f"FOCUS {version}"
    return "FOCUS 1.0"


def _lacking(columns: Columns) -> tuple[str, ...]:
    dated = columns.first("chargeperiodstart", "billingperiodstart")
    return () if dated else ("ChargePeriodStart",)


def _tag_keys(columns: Columns) -> tuple[str, ...]:
    return columns.map_keys.get("tags", ())


def _tag(columns: Columns, tag: str) -> str:
    if not columns.has("tags"):
        return "NULL::VARCHAR"
    return columns.map_value("tags", chosen_tag(tag, _tag_keys(columns)) or tag)


_KIND = """CASE
    WHEN category = 'Tax' THEN 'tax'
    WHEN category = 'Credit' THEN 'credit'
    WHEN category = 'Purchase' AND coalesce(billed, 0) < 0 THEN 'refund'
    WHEN category = 'Purchase' AND commitment_id IS NOT NULL THEN 'purchase'
    WHEN service_category ILIKE 'support' OR service_name ILIKE '%support%' THEN 'support'
    WHEN category = 'Purchase' THEN 'fee'
    WHEN category = 'Usage' THEN 'usage'
    ELSE 'other' END"""

# AWS marks Spot as Dynamic; some of its exports say so only in the usage type.
_PURCHASE = """CASE
    WHEN kind NOT IN ('usage', 'purchase', 'refund') THEN 'none'
    WHEN commitment_id IS NOT NULL AND (category = 'Purchase' OR commitment_status IS NOT NULL
            OR pricing_category = 'Committed')
        THEN CASE WHEN commitment_type ILIKE '%saving%' OR commitment_type ILIKE '%flexible%'
                OR (commitment_type IS NULL AND commitment_category ILIKE 'spend')
            THEN 'savings_plan' ELSE 'reserved' END
    WHEN pricing_category = 'Committed' THEN 'reserved'
    WHEN kind <> 'usage' THEN 'none'
    WHEN pricing_category = 'Dynamic' OR usage_kind ILIKE '%SpotUsage%' OR sku_meter ILIKE '%spot%'
        THEN 'spot'
    ELSE 'on_demand' END"""

_UNUSED = "category = 'Usage' AND commitment_status ILIKE 'unused'"


def _given(columns: Columns, *keys: str) -> str:
    """The first of these columns that says something: some exports write a word for nothing."""
    cells = [columns.text(key) for key in keys if columns.has(key)]
    said = [
        f"CASE WHEN upper({cell}) NOT IN ('N/A', 'NULL', '\\N') THEN {cell} END" for cell in cells
    ]
    return f"coalesce({', '.join([*said, 'NULL::VARCHAR'])})"


def _cells(columns: Columns) -> dict[str, str]:
    text, money = columns.text, columns.money

    def given(*keys: str) -> str:
        return _given(columns, *keys)

    return {
        "category": text("chargecategory"),
        "started": columns.moment("chargeperiodstart", "billingperiodstart"),
        "charged_from": columns.moment("chargeperiodstart"),
        "started_text": text("chargeperiodstart", "billingperiodstart"),
        "ended": columns.moment("chargeperiodend"),
        "billed": money("billedcost"),
        "billed_text": text("billedcost"),
        "effective": money("effectivecost"),
        "effective_text": text("effectivecost"),
        "list_cost": money("listcost"),
        "quantity_used": columns.number("consumedquantity"),
        "pricing_category": given("pricingcategory"),
        "commitment_id": given("commitmentdiscountid"),
        "commitment_type": given("commitmentdiscounttype"),
        "commitment_category": given("commitmentdiscountcategory"),
        "commitment_status": given("commitmentdiscountstatus"),
        "service_category": given("servicecategory"),
        "service_name": given("servicename", "publishername", "servicecategory"),
        "account_id": given("subaccountid", "billingaccountid"),
        "region_code": given("regionid", "regionname"),
        "usage_kind": given("xusagetype", "skumeter", "skuid"),
        "sku_meter": given("skumeter"),
        "frequency": text("chargefrequency"),
        "currency_code": text("billingcurrency"),
        "kind": _KIND,
        "purchase": _PURCHASE,
    }


def _measures(columns: Columns) -> tuple[dict[str, str], dict[str, str]]:
    """The four measures, and the sentences for those that these columns cannot give."""
    measures = {
        "billed": "billed",
        "amortized": "effective",
        # Only what ran has an on-demand equivalent: no purchases, no unused commitment, no tax.
        "on_demand": f"CASE WHEN kind = 'usage' AND NOT coalesce({_UNUSED}, false) "
        "THEN list_cost ELSE 0 END",
        "unused": f"CASE WHEN {_UNUSED} THEN effective ELSE 0 END",
    }
    missing = {}
    if not columns.has("effectivecost"):
        missing["amortized"] = missing["unused"] = marked(
            "Cash only: no EffectiveCost column in the export, so amortized and unused cost "
            "cannot be computed."
        )
    elif columns.has("commitmentdiscountid") and not columns.has("commitmentdiscountstatus"):
        missing["unused"] = marked(
            "No CommitmentDiscountStatus column in the export, so unused commitment cannot "
            "be told from used."
        )
    if not columns.has("listcost"):
        missing["on_demand"] = marked(
            "No ListCost column in the export, so the on-demand equivalent cannot be computed."
        )
    return measures, missing


def _commitment() -> Commitment:
    return Commitment(
        id="commitment_id",
        kind="""CASE purchase WHEN 'savings_plan' THEN
                CASE WHEN commitment_type ILIKE '%committed use%' THEN 'cud' ELSE 'savings_plan' END
            WHEN 'reserved' THEN
                CASE WHEN commitment_type ILIKE '%committed use%' OR commitment_type ILIKE '%CUD%'
                    THEN 'cud' ELSE 'standard_ri' END
            END""",
        payment="NULL::VARCHAR",  # a month's rows do not say how a running term is paid
        term="NULL::INTEGER",
        end="NULL::TIMESTAMP",
        upfront="NULL::DECIMAL(38,12)",
    )


def _set_aside(columns: Columns) -> dict[str, str]:
    del columns
    return {
        "repeated_header": "category = 'ChargeCategory'",
        "unreadable_date": "started IS NULL",
        "unreadable_cost": "(billed IS NULL AND billed_text IS NOT NULL)"
        " OR (effective IS NULL AND effective_text IS NOT NULL)",
        "empty_cost": "billed_text IS NULL",
    }


def _notes(columns: Columns) -> tuple[str, ...]:
    notes = []
    if not columns.has("billingcurrency"):
        notes.append(marked("The export does not name its currency."))
    if columns.has("pricingcurrency"):
        notes.append(
            marked(
                "Amounts are in the billing currency; prices in another currency, tokens or "
                "credits (PricingCurrency) are not money and are not summed."
            )
        )
    return tuple(notes)


def _rules(columns: Columns, tags: Sequence[str]) -> Rules:
    measures, missing = _measures(columns)
    compute = "kind = 'usage' AND purchase = 'on_demand' AND service_category ILIKE '{}'"
    costs = ("billedcost", "effectivecost", "listcost")
    return Rules(
        cells=_cells(columns),
        set_aside=_set_aside(columns),
        bill=Bill(
            provider_sql(
                _given(columns, "providername", "serviceprovidername", "hostprovidername")
            ),
            _given(columns, "billingaccountid"),
            columns.moment("billingperiodstart"),
        ),
        start="started",
        end="ended",
        currency=CURRENCY_CELL,
        dimensions=DIMENSION_CELLS,
        tags=[_tag(columns, tag) for tag in tags],
        measures=measures,
        quantity="CASE WHEN kind = 'usage' THEN quantity_used END",
        eligible=f"CASE WHEN {compute.format('compute')} OR {compute.format('databases')} THEN "
        "coalesce(effective, billed) ELSE 0 END",
        interruptible=f"CASE WHEN {compute.format('compute')} THEN "
        "coalesce(effective, billed) ELSE 0 END",
        commitment=_commitment(),
        plain={columns.name(key): columns.number(key) for key in costs if columns.has(key)},
        billed_columns=(columns.name("billedcost"),),
        checked_cells={
            "unreadable_cost": (READABLE_AMOUNT, costs[:2]),
            "unreadable_date": ("TIMESTAMP", ("chargeperiodstart",)),
        },
        missing=missing,
        counted={
            marked(
                "{n} commitment rows are marked neither Used nor Unused."
            ): "purchase IN ('reserved', "
            "'savings_plan') AND kind = 'usage' AND commitment_status IS NULL",
            marked("{n} rows are priced dynamically, which is taken to mean Spot."): (
                "purchase = 'spot' AND pricing_category = 'Dynamic'"
            ),
            marked(
                "{n} charge periods are written as US short dates and were read as month/day/year."
            ): ("contains(started_text, '/')"),
            marked(
                "{n} rows have no readable ChargePeriodStart; BillingPeriodStart tells their month."
            ): ("charged_from IS NULL" if columns.has("chargeperiodstart") else "false"),
        },
        notes=_notes(columns),
    )


FOCUS = Format(
    name="FOCUS",
    recognise=_recognise,
    lacking=_lacking,
    tag_keys=_tag_keys,
    rules=_rules,
    map_columns=("tags",),
)
