"""What each command does once its arguments are read."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scenarios.case import Case
from scenarios.problems import suggestion
from scenarios.schema import TABLES
from whatif_app.atomic_file import replacing
from whatif_app.errors import ListedError, UsageError, UserError
from whatif_app.journal import Recovery, recoverable
from whatif_app.ledger import of_export
from whatif_app.progress_line import progress_line, stop_on_interrupt
from whatif_app.project_file import Project, is_case_file, read_project, write_project
from whatif_app.target_file import check_target

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.format import Choices
    from whatif_app.costs.problem import Problem
    from whatif_app.costs.session import Progress

PROJECT_ENDINGS = (".whatif", ".json")


def compute(options: argparse.Namespace) -> int:
    """Print the scenario table, or every figure and series as JSON."""
    case = read_project(options.file)[0].case
    names = _scenario_names(case, options.scenarios)
    if options.json:
        from scenarios.engine import compute as compute_case

        computed = compute_case(case, names)
        _print_json(computed)
    else:
        print(scenarios_in_words(case, names))
    return 0


def check(options: argparse.Namespace) -> int:
    """Say that a project or case is in order; where it is not, reading it has listed why."""
    case = read_project(options.file)[0].case
    if options.json:
        _print_json({"errors": []})
    else:
        counts = [(len(case.scenarios), "scenario")]
        counts += [(len(rows), TABLES[name].row_label) for name, rows in case.tables.items()]
        listed = [f"{count} {what}{'s' * (count > 1)}" for count, what in counts if count]
        print(f"{options.file}: no mistakes ({', '.join(listed) or 'empty'}).")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write the workbook."""
    check_target(options.output, options.force, (".xlsx",))
    project, _ = read_project(options.file)
    write_workbook(project, options.output)
    print(f"Wrote {options.output}.")
    return 0


def import_export(options: argparse.Namespace) -> int:
    """Read an export, say how it reconciles, and make a project of it."""
    from whatif_app.costs.format import Choices

    if options.output is None and not options.dry_run:
        raise UsageError("Where should the project go?", "Give -o FILE.whatif, or --dry-run.")
    if not options.dry_run:
        check_target(options.output, options.force, PROJECT_ENDINGS)
    tags = list(options.tags)
    if options.group_by.startswith("tag:"):
        tags.append(options.group_by.removeprefix("tag:"))
    choices = Choices(options.date_order, options.by_invoice_month, options.metric)
    baseline = read_baseline(options.exports, tags, choices)
    # Before anything is printed: what was asked for may not be in the export.
    begun = _begun_case(baseline, options)
    if options.json:
        account = baseline.reconciliation.as_json()
        _print_json({name: account[name] for name in ("format", "rows", "totals", "months")})
    else:
        from whatif_app.costs.baseline import describe

        print(describe(baseline))
    if begun is not None:
        case, said = begun
        # A case.json cannot hold the export's lines; whoever names one wants the case alone.
        kept = None if is_case_file(options.output) else baseline
        write_project(options.output, Project(case, of_export(kept)))
        stream = sys.stderr if options.json else sys.stdout
        print(f"\n{said}\n\nWrote {options.output}.", file=stream)
    return 0


def _begun_case(baseline: Baseline, options: argparse.Namespace) -> tuple[Case, str] | None:
    """The case that the options ask for, and what is said of it; None for a dry run, of which
    month and currency are checked all the same."""
    wishes = {
        "month": options.month,
        "largest": options.largest,
        "currency": options.currency,
        "credits": options.credits,
    }
    given = {name: value for name, value in wishes.items() if value is not None}
    if options.dry_run and not (options.month or options.currency):
        return None
    begun = case_of(baseline, group_by=options.group_by, **given)
    return None if options.dry_run else begun


def case_of(baseline: Baseline, *, group_by: str, **wishes: Any) -> tuple[Case, str]:
    """The case that a baseline begins, and how well its month 0 fits the export, in words.

    Args:
        group_by: as on the command line; a tag may lack its prefix, `team` for `user:team`.
        wishes: of `starting_case`: month, currency, largest, credits.

    Raises:
        ListedError: there is no such month, currency or dimension.
    """
    from whatif_app.costs.format import chosen_tag
    from whatif_app.costs.problem import ExportError
    from whatif_app.costs.starting_case import TOLERANCE, starting_case

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
    return Case.from_json(started.case), "\n".join(said)


