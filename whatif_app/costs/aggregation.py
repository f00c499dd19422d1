"""From the rows of one file to sums by dimension, out of core.

Each file becomes one small Parquet file of groups, by its own columns' rules; from then on all
files look alike. Money is summed as DECIMAL, so no order of rows changes a cent. Beside the rules'
sums go plain float sums of the file's own cost columns, made apart from the rules, to check them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.words import marked, say
from whatif_app.costs.columns import text_literal
from whatif_app.costs.files.csv_scan import Rejects, locate_cells, scan_csv
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import Rules
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session, file_faults, path_literal
from whatif_app.costs.vocabulary import MEASURES
from whatif_app.note import Note, as_note

#: Columns of the groups that say which bill a row is on.
BILL_COLUMNS = ("provider", "payer", "period")

#: Columns of the groups after the dimensions and tags.
COMMITMENT_COLUMNS = ("commitment", "payment", "term", "term_end")


@dataclass(frozen=True)
class Part:
    """One file's groups, and what was counted on the way.

    Attributes:
        head: the file.
        groups: Parquet file of its groups.
        used: rows in the totals.
        set_aside: rows left out, by reason.
        column_sums: the file's own cost columns → plain sum over used rows, over rows set aside.
        made_of: as in `Rules`.
        missing: measures that the file's columns cannot give.
        says_final: whether its rows say if they were invoiced.
        problems: examples of what was set aside, with their lines where known.
        notes: sentences.
    """

    head: Head
    groups: Path
    used: int
    set_aside: dict[str, int]
    column_sums: dict[str, tuple[float, float]]
    made_of: Mapping[tuple[str, str], str]
    missing: tuple[str, ...]
    says_final: bool
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]


def aggregate(session: Session, head: Head, rules: Rules, number: int) -> Part:
    """Read one file once and keep its groups.

    Raises:
        ExportError: where the file is damaged.
        Cancelled: on the caller's wish.
    """
    target = session.folder / f"groups-{number:05}.parquet"
    stage = say("Reading {name}", name=head.source.name)

    def keep(query: str) -> str:
        return f"COPY ({query}) TO {text_literal(str(target))} (FORMAT parquet)"

    rejects = scan(session, head, lambda table: grouping(rules, table), stage, keep)
    part = _part(session, head, rules, target, rejects)
    session.rows_done += part.used + sum(part.set_aside.values())
    session.report(stage)
    return part


def keep_as_survey(query: str) -> str:
    """The statement that keeps a query's rows as the table `survey`."""
    return f"CREATE OR REPLACE TEMP TABLE survey AS {query}"


def scan(
    session: Session,
    head: Head,
    query: Callable[[str], str],
    stage: str,
    keep: Callable[[str], str] = keep_as_survey,
) -> Rejects:
    """Run a query over all rows, wherever they are, and keep what it gives.

    Args:
        session: where to keep it.
        head: a file of any container, or a table on another engine.
        query: SQL of the table to read → the query.
        stage: shown as progress.
        keep: the query → the statement that keeps its rows in the session.

    Raises:
        ExportError: where the file is damaged, or the engine refuses.
        Cancelled: on the caller's wish.
    """
    rejects = Rejects()
    if head.container == "table":
        from whatif_app.costs.engines.querying import run

        run(session, head, query, stage, keep)
    elif head.container == "parquet":
        _scan_parquet(session, head, keep(query(_parquet_table(head))), stage)
    else:
        rejects = scan_csv(session, head, lambda table: keep(query(table)), stage)
    session.bytes_done += head.source.size
    return rejects


def _parquet_table(head: Head) -> str:
    names = ", ".join(f"{sql} AS c{position}" for position, sql in enumerate(head.cells))
    path = path_literal(head.source.path)
    return f"(SELECT {names} FROM read_parquet({path}, hive_partitioning = false))"


def _scan_parquet(session: Session, head: Head, sql: str, stage: str) -> None:
    try:
        session.scan(sql, head.source.size, head.rows_expected, stage)
    except file_faults() as error:
        what = say("The Parquet file is damaged or incomplete.")
        problem = Problem(head.source.name, None, None, what, say("Download it again."))
        raise ExportError([problem]) from error


