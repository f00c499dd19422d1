"""From the groups of all files to the baseline: one reconciliation for every format."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from whatif_app.costs.aggregation import COMMITMENT_COLUMNS, Part, all_groups
from whatif_app.costs.baseline import LINES_KEPT, OTHER, Line, MonthState
from whatif_app.costs.format import DIMENSIONS, MEASURES
from whatif_app.costs.reconciliation import ColumnSum, Reconciliation, add_up
from whatif_app.costs.session import Session

#: Largest values kept of a dimension while lines are too many, coarser at each turn.
_KEPT_VALUES = (1000, 200, 50, 12)

_MEASURES_IN_WORDS = {
    "amortized": "Amortized cost",
    "on_demand": "The on-demand equivalent",
    "unused": "Unused commitment",
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

    def __init__(self, session: Session, parts: Sequence[Part], tag_count: int) -> None:
        self._session = session
        self._parts = parts
        self._tags = [f"tag{n}" for n in range(tag_count)]
        self._keys = [
            *("month", "currency", *DIMENSIONS, *self._tags),
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
                f"Of {values:,} {name}s the {left - 1:,} largest are kept apart; the others are "
                f"put together as “{OTHER}”. Totals are unchanged."
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
        tag_end = 6 + len(self._tags)
        month, currency = f"{row[0]:%Y-%m}", row[1]
        term, term_end, rows, quantity, *amounts = row[tag_end + 4 :]
        lacking = self.lacking.get((month, currency), set())
        money = dict(zip((*MEASURES, "eligible", "interruptible", "upfront"), amounts, strict=True))
        money.update(dict.fromkeys(lacking))
        names = (*DIMENSIONS, "kind", "purchase", "commitment", "payment")
        texts = dict(zip(names, (*row[2:6], *row[tag_end : tag_end + 4]), strict=True))
        return Line(
            month=month,
            currency=currency,
            tags=tuple(row[6:tag_end]),
            term=term,
            term_end="" if term_end is None else f"{term_end:%Y-%m}",
            rows=rows,
            quantity=float(quantity),
            **texts,
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
        currencies = sorted({line.currency for line in lines})
        by_month = _sorted_groups(lines, "month", "currency")
        return Reconciliation(
            format=name,
            used=sum(part.used for part in self._parts),
            set_aside=set_aside,
            totals={
                currency: add_up(line.totals for line in lines if line.currency == currency)
                for currency in currencies
            },
            months=by_month,
            by_kind=_sorted_groups(lines, "currency", "kind"),
            column_sums=column_sums,
            plain_billed={str(currency): float(amount) for currency, amount in plain},
            notes=tuple(dict.fromkeys([*notes, *self.notes])),
            problems=tuple(problem for part in self._parts for problem in part.problems),
        )


def _sorted_groups(lines: Sequence[Line], outer: str, inner: str) -> dict[str, Any]:
    found: dict[str, dict[str, list[Line]]] = {}
    for line in lines:
        within = found.setdefault(getattr(line, outer), {})
        within.setdefault(getattr(line, inner), []).append(line)
    return {
        first: {
            second: add_up(line.totals for line in members)
            for second, members in sorted(within.items())
        }
        for first, within in sorted(found.items())
    }


def _reason(
    measure: str, kind: str, purchase: str, column: str | None, is_lacking: bool, rows: int
) -> str:
    bought = "" if purchase in ("none", "on_demand") else purchase.replace("_", " ") + " "
    which = f"{rows:,} {bought}{kind} rows"
    value = f"a value in {column}" if column else "a value in its cost column"
    name = _MEASURES_IN_WORDS[measure]
    if is_lacking:
        name = "Cash only: amortized cost" if measure == "amortized" else name
        return f"{name} cannot be computed: none of the {which} has {value}."
    return f"{name}: {which} lack {value} and count as nothing in it."


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
