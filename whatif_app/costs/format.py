"""What a reader of one cost-export format declares; everything else is shared.

A format is one module that holds one `Format`: how to recognise a header, and `Rules`, the SQL
expressions that turn a row of one file into dimensions, kind, purchase class and measures. Files
of one export may have different columns, so rules are made for each file's own header. To add a
format, write such a module and list it in `READERS` of `recognising.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from whatif_app.costs.columns import Columns, key_of
from whatif_app.costs.vocabulary import UNKNOWN_CURRENCY

if TYPE_CHECKING:
    from whatif_app.costs.files.head import Head
    from whatif_app.costs.mapped.mapping import ColumnMapping
    from whatif_app.costs.session import Session

#: Where a reader's cells go by the usual names: its currency, and each of `DIMENSIONS`.
CURRENCY_CELL = f"coalesce(currency_code, '{UNKNOWN_CURRENCY}')"
DIMENSION_CELLS = {
    "service": "service_name",
    "account": "account_id",
    "region": "region_code",
    "usage_type": "usage_kind",
}


#: Providers as they are named here, by a sign of them in a provider's or publisher's name.
_PROVIDERS = {
    "AWS": "(aws|amazon)",
    "Microsoft": "(microsoft|azure)",
    "Google Cloud": "(google|gcp)",
    "Oracle": "(oracle|oci)",
}

#: What a format may have to ask, one for each field of `Choices`.
ASKS_DATE_ORDER, ASKS_INVOICE_MONTH, ASKS_METRIC = "date_order", "by_invoice_month", "metric"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader decides where the files leave it open.

    Attributes:
        date_order: of short dates, `mdy` or `dmy`; None to let the dates themselves tell.
        by_invoice_month: months are those of the invoice instead of those of the usage, in formats
            that tell both.
        metric: which costs a file shows that does not say so: `unblended`, `net` or `amortized`;
            None where the reader has not said.
        sheet: which sheet of a workbook; None for the one that looks most like costs.
        header_row: the row, from 1, in which the table's header stands; None to find it.
        mapping: how to read a table of no known format; None where the format must be known.
    """

    date_order: str | None = None
    by_invoice_month: bool = False
    metric: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    mapping: ColumnMapping | None = None


def provider_sql(named: str) -> str:
    """SQL of the provider, named alike in every format, from text SQL of any of its names."""
    whens = " ".join(
        f"WHEN regexp_matches(lower({named}), '{sign}') THEN '{name}'"
        for name, sign in _PROVIDERS.items()
    )
    return f"CASE {whens} ELSE {named} END"


@dataclass(frozen=True)
class Bill:
    """SQL of the bill that a row is on, over the file's columns and over cells: a later delivery
    of the same bill replaces it.

    Attributes:
        provider: text, as `provider_sql` names it.
        payer: the account that is billed, text; NULL where the export does not tell.
        period: any moment of the billing period, timestamp; NULL where it is the usage's month.
    """

    provider: str
    payer: str = "NULL::VARCHAR"
    period: str = "NULL::TIMESTAMP"


@dataclass(frozen=True)
class Commitment:
    """SQL for the terms of the commitment that a row belongs to; NULL where it has none.

    Attributes:
        id: what tells one commitment from another, text.
        kind: `standard_ri`, `convertible_ri`, `savings_plan` or `cud`.
        payment: `none`, `partial` or `all`.
        term: months, integer.
        end: first moment after the term, timestamp.
        upfront: the part of the row's amortized cost that was paid upfront, money.
    """

    id: str
    kind: str
    payment: str
    term: str
    end: str
    upfront: str


#: Of a format that does not tell of commitments.
NO_COMMITMENT = Commitment(
    id="NULL::VARCHAR",
    kind="NULL::VARCHAR",
    payment="NULL::VARCHAR",
    term="NULL::INTEGER",
    end="NULL::TIMESTAMP",
    upfront="NULL::DECIMAL(38,12)",
)


