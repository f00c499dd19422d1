"""`whatif import`: an export becomes a project, or joins one."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from whatif_app.errors import InvalidFileError, UsageError
from whatif_app.headless import arguments
from whatif_app.headless.beginning import Begun, case_of, read_baseline, with_progress
from whatif_app.headless.mappings import save_proposal, with_mapping
from whatif_app.headless.printing import print_json
from whatif_app.headless.target_file import check_target
from whatif_app.ledger import of_export
from whatif_app.project_file import PROJECT_ENDINGS, Project, is_case_file, write_project

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.format import Choices
    from whatif_app.document import Document


_EXPORTS = (
    "a file or folder of AWS, Azure, Google Cloud, Oracle or FOCUS costs, or any table of costs "
    "with --mapping: CSV, JSON lines, Parquet, Excel"
)


def declare_import(command: argparse.ArgumentParser) -> None:
    """What “whatif import” takes."""
    command.add_argument(
        "exports", nargs="*", type=arguments.export, metavar="EXPORT", help=_EXPORTS
    )
    command.add_argument("-o", "--output", type=Path, help="the project (.whatif) to write")
    command.add_argument(
        "--into",
        type=Path,
        metavar="PROJECT",
        help="add the export to this project; bills that it held before are replaced",
    )
    _declare_warehouse(command)
    _declare_reading(command)
    _declare_mapping(command)
    _declare_case(command)
    command.add_argument(
        "--dry-run", action="store_true", help="print the reconciliation alone, write nothing"
    )
    command.add_argument("--json", action="store_true", help="print the reconciliation as JSON")
    arguments.add_force(command)
    command.set_defaults(run=import_export)


def _declare_warehouse(command: argparse.ArgumentParser) -> None:
    """Where rows lie that are in no file."""
    command.add_argument(
        "--engine",
        metavar="ADDRESS",
        help="in place of files, read a table of this warehouse (with --table): duckdb:FILE, "
        "spark://HOST, clickhouse://HOST/DATABASE, bigquery://PROJECT/DATASET …; without a "
        "password: credentials are the warehouse's own",
    )
    command.add_argument(
        "--table", metavar="NAME", help="the table or view of billing data, as DATABASE.TABLE"
    )


def _declare_reading(command: argparse.ArgumentParser) -> None:
    """What a file itself leaves open."""
    command.add_argument(
        "--date-order",
        choices=("mdy", "dmy"),
        help="how short dates are written, where the export leaves it open: 3/4/2026 is 4 March "
        "(mdy) or 3 April (dmy)",
    )
    command.add_argument(
        "--metric",
        choices=("unblended", "net", "amortized"),
        help="AWS Cost Explorer download: the metric that it shows",
    )
    command.add_argument("--sheet", metavar="NAME", help="of a workbook, the sheet to read")
    command.add_argument(
        "--header-row",
        type=arguments.positive,
        metavar="N",
        help="the row in which the table's header stands (default: it is found)",
    )
    command.add_argument(
        "--by-invoice-month",
        action="store_true",
        help="Google Cloud: take months from the invoices, not from when usage began",
    )


def _declare_mapping(command: argparse.ArgumentParser) -> None:
    """How a table of no known format is read."""
    command.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="read a table of no known format as this mapping of its columns says",
    )
    command.add_argument(
        "--save-mapping",
        type=Path,
        metavar="FILE",
        help="write what the columns of such a table seem to mean, and import nothing yet",
    )


def _declare_case(command: argparse.ArgumentParser) -> None:
    """What becomes a workload, of which month, in which currency."""
    command.add_argument(
        "--group-by",
        default="service",
        type=arguments.grouping,
        metavar="DIMENSION",
        help="what makes a workload: service (default), account, region, usage_type, tag:KEY",
    )
    command.add_argument(
        "--tag",
        dest="tags",
        action="append",
        default=[],
        metavar="KEY",
        help="also keep the costs apart by this tag; may be repeated",
    )
    command.add_argument(
        "--month",
        type=arguments.month,
        metavar="YYYY-MM",
        help="the baseline month (default: the last complete one)",
    )
    command.add_argument(
        "--largest",
        type=arguments.positive,
        metavar="N",
        help="keep the N largest workloads, the rest as “Other”",
    )
    command.add_argument("--currency", metavar="CUR", help="the project's, of several")
    command.add_argument(
        "--rate",
        dest="rates",
        action="append",
        default=[],
        type=arguments.rate,
        metavar="CUR=RATE@DATE",
        help="take costs in another currency too: what one unit of it is worth in the project's, "
        "and since when, as in EUR=1.08@2026-09-30; may be repeated",
    )
    command.add_argument(
        "--credits",
        choices=("net", "leave_out"),
        help="whether credits lower the costs of the workloads",
    )


def import_export(options: argparse.Namespace) -> int:
    """Read an export, say how it reconciles, and make a project of it or add it to one."""
    _check_origin(options)
    if options.save_mapping is not None:
        return save_proposal(options, _choices(options))
    if options.into is not None:
        return _into_project(options)
    if options.output is None and not options.dry_run:
        raise UsageError(
            "Where should the project go?",
            "Give -o FILE.whatif, --into an existing project, or --dry-run.",
        )
    if not options.dry_run:
        check_target(options.output, options.force, PROJECT_ENDINGS)
    baseline = _read(options, _tags(options))
    # Before anything is printed: what was asked for may not be in the export.
    begun = _begun_case(baseline, options)
    _print_account(baseline, options)
    if begun is not None:
        # A case.json cannot hold the export's lines; whoever names one wants the case alone.
        kept = None if is_case_file(options.output) else baseline
        write_project(options.output, Project(begun.case, of_export(kept, begun.grouping)))
        stream = sys.stderr if options.json else sys.stdout
        print(f"\n{begun.said}\n\nWrote {options.output}.", file=stream)
    return 0


def _into_project(options: argparse.Namespace) -> int:
    """Add an export to a project: a bill that was loaded before is replaced, and that is said."""
    from whatif_app.commands import LoadExport
    from whatif_app.costs.deliveries import loading
    from whatif_app.document import Document
    from whatif_app.rebasing import following

    if options.output is not None:
        raise UsageError("Both -o and --into were given.", "Give one of them.")
    if is_case_file(options.into):
        raise InvalidFileError(
            f"“{options.into}” is a case, which cannot hold exports.", "Name a .whatif project."
        )
    document = Document.open(options.into)
    try:
        baseline = _read(options, _tags(options, document))
        _print_account(baseline, options)
        outcome = loading(document.ledger.exports, baseline)
        command = LoadExport(baseline)
        after = command.changed(document.ledger)
        follows = following(document.case, document.ledger, after)
        said = [*outcome.in_words(), *follows.in_words()]
        if not outcome.is_known and not options.dry_run:
            document.do(LoadExport(baseline, follows.edits))
            document.save()
            said.append(f"Saved {options.into}.")
    finally:
        document.close()
    print("\n" + "\n".join(said), file=sys.stderr if options.json else sys.stdout)
    return 0


def _check_origin(options: argparse.Namespace) -> None:
    """Either files or a table of a warehouse, before any work.

    Raises:
        UsageError: neither, both, or half of one; or an address that is none or holds a secret.
    """
    if options.engine is None and options.table is None:
        if not options.exports:
            raise UsageError("No export was named.", "Name files or a folder, or --engine.")
        return
    if options.exports:
        raise UsageError("Files and --engine were both given.", "Import one after the other.")
    if options.mapping or options.save_mapping:
        raise UsageError("A mapping is for files.", "Leave --mapping out with --engine.")
    if options.engine is None or options.table is None:
        lacking = "--engine ADDRESS" if options.engine is None else "--table NAME"
        raise UsageError(f"A table of a warehouse needs {lacking} too.", f"Give {lacking}.")
    from whatif_app.costs.engines.address import check_installed, read_address

    check_installed(read_address(options.engine))


def _read(options: argparse.Namespace, tags: Sequence[str]) -> Baseline:
    if options.engine is None:
        return read_baseline(options.exports, tags, _choices(options))
    from whatif_app.costs.engines.reading import read_table

    return with_progress(
        partial(read_table, options.engine, options.table, tags=tags, choices=_choices(options))
    )


def _tag_keys(options: argparse.Namespace) -> Sequence[str]:
    """The tags that the export has, as far as its head tells."""
    if options.engine is None:
        from whatif_app.costs.export import peek

        return peek(options.exports, _choices(options)).tag_keys
    from whatif_app.costs.engines.reading import peek_table

    return peek_table(options.engine, options.table).tag_keys


def _choices(options: argparse.Namespace) -> Choices:
    from whatif_app.costs.format import Choices

    choices = Choices(options.date_order, options.by_invoice_month, options.metric)
    return with_mapping(options, choices)


def _tags(options: argparse.Namespace, document: Document | None = None) -> list[str]:
    """The tags to keep: those asked for, and those that the project keeps already, as far as the
    new export has them."""
    tags = list(options.tags)
    if options.group_by.startswith("tag:"):
        tags.append(options.group_by.removeprefix("tag:"))
    if document is None or document.baseline is None:
        return tags
    from whatif_app.costs.format import chosen_tag

    there_are = _tag_keys(options)
    kept = [tag for tag in document.baseline.tags if chosen_tag(tag, there_are) is not None]
    return list(dict.fromkeys([*tags, *kept]))


def _print_account(baseline: Baseline, options: argparse.Namespace) -> None:
    if options.json:
        account = baseline.reconciliation.as_json()
        print_json({name: account[name] for name in ("format", "rows", "totals", "months")})
        return
    from whatif_app.costs.baseline import describe

    print(describe(baseline))


def _begun_case(baseline: Baseline, options: argparse.Namespace) -> Begun | None:
    """The case that the options ask for; None for a dry run, of which month and currency are
    checked all the same."""
    wishes = {
        "month": options.month,
        "largest": options.largest,
        "currency": options.currency,
        "credits": options.credits,
        "rates": _rates(options) or None,
    }
    given = {name: value for name, value in wishes.items() if value is not None}
    if options.dry_run and not (options.month or options.currency or options.rates):
        return None
    begun = case_of(baseline, group_by=options.group_by, **given)
    return None if options.dry_run else begun


def _rates(options: argparse.Namespace) -> dict[str, tuple[float, str]]:
    """The rates given, by currency."""
    rates: dict[str, tuple[float, str]] = {}
    for code, rate in options.rates:
        if rates.setdefault(code, rate) != rate:
            raise UsageError(f"{code} is given two rates.", "Give one.")
    return rates