def grouping(rules: Rules, table: str) -> str:
    """The one query that reads all rows, wherever: cells, then rules, then sums by group."""
    tags = {f"tag{n}": sql for n, sql in enumerate(rules.tags)}
    bill = {f"bill_{name}": getattr(rules.bill, name) for name in BILL_COLUMNS}
    every = {**rules.cells, **tags, **bill, **_hourly_cells(rules)}
    cells = ", ".join(f"{sql} AS {name}" for name, sql in every.items())
    plain = ", ".join(f"{sql} AS plain{n}" for n, sql in enumerate(rules.plain.values()))
    return (
        f"SELECT {', '.join((*_keys(rules), *_sums(rules)))} "
        f"FROM (SELECT {cells}, {plain} FROM {prepared_table(table, rules.prepared)}) GROUP BY ALL"
    )


def prepared_table(table: str, steps: Sequence[Mapping[str, str]]) -> str:
    """SQL of a table with further columns, step by step."""
    for step in steps:
        made = ", ".join(f"{sql} AS {name}" for name, sql in step.items())
        table = f"(SELECT *, {made} FROM {table})"
    return table


def _keys(rules: Rules) -> list[str]:
    whens = " ".join(
        f"WHEN {condition} THEN '{reason}'" for reason, condition in rules.set_aside.items()
    )
    terms = rules.commitment
    tags = {f"tag{n}": f"tag{n}" for n in range(len(rules.tags))}
    return [
        f"CASE {whens} END AS set_aside",
        f"date_trunc('month', {rules.start})::DATE AS month",
        f"{rules.start}::DATE AS day",
        "coalesce(bill_provider, '') AS provider",
        "coalesce(bill_payer, '') AS payer",
        f"date_trunc('month', coalesce(bill_period, {rules.start}))::DATE AS period",
        f"{rules.currency} AS currency",
        *(f"coalesce({sql}, '') AS {name}" for name, sql in {**rules.dimensions, **tags}.items()),
        "kind",
        "purchase",
        f"coalesce({terms.id}, '') AS commitment_id",
        f"coalesce({terms.kind}, '') AS commitment",
        f"coalesce({terms.payment}, '') AS payment",
        f"{terms.term} AS term",
        f"date_trunc('month', {terms.end})::DATE AS term_end",
    ]


def _sums(rules: Rules) -> list[str]:
    billed = [
        f"plain{n}"
        for label in rules.billed_columns
        for n, name in enumerate(rules.plain)
        if name == label
    ]
    ran = "kind = 'usage'"
    return [
        "count(*) AS row_count",
        f"coalesce(sum({rules.quantity}), 0) AS quantity",
        *(f"coalesce(sum({rules.measure(m)}), 0)::DECIMAL(38,12) AS {m}" for m in MEASURES),
        f"count(*) FILTER ({rules.cash_unknown}) AS cashless",
        f"count(*) FILTER (NOT ({rules.zero_by_rule})) AS needing",
        *(
            f"count({rules.measure(m)}) FILTER (NOT ({rules.zero_by_rule})) AS has_{m}"
            for m in MEASURES[1:]
        ),
        f"coalesce(sum({rules.eligible}), 0)::DECIMAL(38,12) AS eligible",
        f"coalesce(sum({rules.interruptible}), 0)::DECIMAL(38,12) AS interruptible",
        f"coalesce(sum({rules.commitment.upfront}), 0)::DECIMAL(38,12) AS upfront",
        *_hours(),
        f"min({rules.start}) FILTER ({ran}) AS first_start",
        f"max({rules.start}) FILTER ({ran}) AS last_start",
        f"max({rules.end}) FILTER ({ran}) AS last_end",
        f"count(*) FILTER (NOT ({rules.finished})) AS open_rows",
        f"coalesce(fsum(coalesce({', '.join(billed)})), 0) AS plain_billed",
        *(f"coalesce(fsum(plain{n}), 0) AS plain{n}" for n in range(len(rules.plain))),
        *(f"count(*) FILTER ({c}) AS counted{n}" for n, c in enumerate(rules.counted.values())),
    ]


