"""AWS Cost and Usage Reports: legacy CSV, Athena/Parquet names, and CUR 2.0.

Amortization follows the rules AWS publishes with its Cloud Intelligence Dashboards: covered usage
at its effective cost, fee rows at their unused part alone, upfront fees at nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scenarios.words import marked
from whatif_app.costs.columns import READABLE_AMOUNT, Columns, key_of
from whatif_app.costs.format import (
    CURRENCY_CELL,
    DIMENSION_CELLS,
    Bill,
    Commitment,
    Format,
    Rules,
    chosen_tag,
)

_SP_EFFECTIVE = "savingsplansavingsplaneffectivecost"
_SP_COMMITMENT = "savingsplantotalcommitmenttodate"
_SP_USED = "savingsplanusedcommitment"
_RI_EFFECTIVE = "reservationeffectivecost"
_RI_UNUSED_UPFRONT = "reservationunusedamortizedupfrontfeeforbillingperiod"
_RI_UNUSED_RECURRING = "reservationunusedrecurringfee"
_COMMITMENT_COLUMNS = (
    _SP_EFFECTIVE,
    _SP_COMMITMENT,
    _RI_EFFECTIVE,
    _RI_UNUSED_RECURRING,
    "reservationreservationarn",
    "savingsplansavingsplanarn",
)
_NET = {
    _SP_EFFECTIVE: "savingsplannetsavingsplaneffectivecost",
    _RI_EFFECTIVE: "reservationneteffectivecost",
    _RI_UNUSED_UPFRONT: "reservationnetunusedamortizedupfrontfeeforbillingperiod",
    _RI_UNUSED_RECURRING: "reservationnetunusedrecurringfee",
}

#: Usage types of servers, serverless compute and database nodes: what a Savings Plan or a
#: reservation may cover. Storage, requests and traffic are on demand always.
_ELIGIBLE_USAGE = (
    "(BoxUsage|SpotUsage|DedicatedUsage|HostUsage|InstanceUsage|Multi-AZUsage|NodeUsage|Node:"
    "|ESInstance|Fargate|Lambda-GB-Second|Lambda-Provisioned|ml\\.)"
)
_INTERRUPTIBLE_USAGE = "(BoxUsage|SpotUsage|Fargate|ml\\.)"


def _recognise(columns: Columns) -> str | None:
    if not columns.has("lineitemunblendedcost"):
        return None
    if any("/" in name for name in columns.names):
        return "AWS CUR (legacy CSV)"
    is_second = columns.has("resourcetags") or columns.has("product")
    is_second = is_second or columns.has("billpayeraccountname")
    return "AWS CUR 2.0" if is_second else "AWS CUR (Athena names)"


def _lacking(columns: Columns) -> tuple[str, ...]:
    dated = columns.first("lineitemusagestartdate", "billbillingperiodstartdate")
    return () if dated else ("line_item_usage_start_date",)


def _tag_columns(columns: Columns) -> dict[str, str]:
    """Tag keys held in columns of their own: tag key → column key."""
    found: dict[str, str] = {}
    for name in columns.names:
        for prefix, shown in (
            ("resourceTags/", ""),
            ("resource_tags_", ""),
            ("costCategory/", "category:"),
            ("cost_category_", "category:"),
        ):
            if name.startswith(prefix) and len(name) > len(prefix):
                found.setdefault(shown + name[len(prefix) :], key_of(name))
    return found


def _tag_keys(columns: Columns) -> tuple[str, ...]:
    keys = dict.fromkeys(_tag_columns(columns))
    keys.update(dict.fromkeys(columns.map_keys.get("resourcetags", ())))
    keys.update((f"category:{key}", None) for key in columns.map_keys.get("costcategory", ()))
    return tuple(keys)


def _tag(columns: Columns, tag: str) -> str:
    """SQL of one chosen tag in this file; NULL where the file lacks it."""
    own = _tag_columns(columns)
    found = chosen_tag(tag, tuple(own))
    if found is not None:
        return columns.text(own[found])
    is_category = tag.startswith("category:")
    column = "costcategory" if is_category else "resourcetags"
    if not columns.has(column):
        return "NULL::VARCHAR"
    entry = tag.removeprefix("category:")
    return columns.map_value(column, chosen_tag(entry, columns.map_keys.get(column, ())) or entry)


def _region(columns: Columns) -> str:
    zone = columns.text("lineitemavailabilityzone")
    from_zone = f"nullif(regexp_extract({zone}, '^[a-z]{{2}}(-[a-z]+)+-\\d+'), '')"
    if columns.has("productregioncode") or columns.has("productregion"):
        named = columns.text("productregioncode", "productregion")
    elif columns.has("product"):
        named = columns.map_value("product", "region")
    else:
        named = "NULL::VARCHAR"
    return f"coalesce({named}, {from_zone})"


def _with_net(columns: Columns, key: str) -> str:
    """The amount after negotiated rates where the row has it, else the published one."""
    net = _NET[key]
    return (
        f"coalesce({columns.money(net)}, {columns.money(key)})"
        if columns.has(net)
        else columns.money(key)
    )


def _service(columns: Columns) -> str:
    """Marketplace goods go by product name: their code is an opaque identifier."""
    code = columns.text("productservicecode", "lineitemproductcode")
    product = columns.text("productproductname")
    if columns.has("product"):
        product = f"coalesce({product}, {columns.map_value('product', 'product_name')})"
    seller = columns.text("billbillingentity")
    return (
        f"CASE WHEN {seller} = 'AWS Marketplace' THEN coalesce({product}, {code}) ELSE {code} END"
    )


def _cells(columns: Columns) -> dict[str, str]:
    text, money = columns.text, columns.money
    return {
        "row_type": text("lineitemlineitemtype"),
        "started": columns.moment("lineitemusagestartdate", "billbillingperiodstartdate"),
        "ended": columns.moment("lineitemusageenddate"),
        "started_text": text("lineitemusagestartdate", "billbillingperiodstartdate"),
        "unblended": money("lineitemunblendedcost"),
        "unblended_text": text("lineitemunblendedcost"),
        "net": money("lineitemnetunblendedcost"),
        "net_text": text("lineitemnetunblendedcost"),
        "public": money("pricingpublicondemandcost"),
        "public_text": text("pricingpublicondemandcost"),
        "public_rate": columns.number("pricingpublicondemandrate"),
        "amount": columns.number("lineitemusageamount"),
        "product_code": text("lineitemproductcode"),
        "usage_kind": text("lineitemusagetype"),
        "split_from": text("splitlineitemparentresourceid"),
        "operation": text("lineitemoperation"),
        "described": text("lineitemlineitemdescription"),
        "market": text("productmarketoption", "pricingterm"),
        "ri_arn": text("reservationreservationarn"),
        "sp_arn": text("savingsplansavingsplanarn"),
        "sp_effective": _with_net(columns, _SP_EFFECTIVE),
        "sp_commitment": money(_SP_COMMITMENT),
        "sp_used": money(_SP_USED),
        "ri_effective": _with_net(columns, _RI_EFFECTIVE),
        "ri_unused_upfront": _with_net(columns, _RI_UNUSED_UPFRONT),
        "ri_unused_recurring": _with_net(columns, _RI_UNUSED_RECURRING),
        "ri_upfront_used": money("reservationamortizedupfrontcostforusage"),
        "sp_upfront": money("savingsplanamortizedupfrontcommitmentforbillingperiod"),
        "offering_class": text("pricingofferingclass"),
        "payment_option": text(
            "savingsplanpaymentoption", "pricingpurchaseoption", "reservationpaymentoption"
        ),
        "lease": text("savingsplanpurchaseterm", "pricingleasecontractlength"),
        "commitment_end": columns.moment("savingsplanendtime", "reservationendtime"),
        "invoice": text("billinvoiceid"),
        "currency_code": text("lineitemcurrencycode"),
        "service_name": _service(columns),
        "account_id": text("lineitemusageaccountid", "billpayeraccountid"),
        "region_code": _region(columns),
        # Negotiated rates are what is really paid; an empty net cell is a row without them.
        "paid": "coalesce(net, unblended)",
        "kind": _KIND,
        "purchase": _PURCHASE,
    }


_KIND = """CASE
    WHEN row_type IS NULL OR row_type IN (
        'Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation')
        THEN CASE WHEN product_code LIKE 'AWSSupport%' THEN 'support' ELSE 'usage' END
    WHEN row_type = 'Tax' THEN 'tax'
    WHEN row_type = 'Credit' THEN 'credit'
    WHEN row_type = 'Refund' THEN 'refund'
    WHEN row_type IN ('RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee') THEN 'purchase'
    WHEN row_type = 'Fee' AND ri_arn IS NOT NULL THEN 'purchase'
    WHEN product_code LIKE 'AWSSupport%' THEN 'support'
    WHEN row_type IN ('Fee', 'FlatRateSubscription') THEN 'fee'
    WHEN row_type LIKE '%Discount' THEN 'discount'
    ELSE 'other' END"""

# The order matters: a Savings Plan can cover what the usage type alone would call on demand.
_PURCHASE = """CASE
    WHEN row_type LIKE 'SavingsPlan%' THEN 'savings_plan'
    WHEN row_type IN ('DiscountedUsage', 'RIFee') OR (row_type = 'Fee' AND ri_arn IS NOT NULL)
        THEN 'reserved'
    WHEN row_type IS NOT NULL AND row_type <> 'Usage' THEN 'none'
    WHEN product_code LIKE 'AWSSupport%' THEN 'none'
    WHEN sp_arn IS NOT NULL THEN 'savings_plan'
    WHEN ri_arn IS NOT NULL THEN 'reserved'
    WHEN usage_kind LIKE '%SpotUsage%' OR market = 'Spot' THEN 'spot'
    ELSE 'on_demand' END"""

_RAN = "row_type IN ('Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage')"
_RI_UNUSED = """CASE WHEN ri_unused_upfront IS NOT NULL OR ri_unused_recurring IS NOT NULL
    THEN coalesce(ri_unused_upfront, 0) + coalesce(ri_unused_recurring, 0) END"""

_OF_PLANS = "product_code = 'ComputeSavingsPlans'"
_REFUNDS_FEE = "described LIKE 'Refund for one-time fee for Savings Plan ID%'"

_AMORTIZED = f"""CASE row_type
    WHEN 'SavingsPlanCoveredUsage' THEN sp_effective
    WHEN 'SavingsPlanRecurringFee' THEN sp_commitment - sp_used
    WHEN 'SavingsPlanNegation' THEN 0
    WHEN 'SavingsPlanUpfrontFee' THEN 0
    WHEN 'DiscountedUsage' THEN ri_effective
    WHEN 'RIFee' THEN {_RI_UNUSED}
    ELSE CASE
        WHEN row_type IS NULL THEN NULL
        WHEN row_type = 'Fee' AND ri_arn IS NOT NULL THEN 0
        WHEN row_type = 'Refund' AND {_OF_PLANS} AND {_REFUNDS_FEE} THEN 0
        ELSE paid END
    END"""

_UNUSED = f"""CASE
    WHEN row_type IS NULL THEN NULL
    WHEN row_type = 'SavingsPlanRecurringFee' THEN sp_commitment - sp_used
    WHEN row_type = 'RIFee' THEN {_RI_UNUSED}
    WHEN row_type = 'DiscountedUsage' AND ri_effective IS NULL THEN NULL
    WHEN row_type = 'SavingsPlanCoveredUsage' AND sp_effective IS NULL THEN NULL
    ELSE 0 END"""

# A row without a readable public price ran all the same: its list value by rate and amount, else
# what it cost (for covered usage, after its discount). Both are counted and said.
_ON_DEMAND = f"""CASE
    WHEN row_type IS NULL THEN public
    WHEN NOT {_RAN} OR product_code LIKE 'AWSSupport%' THEN 0
    ELSE coalesce(public, TRY_CAST(public_rate * amount AS DECIMAL(38,12)),
        CASE row_type WHEN 'Usage' THEN paid WHEN 'SavingsPlanCoveredUsage' THEN sp_effective
            ELSE coalesce(ri_effective, 0) END)
    END"""


def _measures(columns: Columns) -> tuple[dict[str, str], dict[str, str]]:
    """The four measures, and the sentences for those that these columns cannot give."""
    measures = {
        "billed": "paid",
        "amortized": _AMORTIZED,
        "on_demand": _ON_DEMAND,
        "unused": _UNUSED,
    }
    missing: dict[str, str] = {}
    if not columns.has("lineitemlineitemtype"):
        missing["amortized"] = missing["unused"] = marked(
            "Cash only: without the line item type column, fees, covered usage, tax and "
            "credits cannot be told apart, so amortized and unused cost cannot be computed."
        )
    elif not any(columns.has(key) for key in _COMMITMENT_COLUMNS):
        missing["amortized"] = missing["unused"] = marked(
            "Cash only: no commitment columns (reservation/…, savingsPlan/…) in the export, "
            "so amortized and unused cost cannot be computed."
        )
    if not columns.has("pricingpublicondemandcost") and not columns.has(
        "pricingpublicondemandrate", "lineitemusageamount"
    ):
        missing["on_demand"] = marked(
            "No public on-demand price columns (pricing/publicOnDemandCost) in the export, "
            "so the on-demand equivalent cannot be computed."
        )
    return measures, missing


def _commitment() -> Commitment:
    return Commitment(
        id="coalesce(sp_arn, ri_arn)",
        kind="""CASE purchase WHEN 'savings_plan' THEN 'savings_plan' WHEN 'reserved' THEN
            CASE WHEN offering_class ILIKE 'convertible' THEN 'convertible_ri'
                ELSE 'standard_ri' END
            END""",
        payment="""CASE WHEN payment_option ILIKE 'no%' THEN 'none'
            WHEN payment_option ILIKE 'part%' THEN 'partial'
            WHEN payment_option ILIKE 'all%' THEN 'all'
            WHEN payment_option ILIKE 'heavy%' THEN 'partial' END""",
        term="12 * TRY_CAST(regexp_extract(lease, '^\\s*(\\d+)', 1) AS INTEGER)",
        end="commitment_end",
        upfront="""CASE row_type WHEN 'DiscountedUsage' THEN ri_upfront_used
            WHEN 'RIFee' THEN ri_unused_upfront
            WHEN 'SavingsPlanRecurringFee' THEN sp_upfront END""",
    )


def _set_aside(columns: Columns) -> dict[str, str]:
    name = columns.name("lineitemunblendedcost")
    return {
        "repeated_header": f"unblended_text = '{name}'" if "'" not in name else "false",
        # The split rows repeat, pod by pod, what the instance's own row already bills.
        "split_allocation": "coalesce(operation, '') IN ('EKSPod-EC2', 'ECSTask-EC2')",
        "unreadable_date": "started IS NULL",
        "unreadable_cost": """(net IS NULL AND net_text IS NOT NULL)
            OR (net_text IS NULL AND unblended IS NULL AND unblended_text IS NOT NULL)""",
        "empty_cost": "net_text IS NULL AND unblended_text IS NULL",
    }


def _notes(columns: Columns) -> tuple[str, ...]:
    notes = []
    if columns.has("lineitemnetunblendedcost"):
        notes.append(
            marked(
                "Billed cost is the net unblended cost (after negotiated discounts) of each row "
                "that has one, else the unblended cost."
            )
        )
    if not columns.has("lineitemlineitemtype"):
        notes.append(marked("Without the line item type column every row is counted as usage."))
    if not columns.has("lineitemcurrencycode"):
        notes.append(marked("The export does not name its currency."))
    return tuple(notes)


def _counted(columns: Columns, missing: Mapping[str, str]) -> dict[str, str]:
    """What is said where rows meet a condition: mostly, what a lacking column hides."""
    counted: dict[str, str] = {}
    if columns.has("lineitemlineitemtype") and "on_demand" not in missing:
        counted[
            marked(
                "{n} usage rows have no readable public on-demand price; their on-demand "
                "equivalent is taken from what they cost."
            )
        ] = f"{_RAN} AND public IS NULL AND (public_rate IS NULL OR amount IS NULL)"
    if columns.has("pricingpublicondemandcost") and "on_demand" not in missing:
        counted[
            marked(
                "{n} Spot rows have their on-demand equivalent from the public price beside "
                "them, which is taken to be that of the same instance on demand."
            )
        ] = "purchase = 'spot' AND kind = 'usage' AND public IS NOT NULL"
    if not columns.has("lineitemoperation"):
        counted[
            marked(
                "{n} rows seem to split containers off instances that are counted already; "
                "without the column lineItem/Operation they cannot be told for sure, and are "
                "counted too."
            )
        ] = "split_from IS NOT NULL OR regexp_matches(usage_kind, '(EKS|ECS)-EC2-')"
    marks = {"lineItem/ProductCode": _OF_PLANS, "lineItem/LineItemDescription": _REFUNDS_FEE}
    lacking = [name for name in marks if not columns.has(key_of(name))]
    if lacking and "amortized" not in missing:
        known = [condition for name, condition in marks.items() if name not in lacking]
        counted[
            marked(
                "{n} refunds may be of a Savings Plan's upfront fee, which is no amortized "
                "cost; without the columns lineItem/ProductCode and lineItem/LineItemDescription "
                "they cannot be told, and lower it."
            )
        ] = " AND ".join(["row_type = 'Refund'", *known])
    return counted


def _rules(columns: Columns, tags: Sequence[str]) -> Rules:
    measures, missing = _measures(columns)
    has_type = columns.has("lineitemlineitemtype")
    bought_on_demand = "purchase = 'on_demand' AND kind = 'usage'"
    eligible = f"{bought_on_demand} AND regexp_matches(usage_kind, '{_ELIGIBLE_USAGE}')"
    interruptible = f"{bought_on_demand} AND regexp_matches(usage_kind, '{_INTERRUPTIBLE_USAGE}')"
    costs = ("lineitemunblendedcost", "lineitemnetunblendedcost", "pricingpublicondemandcost")
    return Rules(
        cells=_cells(columns),
        set_aside=_set_aside(columns),
        bill=Bill(
            "'AWS'",
            columns.text("billpayeraccountid"),
            columns.moment("billbillingperiodstartdate"),
        ),
        start="started",
        end="ended",
        currency=CURRENCY_CELL,
        dimensions=DIMENSION_CELLS,
        tags=[_tag(columns, tag) for tag in tags],
        measures=measures,
        quantity=f"CASE WHEN {_RAN if has_type else 'true'} THEN amount END",
        eligible=f"CASE WHEN {eligible} THEN paid ELSE 0 END",
        interruptible=f"CASE WHEN {interruptible} THEN paid ELSE 0 END",
        commitment=_commitment(),
        plain={columns.name(key): columns.number(key) for key in costs if columns.has(key)},
        billed_columns=tuple(
            columns.name(key)
            for key in ("lineitemnetunblendedcost", "lineitemunblendedcost")
            if columns.has(key)
        ),
        zero_by_rule="coalesce(row_type, '') IN "
        "('SavingsPlanNegation', 'SavingsPlanUpfrontFee', 'Fee')",
        made_of={
            ("usage", "reserved"): columns.name(_RI_EFFECTIVE),
            ("usage", "savings_plan"): columns.name(_SP_EFFECTIVE),
            ("purchase", "reserved"): columns.name(_RI_UNUSED_RECURRING),
            ("purchase", "savings_plan"): columns.name(_SP_COMMITMENT),
        },
        checked_cells={
            "unreadable_cost": (READABLE_AMOUNT, costs[:2]),
            "unreadable_date": (
                "TIMESTAMP",
                ("lineitemusagestartdate", "billbillingperiodstartdate"),
            ),
        },
        finished="invoice IS NOT NULL" if columns.has("billinvoiceid") else "NULL::BOOLEAN",
        missing=missing,
        counted=_counted(columns, missing),
        notes=_notes(columns),
    )


AWS_CUR = Format(
    name="AWS CUR",
    recognise=_recognise,
    lacking=_lacking,
    tag_keys=_tag_keys,
    rules=_rules,
    map_columns=("resourcetags", "costcategory"),
)
