"""What `whatif owners` does: whose the cost of a project is, and what is nobody's."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.problems import suggestion
from whatif_app.errors import UsageError
from whatif_app.headless import arguments
from whatif_app.headless.target_file import check_target
from whatif_app.project_file import read_project

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.ownership.ownership import Ownership


def declare_owners(command: argparse.ArgumentParser) -> None:
    """What “whatif owners” takes."""
    arguments.add_file(command)
    command.add_argument(
        "--ownership",
        type=Path,
        metavar="FILE",
        help="an ownership file (CSV or Excel) to use in place of the project's",
    )
    command.add_argument("--sheet", help="of a workbook (default: the first with anything in it)")
    command.add_argument(
        "--by",
        choices=arguments.LEVELS,
        help="what an owner is (default: the first that the file or a tag names)",
    )
    command.add_argument("--month", type=arguments.month, metavar="YYYY-MM", help="only this month")
    command.add_argument("--currency", metavar="CUR", help="where the export has several")
    command.add_argument(
        "--target", type=arguments.share, metavar="PERCENT", help="unallocated cost to stay below"
    )
    command.add_argument(
        "--untagged",
        type=arguments.export,
        metavar="LIST",
        help="write the untagged usage to this .csv or .xlsx, to send out",
    )
    command.add_argument("--json", action="store_true", help="every owner and gap as JSON")
    arguments.add_force(command)
    command.set_defaults(run=owners)


def owners(options: argparse.Namespace) -> int:
    """Print the cost by owner, what is unallocated, and how far tags are kept."""
    from whatif_app.ownership.assignment import assign, first_level
    from whatif_app.ownership.compliance import comply
    from whatif_app.ownership.owners_report import owners_as_json, owners_in_words

    if options.untagged is not None:
        check_target(options.untagged, options.force, (".csv", ".xlsx"))
    ledger = read_project(options.file)[0].ledger
    if ledger.baseline is None:
        raise UsageError(
            f"{options.file} holds no cost export.", "Make a project with “whatif import”."
        )
    baseline = ledger.baseline
    _check_choices(baseline, options)
    ownership, problems = _ownership(ledger.ownership, options)
    level = options.by or first_level(baseline, ownership)
    assignment = assign(baseline, ownership, level, month=options.month, currency=options.currency)
    compliance = comply(baseline, ownership, assignment)
    if options.json:
        found = owners_as_json(baseline, assignment, compliance)
        found["ownership_file"] = {
            "name": ownership.source,
            "services": len(ownership.services),
            "problems": problems,
        }
        print(json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2))
    else:
        print(owners_in_words(assignment, compliance))
    if options.untagged is not None:
        from whatif_app.ownership.untagged import list_untagged
        from whatif_app.ownership.untagged_workbook import write_untagged

        untagged = list_untagged(baseline, ownership, assignment)
        write_untagged(options.untagged, untagged, compliance)
        print(
            f"Wrote {options.untagged}: {len(untagged.lines):,} lines of untagged usage.",
            file=sys.stderr if options.json else sys.stdout,
        )
    return 0


def _ownership(kept: Ownership, options: argparse.Namespace) -> tuple[Ownership, list[str]]:
    """The project's ownership, with another file and target where they are given, and what is
    wrong with that file."""
    if options.target is not None:
        kept = replace(kept, target=options.target)
    if options.ownership is None:
        return kept, []
    from whatif_app.ownership.ownership_file import read_ownership_file

    file = read_ownership_file(options.ownership, options.sheet)
    problems = [str(problem) for problem in file.problems]
    for problem in problems:
        print(f"whatif: {problem}", file=sys.stderr)
    return file.joined_to(kept), problems


def _check_choices(baseline: Baseline, options: argparse.Namespace) -> None:
    """Whether the month and the currency asked for are in the export.

    Raises:
        UsageError: one is not; it names those that are.
    """
    for what, wanted, known in (
        ("month", options.month, baseline.months),
        ("currency", options.currency, baseline.currencies),
    ):
        if wanted is not None and wanted not in known:
            raise UsageError(
                f"The export has no {what} {wanted}.",
                suggestion(wanted, known) or f"It has no {what} at all.",
            )