def _hourly_cells(rules: Rules) -> dict[str, str]:
    """What a row of usage that a commitment may cover would cost on demand, and its hour of the
    day; a row of more than an hour tells none."""
    return {
        "row_demand": "(CASE WHEN kind = 'usage' AND purchase IN ('reserved', 'savings_plan') "
        f"THEN {rules.measure('on_demand')} ELSE {rules.eligible} END)::DOUBLE",
        "row_hour": f"hour({rules.start})",
        "row_is_hourly": f"{rules.end} <= {rules.start} + INTERVAL 1 HOUR",
    }


def _hours() -> list[str]:
    """That demand by hour of the group's day; and how much of it lies in rows of an hour at most,
    without which hours cannot be told apart."""
    return [
        "coalesce(sum(row_demand), 0) AS demand",
        "coalesce(sum(row_demand) FILTER (row_is_hourly), 0) AS demand_by_hour",
        # Quicker than a FILTER for each of the 24 hours.
        *(
            f"coalesce(sum(CASE WHEN row_hour = {hour} THEN row_demand ELSE 0 END), 0) "
            f"AS hour{hour}"
            for hour in range(24)
        ),
    ]


def _part(session: Session, head: Head, rules: Rules, groups: Path, rejects: Rejects) -> Part:
    table = f"read_parquet({text_literal(str(groups))})"
    by_reason = session.query(
        f"SELECT set_aside, sum(row_count)::BIGINT FROM {table} GROUP BY 1 ORDER BY 1"
    )
    used = sum(int(n) for reason, n in by_reason if reason is None)
    set_aside = {str(reason): int(n) for reason, n in by_reason if reason is not None}
    problems = list(rejects.problems)
    for reason in set_aside:
        problems.extend(_examples(session, head, rules, reason))
    for reason, n in rejects.counts.items():
        set_aside[reason] = set_aside.get(reason, 0) + n
    return Part(
        head=head,
        groups=groups,
        used=used,
        set_aside=set_aside,
        column_sums=_column_sums(session, rules, table),
        made_of=rules.made_of,
        missing=tuple(rules.missing),
        says_final=not rules.finished.startswith("NULL"),
        problems=tuple(problems),
        notes=(
            *rejects.notes,
            *map(as_note, rules.notes),
            *map(as_note, rules.missing.values()),
            *_counted(session, rules, table),
        ),
    )


def _column_sums(session: Session, rules: Rules, table: str) -> dict[str, tuple[float, float]]:
    sums = ", ".join(
        f"coalesce(fsum(plain{n}) FILTER (set_aside IS {state}), 0)"
        for n in range(len(rules.plain))
        for state in ("NULL", "NOT NULL")
    )
    row = session.query(f"SELECT {sums} FROM {table}")[0]
    return {
        label: (float(row[2 * n]), float(row[2 * n + 1])) for n, label in enumerate(rules.plain)
    }


def _counted(session: Session, rules: Rules, table: str) -> list[str]:
    if not rules.counted:
        return []
    sums = ", ".join(f"coalesce(sum(counted{n}), 0)::BIGINT" for n in range(len(rules.counted)))
    row = session.query(f"SELECT {sums} FROM {table} WHERE set_aside IS NULL")[0]
    return [
        Note(sentence, n=count) for sentence, count in zip(rules.counted, row, strict=True) if count
    ]


_COMPLAINTS = {
    "unreadable_cost": marked('The cost "{cell}" is no amount that can be added up.'),
    "unreadable_date": marked('The date "{cell}" cannot be read.'),
}


def _examples(session: Session, head: Head, rules: Rules, reason: str) -> list[Problem]:
    """The first lines whose cells were the reason, for a CSV file; a count alone for others."""
    if head.container != "csv" or reason not in rules.checked_cells:
        return []
    sql_type, keys = rules.checked_cells[reason]
    problems = []
    for key in keys:
        if not head.columns.has(key):
            continue
        name = head.columns.name(key)
        position = int(head.columns.sql(key).removeprefix("c"))
        for line, cell in locate_cells(session, head, position, sql_type, name):
            what = Note(_COMPLAINTS[reason], cell=cell[:40])
            problems.append(
                Problem(head.source.name, line, name, what, Note("The row was set aside."))
            )
    return problems


def all_groups(parts: Sequence[Part]) -> str:
    """SQL of every part's groups together; columns particular to one file are left to it."""
    files = ", ".join(text_literal(str(part.groups)) for part in parts)
    return f"read_parquet([{files}], union_by_name = true)"
