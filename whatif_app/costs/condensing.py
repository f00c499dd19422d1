"""From the groups of all files to the baseline: one reconciliation for every format."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from scenarios.words import marked
from whatif_app.costs.aggregation import BILL_COLUMNS, COMMITMENT_COLUMNS, Part, all_groups
from whatif_app.costs.baseline import LINES_KEPT, OTHER, MonthState
from whatif_app.costs.daily import WEEK, DayCost, HourProfile
from whatif_app.costs.lines import Line, totals_by, totals_within
from whatif_app.costs.reconciliation import ColumnSum, Reconciliation
from whatif_app.costs.session import Session
from whatif_app.costs.vocabulary import DIMENSIONS, MEASURES
from whatif_app.note import Note

#: Largest values kept of a dimension while lines are too many, coarser at each turn.
_KEPT_VALUES = (1000, 200, 50, 12)

#: Services whose days are kept apart, and values of a dimension whose hours are.
_DAILY_SERVICES, _PROFILED_VALUES = 60, 40

#: So much of the demand must lie in rows of an hour for a bill's hours to be known.
_HOURLY_SHARE = 0.95

#: What is said where no row of a kind, or not every one, has a measure.
_NONE_HAS = {
    "amortized": marked(
        "Cash only: amortized cost cannot be computed: none of the {n} {rows} has a value in "
        "{column}."
    ),
    "on_demand": marked(
        "The on-demand equivalent cannot be computed: none of the {n} {rows} has a value in "
        "{column}."
    ),
    "unused": marked(
        "Unused commitment cannot be computed: none of the {n} {rows} has a value in {column}."
    ),
}
_SOME_LACK = {
    "amortized": marked(
        "Amortized cost: {n} {rows} lack a value in {column} and count as nothing in it."
    ),
    "on_demand": marked(
        "The on-demand equivalent: {n} {rows} lack a value in {column} and count as nothing in it."
    ),
    "unused": marked(
        "Unused commitment: {n} {rows} lack a value in {column} and count as nothing in it."
    ),
}


# Fee rows state a commitment's terms, the usage under it often only its identifier. The least kind
# is taken, since "convertible_ri" sorts before "standard_ri": one row that says so decides.
_TERMED = """
    SELECT rows.* EXCLUDE (commitment, payment, term, term_end),
        coalesce(terms.commitment, rows.commitment) AS commitment,
        coalesce(terms.payment, rows.payment) AS payment,
        coalesce(terms.term, rows.term) AS term,
        coalesce(terms.term_end, rows.term_end) AS term_end
    FROM {groups} AS rows LEFT JOIN (
        SELECT commitment_id, min(nullif(commitment, '')) AS commitment,
            max(payment) AS payment, max(term) AS term, max(term_end) AS term_end
        FROM {groups} WHERE commitment_id <> '' GROUP BY commitment_id
    ) AS terms USING (commitment_id)"""


class Condensing:
    """The groups of all parts, as one table of the session, step by step made into lines."""

    def __init__(self, session: Session, parts: Sequence[Part], tags: Sequence[str]) -> None:
        self._session = session
        self._parts = parts
        self._tag_names = {f"tag{n}": f"tag:{tag}" for n, tag in enumerate(tags)}
        self._tags = list(self._tag_names)
        self._keys = [
            *("month", "currency", *BILL_COLUMNS, *DIMENSIONS, *self._tags),
            *("kind", "purchase", *COMMITMENT_COLUMNS),
        ]
        self.notes: list[str] = []
        self.lacking: dict[tuple[str, str], set[str]] = {}
        self._groups = f"(SELECT * FROM {all_groups(parts)} WHERE set_aside IS NULL)"
        self._termed = f"({_TERMED.format(groups=self._groups)})"

    def months(self) -> dict[str, MonthState]:
        """How complete each month is: its usage reaches from the first day to the last."""
        rows = self._session.query(
            "SELECT month, min(first_start), max(last_start), max(last_end), "
            f"sum(open_rows)::BIGINT, sum(row_count)::BIGINT FROM {self._groups} "
            "GROUP BY month ORDER BY month"
        )
        says_final = all(part.says_final for part in self._parts)
        return {
            f"{month:%Y-%m}": MonthState(
                is_complete=_is_complete(month, first, last, end),
                is_final=(open_rows == 0) if says_final else None,
            )
            for month, first, last, end, open_rows, _ in rows
        }

    def find_lacking(self) -> None:
        """Decide which measures are not computable, by month and currency, and say why.

        A measure counts as lacking where a whole class of rows (say, reserved usage) needs it and
        none has it. A few rows of a class without it count as nothing, and are said.
        """
        rows = self._session.query(
            "SELECT month, currency, kind, purchase, sum(needing)::BIGINT, "
            f"{', '.join(f'sum(has_{m})::BIGINT' for m in MEASURES[1:])} "
            f"FROM {self._groups} GROUP BY ALL HAVING sum(needing) > 0 ORDER BY ALL"
        )
        explained = {measure for part in self._parts for measure in part.missing}
        why: dict[tuple[str, str, str, bool], int] = {}
        for month, currency, kind, purchase, needing, *having in rows:
            for measure, has in zip(MEASURES[1:], having, strict=True):
                if has == needing:
                    continue
                if has == 0:
                    self.lacking.setdefault((f"{month:%Y-%m}", currency), set()).add(measure)
                if measure not in explained:
                    key = (measure, kind, purchase, has == 0)
                    why[key] = why.get(key, 0) + needing - has
        cashless = self._session.query(
            f"SELECT month, currency FROM {self._groups} GROUP BY ALL HAVING sum(cashless) > 0"
        )
        for month, currency in cashless:
            self.lacking.setdefault((f"{month:%Y-%m}", currency), set()).add("billed")
        made_of = {key: name for part in self._parts for key, name in part.made_of.items()}
        for (measure, kind, purchase, is_lacking), count in why.items():
            column = made_of.get((kind, purchase))
            self.notes.append(_reason(measure, kind, purchase, column, is_lacking, count))

    def lines(self) -> tuple[Line, ...]:
        """The lines, at most `LINES_KEPT` of them, the rest put together without losing a cent."""
        sums = (
            "sum(row_count)::BIGINT AS row_count, sum(quantity) AS quantity, "
            + ", ".join(f"sum({m})::DECIMAL(38,12) AS {m}" for m in MEASURES)
            + ", sum(eligible)::DECIMAL(38,12) AS eligible"
            ", sum(interruptible)::DECIMAL(38,12) AS interruptible"
            ", sum(upfront)::DECIMAL(38,12) AS upfront"
        )
        self._session.query(
            f"CREATE OR REPLACE TEMP TABLE lines AS SELECT {', '.join(self._keys)}, {sums} "
            f"FROM {self._termed} GROUP BY ALL"
        )
        self._keep_to_limit(sums)
        rows = self._session.query(
            f"SELECT {', '.join(self._keys)}, * EXCLUDE ({', '.join(self._keys)}) "
            f"FROM lines ORDER BY {', '.join(self._keys)}"
        )
        return tuple(self._line(row) for row in rows)

    def days(self) -> tuple[DayCost, ...]:
        """What usage cost day by day, of the largest services; the others together as `OTHER`."""
        bill = ", ".join(BILL_COLUMNS)
        large = (
            f"SELECT service FROM {self._groups} GROUP BY 1 "
            f"ORDER BY sum(abs(billed) + abs(amortized)) DESC, 1 LIMIT {_DAILY_SERVICES}"
        )
        rows = self._session.query(
            f"SELECT day, currency, CASE WHEN service IN ({large}) THEN service ELSE '{OTHER}' END,"
            f" {bill}, sum(row_count)::BIGINT, sum(billed)::DECIMAL(38,12), "
            f"sum(amortized)::DECIMAL(38,12) FROM {self._groups} WHERE kind = 'usage' "
            "GROUP BY ALL ORDER BY ALL"
        )
        made = []
        for day, currency, service, provider, payer, period, count, billed, amortized in rows:
            lacking = self.lacking.get((f"{day:%Y-%m}", currency), set())
            made.append(
                DayCost(
                    day=f"{day:%Y-%m-%d}",
                    currency=currency,
                    service=service,
                    billed=None if "billed" in lacking else billed,
                    amortized=None if "amortized" in lacking else amortized,
                    rows=count,
                    provider=provider,
                    payer=payer,
                    period=f"{period:%Y-%m}",
                )
            )
        return tuple(made)

    def hours(self) -> tuple[HourProfile, ...]:
        """The week's course of demand, by bill and dimension; nothing for a bill whose rows do not
        tell the hours."""
        dimensions = ("service", "account", *self._tags)
        return tuple(each for name in dimensions for each in self._hours_of(name))

    def _hours_of(self, dimension: str) -> list[HourProfile]:
        """The profiles of one dimension's largest values: sums by weekday and hour, over how many
        such weekdays the bill's usage covers."""
        bill = ", ".join(("currency", *BILL_COLUMNS))
        sums = ", ".join(f"sum(hour{hour}) AS hour{hour}" for hour in range(24))
        rows = self._session.query(
            f"WITH hourly AS (SELECT {bill} FROM {self._groups} WHERE kind = 'usage' GROUP BY ALL "
            f"HAVING sum(demand) > 0 AND sum(demand_by_hour) >= {_HOURLY_SHARE} * sum(demand)), "
            f"used AS (SELECT * FROM {self._groups} SEMI JOIN hourly USING ({bill}) "
            "WHERE kind = 'usage'), "
            f"weekdays AS (SELECT {bill}, isodow(day) AS weekday, count(DISTINCT day) AS days "
            "FROM used GROUP BY ALL), "
            f"sums AS (SELECT {bill}, {dimension} AS value, isodow(day) AS weekday, {sums} "
            "FROM used GROUP BY ALL), "
            f"large AS (SELECT {dimension} AS value FROM used GROUP BY 1 "
            f"HAVING sum(demand) > 0 ORDER BY sum(demand) DESC, 1 LIMIT {_PROFILED_VALUES}) "
            f"SELECT {bill}, value, weekday, days, COLUMNS('hour.*') FROM sums "
            f"JOIN weekdays USING ({bill}, weekday) SEMI JOIN large USING (value) "
            f"ORDER BY {bill}, value, weekday"
        )
        found: dict[tuple[Any, ...], list[float]] = {}
        for currency, provider, payer, period, value, weekday, days, *levels in rows:
            week = found.setdefault((currency, provider, payer, period, value), [0.0] * WEEK)
            first = 24 * (weekday - 1)
            week[first : first + 24] = [level / days for level in levels]
        name = self._tag_names.get(dimension, dimension)
        return [
            HourProfile(
                currency=currency,
                dimension=name,
                value=value,
                levels=tuple(levels),
                provider=provider,
                payer=payer,
                period=f"{period:%Y-%m}",
            )
            for (currency, provider, payer, period, value), levels in found.items()
        ]

    def _keep_to_limit(self, sums: str) -> None:
        collapsed: dict[str, int] = {}
        for dimension in ("usage_type", *reversed(self._tags), "region", "account", "service"):
            for kept in _KEPT_VALUES:
                if self._count("count(*)") <= LINES_KEPT:
                    break
                values = self._count(f"count(DISTINCT {dimension})")
                if values > kept:
                    self._collapse(dimension, kept, sums)
                    collapsed.setdefault(dimension, values)
        for dimension, values in collapsed.items():
            left = self._count(f"count(DISTINCT {dimension})")
            name = "tag value" if dimension.startswith("tag") else dimension.replace("_", " ")
            self.notes.append(
                Note(
                    "Of {values} {name}s the {left} largest are kept apart; the others are put "
                    "together as “{other}”. Totals are unchanged.",
                    values=values,
                    name=name,
                    left=left - 1,
                    other=OTHER,
                )
            )

    def _collapse(self, dimension: str, kept: int, sums: str) -> None:
        keys = [
            f"CASE WHEN large.value IS NULL THEN '{OTHER}' ELSE {key} END AS {key}"
            if key == dimension
            else key
            for key in self._keys
        ]
        self._session.query(
            f"CREATE OR REPLACE TEMP TABLE lines AS SELECT {', '.join(keys)}, {sums} FROM lines "
            f"LEFT JOIN (SELECT {dimension} AS value FROM lines GROUP BY 1 "
            f"ORDER BY sum(abs(billed) + abs(amortized)) DESC, 1 LIMIT {kept - 1}) AS large "
            f"ON lines.{dimension} = large.value GROUP BY ALL"
        )

    def _count(self, what: str) -> int:
        return int(self._session.query(f"SELECT {what} FROM lines")[0][0])

    def _line(self, row: Sequence[Any]) -> Line:
        known = dict(zip(self._keys, row, strict=False))
        rows, quantity, *amounts = row[len(self._keys) :]
        month, currency = f"{known['month']:%Y-%m}", known["currency"]
        money = dict(zip((*MEASURES, "eligible", "interruptible", "upfront"), amounts, strict=True))
        money.update(dict.fromkeys(self.lacking.get((month, currency), set())))
        texts = ("currency", "provider", "payer", *DIMENSIONS, "kind", "purchase")
        end = known["term_end"]
        return Line(
            month=month,
            period=f"{known['period']:%Y-%m}",
            tags=tuple(known[tag] for tag in self._tags),
            commitment=known["commitment"],
            payment=known["payment"],
            term=known["term"],
            term_end="" if end is None else f"{end:%Y-%m}",
            rows=rows,
            quantity=float(quantity),
            **{name: known[name] for name in texts},
            **money,
        )

    def reconciliation(
        self, name: str, lines: Sequence[Line], notes: Sequence[str]
    ) -> Reconciliation:
        """The account of the import, from the lines that are kept: what they add up to is shown."""
        plain = self._session.query(
            f"SELECT currency, fsum(plain_billed) FROM {self._groups} GROUP BY 1 ORDER BY 1"
        )
        set_aside: dict[str, int] = {}
        column_sums: dict[str, ColumnSum] = {}
        for part in self._parts:
            for reason, count in part.set_aside.items():
                set_aside[reason] = set_aside.get(reason, 0) + count
            for label, (used, aside) in part.column_sums.items():
                before = column_sums.get(label, ColumnSum(0.0, 0.0))
                column_sums[label] = ColumnSum(before.used + used, before.set_aside + aside)
        return Reconciliation(
            format=name,
            used=sum(part.used for part in self._parts),
            set_aside=set_aside,
            totals=totals_by(lines, "currency"),
            months=totals_within(lines, "month", "currency"),
            by_kind=totals_within(lines, "currency", "kind"),
            column_sums=column_sums,
            plain_billed={str(currency): float(amount) for currency, amount in plain},
            notes=tuple(dict.fromkeys([*notes, *self.notes])),
            problems=tuple(problem for part in self._parts for problem in part.problems),
        )


def _reason(
    measure: str, kind: str, purchase: str, column: str | None, is_lacking: bool, rows: int
) -> str:
    bought = "" if purchase in ("none", "on_demand") else purchase.replace("_", " ") + " "
    sentence = (_NONE_HAS if is_lacking else _SOME_LACK)[measure]
    return Note(sentence, n=rows, rows=f"{bought}{kind} rows", column=column or "its cost column")


def _is_complete(
    month: date, first: datetime | None, last: datetime | None, end: datetime | None
) -> bool:
    if first is None or last is None:
        return False
    days = calendar.monthrange(month.year, month.month)[1]
    if first.day != 1:
        return False
    if last.day == days:
        return True
    # Monthly rows all begin on the first: there the end tells.
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    reaches_end = end is not None and (end.date() >= following or end.day == days)
    return last.day == 1 and reaches_end
