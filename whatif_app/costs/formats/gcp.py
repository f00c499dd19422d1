"""Google Cloud's BigQuery billing export, standard or detailed: CSV, JSON lines, Parquet.

A row bills `cost` less its `credits`, a list that is added up row by row before anything else.
Commitments show as fees and credits; what Google calls flexible ones are amortized by spreading
each day's fee over that day's credits, as OpenCost does: an estimate, and said to be one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from scenarios.words import marked, say
from whatif_app.costs.aggregation import prepared_table, scan
from whatif_app.costs.columns import LARGEST_AMOUNT, READABLE_AMOUNT, Columns, text_literal
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import (
    ASKS_INVOICE_MONTH,
    Bill,
    Choices,
    Commitment,
    Format,
    Rules,
    chosen_tag,
)
from whatif_app.costs.formats.nested import json_sql
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY

_RESOURCE, _FLEXIBLE = "COMMITTED_USAGE_DISCOUNT", "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE"

#: Kinds of credits shown apart in the account, by what Google calls them.
_CREDIT_KINDS = {
    "promotions": ("PROMOTION",),
    "free tier": ("FREE_TIER",),
    "sustained use": ("SUSTAINED_USAGE_DISCOUNT",),
    "committed use": (_RESOURCE, _FLEXIBLE),
}

#: What nested rows leave out where it is empty.
_OPTIONAL = (
    *("billing_account_id", "service.description", "sku.id", "sku.description"),
    *("usage_start_time", "usage_end_time", "project.id", "location.region", "location.location"),
    *("cost", "cost_at_list", "currency", "usage.amount_in_pricing_units", "credits"),
    *("invoice.month", "cost_type", "consumption_model.description", "labels", "project.labels"),
)


@dataclass(frozen=True, slots=True)
class _Fees:
    """What all rows together tell of commitments.

    Attributes:
        rates: `day|currency|billing account` → flexible fees paid on the day, over the credits
            given for them (negative).
        any: whether the export has commitment fees or credits at all.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    any: bool = False


def _recognise(columns: Columns) -> str | None:
    described = columns.first("servicedescription", "skudescription", "skuid")
    if not columns.has("cost", "usagestarttime") or described is None:
        return None
    is_detailed = columns.first("resourcename", "resourceglobalname") is not None
    return f"Google Cloud billing export ({'detailed' if is_detailed else 'standard'})"


def _lacking(columns: Columns) -> tuple[str, ...]:
    del columns
    return ()


def _tag_keys(columns: Columns) -> tuple[str, ...]:
    labels = columns.map_keys.get("labels", ())
    return (*labels, *(f"project:{key}" for key in columns.map_keys.get("projectlabels", ())))


def _tag(columns: Columns, tag: str) -> str:
    """SQL of a chosen label: of the resource, or, as `project:KEY`, of its project."""
    is_project = tag.startswith("project:") and columns.has("projectlabels")
    column = "projectlabels" if is_project else "labels"
    if not columns.has(column):
        return "NULL::VARCHAR"
    entry = tag.removeprefix("project:") if is_project else tag
    key = text_literal(chosen_tag(entry, columns.map_keys.get(column, ())) or entry)
    cell = _json(columns, column)
    shape = '[{"key": "VARCHAR", "value": "VARCHAR"}]'
    return (
        f"nullif(list_filter(json_transform({cell}, '{shape}'), lambda l: l.key = {key})[1].value,"
        " '')"
    )


def _json(columns: Columns, key: str) -> str:
    """A list as JSON text; in a file it may be written in other ways too."""
    cell = columns.text(key)
    return cell if columns.is_json(key) else json_sql(cell)


