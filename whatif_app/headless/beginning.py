"""From an export to the case that it begins: progress on the terminal, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.case import Case
from whatif_app.errors import ListedError, UsageError, UserError
from whatif_app.headless.progress_line import progress_line, stop_on_interrupt

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.costs.format import Choices
    from whatif_app.costs.problem import Problem
    from whatif_app.costs.session import Progress


@dataclass(frozen=True, slots=True)
class Begun:
    """A case that a baseline begins, which lines are which of its workloads, and what is said."""

    case: Case
    grouping: Grouping
    said: str


def case_of(baseline: Baseline, *, group_by: str, **wishes: Any) -> Begun:
    """The case that a baseline begins, and how well its month 0 fits the export, in words.

    Args:
        group_by: as on the command line; a tag may lack its prefix, `team` for `user:team`.
        wishes: of `starting_case`: month, currency, largest, credits, rates.

    Raises:
        ListedError: there is no such month, currency or dimension.
    """
    from whatif_app.costs.case.starting_case import TOLERANCE, starting_case
    from whatif_app.costs.format import chosen_tag
    from whatif_app.costs.problem import ExportError

    if group_by.startswith("tag:"):
        tag = group_by.removeprefix("tag:")
        group_by = f"tag:{chosen_tag(tag, baseline.tags) or tag}"
    try:
        started = starting_case(baseline, group_by=group_by, **wishes)
    except ExportError as error:
        errors = [UsageError(problem.what, problem.what_to_do) for problem in error.problems]
        raise ListedError(errors) from error
    fit = started.calibration
    difference = round(fit.difference, 2) + 0.0  # so that no zero has a sign
    said = [
        f"Month 0 ({fit.month}) of “do nothing” costs {fit.case:,.2f} {fit.currency}; the export's "
        f"{fit.basis} cost is {fit.export:,.2f}, a difference of {difference:,.2f}.",
        *(f"- {note}" for note in started.notes),
    ]
    if not fit.ok:
        said.append(
            f"- The case does not reproduce the export within {TOLERANCE:.1%}: look for what is "
            "negative in the month, or choose another."
        )
    return Begun(Case.from_json(started.case), started.grouping, "\n".join(said))


def read_baseline(
    exports: Sequence[Path], tags: Sequence[str], choices: Choices | None = None
) -> Baseline:
    """An export read with progress on the terminal; Ctrl+C stops it.

    Raises:
        ListedError: everything that stands in the way.
        KeyboardInterrupt: it was stopped.
    """
    from whatif_app.costs.export import read_export

    return with_progress(partial(read_export, exports, tags=tags, choices=choices))


def with_progress(read: Callable[..., Baseline]) -> Baseline:
    """What a reader reads, with progress on the terminal; Ctrl+C stops it.

    Args:
        read: takes `progress` and `cancelled`.

    Raises:
        ListedError: everything that stands in the way.
        KeyboardInterrupt: it was stopped.
    """
    from whatif_app.costs.problem import Cancelled, ExportError
    from whatif_app.costs.time_left import in_words

    with progress_line() as line, stop_on_interrupt() as is_stopped:

        def show(progress: Progress) -> None:
            shown = progress.stage
            if progress.bytes_total:  # a table elsewhere does not tell how far it is
                done = progress.bytes_done / progress.bytes_total
                shown += f": {done:4.0%}, {progress.rows:,} rows"
            if progress.seconds_left is not None:
                shown += f", {in_words(progress.seconds_left)}"
            line.show(shown)

        try:
            return read(progress=show, cancelled=is_stopped)
        except Cancelled:
            raise KeyboardInterrupt from None
        except ExportError as error:
            raise ListedError([_said(problem) for problem in error.problems]) from error


def _said(problem: Problem) -> UserError:
    place = [problem.file] if problem.file else []
    place += [f"line {problem.line}"] if problem.line is not None else []
    place += [f"column “{problem.column}”"] if problem.column else []
    where = ", ".join(place)
    return UserError(f"{where}: {problem.what}" if where else problem.what, problem.what_to_do)
