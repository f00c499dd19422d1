"""A showback statement told as plain text, and as data for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from scenarios.words import marked, say
from whatif_app.digits import MINUS
from whatif_app.formatting import NOTHING, money, share, unit_money
from whatif_app.ownership.assignment import UNALLOCATED
from whatif_app.ownership.division import NOBODY
from whatif_app.ownership.even_split import Against, Spread
from whatif_app.ownership.statement import Statement
from whatif_app.ownership.team_statement import TeamStatement, UnitCost
from whatif_app.scenario_table import aligned
from whatif_app.wording import singular

#: Of teams that an even split costs or spares, so many are told; the data hold all.
_MOST = 10


def statement_in_words(statement: Statement, spreads: Sequence[Spread]) -> str:
    """The teams as a table of plain text, then what must be known."""
    period = f"Showback {statement.period}, {statement.measure}, {statement.currency}"
    parts = [period, _table(statement)]
    said = [*peanut_butter_sentences(spreads[:_MOST], statement.currency), *statement.notes]
    if said:
        parts.append("\n".join(f"- {sentence}" for sentence in said))
    return "\n\n".join(parts)


def peanut_butter_sentences(spreads: Sequence[Spread], currency: str) -> Iterator[str]:
    """Who gains and who loses by an even split, a sentence each."""
    for spread in spreads:
        sentence = _PEANUT_BUTTER[spread.moved > 0, spread.share is not None]
        yield say(
            sentence,
            split=spread.split,
            amount=money(abs(float(spread.moved)), currency, exact=True),
            team=spread.team,
            share=share(abs(spread.share or 0.0)),
        )


#: By whether the even split costs the team more, and whether it has cost to compare with.
_PEANUT_BUTTER = {
    (True, True): marked(
        "“{split}”, split evenly, puts {amount} on {team}, {share} of its cost: "
        "peanut butter. Split it by weight or by cost."
    ),
    (True, False): marked(
        "“{split}”, split evenly, puts {amount} on {team}: "
        "peanut butter. Split it by weight or by cost."
    ),
    (False, True): marked(
        "“{split}”, split evenly, takes {amount} off {team}, {share} of its cost: "
        "peanut butter. Split it by weight or by cost."
    ),
    (False, False): marked(
        "“{split}”, split evenly, takes {amount} off {team}: "
        "peanut butter. Split it by weight or by cost."
    ),
}


def statement_as_json(
    statement: Statement, against: Sequence[Against], spreads: Sequence[Spread]
) -> dict[str, Any]:
    """The same as data; amounts to the cent."""
    return {
        "months": list(statement.months),
        "currency": statement.currency,
        "measure": statement.measure,
        "bill": float(statement.bill),
        "previous": _float(statement.previous),
        "teams": [_team(statement, team) for team in statement.teams],
        "against_even": [
            {
                "team": each.team,
                "cost": float(each.cost),
                "even": float(each.even),
                "difference": float(each.difference),
            }
            for each in against
        ],
        "peanut_butter": [
            {
                "split": spread.split,
                "team": spread.team,
                "fair": float(spread.fair),
                "even": float(spread.even),
                "share": spread.share,
            }
            for spread in spreads
        ],
        "notes": list(statement.notes),
    }


def _team(statement: Statement, team: TeamStatement) -> dict[str, Any]:
    return {
        "team": team.team or None,
        "direct": {service: float(amount) for service, amount in team.direct.items()},
        "shares": [
            {"split": each.split, "kind": each.kind, "amount": float(each.amount)}
            for each in team.shares
        ],
        "shared_out": {name: float(amount) for name, amount in team.shared_out.items()},
        "total": float(team.total),
        "share": statement.share(team),
        "previous": _float(team.previous),
        "change": _float(team.change),
        "unit": None
        if team.unit is None
        else {"name": team.unit.name, "volume": team.unit.volume, "cost": team.unit.cost},
    }


def _table(statement: Statement) -> str:
    currency = statement.currency
    heads = ["Team", "Direct", "Shared", "Overhead", "Total", "Share", "Change", "Unit cost"]
    rows = [heads]
    for team in statement.teams:
        unit = team.unit
        rows.append(
            [
                plain_name(team.team),
                *(_exact(each, currency) for each in (team.direct_total, team.shared_total)),
                _exact(team.overhead, currency),
                _exact(team.total, currency),
                share(statement.share(team)),
                signed(team.change, currency),
                NOTHING if unit is None else per_unit(unit, currency),
            ]
        )
    change = None if statement.previous is None else statement.bill - statement.previous
    total = ["The bill", "", "", "", _exact(statement.bill, currency), "", signed(change, currency)]
    rows.append([*total, ""])
    return aligned(rows)


def plain_name(team: str) -> str:
    """A team as a line of text shows it; no character of it moves a cursor or clears a screen."""
    if team == NOBODY:
        return say(UNALLOCATED)
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in team)


def per_unit(unit: UnitCost, currency: str) -> str:
    """A unit cost as a cell shows it: "19.4¢ / order"."""
    return f"{unit_money(unit.cost, currency)} / {singular(unit.name)}"


def signed(amount: Decimal | None, currency: str) -> str:
    """A difference with its sign, to the cent."""
    if amount is None:
        return NOTHING
    text = money(float(abs(amount)), currency, exact=True)
    return f"+{text}" if amount > 0 else f"{MINUS}{text}" if amount < 0 else text


def _exact(amount: Decimal, currency: str) -> str:
    return money(float(amount), currency, exact=True)


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
