"""What the import dialog has done for it by the reader of exports; loaded when first needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from scenarios.case import Case
from ui.background import Cancelled, Reporter
from whatif_app.costs.vocabulary import measure_in_words
from whatif_app.formatting import money, month_label, share

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.costs.export import Peek
    from whatif_app.costs.format import Choices as ReadingChoices
    from whatif_app.costs.mapped.mapping import ColumnMapping
    from whatif_app.costs.mapped.table_look import TableLook


@dataclass(frozen=True)
class Choices:
    """How one month of a baseline becomes workloads."""

    group_by: str
    month: str
    currency: str
    largest: int
    with_credits: bool
    rates: Mapping[str, tuple[float, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A case made from a baseline.

    Attributes:
        sentences: how well it reproduces the month, and what to know about it.
        grouping: which lines of the baseline are which workload.
    """

    case: Case
    baseline: Baseline
    choices: Choices
    sentences: tuple[str, ...]
    grouping: Grouping


def tr(text: str) -> str:
    """A text of the import in the user's language."""
    return QCoreApplication.translate("ImportWork", text)


def export_error() -> tuple[type[Exception], ...]:
    """The errors that say for themselves why an export cannot become a case."""
    # Reading exports loads DuckDB, a quarter of a second that the window need not wait for.
    from scenarios.problems import CaseError
    from whatif_app.costs.problem import ExportError
    from whatif_app.errors import UserError

    return (ExportError, UserError, CaseError)


def look_into(paths: Sequence[Path], choices: ReadingChoices | None = None) -> Peek:
    """What the files are, without reading them; of workbooks, in the sheet and row chosen."""
    from whatif_app.costs.export import peek

    return peek(paths, choices)


def remembered_mapping(look: TableLook) -> ColumnMapping | None:
    """What was chosen the last time for a table with such a header, where it still fits."""
    from whatif_app.costs.mapped.mapping_store import remembered

    mapping = remembered(look.fingerprint)
    return None if mapping is None or mapping.problems(look.names) else mapping


def remember_mapping(fingerprint: str, mapping: ColumnMapping) -> None:
    """Keep what was chosen for the next table with such a header."""
    from whatif_app.costs.mapped.mapping_store import remember

    remember(fingerprint, mapping)


def read_whole(
    paths: Sequence[Path], tags: Sequence[str], choices: ReadingChoices, reporter: Reporter
) -> Baseline:
    """Read and reconcile an export.

    Raises:
        ExportError: with everything that stands in the way.
        Cancelled: as asked.
    """
    from whatif_app.costs import export

    try:
        return export.read_export(
            paths,
            tags=tags,
            choices=choices,
            progress=reporter.progress,
            cancelled=reporter.cancelled,
        )
    except export.Cancelled as error:
        raise Cancelled from error


def dimensions_of(baseline: Baseline) -> list[tuple[str, str]]:
    """What workloads can be grouped by, with its label: tags first, then what every export has."""
    tags = [(name, name.removeprefix("tag:")) for name in baseline.dimensions if ":" in name]
    known = {
        "service": tr("Service"),
        "account": tr("Account"),
        "region": tr("Region"),
        "usage_type": tr("Usage type"),
    }
    named = [(name, tr("Tag {tag}").format(tag=label)) for name, label in tags]
    return [*named, *known.items()]


def make_case(baseline: Baseline, choices: Choices) -> Made:
    """The case whose month 0 reproduces the baseline's month.

    Raises:
        ExportError: there is no such case; says why.
    """
    from whatif_app.costs.case.starting_case import starting_case

    started = starting_case(
        baseline,
        group_by=choices.group_by,
        month=choices.month or None,
        currency=choices.currency or None,
        largest=choices.largest,
        credits="net" if choices.with_credits else "leave_out",
        rates={code: rate for code, rate in choices.rates.items() if code != choices.currency},
    )
    fit = started.calibration
    said = tr("Month 0 of “do nothing” costs {case}; the export’s {basis} {month} is {export}.")
    sentences = (
        said.format(
            case=money(fit.case, fit.currency, exact=True),
            basis=measure_in_words(fit.basis),
            month=month_label(fit.month),
            export=money(fit.export, fit.currency, exact=True),
        ),
        tr("Difference: {money}, {share}.").format(
            money=money(fit.case - fit.export, fit.currency, exact=True),
            share=share((fit.case - fit.export) / fit.export if fit.export else None, 3),
        ),
        *started.notes,
    )
    return Made(Case.from_json(started.case), baseline, choices, sentences, started.grouping)
