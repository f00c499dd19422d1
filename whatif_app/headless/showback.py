"""What `whatif showback` does: each team's statement, printed or written as a workbook."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from whatif_app.errors import UsageError
from whatif_app.headless import arguments
from whatif_app.headless.target_file import check_target
from whatif_app.project_file import read_project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from whatif_app.costs.baseline import Baseline
    from whatif_app.ownership.allocation_key import AllocationKey
    from whatif_app.ownership.ownership import Ownership
    from whatif_app.ownership.sharing import Sharing, Split

_SPLITS = (
    "Write WHAT=HOW, as in “service:Amazon EKS=weight”: WHAT is team:NAME, unallocated, top:N, "
    "tag:KEY:VALUE or DIMENSION:VALUE; HOW is cost, even or weight."
)


def declare_showback(command: argparse.ArgumentParser) -> None:
    """What “whatif showback” takes."""
    arguments.add_file(command)
    command.add_argument(
        "output", type=Path, nargs="?", metavar="out.xlsx", help="the workbook to write"
    )
    command.add_argument(
        "--month",
        dest="months",
        action="append",
        type=arguments.month,
        metavar="YYYY-MM",
        help="this month (default: the last complete one); may be repeated, for a quarter say",
    )
    command.add_argument(
        "--by",
        choices=arguments.LEVELS,
        help="whose statement (default: as the project says)",
    )
    command.add_argument("--currency", metavar="CUR", help="where the export has several")
    command.add_argument(
        "--split",
        dest="splits",
        action="append",
        default=[],
        metavar="WHAT=HOW",
        help="split a shared cost, in place of the project's splits; may be repeated. WHAT is "
        "team:NAME, unallocated, top:N (all but the top N), tag:KEY:VALUE or DIMENSION:VALUE "
        "(“service:Amazon EKS”); HOW is cost, even or weight",
    )
    command.add_argument(
        "--key",
        type=arguments.export,
        metavar="FILE",
        help="weights: an OpenCost or Kubecost allocation (JSON, CSV), or a table (CSV, Excel)",
    )
    command.add_argument("--key-by", metavar="NAME", help="what names the key's entries")
    command.add_argument("--measure", help="what the key counts (default: requested CPU first)")
    command.add_argument("--platform", metavar="TEAM", help="who keeps the key's idle part")
    command.add_argument("--json", action="store_true", help="every statement as JSON")
    arguments.add_force(command)
    command.set_defaults(run=showback)


def showback(options: argparse.Namespace) -> int:
    """Print the statement; write the workbook where one is asked for."""
    from whatif_app.ownership.bill import bill_before, bill_of, last_month
    from whatif_app.ownership.even_split import against_even, peanut_butter
    from whatif_app.ownership.statement import statement_of
    from whatif_app.ownership.statement_report import statement_as_json, statement_in_words
    from whatif_app.ownership.statement_workbook import write_statement

    if options.output is not None:
        check_target(options.output, options.force, (".xlsx",))
    ledger = read_project(options.file)[0].ledger
    if ledger.baseline is None:
        raise UsageError(
            f"{options.file} holds no cost export.", "Make a project with “whatif import”."
        )
    baseline, ownership = ledger.baseline, ledger.ownership
    months = options.months or [last_month(baseline)]
    sharing = _sharing(ledger.sharing, baseline, ownership, months, options)
    bill = bill_of(baseline, ownership, months, level=sharing.level, currency=options.currency)
    before = bill_before(bill, ownership)
    found = statement_of(bill, sharing, before=before, usage=ledger.usage)
    pieces = bill.pieces(sharing)
    against, spreads = against_even(pieces, sharing), peanut_butter(pieces, sharing)
    if options.json:
        data = statement_as_json(found, against, spreads)
        print(json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2))
    else:
        print(statement_in_words(found, spreads))
    if options.output is not None:
        write_statement(options.output, found, sharing, against)
        print(f"Wrote {options.output}.", file=sys.stderr if options.json else sys.stdout)
    return 0


def _sharing(
    kept: Sharing,
    baseline: Baseline,
    ownership: Ownership,
    months: Sequence[str],
    options: argparse.Namespace,
) -> Sharing:
    """The project's sharing, with the splits and the level asked for in their place.

    Raises:
        UsageError: a split cannot be read, or cannot be carried out.
        UserError: the key cannot be read.
    """
    if options.by is not None:
        kept = replace(kept, level=options.by)
    if options.splits:
        key = ""
        if options.key is not None:
            from whatif_app.ownership.bill import bill_of

            bill = bill_of(baseline, ownership, months, level=kept.level, currency=options.currency)
            read = bill.whose(_key(options), ownership)
            kept, key = kept.with_key(read), read.name
        splits = (_split(text, key, options) for text in options.splits)
        kept = kept.with_splits(splits)
        problems = kept.problems()
        if problems:
            raise UsageError(" ".join(problems), "See “whatif showback --help”.")
    elif options.key is not None:
        raise UsageError("A key divides nothing without a split.", "Add --split WHAT=weight.")
    return kept


def _key(options: argparse.Namespace) -> AllocationKey:
    from whatif_app.ownership.key_reader import read_key_file

    path: Path = options.key
    key = read_key_file(path).key(path.stem, dimension=options.key_by, measure=options.measure)
    for note in key.notes:
        print(f"whatif: {path.name}: {note}", file=sys.stderr)
    return key


def _split(text: str, key: str, options: argparse.Namespace) -> Split:
    """A split as written on the command line: `service:Amazon EKS=weight`."""
    from whatif_app.ownership.sharing import HOWS, LINES, OWNER, TAIL, UNALLOCATED, Source, Split

    what, _, how = text.rpartition("=")
    kind, _, value = what.partition(":")
    if kind == "tag":
        tag, _, value = value.partition(":")
        kind = f"tag:{tag}"
    if how not in HOWS or how == "surcharge" or not (value or what == UNALLOCATED):
        raise UsageError(f"“{text}” is no split.", _SPLITS)
    if kind == "top":
        if not value.isdecimal() or not 0 < len(value) < 6:
            raise UsageError(f"“{text}” names no number of teams.", _SPLITS)
        source = Source(TAIL, top=int(value))
    elif kind in ("team", "owner"):
        source = Source(OWNER, value)
    else:
        source = Source(UNALLOCATED) if what == UNALLOCATED else Source(LINES, value, kind)
    name = value if source.kind != TAIL else f"All but the top {value}"
    uses_key = how in ("weight", "even")
    return Split(
        name=name or "Unallocated",
        source=source,
        how=how,
        key=key if uses_key else "",
        platform=(options.platform or "") if how == "weight" else "",
    )