def _prepared(columns: Columns) -> tuple[dict[str, str], ...]:
    """A row's credits as a list, from any of their shapes; then their sums by kind."""
    shape = '[{"amount": "VARCHAR", "type": "VARCHAR"}]'
    amount = "TRY_CAST(c.amount AS DECIMAL(38,12))"

    def total(condition: str) -> str:
        kept = f"list_filter(credit_list, lambda c: {condition})"
        return f"coalesce(list_sum(list_transform({kept}, lambda c: {amount})), 0)"

    return (
        {
            "credits_text": columns.text("credits"),
            "credits_json": _json(columns, "credits"),
        },
        {
            "credit_list": "json_transform(CASE WHEN starts_with(ltrim(credits_json), '{') "
            f"THEN '[' || credits_json || ']' ELSE credits_json END, '{shape}')"
        },
        {
            "unreadable_credits": "credits_text IS NOT NULL AND "
            "(credits_json IS NULL OR credit_list IS NULL OR "
            f"len(list_filter(credit_list, lambda c: {amount} IS NULL OR abs({amount}) > "
            f"{LARGEST_AMOUNT})) > 0)",
            "credit": total("true"),
            "resource_credit": total(f"c.type = '{_RESOURCE}'"),
            "flexible_credit": total(f"c.type = '{_FLEXIBLE}'"),
        },
    )


#: Of what is prepared, what the rules speak of.
_FROM_PREPARED = ("unreadable_credits", "credit", "flexible_credit")

_KIND = """CASE
    WHEN row_type = 'tax' THEN 'tax'
    WHEN row_type IN ('adjustment', 'rounding_error') THEN 'other'
    WHEN is_fee THEN 'purchase'
    WHEN service_name ILIKE '%support%' THEN 'support'
    ELSE 'usage' END"""

_PURCHASE = """CASE
    WHEN kind = 'purchase' THEN CASE WHEN is_flexible_fee THEN 'savings_plan' ELSE 'reserved' END
    WHEN kind <> 'usage' THEN 'none'
    WHEN sku ILIKE '%preemptible%' OR model ILIKE '%spot%' THEN 'spot'
    WHEN flexible_credit <> 0 OR model ILIKE '%commit%' OR model ILIKE '%CUD%' THEN 'savings_plan'
    WHEN resource_credit <> 0 THEN 'reserved'
    ELSE 'on_demand' END"""


def _cells(columns: Columns, rates: Mapping[str, float]) -> dict[str, str]:
    text, money = columns.text, columns.money
    return {
        "row_type": f"lower({text('costtype')})",
        "used_at": columns.moment("usagestarttime"),
        "used_until": columns.moment("usageendtime"),
        "used_text": text("usagestarttime"),
        "invoiced_at": f"TRY_STRPTIME(left({text('invoicemonth')}, 6), '%Y%m')",
        "cost": money("cost"),
        "cost_text": text("cost"),
        "list_cost": money("costatlist"),
        "sku": text("skudescription"),
        "model": text("consumptionmodeldescription"),
        "service_name": text("servicedescription", "serviceid"),
        "project_id": text("projectid"),
        "payer": text("billingaccountid"),
        "region_code": text("locationregion", "locationlocation"),
        "usage_kind": text("skudescription", "skuid"),
        "amount": columns.number(
            columns.first("usageamountinpricingunits", "usageamount") or "usageamount"
        ),
        "currency_code": f"coalesce({text('currency')}, '{UNKNOWN_CURRENCY}')",
        "is_fee": "coalesce(regexp_matches(sku, '^Commitment( -| v\\d|:)'), false)",
        "is_flexible_fee": "is_fee AND sku ILIKE '%dollar based%'",
        "billed": "cost + credit",
        "kind": _KIND,
        "purchase": _PURCHASE,
        "rate": _rate_sql(rates),
    }


_RATE_KEY = "strftime(used_at, '%Y-%m-%d') || '|' || currency_code || '|' || coalesce(payer, '')"


def _rate_sql(rates: Mapping[str, float]) -> str:
    if not rates:
        return "NULL::DOUBLE"
    entries = ", ".join(f"{text_literal(key)}: {rate!r}::DOUBLE" for key, rate in rates.items())
    return (
        f"CASE WHEN flexible_credit <> 0 OR is_flexible_fee THEN MAP {{{entries}}}[{_RATE_KEY}] END"
    )


_AMORTIZED = """CASE
    WHEN rate IS NULL THEN billed
    WHEN is_flexible_fee THEN 0
    ELSE billed + TRY_CAST(flexible_credit * rate AS DECIMAL(38,12)) END"""

_ON_DEMAND = "CASE WHEN kind = 'usage' THEN coalesce(list_cost, cost) ELSE 0 END"
_UNUSED_UNKNOWN = marked(
    "Unused commitment cannot be computed: the export does not say how much of a commitment's fee "
    "bought usage."
)
_SET_ASIDE = {
    "unreadable_row": "cost_text IS NULL AND used_text IS NULL",
    "repeated_header": "cost_text = 'cost'",
    "unreadable_cost": "cost IS NULL AND cost_text IS NOT NULL",
    "empty_cost": "cost_text IS NULL",
    "unreadable_credit": "unreadable_credits",
}


