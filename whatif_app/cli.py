"""The headless face: arguments in, text or JSON out, and an exit status fit for a script."""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from scenarios.months import is_calendar_day
from scenarios.problems import CaseError
from whatif_app import __version__
from whatif_app.errors import InvalidFileError, ListedError, UsageError, UserError
from whatif_app.progress_line import end_as_interrupt

OK, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

_STATUSES = "Exit status: 0 done, 1 failed, 2 wrong input, 130 interrupted."
_EPILOG = """\
Without a command, or with a file alone, the window opens:
  whatif                    the start page
  whatif FILE               a project (.whatif) or a case (case.json)
  whatif --example          a worked example

A case.json may stand wherever a project may.

exit status:
  0    done
  1    failed: a file cannot be read or written, or is no cost export
  2    wrong input: the arguments, or a case with mistakes; every one is listed
  130  interrupted, or told to end (SIGTERM): nothing half done is left

Results go to standard output; progress and errors go to standard error, with
--json as {"errors": [{"address", "scenario", "what", "valid"}]}.
"""


_OUTPUT_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

#: Shows the window on a file, or on the worked example; `__main__` has the one there is.
OpenWindow = Callable[[Path | None, bool], int]


def _no_window(path: Path | None, example: bool) -> int:
    raise UserError("There is no window here.", "Run “whatif” itself, or give a command.")


