"""Amounts and days as people write them, read in SQL: `$1,234.50`, `(1.234,5 €)`, `Mär 26`, 46023.

A cell that fits none of the ways of writing is NULL, never a guess: `1,23` is no amount where the
decimal sign is a point.
"""

from __future__ import annotations

from whatif_app.costs.columns import LARGEST_AMOUNT, Columns, text_literal
from whatif_app.costs.formats.date_order import moment_sql

_ROOM = "\\s\u00a0\u202f\u2009'’"
_MONEY_SIGNS = "US\\$|zł|Kč|kr|[$€£¥₹₽]|\\b[A-Z]{3}\\b"
_EXPONENT = "([eE][-+]?\\d{1,3})?"
_POINT = (
    f"^-?(\\d{{1,3}}([,{_ROOM}]\\d{{2,3}})*[,{_ROOM}]\\d{{3}}(\\.\\d*)?|\\d+(\\.\\d*)?|\\.\\d+)"
    f"{_EXPONENT}$"
)
_COMMA = f"^-?(\\d{{1,3}}([.{_ROOM}]\\d{{3}})+(,\\d*)?|\\d+(,\\d*)?|,\\d+){_EXPONENT}$"

#: Cells that stand for no amount, as spreadsheets show a zero or nothing.
NO_AMOUNT = ("-", "–", "—")

_EXCEL_DAY = "^[2-7]\\d{4}(\\.\\d+)?$"
_SHORT_MONTHS = (
    ("mär|mae|mrz", "mar"),
    ("mai", "may"),
    ("okt", "oct"),
    ("dez", "dec"),
    ("jän", "jan"),
)
_WORDED = (
    *("%b %Y", "%b-%Y", "%b/%Y", "%Y %b", "%Y-%b"),
    *("%d %b %Y", "%d-%b-%Y", "%d. %b %Y", "%b %d, %Y", "%b %d %Y"),
)
_WORDED_SHORT = tuple(each.replace("%Y", "%y") for each in _WORDED if each.endswith("%Y"))
_FIGURED = ("%Y-%m", "%Y/%m", "%m/%Y", "%m-%Y", "%m.%Y", "%Y%m", "%Y/%m/%d", "%Y.%m.%d")

# Else "26" would be read as the year 26.
_WITH_WHOLE_YEAR = "^\\d{4}([-/.]|\\d{2}$)|^\\d{1,2}[-/.]\\d{4}$"


def signed_text(cell: str) -> str:
    """SQL of a written amount without money signs and with a leading minus, if any.

    Args:
        cell: text SQL.
    """
    ends = f"'^[{_escaped(_ROOM)}]+|[{_escaped(_ROOM)}]+$', '', 'g'"
    bare = f"regexp_replace(regexp_replace({cell}, '{_MONEY_SIGNS}', '', 'g'), {ends})"
    # (5.00) and 5.00- are what bookkeepers write for -5.00.
    signed = (
        f"regexp_replace(regexp_replace(replace({bare}, '−', '-'), "
        "'^\\((.+)\\)$', '-\\1'), '^([^-].*)-$', '-\\1')"
    )
    return f"regexp_replace(regexp_replace({signed}, '^\\+\\s*', ''), '^-[-\\s]*', '-')"


def figures_of(signed: str, decimal: str) -> str:
    """SQL of what `signed_text` gives as plain figures; NULL where it is no amount.

    Args:
        signed: text SQL.
        decimal: `point` or `comma`.
    """
    if decimal == "comma":
        figures = f"regexp_replace({signed}, '[.{_escaped(_ROOM)}]', '', 'g')"
        figures = f"replace({figures}, ',', '.')"
        return f"CASE WHEN regexp_matches({signed}, '{_escaped(_COMMA)}') THEN {figures} END"
    figures = f"regexp_replace({signed}, '[,{_escaped(_ROOM)}]', '', 'g')"
    return f"CASE WHEN regexp_matches({signed}, '{_escaped(_POINT)}') THEN {figures} END"


def exact_amount(figures: str) -> str:
    """SQL of plain figures as an exact amount; NULL where they are too large to be one."""
    is_plausible = f"abs(TRY_CAST({figures} AS DOUBLE)) <= {LARGEST_AMOUNT}"
    # Exponents are read as floats, all else figure for figure.
    exact = f"coalesce(TRY_CAST({figures} AS DECIMAL(38,12)), TRY_CAST({figures} AS DOUBLE))"
    return f"CASE WHEN {is_plausible} THEN {exact}::DECIMAL(38,12) END"


