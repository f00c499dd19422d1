"""AWS's detailed billing report: line items by the hour, of before the Cost and Usage Report.

With or without resources and tags. Line items and their rounding are counted, totals are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scenarios.words import say
from whatif_app.costs.aggregation import scan
from whatif_app.costs.columns import Columns
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import Choices, Format, Rules
from whatif_app.costs.formats.aws_dbr import moment_sql, shared_cells, shared_rules, tag_keys
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session

_NAME = "AWS detailed billing report"


def _recognise(columns: Columns) -> str | None:
    is_one = columns.has("recordtype", "itemdescription", "usagestartdate", "payeraccountid")
    has_cost = columns.first("unblendedcost", "cost") is not None
    return _NAME if is_one and has_cost and not columns.has("totalcost") else None


def _nothing(columns: Columns) -> tuple[str, ...]:
    del columns
    return ()


def _survey(
    session: Session, heads: Sequence[Head], tags: Sequence[str], choices: Choices
) -> Sequence[Rules]:
    """Each detailed file's rules: a rounding row has no date and belongs to the file's last month.

    Raises:
        ExportError: where no row has a date.
    """
    del choices
    made = []
    for head in heads:
        period = _last_month(session, head)
        columns = head.columns
        cost = columns.first("unblendedcost", "cost") or "cost"
        started = moment_sql(columns, "usagestartdate")
        undated = f"coalesce({started}, CASE WHEN record = 'rounding' THEN {period} END)"
        cells = shared_cells(columns, cost, undated, moment_sql(columns, "usageenddate"))
        made.append(
            replace(
                shared_rules(columns, tags, cost),
                cells={
                    **cells,
                    "is_repeated": "false",
                    "currency_code": "coalesce(" + columns.text("currencycode") + ", 'USD')",
                    "period": period,
                },
                notes=(say("The report does not name its currency; AWS wrote it in US dollars."),),
            )
        )
    return made


def _last_month(session: Session, head: Head) -> str:
    """SQL of the billing period of a detailed file: the month in which its last usage began.

    Raises:
        ExportError: where no row has a date.
    """
    started = moment_sql(head.columns, "usagestartdate")

    def query(table: str) -> str:
        return (
            f"SELECT strftime(max({started}), '%Y-%m-01') AS month FROM {table} "
            f"WHERE lower({head.columns.text('recordtype')}) = 'lineitem'"
        )

    scan(session, head, query, say("Looking for the month of {name}", name=head.source.name))
    month = session.query("SELECT month FROM survey")[0][0]
    if month is None:
        what = say("No row has a date, or there are no line items.")
        raise ExportError(
            [Problem(head.source.name, None, "UsageStartDate", what, say("Download it again."))]
        )
    return f"TIMESTAMP '{month}'"


def _unsurveyed(columns: Columns, tags: Sequence[str]) -> Rules:
    raise AssertionError("the survey makes the rules: they need a look at all rows")


AWS_DETAILED_BILLING = Format(
    name=_NAME,
    recognise=_recognise,
    lacking=_nothing,
    tag_keys=tag_keys,
    rules=_unsurveyed,
    survey=_survey,
)
