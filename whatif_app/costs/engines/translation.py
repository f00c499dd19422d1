"""The grouping statement of an import, told to another engine.

A format's rules are written once, in DuckDB's SQL. Here a whole statement of theirs is made into
plain SQL that every engine understands (`portable`), then into the engine's own words
(`engines.dialects`), so that no rule exists twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from whatif_app.costs.engines.dialects import SPEAKERS, in_own_words

if TYPE_CHECKING:
    from sqlglot import exp

#: What statements call the table that they read; no table of anyone's.
TABLE = "what_if_rows"

#: Amounts of one row: `columns.LARGEST_AMOUNT` with its twelve decimals. Engines that widen a
#: decimal with each operation would leave no room for the decimals in one of 38 digits.
_ROW_DIGITS = 28
_SUM_DIGITS = 38


def translate(statement: str, dialect: str | type, speaker: str, table: exp.Expr) -> str:
    """A DuckDB statement for another engine.

    Args:
        statement: a query of ours over the table `TABLE`.
        dialect: of sqlglot, to write in.
        speaker: the engine's name, as in `dialects.SPEAKERS`.
        table: the query that stands for `TABLE`, in DuckDB's SQL.

    Raises:
        CannotSay: where the engine has no words for a part of it.
    """
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(statement, read="duckdb")
    for found in list(tree.find_all(exp.Table)):
        if found.name == TABLE:
            found.replace(exp.Subquery(this=table.copy()))
    tree = in_own_words(portable(tree), SPEAKERS.get(speaker, {}))
    return str(tree.sql(dialect=dialect, identify=True))


def portable(tree: exp.Expr) -> exp.Expr:
    """The same statement without what only DuckDB allows.

    Groups are numbered, conditions of aggregates are cases, a name given in a SELECT is used only
    by the SELECT around it, and every column says which query it comes from.
    """
    from sqlglot import exp

    for select in list(tree.find_all(exp.Select)):
        _number_groups(select)
    tree = tree.transform(_condition_as_case)
    for select in list(tree.find_all(exp.Select)):
        _in_layers(select)
    for number, select in enumerate(list(tree.find_all(exp.Select))):
        _say_where_from(select, f"q{number}")
    for cast in tree.find_all(exp.Cast, exp.TryCast):
        _leave_room(cast)
    return tree


def _is_aggregate(node: exp.Expr) -> bool:
    from sqlglot import exp

    return any(
        isinstance(each, exp.AggFunc) or (isinstance(each, exp.Anonymous) and _is_fsum(each))
        for each in node.walk()
    )


def _is_fsum(node: exp.Expr) -> bool:
    return node.name.lower() == "fsum"


def _number_groups(select: exp.Select) -> None:
    """`GROUP BY ALL`, or by a name that the SELECT gives, as the positions meant."""
    from sqlglot import exp

    group = select.args.get("group")
    if group is None:
        return
    named = [each.alias_or_name for each in select.expressions]
    if group.args.get("all"):
        every = enumerate(select.expressions, start=1)
        positions = [position for position, each in every if not _is_aggregate(each)]
    elif all(isinstance(key, exp.Column) and key.name in named for key in group.expressions):
        positions = [1 + named.index(key.name) for key in group.expressions]
    else:
        return
    select.set("group", exp.Group(expressions=[exp.Literal.number(at) for at in positions]))


def _condition_as_case(node: exp.Expr) -> exp.Expr:
    """`sum(x) FILTER (WHERE c)` as `sum(CASE WHEN c THEN x END)`; counts alike."""
    from sqlglot import exp

    if not isinstance(node, exp.Filter):
        return node
    aggregate, condition = node.this, node.expression.this
    counted = aggregate.this
    if isinstance(counted, exp.Star):
        counted = exp.Literal.number(1)
    case = exp.Case(ifs=[exp.If(this=condition.copy(), true=counted.copy())])
    changed: exp.Expr = aggregate.copy()
    changed.set("this", case)
    return changed


def _in_layers(select: exp.Select) -> None:
    """Cells that speak of other cells of the same SELECT move to a SELECT around it."""
    from sqlglot import exp

    if any(_is_aggregate(each) for each in select.expressions):
        return
    named = {each.alias: each for each in select.expressions if isinstance(each, exp.Alias)}
    # `a AS a` names what is there already.
    made = {name: each for name, each in named.items() if not _is_column(each.this, name)}
    layers = _layers(made)
    if len(layers) < 2:
        return
    star = [each for each in select.expressions if isinstance(each, exp.Star)]
    source = select.args["from_"].this
    for layer in layers[:-1]:
        inner = exp.Select(expressions=[exp.Star(), *(made[name].copy() for name in layer)])
        inner.set("from_", exp.From(this=source.copy()))
        source = exp.Subquery(this=inner)
    last = set(layers[-1])
    outer = [
        each if not isinstance(each, exp.Alias) or each.alias in last else exp.column(each.alias)
        for each in select.expressions
        if not star or not isinstance(each, exp.Alias) or each.alias in last
    ]
    select.set("expressions", outer)
    select.set("from_", exp.From(this=source))


def _is_column(node: exp.Expr, name: str) -> bool:
    from sqlglot import exp

    return isinstance(node, exp.Column) and node.name == name and not node.table


def _layers(made: Mapping[str, exp.Expr]) -> list[list[str]]:
    """Names by how deep they rest on others; a name rests only on names given before it."""
    from sqlglot import exp

    depth: dict[str, int] = {}
    for name, each in made.items():
        rests_on = {column.name for column in each.find_all(exp.Column) if not column.table}
        depth[name] = 1 + max((depth[other] for other in rests_on if other in depth), default=-1)
    deepest = max(depth.values(), default=-1)
    return [[name for name in made if depth[name] == level] for level in range(deepest + 1)]


def _say_where_from(select: exp.Select, alias: str) -> None:
    """Columns qualified with the query they come from: else some engines take `sum(billed) AS
    billed` for a sum of itself."""
    from sqlglot import exp

    source = select.args.get("from_")
    if source is None or not isinstance(source.this, exp.Subquery):
        return
    source.this.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    for column in _own_columns(select):
        column.set("table", exp.to_identifier(alias))


def _own_columns(select: exp.Select) -> Iterable[exp.Column]:
    from sqlglot import exp

    for column in list(select.find_all(exp.Column)):
        is_bare = not column.table and not isinstance(column.this, exp.Star)
        if is_bare and column.find_ancestor(exp.Select) is select:
            yield column


def _leave_room(cast: exp.Expr) -> None:
    from sqlglot import exp

    kind: Any = cast.args["to"]
    if not isinstance(kind, exp.DataType) or kind.this is not exp.DType.DECIMAL:
        return
    digits = [int(each.name) for each in kind.expressions]
    if digits[:1] == [_SUM_DIGITS] and not _is_aggregate(cast.this):
        cast.set("to", exp.DataType.build(f"DECIMAL({_ROW_DIGITS}, {digits[1]})"))