def demo(options: argparse.Namespace) -> int:
    """The main job, from the sample export to the workbook."""
    from whatif_app.demo import run_demo

    return run_demo(options.output)


def list_recoverable(options: argparse.Namespace) -> int:
    """Print what can be recovered."""
    found = recoverable()
    if not found:
        print("There is nothing to recover.")
    for number, recovery in enumerate(found, start=1):
        when = recovery.when.strftime("%Y-%m-%d %H:%M UTC")
        edits = "1 edit" if recovery.edits == 1 else f"{recovery.edits} edits"
        print(f"{number}  {when}  {edits:>9}  {recovery.path or 'never saved'}")
    return 0


def restore(options: argparse.Namespace) -> int:
    """Write recovered edits to a file."""
    check_target(options.output, options.force, PROJECT_ENDINGS)
    document = _recovery(options.number).open()
    document.save(options.output, overwrite=True)
    print(f"Wrote {options.output}.")
    return 0


def discard(options: argparse.Namespace) -> int:
    """Give recovered edits up."""
    _recovery(options.number).discard()
    print("Discarded.")
    return 0


def _recovery(number: int) -> Recovery:
    found = recoverable()
    if number > len(found):
        raise UsageError(f"There is no number {number} to recover.", "See “whatif recover list”.")
    return found[number - 1]


def _scenario_names(case: Case, wanted: Sequence[str] | None) -> list[str] | None:
    for name in wanted or ():
        if name not in case.scenario_names:
            valid = suggestion(name, case.scenario_names) or "The case has no scenarios."
            raise UsageError(f"“{name}” is not a scenario of the case.", valid)
    return list(dict.fromkeys(wanted)) if wanted else None


def scenarios_in_words(case: Case, names: list[str] | None = None) -> str:
    """The scenario table of a case; of all scenarios by default."""
    from scenarios.engine import evaluate
    from whatif_app.scenario_table import scenario_table

    hurdle = float(str(case.view().project("hurdle_months")))
    return scenario_table(evaluate(case, names), hurdle)


def _print_json(value: Any) -> None:
    print(json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=2))


def _finite(value: Any) -> Any:
    """The value with null for each number that JSON cannot write."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def read_baseline(
    exports: Sequence[Path], tags: Sequence[str], choices: Choices | None = None
) -> Baseline:
    """An export read with progress on the terminal; Ctrl+C stops it.

    Raises:
        ListedError: everything that stands in the way.
        KeyboardInterrupt: it was stopped.
    """
    from whatif_app.costs.export import Cancelled, ExportError, read_export

    with progress_line() as line, stop_on_interrupt() as is_stopped:

        def show(progress: Progress) -> None:
            done = progress.bytes_done / progress.bytes_total if progress.bytes_total else 0.0
            line.show(f"{progress.stage}: {done:4.0%}, {progress.rows:,} rows")

        try:
            return read_export(
                exports, tags=tags, choices=choices, progress=show, cancelled=is_stopped
            )
        except Cancelled:
            raise KeyboardInterrupt from None
        except ExportError as error:
            raise ListedError([_in_words(problem) for problem in error.problems]) from error


def _in_words(problem: Problem) -> UserError:
    place = [problem.file] if problem.file else []
    place += [f"line {problem.line}"] if problem.line is not None else []
    place += [f"column “{problem.column}”"] if problem.column else []
    where = ", ".join(place)
    return UserError(f"{where}: {problem.what}" if where else problem.what, problem.what_to_do)


def write_workbook(project: Project, path: Path) -> None:
    """Write the Excel workbook of a project, with progress; Ctrl+C leaves an older one as it was.

    Raises:
        UserError: it cannot be written.
        KeyboardInterrupt: it was stopped.
    """
    from whatif_app.costs.problem import Cancelled
    from whatif_app.workbook import export_workbook

    with progress_line() as line, stop_on_interrupt() as is_stopped, replacing(path) as temporary:

        def show(done: float, stage: str) -> None:
            line.show(f"{stage}: {done:4.0%}")

        try:
            export_workbook(
                project.case,
                temporary,
                baseline=project.ledger.baseline,
                progress=show,
                cancelled=is_stopped,
            )
        except Cancelled:
            raise KeyboardInterrupt from None
