"""What single engines say otherwise than DuckDB, beyond what sqlglot translates by itself.

Each rewriting takes one node of a statement and gives another one, or None to leave it. Those of
Spark and ClickHouse are tested on the engines; the others could only be checked to be their SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

Rewrite = Callable[["exp.Expr"], "exp.Expr | None"]


class CannotSay(Exception):
    """A part of a rule has no counterpart on the engine; the text says which, in words."""


def in_own_words(tree: exp.Expr, rewritings: Mapping[str, Rewrite]) -> exp.Expr:
    """The tree with the rewritings of one engine applied, from the innermost nodes outwards.

    Args:
        tree: a portable statement.
        rewritings: kind of node, or name of a function, in lower case → what to make of it.
    """
    from sqlglot import exp

    every = {**_FOR_ALL, **rewritings}
    for node in reversed(list(tree.walk())):
        is_named = isinstance(node, exp.Anonymous)
        name = node.name.lower() if is_named else type(node).__name__.lower()
        rewrite = every.get(name)
        changed = rewrite(node) if rewrite is not None else None
        if changed is not None:
            if node is tree:
                tree = changed
            else:
                node.replace(changed)
        elif is_named and name in _UNTRANSLATED:
            raise CannotSay(_UNTRANSLATED[name])
    return tree


_TEXT_LISTS = "Lists and records that are written as text cannot be taken apart there"
_UNTRANSLATED = {
    "json_transform": _TEXT_LISTS,
    "json_valid": _TEXT_LISTS,
    "list_sum": _TEXT_LISTS,
    "try_strptime": "Dates written as text cannot be read there",
}


def _call(name: str, *arguments: exp.Expr | str | int) -> exp.Expr:
    from sqlglot import exp

    made = [each if isinstance(each, exp.Expr) else exp.convert(each) for each in arguments]
    return exp.Anonymous(this=name, expressions=made)


def _in(dialect: str, sql: str, **parts: exp.Expr) -> exp.Expr:
    """An expression written in a dialect, with parts of the statement put in for its names."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(sql, read=dialect)
    for column in list(tree.find_all(exp.Column)):
        if column.name in parts and not column.table:
            part = parts[column.name].copy()
            if column is tree:
                return part
            column.replace(part)
    return tree


# For every engine


