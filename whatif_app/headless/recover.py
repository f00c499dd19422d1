"""`whatif recover`: edits that were never saved, and what can be read of a damaged file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from whatif_app.errors import UsageError
from whatif_app.headless import arguments
from whatif_app.headless.target_file import check_target
from whatif_app.journal import Recovery, recoverable
from whatif_app.project_file import PROJECT_ENDINGS, write_project
from whatif_app.recovery import recovered


def declare_recover(command: argparse.ArgumentParser) -> None:
    """What “whatif recover” takes."""
    actions = command.add_subparsers(
        metavar="list | restore N -o FILE | discard N | file DAMAGED -o FILE"
    )
    listing = actions.add_parser("list", help="what can be recovered (default)")
    restoring = actions.add_parser("restore", help="write recovered edits to a file")
    restoring.add_argument(
        "number", type=arguments.positive, metavar="N", help="as “list” numbers them"
    )
    restoring.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    arguments.add_force(restoring)
    discarding = actions.add_parser("discard", help="give recovered edits up")
    discarding.add_argument("number", type=arguments.positive, metavar="N")
    reading = actions.add_parser("file", help="write what can be read of a damaged project")
    reading.add_argument("damaged", type=Path, metavar="DAMAGED", help="it stays as it is")
    reading.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    arguments.add_force(reading)
    reading.set_defaults(run=read_damaged)
    for each in (command, listing):
        each.set_defaults(run=list_recoverable)
    restoring.set_defaults(run=restore)
    discarding.set_defaults(run=discard)


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
    document = recovered(_recovery(options.number))
    document.save(options.output, overwrite=True)
    print(f"Wrote {options.output}.")
    return 0


def read_damaged(options: argparse.Namespace) -> int:
    """Write what can be read of a damaged project, and list what is lost."""
    from whatif_app.salvage.salvage import salvage

    check_target(options.output, options.force, PROJECT_ENDINGS)
    if options.output.resolve() == options.damaged.resolve():
        raise UsageError("A damaged file is never written over.", "Name another file.")
    found = salvage(options.damaged)
    write_project(options.output, found.project)
    print(f"Wrote {options.output}.")
    for problem in found.lost:
        print(f"lost: {problem}", file=sys.stderr)
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
