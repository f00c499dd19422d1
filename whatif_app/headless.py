"""What each command does once its arguments are read."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scenarios.case import Case
from scenarios.problems import suggestion
from scenarios.schema import TABLES
from whatif_app.atomic_file import replacing
from whatif_app.errors import UsageError
from whatif_app.journal import Recovery, recoverable
from whatif_app.progress_line import progress_line, stop_on_interrupt
from whatif_app.project_file import Project, read_project
from whatif_app.target_file import check_target

PROJECT_ENDINGS = (".whatif", ".json")


def compute(options: argparse.Namespace) -> int:
    """Print the scenario table, or every figure and series as JSON."""
    case = read_project(options.file)[0].case
    names = _scenario_names(case, options.scenarios)
    if options.json:
        from scenarios.engine import compute as compute_case

        computed = compute_case(case, names)
        print_json(computed)
    else:
        print(scenarios_in_words(case, names))
    return 0


def check(options: argparse.Namespace) -> int:
    """Say that a project or case is in order; where it is not, reading it has listed why."""
    case = read_project(options.file)[0].case
    if options.json:
        print_json({"errors": []})
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


def print_json(value: Any) -> None:
    """A value as JSON on standard output."""
    print(json.dumps(_finite(value), ensure_ascii=False, allow_nan=False, indent=2))


def _finite(value: Any) -> Any:
    """The value with null for each number that JSON cannot write."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


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