def _plain_sum(node: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    return exp.Sum(this=node.expressions[0].copy())


def _shape_of_json(node: exp.Expr) -> exp.Expr:
    """Only whether JSON is a list is ever asked of it."""
    return _in(
        "duckdb",
        "CASE WHEN starts_with(ltrim(cell), '[') THEN 'ARRAY' ELSE 'OBJECT' END",
        cell=node.expressions[0],
    )


def _looked_up(node: exp.Expr) -> exp.Expr | None:
    """A value looked up in a MAP that is written out in the statement, as a CASE."""
    from sqlglot import exp

    lookup = node.this  # parsed as MAP ({…}[key])
    if not isinstance(lookup, exp.Bracket) or not isinstance(lookup.this, exp.Struct):
        return None
    (key,) = lookup.expressions
    ifs = [
        exp.If(
            this=exp.EQ(this=key.copy(), expression=exp.Literal.string(entry.this.name)),
            true=entry.expression.copy(),
        )
        for entry in lookup.this.expressions
    ]
    return exp.Case(ifs=ifs)


def _entries(node: exp.Expr) -> exp.Expr | None:
    """How many entries a list has, which is not how long a text is."""
    from sqlglot import exp

    return exp.ArraySize(this=node.this.copy()) if isinstance(node.this, exp.ArrayFilter) else None


def _written_as_text(node: exp.Expr) -> exp.Expr:
    del node
    raise CannotSay(_TEXT_LISTS)


_FOR_ALL: dict[str, Rewrite] = {
    "fsum": _plain_sum,
    "json_type": _shape_of_json,
    "tomap": _looked_up,
    "length": _entries,
    "regexpextractall": _written_as_text,
}


# Spark


def _spark_parsed(node: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    cell, formats = node.expressions
    tried = [
        exp.cast(_call("try_to_timestamp", cell.copy(), _java_format(each.name)), "TIMESTAMP_NTZ")
        for each in (formats.expressions if isinstance(formats, exp.Array) else [formats])
    ]
    return tried[0] if len(tried) == 1 else exp.Coalesce(this=tried[0], expressions=tried[1:])


_JAVA = {
    "%m": "M", "%d": "d", "%y": "yy", "%Y": "yyyy", "%H": "H", "%I": "h", "%M": "m", "%S": "s",
    "%p": "a",
}  # fmt: skip


def _java_format(pattern: str) -> str:
    if pattern == "%Y%m":  # without a sign between them, the month takes two figures
        return "yyyyMM"
    for sign, java in _JAVA.items():
        pattern = pattern.replace(sign, java)
    return pattern.replace("T", "'T'").replace("Z", "'Z'")


def _spark_is_json(node: exp.Expr) -> exp.Expr:
    return _in("spark", "get_json_object(cell, '$') IS NOT NULL", cell=node.expressions[0])


def _spark_list_of_json(node: exp.Expr) -> exp.Expr:
    fields = ", ".join(f"{name}: STRING" for name in _fields(node))
    return _call("from_json", node.expressions[0].copy(), f"ARRAY<STRUCT<{fields}>>")


def _fields(node: exp.Expr) -> list[str]:
    import json

    return list(json.loads(node.expressions[1].name)[0])


def _spark_list_sum(node: exp.Expr) -> exp.Expr:
    listed = node.expressions[0]
    kind = listed.expression.this.args["to"].sql("spark")
    sql = f"aggregate(x, CAST(0 AS {kind}), (a, b) -> CAST(a + coalesce(b, 0) AS {kind}))"
    return _in("spark", sql, x=listed)


def _spark_entry(node: exp.Expr) -> exp.Expr | None:
    """The first entry of a list; NULL of an empty one, where an index would be an error."""
    from sqlglot import exp

    return _call("get", node.this.copy(), 0) if isinstance(node.this, exp.ArrayFilter) else None


_SPARK: dict[str, Rewrite] = {
    "try_strptime": _spark_parsed,
    "json_valid": _spark_is_json,
    "json_transform": _spark_list_of_json,
    "list_sum": _spark_list_sum,
    "bracket": _spark_entry,
}


# ClickHouse

_MOMENT = "Nullable(DateTime64(6, 'UTC'))"
_MOMENTS = ("timestamp", "timestampntz", "timestamptz")


def _clickhouse_searched(node: exp.Expr) -> exp.Expr | None:
    """`CASE x WHEN a` as `CASE WHEN x = a`, which knows NULL."""
    from sqlglot import exp

    if node.this is None:
        return None
    ifs = [
        exp.If(this=exp.EQ(this=node.this.copy(), expression=each.this), true=each.args["true"])
        for each in node.args["ifs"]
    ]
    return exp.Case(ifs=ifs, default=node.args.get("default"))


def _clickhouse_tried(node: exp.Expr) -> exp.Expr | None:
    from sqlglot import exp

    kind, cell = node.args["to"], node.this
    if kind.is_type(*_MOMENTS):
        # Of a moment that was read already only its zone changes, and all are UTC here.
        is_read = any(
            isinstance(each, exp.Anonymous) and each.name.startswith("parseDateTime64")
            for each in cell.walk()
        )
        return cell.copy() if is_read else _clickhouse_moment(cell)
    text = _in("clickhouse", "trimBoth(toString(cell))", cell=cell)
    if kind.is_type("double"):
        return _call("toFloat64OrNull", text)
    if kind.is_type("int"):
        return _call("toInt32OrNull", text)
    if kind.is_type("decimal"):
        digits, decimals = (int(each.name) for each in kind.expressions)
        # It would cut further decimals off; DuckDB rounds them.
        wide = _call("round", _call("toDecimal256OrNull", text, 24), decimals)
        return _call("accurateCastOrNull", wide, f"Decimal({digits}, {decimals})")
    return None


def _clickhouse_moment(cell: exp.Expr) -> exp.Expr:
    # The best effort would also take a bare number, for seconds since 1970.
    return _in(
        "clickhouse",
        "CASE WHEN match(cell, '^\\\\d{4}-\\\\d{2}-\\\\d{2}') "
        "THEN parseDateTime64BestEffortOrNull(cell, 6, 'UTC') END",
        cell=cell,
    )


def _clickhouse_cast(node: exp.Expr) -> exp.Expr | None:
    from sqlglot import exp

    if type(node) is not exp.Cast or not node.args["to"].is_type(*_MOMENTS):
        return None
    changed = node.copy()
    changed.set("to", exp.DataType.build(_MOMENT, dialect="clickhouse"))
    return changed


def _clickhouse_parsed(node: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    cell, formats = node.expressions
    every = formats.expressions if isinstance(formats, exp.Array) else [formats]
    first = every[0].name
    if first.startswith(("%m/", "%d/")):
        effort = "parseDateTime64BestEffortUSOrNull" if first[1] == "m" else _DAY_FIRST
        return _call(effort, cell.copy(), 6, "UTC")
    pattern = first.replace("%M", "%i")  # where %M is the month's name
    parsed = _call("parseDateTimeOrNull", cell.copy(), pattern, "UTC")
    return exp.cast(parsed, exp.DataType.build(_MOMENT, dialect="clickhouse"))


_DAY_FIRST = "parseDateTime64BestEffortOrNull"


def _clickhouse_float_sum(node: exp.Expr) -> exp.Expr:
    return _call("sumKahan", node.expressions[0].copy())


def _clickhouse_is_json(node: exp.Expr) -> exp.Expr:
    return _call("isValidJSON", node.expressions[0].copy())


def _clickhouse_list_of_json(node: exp.Expr) -> exp.Expr:
    fields = ", ".join(f"{name} Nullable(String)" for name in _fields(node))
    text = _call("ifNull", node.expressions[0].copy(), "")
    return _call("JSONExtract", text, f"Array(Tuple({fields}))")


def _clickhouse_list_sum(node: exp.Expr) -> exp.Expr:
    listed = node.expressions[0].copy()
    value = listed.expression
    kind = "Float64" if "Float64" in value.this.sql("clickhouse") else "Decimal(28, 12)"
    value.set("this", _call("ifNull", value.this.copy(), _call("CAST", 0, kind)))
    return _call("arraySum", listed)


def _clickhouse_field(node: exp.Expr) -> exp.Expr:
    return _call("tupleElement", node.this.copy(), node.expression.name)


def _clickhouse_struct_field(node: exp.Expr) -> exp.Expr:
    return _call("tupleElement", node.this.copy(), node.expression.name)


def _clickhouse_as_json(node: exp.Expr) -> exp.Expr:
    return _call("toJSONString", node.expressions[0].copy())


_CLICKHOUSE: dict[str, Rewrite] = {
    "case": _clickhouse_searched,
    "trycast": _clickhouse_tried,
    "cast": _clickhouse_cast,
    "try_strptime": _clickhouse_parsed,
    "fsum": _clickhouse_float_sum,
    "json_valid": _clickhouse_is_json,
    "json_transform": _clickhouse_list_of_json,
    "list_sum": _clickhouse_list_sum,
    "dot": _clickhouse_field,
    "structextract": _clickhouse_struct_field,
    "to_json": _clickhouse_as_json,
}

#: Engine, as Ibis names it → its rewritings.
SPEAKERS: Mapping[str, Mapping[str, Rewrite]] = {
    "pyspark": _SPARK,
    "databricks": _SPARK,
    "clickhouse": _CLICKHOUSE,
}
