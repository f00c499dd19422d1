"""What only all rows of an Azure export tell: the order of its dates, and which dataset each file
is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenarios.words import marked, say
from whatif_app.costs.aggregation import scan
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import ASKS_DATE_ORDER, Choices, Format, Rules
from whatif_app.costs.formats import azure
from whatif_app.costs.formats.azure import DATE_KEYS, Reading
from whatif_app.costs.formats.date_order import DateEvidence, evidence_sql, settled_order
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session

_BESIDE = "billingperiodenddate"
_DAYS_LOOKED_AT = 1000

# Without partitions, every run of an export leaves a file of the whole month to date under the
# export's name and an identifier of its own.
_DELIVERY = re.compile(
    r"(.+)_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.csv(\.gz)?",
    re.IGNORECASE,
)
# Three figures behind a comma may be thousands.
_COMMA = r"^-?(0,\d+|\d+,(\d{1,2}|\d{4,}))$"
_STAGE = marked("Looking at the dates and charges of {name}")


@dataclass(frozen=True, slots=True)
class _Signs:
    """What the rows of one file show.

    Attributes:
        dates, beside: evidence of the order of its dates, and of its billing period's.
        spread: rows that only the amortized dataset has: unused commitments, and usage under a
            commitment that costs something.
        free: usage under a commitment that costs nothing.
        bought: commitments bought.
        commas, points: costs written with a decimal comma that can be nothing else, and with a
            point.
        days: the dates as written, the first thousand of them.
    """

    dates: DateEvidence
    beside: DateEvidence
    spread: int
    free: int
    bought: int
    commas: int
    points: int
    days: frozenset[str]

    @property
    def dataset(self) -> str:
        """`actual`, `amortized`, or empty where nothing tells."""
        if self.spread:
            return "amortized"
        return "actual" if self.free or self.bought else ""


def _survey(
    session: Session, heads: Sequence[Head], tags: Sequence[str], choices: Choices
) -> Sequence[Rules]:
    """Each file's rules.

    Raises:
        ExportError: where the dates leave open which day they mean, or where the files may count
            the same costs twice.
    """
    signs = [_signs(session, head) for head in heads]
    _check_deliveries(heads, signs)
    first = heads[0].columns
    order = settled_order(
        first.name(first.first(*DATE_KEYS) or ""),
        (each.dates for each in signs),
        (each.beside for each in signs),
        choices.date_order,
    )
    commas = _are_decimal_commas(signs)
    heads = [
        replace(head, columns=replace(head.columns, has_decimal_commas=commas)) for head in heads
    ]
    datasets = _datasets(heads, signs)
    is_paired = {"actual", "amortized"} <= set(datasets)
    if is_paired:
        _check_same_months(session, heads, datasets, order)
    return [
        azure.rules(head.columns, tags, Reading(order, dataset, is_paired))
        for head, dataset in zip(heads, datasets, strict=True)
    ]


def _are_decimal_commas(signs: Sequence[_Signs]) -> bool:
    """Whether all costs together show that a comma stands before the cents."""
    return any(each.commas for each in signs) and not any(each.points for each in signs)


def _signs(session: Session, head: Head) -> _Signs:
    # Here it matters only whether a cost is nothing, which a comma anywhere in it does not change.
    columns = replace(head.columns, has_decimal_commas=True)
    committed = "kind IN ('usage', 'purchase') AND purchase IN ('reserved', 'savings_plan')"
    cells = ", ".join(f"{sql} AS {name}" for name, sql in azure.cells(columns, "mdy").items())
    date_key = columns.first(*DATE_KEYS) or ""

    def query(table: str) -> str:
        return (
            f"SELECT {evidence_sql(columns, date_key)}, {evidence_sql(columns, _BESIDE)}, "
            f"count(*) FILTER ({committed} AND kind = 'usage' AND cost <> 0), "
            f"count(*) FILTER ({committed} AND kind = 'usage' AND cost = 0), "
            f"count(*) FILTER ({committed} AND kind = 'purchase' AND cost <> 0), "
            f"count(*) FILTER (regexp_matches(cost_text, '{_COMMA}')), "
            "count(*) FILTER (contains(cost_text, '.')), "
            f"list(DISTINCT left(started_text, 10))[:{_DAYS_LOOKED_AT}] "
            f"FROM (SELECT *, {cells} FROM {table})"
        )

    scan(session, head, query, say(_STAGE, name=head.source.name))
    row = session.query("SELECT * FROM survey")[0]
    spread, free, bought, commas, points, days = row[8:]
    dates, beside = DateEvidence(*row[:4]), DateEvidence(*row[4:8])
    return _Signs(dates, beside, spread, free, bought, commas, points, days=frozenset(days or ()))


def _check_deliveries(heads: Sequence[Head], signs: Sequence[_Signs]) -> None:
    """Two deliveries of one export for the same days would count them twice."""
    problems = []
    earlier: dict[tuple[str, str], list[tuple[Head, _Signs]]] = {}
    for head, sign in zip(heads, signs, strict=True):
        named = _DELIVERY.fullmatch(head.source.path.name)
        if named is None:
            continue
        same_export = earlier.setdefault((named.group(1), sign.dataset), [])
        twice = [other for other, their in same_export if their.days & sign.days]
        problems += [_delivered_twice(head, other) for other in twice[:1]]
        same_export.append((head, sign))
    if problems:
        raise ExportError(problems)


def _delivered_twice(head: Head, other: Head) -> Problem:
    return Problem(
        head.source.name,
        None,
        None,
        say(
            "This and {name} are deliveries of one export for the same days; a later "
            "delivery replaces an earlier one.",
            name=other.source.name,
        ),
        say("Name only the newest file of each month."),
    )


def _datasets(heads: Sequence[Head], signs: Sequence[_Signs]) -> list[str]:
    """Which dataset each file is: by its rows, else by its name, else by the files beside it."""
    problems = [_both_in_one(head) for head, each in zip(heads, signs, strict=True) if _mixes(each)]
    if problems:
        raise ExportError(problems)
    shown = [each.dataset for each in signs]
    named = [dataset or _dataset_by_name(head) for head, dataset in zip(heads, shown, strict=True)]
    if not {"actual", "amortized"} <= set(named):
        only = max(shown)  # without commitments both datasets are the same
        return [only] * len(heads)
    found = [
        dataset or _dataset_beside(head, heads, named)
        for head, dataset in zip(heads, named, strict=True)
    ]
    unknown = [
        _cannot_tell(head) for head, dataset in zip(heads, found, strict=True) if not dataset
    ]
    if unknown:
        raise ExportError(unknown)
    return found


def _mixes(signs: _Signs) -> bool:
    return bool(signs.spread and signs.bought)


def _dataset_by_name(head: Head) -> str:
    """What the file, else the nearest of its folders, is called after: people name exports so."""
    for name in (head.source.path.name, *reversed(head.source.path.parent.parts[-3:])):
        is_amortized = re.search(r"amorti[sz]ed", name, re.IGNORECASE) is not None
        is_actual = re.search(r"actual", name, re.IGNORECASE) is not None
        if is_amortized != is_actual:
            return "amortized" if is_amortized else "actual"
    return ""


def _dataset_beside(head: Head, heads: Sequence[Head], found: Sequence[str]) -> str:
    """The one dataset of the other files in the same folder, or empty."""
    folder = head.source.path.parent
    beside = {
        dataset
        for other, dataset in zip(heads, found, strict=True)
        if dataset and other.source.path.parent == folder
    }
    return beside.pop() if len(beside) == 1 else ""


def _check_same_months(
    session: Session, heads: Sequence[Head], datasets: Sequence[str], order: str
) -> None:
    """Both datasets must cover the same months: else a month would hold one basis alone."""
    months: dict[str, set[str]] = {"actual": set(), "amortized": set()}
    for head, dataset in zip(heads, datasets, strict=True):
        columns = head.columns
        started = azure.cells(columns, order)["started"]
        cost = columns.money(azure.cost_key(columns))

        def query(table: str, started: str = started, cost: str = cost) -> str:
            return (
                f"SELECT DISTINCT strftime({started}, '%Y-%m') AS month FROM {table} "
                f"WHERE {cost} IS NOT NULL"
            )

        scan(session, head, query, say(_STAGE, name=head.source.name))
        rows = session.query("SELECT month FROM survey WHERE month IS NOT NULL")
        months[dataset].update(str(row[0]) for row in rows)
    if months["actual"] == months["amortized"]:
        return
    alone = sorted(months["actual"] ^ months["amortized"])
    raise ExportError(
        [
            Problem(
                "",
                None,
                None,
                say(
                    "These are actual and amortized cost files, but of {alone} only one of the "
                    "two.",
                    alone=", ".join(alone[:6]),
                ),
                say("Name the files of both datasets for the same months, or one dataset alone."),
            )
        ]
    )


def _both_in_one(head: Head) -> Problem:
    return Problem(
        head.source.name,
        None,
        None,
        say(
            "The file holds rows of both the actual and the amortized cost dataset, which "
            "count the same costs twice."
        ),
        say("Export the two datasets into files of their own."),
    )


def _cannot_tell(head: Head) -> Problem:
    return Problem(
        head.source.name,
        None,
        None,
        say(
            "Of the files some are actual and some amortized cost; which of them this one "
            "is, its rows do not tell."
        ),
        say("Write “actual” or “amortized” into the file's name, or import one dataset alone."),
    )


AZURE = Format(
    name="Azure Cost Management",
    recognise=azure.recognise,
    lacking=azure.lacking,
    tag_keys=azure.tag_keys,
    rules=azure.rules,
    map_columns=("tags",),
    asks=(ASKS_DATE_ORDER,),
    survey=_survey,
    fits=azure.fits,
)