def _survey(
    session: Session, heads: Sequence[Head], tags: Sequence[str], choices: Choices
) -> Sequence[Rules]:
    """Each file's rules, with the rates of flexible commitments over all files.

    Raises:
        ExportError: where invoice months are wanted that a file does not tell.
    """
    if choices.by_invoice_month:
        lacking = [head for head in heads if not head.columns.has("invoicemonth")]
        if lacking:
            raise ExportError([_no_invoice_month(head) for head in lacking])
    fees = _fees(session, heads)
    return [_rules_of(head.columns, tags, fees, choices) for head in heads]


def _no_invoice_month(head: Head) -> Problem:
    what = say("The export has no invoice.month column.")
    return Problem(
        head.source.name, None, None, what, say("Leave out the choice of invoice months.")
    )


def _fees(session: Session, heads: Sequence[Head]) -> _Fees:
    """Commitment fees paid and flexible credits given, by day, currency and billing account."""
    paid: dict[str, float] = {}
    credited: dict[str, float] = {}
    is_any = False
    for head in heads:
        cells = ", ".join(f"{sql} AS {name}" for name, sql in _cells(head.columns, {}).items())

        steps = _prepared(head.columns)

        def query(
            table: str, cells: str = cells, steps: Sequence[Mapping[str, str]] = steps
        ) -> str:
            return (
                f"SELECT {_RATE_KEY} AS key, "
                "coalesce(sum(billed) FILTER (is_flexible_fee), 0) AS paid, "
                "coalesce(sum(flexible_credit), 0) AS credited "
                f"FROM (SELECT *, {cells} FROM {prepared_table(table, steps)}) "
                "WHERE billed IS NOT NULL "
                "AND NOT unreadable_credits AND used_at IS NOT NULL "
                "AND (is_fee OR flexible_credit <> 0 OR resource_credit <> 0) GROUP BY key"
            )

        scan(
            session, head, query, say("Looking at the commitments of {name}", name=head.source.name)
        )
        for key, day_paid, day_credited in session.query("SELECT * FROM survey"):
            is_any = True
            paid[key] = paid.get(key, 0.0) + float(day_paid)
            credited[key] = credited.get(key, 0.0) + float(day_credited)
    rates = {key: paid[key] / given for key, given in credited.items() if given and paid[key]}
    return _Fees(rates, is_any)


def _notes(columns: Columns, fees: _Fees, choices: Choices) -> tuple[str, ...]:
    notes = [
        marked("Months are those of Google's invoices.")
        if choices.by_invoice_month
        else marked(
            "Months are those in which usage began, in UTC; Google's invoices end theirs in "
            "US Pacific time and take late usage into the next one."
        )
    ]
    if not columns.has("credits"):
        notes.append(
            marked("The export has no credits column, so billed cost is before all credits.")
        )
    if not columns.has("costatlist"):
        notes.append(
            marked(
                "The export has no cost_at_list column: the on-demand equivalent is the cost at "
                "your contract's prices, before credits."
            )
        )
    if fees.rates:
        notes.append(
            marked(
                "Amortized cost is an estimate: each day's fee of flexible commitments is "
                "spread over the credits given for them on that day. Google exports no "
                "amortized cost."
            )
        )
    if not columns.has("currency"):
        notes.append(marked("The export does not name its currency."))
    return tuple(notes)


def _counted(by_invoice_month: bool) -> dict[str, str]:
    sentences = {
        marked(
            "{n} rows belong to no project (taxes, support and the like) and stand under "
            "their billing account."
        ): "project_id IS NULL",
        marked(
            "{n} Spot rows have their Spot price alone; their on-demand equivalent is taken "
            "from it."
        ): ("purchase = 'spot'"),
        marked(
            "{n} rows have commitment credits; each counts as covered whole, though a "
            "commitment may have covered a part of it."
        ): "kind = 'usage' AND purchase IN ('reserved', 'savings_plan')",
    }
    if not by_invoice_month:
        sentences[
            marked(
                "{n} rows are on the invoice of another month than the one in which usage began."
            )
        ] = "date_trunc('month', used_at) <> invoiced_at"
    return sentences


