"""The account of an import as a page: rows, totals, the check against the file, what was noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from scenarios.words import say, spoken
from whatif_app.costs.vocabulary import kind_in_words
from whatif_app.formatting import amount, count, month_label

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.reconciliation import Totals

_MEASURES = ("billed", "amortized", "on_demand", "unused")


def tr(text: str) -> str:
    """A sentence of this page in the user's language."""
    return QCoreApplication.translate("ReconciliationPage", text)


def account_title() -> str:
    """What the account is called."""
    return tr("What was read, and what it adds up to")


def reconciliation_html(
    baseline: Baseline, about_case: Sequence[str] = (), *, with_title: bool = True
) -> str:
    """The whole account.

    Args:
        about_case: sentences on the case that was made from the baseline.
        with_title: False where `account_title` stands above it already.
    """
    account = baseline.reconciliation
    files = ", ".join(escape(source.name) for source in baseline.sources[:8])
    more = len(baseline.sources) - 8
    if more > 0:
        files += f" + {more}"
    parts = [
        f"<h1>{account_title()}</h1>" if with_title else "",
        f'<p class="quiet">{escape(baseline.format)} · {files}</p>',
        _check(baseline),
        *(f"<p>{escape(sentence)}</p>" for sentence in about_case),
        f"<h2>{tr('Rows')}</h2>",
        _rows_table(baseline),
    ]
    for currency in baseline.currencies:
        title = tr("Totals in {currency}").format(currency=escape(currency))
        months = {
            month_label(month): account.months[month][currency]
            for month in baseline.months
            if currency in account.months[month]
        }
        parts.append(f"<h2>{title}</h2>")
        parts.append(_totals_table({**months, tr("All months"): account.totals[currency]}))
        kinds = account.by_kind.get(currency, {})
        parts.append(f"<h2>{tr('By kind of charge, {c}').format(c=escape(currency))}</h2>")
        parts.append(_totals_table({kind_in_words(kind): kinds[kind] for kind in kinds}))
    parts += _list(tr("Notes"), map(spoken, account.notes))
    parts += _list(tr("Examples of rows set aside"), map(str, account.problems))
    return "\n".join(parts)


def reconciles(baseline: Baseline) -> tuple[bool, str]:
    """Whether the totals equal the file's own columns, and the sentence that says so."""
    account = baseline.reconciliation
    if account.agrees:
        return True, tr("reconciles to the cent")
    worst = max(account.differences().items(), key=lambda item: abs(item[1]))
    return False, tr("differs by {amount} {currency}").format(
        amount=amount(worst[1]), currency=worst[0]
    )


def _check(baseline: Baseline) -> str:
    agrees, words = reconciles(baseline)
    sign, look = ("✓", "gain") if agrees else ("✗", "loss")
    columns = ", ".join(escape(label) for label in baseline.reconciliation.column_sums)
    against = tr("Billed cost, row by row, against plain sums of the file’s own columns")
    return (
        f'<p><span class="{look}">{sign} {escape(words)}</span>'
        f'<br><span class="quiet">{against}: {columns}</span></p>'
    )


def _rows_table(baseline: Baseline) -> str:
    # Reading exports loads DuckDB, which a window without a baseline need not.
    from whatif_app.costs.reconciliation import SET_ASIDE_IN_WORDS

    account = baseline.reconciliation
    rows = [(tr("Read"), account.read), (tr("Rows used"), account.used)]
    rows += [
        (tr("Set aside: {reason}").format(reason=say(SET_ASIDE_IN_WORDS.get(reason, reason))), n)
        for reason, n in account.set_aside.items()
    ]
    if not account.set_aside:
        rows.append((tr("Set aside"), 0))
    body = "".join(
        f'<tr><td>{escape(what)}</td><td align="right">{count(n)}</td></tr>' for what, n in rows
    )
    return f"<table>{body}</table>"


def _totals_table(rows: dict[str, Totals]) -> str:
    names = (tr("Billed"), tr("Amortized"), tr("On demand"), tr("Unused"))
    head = "".join(f'<th align="right">{name}</th>' for name in names)
    body = "".join(
        f"<tr><td>{escape(label)}</td>"
        + "".join(f'<td align="right">{_amount(totals.get(m))}</td>' for m in _MEASURES)
        + "</tr>"
        for label, totals in rows.items()
    )
    return f'<table><tr><th align="left"></th>{head}</tr>{body}</table>'


def _amount(value: Decimal | None) -> str:
    if value is None:
        return f'<span class="quiet">{tr("not computable")}</span>'
    return amount(value)


def _list(title: str, sentences: Iterable[str]) -> list[str]:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return [f"<h2>{title}</h2>", f"<ul>{items}</ul>"] if items else []