@dataclass(frozen=True)
class Rules:
    """One format's reading of one file, in SQL.

    `cells` are computed once per row from the file's columns; all other expressions speak of them
    by name. A measure is NULL in a row whose columns do not give it: where no row of a kind and
    purchase class has it, the measure counts as not computable for that month.

    Attributes:
        cells: name → SQL over the file's columns and over earlier cells. Among them must be `kind`
            (one of `KINDS`) and `purchase` (one of `PURCHASES`).
        prepared: what costs most to compute, each step over the file's columns and earlier steps:
            cells may name these often, for they are computed once.
        set_aside: reason → SQL condition; the first that holds takes the row out of all totals.
        bill: which bill a row is on.
        start, end: timestamp SQL of the charge; the start gives the month.
        currency: text SQL, never NULL.
        dimensions: text SQL of each of `DIMENSIONS`; tags: of each chosen tag, in order.
        measures: money SQL of each of `MEASURES`; those in `missing` are not asked for.
        zero_by_rule: SQL truth: the row's accrual measures are zero by the format's rules, whatever
            its columns hold; such rows do not show that a measure is computable.
        made_of: kind and purchase → the column that gives such rows their accrual measures.
        quantity: what was used, in its own unit; NULL where the row is no usage.
        eligible, interruptible: the part of a row's on-demand cost that a commitment could cover,
            and that could run on Spot, money.
        commitment: the terms of the commitment a row belongs to.
        plain: the file's own cost columns, label → float SQL with no rule applied.
        billed_columns: the labels of `plain` from which billed is made; of several, each row's
            first non-empty one. Summed apart from the rules, they must give billed again.
        checked_cells: reason of `set_aside` → the columns to look into, and the SQL type that their
            cells must have, to name the lines where a cell cannot be read.
        cash_unknown: SQL truth: because of this row, what its month was billed cannot be told.
        finished: SQL truth: the provider has invoiced the row; NULL where it does not say.
        missing: measure → the sentence said when these columns cannot give it.
        counted: sentence with {n} → SQL condition; said where used rows meet it.
        notes: sentences said once.
    """

    cells: Mapping[str, str]
    set_aside: Mapping[str, str]
    bill: Bill
    start: str
    end: str
    currency: str
    dimensions: Mapping[str, str]
    tags: Sequence[str]
    measures: Mapping[str, str]
    quantity: str
    eligible: str
    interruptible: str
    commitment: Commitment
    plain: Mapping[str, str]
    billed_columns: Sequence[str]
    prepared: Sequence[Mapping[str, str]] = ()
    zero_by_rule: str = "false"
    cash_unknown: str = "false"
    made_of: Mapping[tuple[str, str], str] = field(default_factory=dict)
    checked_cells: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    finished: str = "NULL::BOOLEAN"
    missing: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, str] = field(default_factory=dict)
    notes: Sequence[str] = ()

    def measure(self, name: str) -> str:
        """Money SQL of a measure; NULL where the file's columns cannot give it."""
        return "NULL::DECIMAL(38,12)" if name in self.missing else self.measures[name]


@dataclass(frozen=True)
class Format:
    """A cost-export format that the program reads.

    Attributes:
        name: as shown, without version.
        recognise: header → the format's name with version, or None where it is another format.
        lacking: header → names of columns without which nothing can be read.
        tag_keys: header → the tag keys that may be chosen as dimensions.
        rules: header and chosen tag keys → the reading of a file with that header.
        map_columns: column keys whose entries are tags; their heads are looked into.
        optional: columns that nested rows leave out where empty; looked for in every row.
        asks: what the reader may be asked before the export is read.
        reshape: the head of a file that is no plain table → how it is to be read as one.
        survey: in formats where all rows of all files settle what one row leaves open (the order of
            short dates, say): files, chosen tag keys and choices → each file's rules, for which the
            files are read once more. None where `rules` can tell by the header.
        fits: header and first rows → whether the cells lie under the right columns; asked where
            every row lacks the last cell, so that the file may be read without that column.
    """

    name: str
    recognise: Callable[[Columns], str | None]
    lacking: Callable[[Columns], tuple[str, ...]]
    tag_keys: Callable[[Columns], tuple[str, ...]]
    rules: Callable[[Columns, Sequence[str]], Rules]
    map_columns: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    reshape: Callable[[Head], Head] | None = None
    survey: Callable[[Session, Sequence[Head], Sequence[str], Choices], Sequence[Rules]] | None = (
        None
    )
    fits: Callable[[Columns, Sequence[Sequence[str]]], bool] | None = None


def tag_in_own_column(columns: Columns, keys: Mapping[str, str], wanted: str) -> str:
    """Text SQL of a tag in a format that gives each tag a column: tag key → column key."""
    found = chosen_tag(wanted, tuple(keys))
    return "NULL::VARCHAR" if found is None else columns.text(keys[found])


def chosen_tag(wanted: str, known: Sequence[str]) -> str | None:
    """The tag key of the export that the reader means by `wanted`, or None.

    Exact spelling first; then spelling-free; then without the provider's `user:` prefix, so that
    `team` finds `user:team` and `user_team`.
    """
    if wanted in known:
        return wanted
    for prefix in ("", "user"):
        for key in known:
            if key_of(key) == prefix + key_of(wanted):
                return key
    return None