def main(arguments: Sequence[str] | None = None, *, open_window: OpenWindow = _no_window) -> int:
    """Run one command, or open the window.

    Args:
        arguments: without the program's name; those of the process by default.

    Returns:
        The exit status, as `whatif --help` lists them.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    as_json = "--json" in given
    try:
        status = _run(given, open_window)
        _flush_output()
        return status
    except CaseError as error:
        _complain(as_json, _case_errors(error), [str(problem) for problem in error.problems])
        return WRONG_INPUT
    except UserError as error:
        every = error.errors if isinstance(error, ListedError) else (error,)
        _complain(as_json, [_error(each) for each in every], [f"whatif: {each}" for each in every])
        is_input = all(isinstance(each, InvalidFileError | UsageError) for each in every)
        return WRONG_INPUT if is_input else FAILED
    except KeyboardInterrupt:
        _complain(False, [], ["", "Stopped; nothing was written."])
        return INTERRUPTED
    except BrokenPipeError:
        _give_output_up()  # whoever read it has seen enough
        return FAILED
    except OSError as error:
        # Files name themselves in their errors; the output has no name.
        if error.filename is not None or error.errno not in _OUTPUT_FAULTS:
            raise
        _give_output_up()
        reason = error.strerror or str(error)
        fault = UserError(f"The output cannot be written: {reason}.", "Send it elsewhere.")
        _complain(as_json, [_error(fault)], [f"whatif: {fault}"])
        return FAILED


def _run(given: list[str], open_window: OpenWindow) -> int:
    first = given[0] if given else "--start"
    if first in ("--start", "--example") or (first not in _COMMANDS and not first.startswith("-")):
        return _window(given, open_window)
    try:
        options = make_parser().parse_args(given)
    except SystemExit as end:  # the help or the version was shown
        return int(end.code or OK)
    run: Callable[[argparse.Namespace], int] = options.run
    with end_as_interrupt():
        return run(options)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are told like all others, as JSON too."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message.rstrip('.?')}.", f"See “{self.prog} --help”.")


def make_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = _Parser(
        prog="whatif",
        description="Turn a cloud cost export into scenarios: payback, unit cost, cliffs, margin.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"What-If {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (help_line, declare) in _COMMANDS.items():
        command = commands.add_parser(
            name, help=help_line, description=help_line, epilog=_STATUSES, allow_abbrev=False
        )
        declare(command)
    return parser


# What each command takes


def _declare_import(command: argparse.ArgumentParser) -> None:
    command.add_argument("exports", nargs="*", type=_export, metavar="EXPORT", help=_EXPORT_HELP)
    command.add_argument("-o", "--output", type=Path, help="the project (.whatif) to write")
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
    command.add_argument(
        "--into",
        type=Path,
        metavar="PROJECT",
        help="add the export to this project; bills that it held before are replaced",
    )
    command.add_argument(
        "--group-by",
        default="service",
        type=_grouping,
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
        type=_positive,
        metavar="N",
        help="the row in which the table's header stands (default: it is found)",
    )
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
    command.add_argument(
        "--by-invoice-month",
        action="store_true",
        help="Google Cloud: take months from the invoices, not from when usage began",
    )
    command.add_argument(
        "--month",
        type=_month,
        metavar="YYYY-MM",
        help="the baseline month (default: the last complete one)",
    )
    command.add_argument(
        "--largest",
        type=_positive,
        metavar="N",
        help="keep the N largest workloads, the rest as “Other”",
    )
    command.add_argument("--currency", metavar="CUR", help="the project's, of several")
    command.add_argument(
        "--rate",
        dest="rates",
        action="append",
        default=[],
        type=_rate,
        metavar="CUR=RATE@DATE",
        help="take costs in another currency too: what one unit of it is worth in the project's, "
        "and since when, as in EUR=1.08@2026-09-30; may be repeated",
    )
    command.add_argument(
        "--credits",
        choices=("net", "leave_out"),
        help="whether credits lower the costs of the workloads",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="print the reconciliation alone, write nothing"
    )
    command.add_argument("--json", action="store_true", help="print the reconciliation as JSON")
    _add_force(command)
    command.set_defaults(run=_lazily("import_export", "whatif_app.import_command"))


def _declare_compute(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    command.add_argument("--json", action="store_true", help="every figure and series as JSON")
    command.add_argument(
        "--scenario",
        dest="scenarios",
        action="append",
        metavar="NAME",
        help="only this one; may be repeated",
    )
    command.set_defaults(run=_lazily("compute"))


def _declare_export(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    command.add_argument("output", type=Path, metavar="out.xlsx", help="the workbook to write")
    _add_force(command)
    command.set_defaults(run=_lazily("export"))


def _declare_check(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    command.add_argument("--json", action="store_true", help="print what was found as JSON")
    command.set_defaults(run=_lazily("check"))


def _declare_actuals(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    command.add_argument(
        "--scenario", metavar="NAME", help="the forecast (default: the case's reference)"
    )
    command.add_argument("--json", action="store_true", help="every variance as JSON")
    command.set_defaults(run=_actuals)


def _actuals(options: argparse.Namespace) -> int:
    from whatif_app.actuals_command import actuals

    return actuals(options)


def _declare_owners(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    command.add_argument(
        "--ownership",
        type=Path,
        metavar="FILE",
        help="an ownership file (CSV or Excel) to use in place of the project's",
    )
    command.add_argument("--sheet", help="of a workbook (default: the first with anything in it)")
    command.add_argument(
        "--by",
        choices=("team", "owner", "cost_center", "product", "environment", "service_id"),
        help="what an owner is (default: the first that the file or a tag names)",
    )
    command.add_argument("--month", type=_month, metavar="YYYY-MM", help="only this month")
    command.add_argument("--currency", metavar="CUR", help="where the export has several")
    command.add_argument(
        "--target", type=_share, metavar="PERCENT", help="unallocated cost to stay below"
    )
    command.add_argument(
        "--untagged",
        type=_export,
        metavar="LIST",
        help="write the untagged usage to this .csv or .xlsx, to send out",
    )
    command.add_argument("--json", action="store_true", help="every owner and gap as JSON")
    _add_force(command)
    command.set_defaults(run=_owners)


def _owners(options: argparse.Namespace) -> int:
    from whatif_app.ownership_command import owners

    return owners(options)


def _declare_showback(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    command.add_argument(
        "output", type=Path, nargs="?", metavar="out.xlsx", help="the workbook to write"
    )
    command.add_argument(
        "--month",
        dest="months",
        action="append",
        type=_month,
        metavar="YYYY-MM",
        help="this month (default: the last complete one); may be repeated, for a quarter say",
    )
    command.add_argument(
        "--by",
        choices=("team", "owner", "cost_center", "product", "environment", "service_id"),
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
        type=_export,
        metavar="FILE",
        help="weights: an OpenCost or Kubecost allocation (JSON, CSV), or a table (CSV, Excel)",
    )
    command.add_argument("--key-by", metavar="NAME", help="what names the key's entries")
    command.add_argument("--measure", help="what the key counts (default: requested CPU first)")
    command.add_argument("--platform", metavar="TEAM", help="who keeps the key's idle part")
    command.add_argument("--json", action="store_true", help="every statement as JSON")
    _add_force(command)
    command.set_defaults(run=_showback)


def _showback(options: argparse.Namespace) -> int:
    from whatif_app.showback_command import showback

    return showback(options)


def _declare_quality(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    command.add_argument(
        "--share",
        type=_share,
        metavar="PERCENT",
        help="how far off its own baseline a cost counts as an anomaly (default: the project's)",
    )
    command.add_argument("--json", action="store_true", help="every finding as JSON")
    command.set_defaults(run=_quality)


def _quality(options: argparse.Namespace) -> int:
    from whatif_app.quality.command import quality

    return quality(options)


def _declare_volumes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="CSV, Excel, or a saved query_range"
    )
    command.add_argument(
        "--series",
        action="append",
        default=[],
        metavar="NAME",
        help="a series or column by its name, or by labels (job=node,code=200), or “*” for all; "
        "may be repeated. Series of a query are summed, columns of a table kept apart",
    )
    command.add_argument(
        "--kind",
        choices=("sum", "counter", "rate", "level"),
        help="what the values are: events per step, a counter to be increased, a rate per second, "
        "or a level to be averaged (default: as the names tell)",
    )
    command.add_argument("--date-order", choices=("mdy", "dmy"), help="how short dates are written")
    command.add_argument("--decimal", choices=("point", "comma"), help="what parts decimals")
    command.add_argument("--date-column", metavar="COLUMN", help="of a table: where the dates are")
    command.add_argument(
        "--split-by", metavar="COLUMN", help="of a table: one history for each value of this column"
    )
    command.add_argument("--sheet", help="of a workbook (default: the first with anything in it)")
    command.add_argument("--name", help="what the history is called, where there is one")
    command.add_argument("--unit", help="what one of it is")
    command.add_argument("--level", choices=("L1", "L2", "L3"), default="L1")
    command.add_argument(
        "--start-month",
        type=_month,
        metavar="YYYY-MM",
        help="month 0 of the proposal (default: the project's, or the month after the history)",
    )
    command.add_argument(
        "--project", type=Path, metavar="FILE", help="a .whatif whose bill gives the unit cost"
    )
    command.add_argument("--json", action="store_true", help="months and proposals as JSON")
    command.set_defaults(run=_lazily("volumes", "whatif_app.volumes.command"))


def _declare_demo(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        default=Path("what-if-demo"),
        metavar="FOLDER",
        help="where the project and the workbook go; an earlier demo's are replaced "
        "(default: what-if-demo)",
    )
    command.set_defaults(run=_lazily("demo"))


def _declare_recover(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(metavar="list | restore N -o FILE | discard N")
    listing = actions.add_parser("list", help="what can be recovered (default)")
    restoring = actions.add_parser("restore", help="write recovered edits to a file")
    restoring.add_argument("number", type=_positive, metavar="N", help="as “list” numbers them")
    restoring.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    _add_force(restoring)
    discarding = actions.add_parser("discard", help="give recovered edits up")
    discarding.add_argument("number", type=_positive, metavar="N")
    for each in (command, listing):
        each.set_defaults(run=_lazily("list_recoverable"))
    restoring.set_defaults(run=_lazily("restore"))
    discarding.set_defaults(run=_lazily("discard"))


_EXPORT_HELP = (
    "a file or folder of AWS, Azure, Google Cloud, Oracle or FOCUS costs, or any table of costs "
    "with --mapping: CSV, JSON lines, Parquet, Excel"
)
_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "import": ("Read a cost export, reconcile it, and make a project.", _declare_import),
    "compute": ("Compute every scenario of a project or case.", _declare_compute),
    "export": ("Write the Excel workbook with live formulas.", _declare_export),
    "check": ("List every mistake in a project or case.", _declare_check),
    "quality": ("Say whether the baseline can be trusted: what to look at.", _declare_quality),
    "actuals": ("Compare what was spent with the forecast.", _declare_actuals),
    "owners": ("Say whose the cost is, and how much is nobody's.", _declare_owners),
    "showback": ("Say what each team costs, to the cent of the bill.", _declare_showback),
    "volumes": ("Say what usage files hold by month, and the growth in it.", _declare_volumes),
    "demo": ("Do the main job on the sample export: project, table, workbook.", _declare_demo),
    "recover": ("List or restore edits that were never saved.", _declare_recover),
}


def _add_file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", type=Path, metavar="FILE", help="a .whatif or a case.json")


def _add_force(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help="replace an existing file")


def _export(text: str) -> Path:
    if not text:  # an unset variable of a script, say; as a path it would be this folder
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def _grouping(text: str) -> str:
    known = ("service", "account", "region", "usage_type")
    if text in known or (text.startswith("tag:") and len(text) > 4):
        return text
    near = get_close_matches(text, known, n=1, cutoff=0.0)
    raise argparse.ArgumentTypeError(
        f"“{text}” is none of {', '.join(known)}, tag:KEY; the nearest is “{near[0]}”"
    )


def _month(text: str) -> str:
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month such as 2026-12")
    return text


def _share(text: str) -> float:
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a percentage of 0 to 100")
    return value / 100


def _rate(text: str) -> tuple[str, tuple[float, str]]:
    """A currency's code, its rate and the day the rate was taken."""
    found = re.fullmatch(r"([A-Z]{3})=([0-9.]+)@([0-9-]+)", text, re.ASCII)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a rate such as EUR=1.08@2026-09-30")
    if not is_calendar_day(found[3]):
        raise argparse.ArgumentTypeError(f"“{found[3]}” is not a day such as 2026-09-30")
    try:
        rate = float(found[2])
    except ValueError:
        rate = 0.0
    if not 0 < rate < math.inf:
        raise argparse.ArgumentTypeError(f"“{found[2]}” is not a rate above 0")
    return found[1], (rate, found[3])


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < len(text) < 10 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of 1 or more")
    return int(text)


