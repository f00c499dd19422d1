"""AWS Cost Explorer's “Download CSV”: days or months down, one column of costs a group.

The file does not say which metric it shows, so the reader is asked. It is read as if each cell were
a row; the total row and the total column repeat the rest and are set aside.
"""

from __future__ import annotations

from collections.abc import Sequence

from scenarios.words import marked, say
from whatif_app.costs.aggregation import scan
from whatif_app.costs.columns import Columns, key_of
from whatif_app.costs.files.head import Head
from whatif_app.costs.format import ASKS_METRIC, NO_COMMITMENT, Bill, Choices, Format, Rules
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.costs.session import Session

_UNIT = "($)"
_TOTAL = "Total costs"

#: What the first header cell calls the groups → the dimension that they are.
_DIMENSION_OF = {
    "service": "service",
    "linkedaccount": "account",
    "region": "region",
    "usagetype": "usage_type",
}

#: The metrics that Cost Explorer can show, and what this program calls the amounts.
_METRICS = {
    "unblended": marked("Billed cost is Cost Explorer's unblended cost, as you said."),
    "net": marked(
        "Billed cost is Cost Explorer's net unblended cost (after discounts), as you said."
    ),
    "amortized": marked(
        "Amortized cost is Cost Explorer's, as you said; what was billed cannot be told "
        "from it. Download the unblended costs of the same months for that."
    ),
}


def _recognise(columns: Columns) -> str | None:
    groups = columns.names[1:]
    is_all_money = bool(groups) and all(name.endswith(_UNIT) for name in groups)
    is_known = is_all_money and groups[-1].removesuffix(_UNIT).strip() == _TOTAL
    return "AWS Cost Explorer download" if is_known else None


def _reshape(head: Head) -> Head:
    return head.one_row_a_cell(tuple(name.removesuffix(_UNIT) for name in head.columns.names[1:]))


def _nothing(columns: Columns) -> tuple[str, ...]:
    del columns
    return ()


# A Savings Plan's fee looks like a service; in the amortized metric it is what stayed unused.
_KIND = """CASE
    WHEN named = 'tax' THEN 'tax'
    WHEN named IN ('credit', 'credits') THEN 'credit'
    WHEN named = 'refund' THEN 'refund'
    WHEN named LIKE '%support%' THEN 'support'
    WHEN named LIKE 'savings plan%' OR named LIKE '%reservation fee' THEN 'purchase'
    ELSE 'usage' END"""

_PURCHASE = """CASE
    WHEN named LIKE 'savings plan%' THEN 'savings_plan'
    WHEN named LIKE '%reservation fee' OR named LIKE '%reservation applied usage' THEN 'reserved'
    WHEN kind <> 'usage' THEN 'none'
    WHEN named LIKE '%spotusage%' OR named LIKE 'spot %' THEN 'spot'
    ELSE 'on_demand' END"""


def _cells(columns: Columns) -> dict[str, str]:
    return {
        "started": columns.moment("date"),
        "started_text": columns.text("date"),
        "group_name": f"regexp_replace(trim({columns.text('group')}), '\\s+', ' ', 'g')",
        "cost": columns.money("cost"),
        "named": "lower(group_name)",
        "kind": _KIND,
        "purchase": _PURCHASE,
    }


def _survey(
    session: Session, heads: Sequence[Head], tags: Sequence[str], choices: Choices
) -> Sequence[Rules]:
    """Each file's rules.

    Raises:
        ExportError: where the reader has not said which metric the files show.
    """
    del tags
    if choices.metric is None:
        raise ExportError(
            [
                Problem(
                    heads[0].source.name,
                    None,
                    None,
                    say("A Cost Explorer download does not say which metric it shows."),
                    say(
                        "Choose the one that was shown in Cost Explorer (on the command line "
                        "“--metric unblended”, “net” or “amortized”)."
                    ),
                )
            ]
        )
    return [_rules_of(head, choices.metric, _is_monthly(session, head)) for head in heads]


def _is_monthly(session: Session, head: Head) -> bool:
    """Whether every date is the first of a month."""
    cells = _cells(head.columns)

    def query(table: str) -> str:
        return (
            "SELECT coalesce(bool_and(day(started) = 1), false) "
            f"FROM (SELECT {cells['started']} AS started FROM {table})"
        )

    scan(session, head, query, say("Looking at the dates of {name}", name=head.source.name))
    return bool(session.query("SELECT * FROM survey")[0][0])


def _notes(metric: str, is_monthly: bool) -> tuple[str, ...]:
    notes = [
        _METRICS[metric],
        marked("Each cell of the download counts as a row; empty cells are no charges."),
        marked("Amounts are taken to be US dollars, in which Cost Explorer shows them."),
    ]
    if is_monthly:
        notes.append(
            marked("Months are taken to be complete; the download does not tell of the last one.")
        )
    return tuple(notes)


def _missing(metric: str) -> dict[str, str]:
    missing = {
        "on_demand": marked(
            "A Cost Explorer download holds no public prices, so the on-demand equivalent "
            "cannot be computed."
        ),
        "unused": marked("A Cost Explorer download does not tell unused commitment from used."),
    }
    if metric != "amortized":
        missing["amortized"] = marked(
            "Cash only: amortized cost cannot be computed from the metric shown."
        )
    return missing


def _rules_of(head: Head, metric: str, is_monthly: bool) -> Rules:
    columns = head.columns
    is_grouped = len(head.groups) > 1
    is_total = f"group_name = '{_TOTAL}'" if is_grouped else "false"
    dimension = _DIMENSION_OF.get(key_of(head.grouped_by), "service") if is_grouped else ""
    nothing = "NULL::DECIMAL(38,12)"
    dimensions = dict.fromkeys(("service", "account", "region", "usage_type"), "NULL::VARCHAR")
    if dimension:
        dimensions[dimension] = "group_name"
    return Rules(
        cells=_cells(columns),
        set_aside={
            "subtotal": f"lower(started_text) LIKE '%total' OR ({is_total})",
            "repeated_header": "lower(started_text) LIKE '%account%'",
            "unreadable_date": "started IS NULL",
            "unreadable_cost": "cost IS NULL",
        },
        bill=Bill("'AWS'"),
        start="started",
        end="started + INTERVAL 1 MONTH" if is_monthly else "NULL::TIMESTAMP",
        currency="'USD'",
        dimensions=dimensions,
        tags=(),
        measures={
            "billed": "cost",
            "amortized": "cost" if metric == "amortized" else nothing,
            "on_demand": nothing,
            "unused": nothing,
        },
        quantity="NULL::DOUBLE",
        eligible="0",
        interruptible="0",
        commitment=NO_COMMITMENT,
        plain={"Costs($)": columns.number("cost")},
        billed_columns=("Costs($)",),
        cash_unknown="true" if metric == "amortized" else "false",
        missing=_missing(metric),
        counted={
            marked(
                "{n} costs stand under “Others”, in which Cost Explorer seems to gather its "
                "smaller groups: filter or group otherwise to see them apart."
            ): "named = 'others'"
        }
        if dimension
        else {},
        notes=_notes(metric, is_monthly),
    )


def _rules(columns: Columns, tags: Sequence[str]) -> Rules:
    raise AssertionError("the survey makes the rules: they need the reader's choice")


COST_EXPLORER = Format(
    name="AWS Cost Explorer download",
    recognise=_recognise,
    lacking=_nothing,
    tag_keys=_nothing,
    rules=_rules,
    asks=(ASKS_METRIC,),
    survey=_survey,
    reshape=_reshape,
)
