"""Tables of no known format, read as a mapping of their columns says.

One cost column is what was billed; amortized and list cost are known only where the mapping names
their columns. A row that cannot be read is set aside and counted, as in every other format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from scenarios.words import marked, say
from whatif_app.costs.aggregation import prepared_table, scan
from whatif_app.costs.columns import Columns, text_literal
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import DIMENSION_CELLS, NO_COMMITMENT, Bill, Choices, Format, Rules
from whatif_app.costs.formats.date_order import DateEvidence, evidence_sql, settled_order
from whatif_app.costs.mapped.cell_shapes import month_of
from whatif_app.costs.mapped.mapping import ColumnMapping, position_of, readable_names
from whatif_app.costs.mapped.written_values import (
    NO_AMOUNT,
    exact_amount,
    figures_of,
    month_of_parts,
    named_currency,
    plausible_day,
    signed_text,
    with_plain_zone,
    written_day,
)
from whatif_app.costs.session import Session
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY

NAME = "Mapped table"

_NO_CURRENCY = marked("{n} rows do not name their currency.")

_NOTHING = "NULL::DECIMAL(38,12)"

#: Words by which a charge is told from usage where no column says what it is.
_KINDS_BY_WORD = {
    "tax": "tax|vat|sales tax|mwst|ust|steuer|umsatzsteuer|mehrwertsteuer",
    "credit": "credit|credits|gutschrift|gutschriften",
    "refund": "refund|refunds|erstattung",
    "discount": "discount|discounts|rabatt|rabatte",
    "support": "support|aws support .*|.* support plan",
}

_PURCHASE = """CASE WHEN kind <> 'usage' THEN 'none'
    WHEN regexp_matches(lower(coalesce(usage_kind, '')), 'spot|preemptible') THEN 'spot'
    ELSE 'on_demand' END"""


def mapped_format(mapping: ColumnMapping) -> Format:
    """The format that a mapping makes of a table."""
    return Format(
        name=NAME,
        recognise=lambda columns: NAME,
        lacking=lambda columns: (),
        tag_keys=partial(_tag_keys, mapping),
        rules=lambda columns, tags: rules_of(mapping, columns, tags, TableDates()),
        reshape=partial(reshaped, mapping),
        survey=partial(_survey, mapping),
    )


@dataclass(frozen=True, slots=True)
class TableDates:
    """What all dates of a table together say: the order of short ones, and whether every one is
    the first of a month, so that a row stands for a month."""

    order: str = "mdy"
    are_monthly: bool = False


def reshaped(mapping: ColumnMapping, head: Head) -> Head:
    """The table with each name once, and one row a month where months lie across."""
    names = readable_names(head.columns.names)
    if not mapping.months_across:
        return replace(head, columns=replace(head.columns, names=names))
    months = [(at, f"{month}-01") for at, name in enumerate(names) if (month := month_of(name))]
    across = {at for at, _ in months}
    kept = [at for at in range(len(names)) if at not in across]
    wide = replace(head, columns=replace(head.columns, names=names))
    return wide.melting(kept, months, [*(names[at] for at in kept), "(month)", "(cost)"])


def rules_of(
    mapping: ColumnMapping, columns: Columns, tags: Sequence[str], dates: TableDates
) -> Rules:
    """How a mapping reads a table with these columns, once reshaped."""
    cost_name = "(cost)" if mapping.months_across else mapping.cost
    no_amount = ", ".join(text_literal(sign) for sign in NO_AMOUNT)
    return Rules(
        prepared=_prepared(mapping, columns, dates),
        cells=_cells(mapping, columns),
        bill=Bill(provider=text_literal(mapping.provider or NAME)),
        set_aside={
            "subtotal": "is_total",
            "repeated_header": f"cost_text = {text_literal(cost_name)}",
            "empty_cost": f"cost_text IS NULL OR cost_text IN ({no_amount})",
            "unreadable_date": "started IS NULL",
            "unreadable_cost": "cost IS NULL",
        },
        start="started",
        end="started + INTERVAL 1 MONTH" if dates.are_monthly else "NULL::TIMESTAMP",
        currency="currency_code",
        dimensions=DIMENSION_CELLS,
        tags=[_text(columns, tag) for tag in tags],
        measures={
            "billed": "cost",
            "amortized": "amortized_cost" if mapping.amortized else _NOTHING,
            "on_demand": "list_cost" if mapping.on_demand else _NOTHING,
            "unused": _NOTHING,
        },
        quantity="CASE WHEN kind = 'usage' THEN amount END",
        eligible="0",
        interruptible="0",
        commitment=NO_COMMITMENT,
        plain={cost_name: "TRY_CAST(cost_figures AS DOUBLE)"},
        billed_columns=(cost_name,),
        missing=_missing(mapping),
        counted={_NO_CURRENCY: f"currency_code = '{UNKNOWN_CURRENCY}'"},
    )


def _missing(mapping: ColumnMapping) -> dict[str, str]:
    said = {"unused": marked("The table does not tell what part of a commitment stayed unused.")}
    if not mapping.amortized:
        said["amortized"] = marked(
            "Cash only: no column of the table is mapped to amortized cost, so it cannot be "
            "computed."
        )
    if not mapping.on_demand:
        said["on_demand"] = marked(
            "No column is mapped to list cost, so the on-demand equivalent cannot be computed."
        )
    return said


def _prepared(
    mapping: ColumnMapping, columns: Columns, dates: TableDates
) -> tuple[dict[str, str], ...]:
    """Amounts and days, step by step from text."""
    amounts = {
        "cost": "(cost)" if mapping.months_across else mapping.cost,
        "amortized_cost": mapping.amortized,
        "list_cost": mapping.on_demand,
        "amount": mapping.quantity,
    }
    days = "(month)" if mapping.months_across else mapping.date
    texts = {f"{name}_text": _text(columns, column) for name, column in amounts.items()}
    return (
        texts
        | {
            "date_text": with_plain_zone(_text(columns, days)),
            "year_text": _text(columns, mapping.year),
            "month_text": _text(columns, mapping.month),
        },
        {f"{name}_signed": signed_text(f"{name}_text") for name in amounts},
        {
            f"{name}_figures": figures_of(f"{name}_signed", _decimal(mapping, columns, column))
            for name, column in amounts.items()
        }
        | {"date_written": _written(mapping, dates)},
    )


def _cells(mapping: ColumnMapping, columns: Columns) -> dict[str, str]:
    text = partial(_text, columns)
    return {
        "is_total": _is_total(mapping, columns),
        "cost_text": "cost_text",
        "cost": exact_amount("cost_figures"),
        "amortized_cost": exact_amount("amortized_cost_figures"),
        "list_cost": exact_amount("list_cost_figures"),
        "amount": "TRY_CAST(amount_figures AS DOUBLE)",
        "date_text": "date_text",
        "started": plausible_day("date_written"),
        "currency_code": _currency(mapping, text(mapping.currency)),
        "service_name": text(mapping.service),
        "account_id": text(mapping.account),
        "region_code": text(mapping.region),
        "usage_kind": text(mapping.usage_type),
        "kind_text": f"lower({text(mapping.kind)})",
        "kind": _kind(mapping),
        "purchase": _PURCHASE,
    }


def _written(mapping: ColumnMapping, dates: TableDates) -> str:
    if mapping.fixed_month:
        return f"TIMESTAMP '{mapping.fixed_month}-01'"
    if mapping.year:
        return month_of_parts("year_text", "month_text")
    return written_day("date_text", dates.order)


def _currency(mapping: ColumnMapping, cell: str) -> str:
    """The currency column; else what the amount names itself, so that no two currencies are added
    up as one; else the currency of all rows."""
    named = named_currency("cost_text", mapping.fixed_currency)
    fallback = text_literal(mapping.fixed_currency or UNKNOWN_CURRENCY)
    return f"coalesce(upper({cell}), {named}, {fallback})"


def _kind(mapping: ColumnMapping) -> str:
    """A translated value; else what the kind or the service is called; else usage."""
    whens = [
        f"WHEN kind_text = {text_literal(value.strip().lower())} THEN '{kind}'"
        for value, kind in mapping.kinds
    ]
    named = "lower(coalesce(kind_text, service_name, usage_kind, ''))"
    whens += [
        f"WHEN regexp_full_match({named}, '{words}') THEN '{kind}'"
        for kind, words in _KINDS_BY_WORD.items()
    ]
    return f"CASE {' '.join(whens)} ELSE 'usage' END"


def _is_total(mapping: ColumnMapping, columns: Columns) -> str:
    """SQL truth: the row repeats others, for a mapped cell or the first says so."""
    if not mapping.left_out:
        return "false"
    words = ", ".join(text_literal(text.strip().lower()) for text in mapping.left_out)
    amounts = (mapping.cost, mapping.amortized, mapping.on_demand, mapping.quantity)
    names = [columns.names[0], *(name for name in mapping.columns if name not in amounts)]
    cells = [_text(columns, name) for name in dict.fromkeys(names)]
    return " OR ".join(
        f"coalesce(rtrim(lower({cell}), ' :') IN ({words}), false)" for cell in dict.fromkeys(cells)
    )


def _decimal(mapping: ColumnMapping, columns: Columns, name: str) -> str:
    """The decimal sign of a column: in one of numbers (of Parquet) a point, whatever the texts of
    the table have."""
    position = position_of(name, columns.names) if name else None
    is_text = position is None or not columns.types or columns.types[position] == "VARCHAR"
    return mapping.decimal if is_text else "point"


def _text(columns: Columns, name: str) -> str:
    """The column's cell as text without spaces around it; NULL where it is empty or not mapped."""
    position = position_of(name, columns.names) if name else None
    return "NULL::VARCHAR" if position is None else f"nullif(trim(c{position}::VARCHAR), '')"