def written_day(cell: str, order: str) -> str:
    """SQL of a written day or month as a timestamp, a month as its first day; NULL for neither.

    Args:
        cell: name of a text column.
        order: of short dates, `mdy` or `dmy`.
    """
    # The usual ways of writing are read as in every other export: there the cell is column c0.
    usual = moment_sql(Columns(("day",)), order, "day").replace("c0", cell)
    excel = f"TIMESTAMP '1899-12-30' + to_days(TRY_CAST({cell} AS DOUBLE)::INTEGER)"
    words = f"replace(lower({cell}), '''', ' ')"
    for other, name in _SHORT_MONTHS:
        words = f"regexp_replace({words}, '^(.*)({other})', '\\1{name}')"
    words = f"regexp_replace({words}, '([a-z]{{3}})[a-zä]*\\.?', '\\1')"
    worded = (
        f"CASE WHEN regexp_matches({cell}, '[^0-9][0-9]{{2}}$') "
        f"THEN TRY_STRPTIME({words}, {list(_WORDED_SHORT)}) "
        f"ELSE TRY_STRPTIME({words}, {list(_WORDED)}) END"
    )
    return (
        f"CASE WHEN regexp_matches({cell}, '{_EXCEL_DAY}') THEN {excel} "
        f"WHEN regexp_matches({cell}, '^[^:]*\\pL{{3}}') THEN coalesce({worded}, {usual}) "
        f"WHEN regexp_matches({cell}, '{_WITH_WHOLE_YEAR}') "
        f"THEN coalesce(TRY_STRPTIME({cell}, {list(_FIGURED)}), {usual}) ELSE {usual} END"
    )


def with_plain_zone(cell: str) -> str:
    """SQL of a text whose time zone is written ` +0000`, as it is read: `+00:00`."""
    return f"regexp_replace({cell}, '\\s+([-+]\\d{{2}}):?(\\d{{2}})$', '\\1:\\2')"


def named_currency(cell: str, currency: str) -> str:
    """SQL of the currency that a written amount names itself, `EUR 5` or `£5`; NULL where it names
    none. Dollars and yen are many: such a sign is `currency`, if one is given.

    Args:
        cell: text SQL.
        currency: code of the currency of all amounts that name none, or empty.
    """
    signs = {"€": "EUR", "£": "GBP", "₹": "INR", "$": currency or "USD", "¥": currency or "JPY"}
    whens = " ".join(
        f"WHEN contains({cell}, '{sign}') THEN {text_literal(code)}" for sign, code in signs.items()
    )
    code = f"regexp_extract({cell}, '(?:^|[^A-Za-z])([A-Z]{{3}})(?:[^A-Za-z]|$)', 1)"
    return f"coalesce(nullif({code}, ''), CASE {whens} END)"


def plausible_day(moment: str) -> str:
    """SQL of a timestamp; NULL where it is of no year in which there was a cloud."""
    return f"CASE WHEN year({moment}) BETWEEN 1990 AND 2100 THEN {moment} END"


def month_of_parts(year: str, month: str) -> str:
    """SQL of a year cell and a month cell (a number or a name) as the first day of that month."""
    figures = f"TRY_CAST(regexp_replace({month}, '\\.0*$', '') AS INTEGER)"
    name = f"month({day_of_name(month)})"
    number = f"coalesce({figures}, {name})"
    whole_year = f"TRY_CAST(regexp_replace({year}, '\\.0*$', '') AS INTEGER)"
    is_sound = f"{number} BETWEEN 1 AND 12 AND {whole_year} BETWEEN 1990 AND 2100"
    return f"CASE WHEN {is_sound} THEN make_timestamp({whole_year}, {number}, 1, 0, 0, 0) END"


def day_of_name(month: str) -> str:
    """SQL of any day in the month of this name."""
    words = f"lower({month})"
    for other, name in _SHORT_MONTHS:
        words = f"regexp_replace({words}, '^({other})', '{name}')"
    return f"TRY_STRPTIME(regexp_replace({words}, '^([a-z]{{3}}).*$', '\\1'), '%b')"


def _escaped(pattern: str) -> str:
    return pattern.replace("'", "''")