def _lazily(name: str, module: str = "whatif_app.headless") -> Callable[[argparse.Namespace], int]:
    """The command of that name, loaded when it runs, so that --help and --version are quick."""

    def run(options: argparse.Namespace) -> int:
        command: Callable[[argparse.Namespace], int] = getattr(import_module(module), name)
        return command(options)

    return run


# The window


def _window(given: list[str], open_window: OpenWindow) -> int:
    files = [word for word in given if word != "--example"]
    if files and not Path(files[0]).exists():
        raise _neither_command_nor_file(files[0])
    if len(files) > 1:
        raise UsageError("The window opens one file.", "See “whatif --help”.")
    return open_window(Path(files[0]) if files else None, "--example" in given)


def _neither_command_nor_file(word: str) -> UsageError:
    near = get_close_matches(word, _COMMANDS, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else "See “whatif --help”."
    return UsageError(f"“{word}” is neither a command nor a file.", hint)


# What goes wrong


def _speak_utf8() -> None:
    """Write UTF-8 whatever the system's own encoding, as JSON must be."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A file name may hold bytes that are no text at all.
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _flush_output() -> None:
    if sys.stdout is not None:  # None where the caller closed it
        sys.stdout.flush()


def _give_output_up() -> None:
    """Discard what is still to be written; Python would complain of it again when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(as_json: bool, errors: list[dict[str, Any]], lines: Iterable[str]) -> None:
    with contextlib.suppress(BrokenPipeError):
        if as_json:
            print(json.dumps({"errors": errors}, ensure_ascii=False), file=sys.stderr)
        else:
            print("\n".join(lines), file=sys.stderr)


def _case_errors(error: CaseError) -> list[dict[str, Any]]:
    return [
        {
            "address": problem.address,
            "scenario": problem.scenario,
            "what": problem.what,
            "valid": problem.valid,
        }
        for problem in error.problems
    ]


def _error(error: UserError) -> dict[str, Any]:
    return {"address": None, "scenario": None, "what": error.what, "valid": error.what_to_do}
