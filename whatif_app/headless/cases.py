"""`whatif compute`, `check` and `export`: a case or project as figures, mistakes or a workbook."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from scenarios.case import Case
from scenarios.problems import suggestion
from scenarios.schema import TABLES
from whatif_app.atomic_file import replacing
from whatif_app.errors import UsageError
from whatif_app.headless import arguments, printing
from whatif_app.headless.progress_line import progress_line, stop_on_interrupt
from whatif_app.headless.target_file import check_target
from whatif_app.project_file import Project, read_project


def declare_compute(command: argparse.ArgumentParser) -> None:
    """What “whatif compute” takes."""
    arguments.add_file(command)
    command.add_argument("--json", action="store_true", help="every figure and series as JSON")
    command.add_argument(
        "--scenario",
        dest="scenarios",
        action="append",
        metavar="NAME",
        help="only this one; may be repeated",
    )
    command.set_defaults(run=compute)


def compute(options: argparse.Namespace) -> int:
    """Print the scenario table, or every figure and series as JSON."""
    case = read_project(options.file)[0].case
    names = _scenario_names(case, options.scenarios)
    if options.json:
        from scenarios.engine import compute as compute_case

        computed = compute_case(case, names)
        printing.print_json(computed)
    else:
        print(scenarios_in_words(case, names))
    return 0


def declare_check(command: argparse.ArgumentParser) -> None:
    """What “whatif check” takes."""
    arguments.add_file(command)
    command.add_argument("--json", action="store_true", help="print what was found as JSON")
    command.set_defaults(run=check)


def check(options: argparse.Namespace) -> int:
    """Say that a project or case is in order; where it is not, reading it has listed why."""
    case = read_project(options.file)[0].case
    if options.json:
        printing.print_json({"errors": []})
    else:
        counts = [(len(case.scenarios), "scenario")]
        counts += [(len(rows), TABLES[name].row_label) for name, rows in case.tables.items()]
        listed = [f"{count} {what}{'s' * (count > 1)}" for count, what in counts if count]
        print(f"{options.file}: no mistakes ({', '.join(listed) or 'empty'}).")
    return 0


def declare_export(command: argparse.ArgumentParser) -> None:
    """What “whatif export” takes."""
    arguments.add_file(command)
    command.add_argument("output", type=Path, metavar="out.xlsx", help="the workbook to write")
    arguments.add_force(command)
    command.set_defaults(run=export)


def export(options: argparse.Namespace) -> int:
    """Write the workbook."""
    check_target(options.output, options.force, (".xlsx",))
    project, _ = read_project(options.file)
    write_workbook(project, options.output)
    print(f"Wrote {options.output}.")
    return 0


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