def _plain(columns: Columns) -> dict[str, str]:
    """The file's cost and its credits by kind, as floats with no rule applied."""

    def credits(condition: str) -> str:
        return (
            "coalesce(list_sum(list_transform(list_filter(credit_list, "
            f"lambda c: {condition}), lambda c: TRY_CAST(c.amount AS DOUBLE))), 0)::DOUBLE"
        )

    cost = columns.number("cost")
    labels = {"cost and credits": f"({cost}) + {credits('true')}", "cost": cost}
    for name, types in _CREDIT_KINDS.items():
        listed = ", ".join(text_literal(each) for each in types)
        labels[f"credits: {name}"] = credits(f"c.type IN ({listed})")
    known = ", ".join(text_literal(each) for types in _CREDIT_KINDS.values() for each in types)
    labels["credits: other"] = credits(f"coalesce(c.type, '') NOT IN ({known})")
    return labels


def _commitment() -> Commitment:
    return Commitment(
        id="NULL::VARCHAR",
        kind="CASE WHEN purchase IN ('reserved', 'savings_plan') THEN 'cud' END",
        payment="CASE WHEN kind = 'purchase' THEN 'none' END",
        term="CASE WHEN kind = 'purchase' THEN "
        "12 * TRY_CAST(regexp_extract(sku, '(?i)for (\\d) years?', 1) AS INTEGER) END",
        end="NULL::TIMESTAMP",
        upfront="NULL::DECIMAL(38,12)",
    )


def _rules_of(columns: Columns, tags: Sequence[str], fees: _Fees, choices: Choices) -> Rules:
    start = "invoiced_at" if choices.by_invoice_month else "used_at"
    compute = (
        "kind = 'usage' AND purchase = 'on_demand' AND regexp_matches(sku, "
        "'(?i)(instance|core|cpu|ram|gpu|vertex|cloud run|memory)') AND service_name IN ({})"
    )
    eligible = compute.format(
        "'Compute Engine', 'Cloud SQL', 'Cloud Run', 'Kubernetes Engine', 'AlloyDB', 'Spanner'"
    )
    interruptible = compute.format("'Compute Engine'")
    return Rules(
        prepared=_prepared(columns),
        cells={name: name for name in _FROM_PREPARED} | _cells(columns, fees.rates),
        set_aside={**_SET_ASIDE, "unreadable_date": f"{start} IS NULL"},
        bill=Bill("'Google Cloud'", "payer", "invoiced_at"),
        start=start,
        end="used_until",
        currency="currency_code",
        dimensions={
            "service": "service_name",
            "account": "coalesce(project_id, payer)",
            "region": "region_code",
            "usage_type": "usage_kind",
        },
        tags=[_tag(columns, tag) for tag in tags],
        measures={
            "billed": "billed",
            "amortized": _AMORTIZED,
            "on_demand": _ON_DEMAND,
            "unused": "NULL::DECIMAL(38,12)" if fees.any else "0",
        },
        quantity="CASE WHEN kind = 'usage' THEN amount END",
        eligible=f"CASE WHEN {eligible} THEN billed ELSE 0 END",
        interruptible=f"CASE WHEN {interruptible} THEN billed ELSE 0 END",
        commitment=_commitment(),
        plain=_plain(columns),
        billed_columns=("cost and credits",),
        checked_cells={
            "unreadable_cost": (READABLE_AMOUNT, ("cost",)),
            "unreadable_date": ("TIMESTAMP", ("usagestarttime",)),
        },
        missing={"unused": _UNUSED_UNKNOWN} if fees.any else {},
        counted=_counted(choices.by_invoice_month),
        notes=_notes(columns, fees, choices),
    )


def _rules(columns: Columns, tags: Sequence[str]) -> Rules:
    """The rules where no commitments are known of."""
    return _rules_of(columns, tags, _Fees(), Choices())


GCP = Format(
    name="Google Cloud billing export",
    recognise=_recognise,
    lacking=_lacking,
    tag_keys=_tag_keys,
    rules=_rules,
    map_columns=("labels", "projectlabels"),
    optional=_OPTIONAL,
    asks=(ASKS_INVOICE_MONTH,),
    survey=_survey,
)