def _tag_keys(mapping: ColumnMapping, columns: Columns) -> tuple[str, ...]:
    """Every column that plays no role may be grouped by."""
    used = {position_of(name, columns.names) for name in mapping.columns} - {
        position_of(tag, columns.names) for tag in mapping.tags
    }
    return tuple(
        name for at, name in enumerate(columns.names) if at not in used and not name.startswith("(")
    )


def _survey(
    mapping: ColumnMapping,
    session: Session,
    heads: Sequence[Head],
    tags: Sequence[str],
    choices: Choices,
) -> Sequence[Rules]:
    """Each file's rules, once all dates have been looked at.

    Raises:
        ExportError: where the order of day and month stays open.
    """
    evidence, monthly = [], True
    for head in heads:
        found, is_monthly = _look_at_dates(mapping, session, head)
        evidence.append(found)
        monthly = monthly and is_monthly
    wanted = choices.date_order or mapping.date_order or None
    order = settled_order(mapping.date, evidence, (), wanted) if mapping.date else "mdy"
    dates = TableDates(order, monthly)
    return [rules_of(mapping, head.columns, tags, dates) for head in heads]


def _look_at_dates(
    mapping: ColumnMapping, session: Session, head: Head
) -> tuple[DateEvidence, bool]:
    rules = rules_of(mapping, head.columns, (), TableDates())

    def query(table: str) -> str:
        return dates_query(rules, table)

    scan(session, head, query, say("Looking at the dates of {name}", name=head.source.name))
    return dates_found(session.query("SELECT * FROM survey")[0])


def dates_query(rules: Rules, table: str) -> str:
    """SQL that sums up the dates of the rows with a cost."""
    # The evidence is asked of a column by its place.
    columns = Columns(("date",))
    cells = ", ".join(f"{rules.cells[name]} AS {name}" for name in ("cost", "started"))
    return (
        f"SELECT {evidence_sql(columns, 'date')}, "
        "coalesce(bool_and(day(started) = 1), false) "
        f"FROM (SELECT date_text AS c0, {cells} FROM {prepared_table(table, rules.prepared)}) "
        "WHERE cost IS NOT NULL"
    )


def dates_found(row: Sequence[object]) -> tuple[DateEvidence, bool]:
    """What `dates_query` found: the evidence, and whether every date is the first of a month."""
    month_first, day_first, is_open, example, is_monthly = row
    evidence = DateEvidence(
        int(str(month_first)), int(str(day_first)), int(str(is_open)), str(example)
    )
    return evidence, bool(is_monthly)
