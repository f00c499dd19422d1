"""The headless face: arguments in, text or JSON out, and an exit status fit for a script."""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from scenarios.problems import CaseError
from whatif_app import __version__
from whatif_app.errors import InvalidFileError, ListedError, UsageError, UserError
from whatif_app.headless.progress_line import end_as_interrupt

if TYPE_CHECKING:
    from whatif_app.headless.self_test import WindowChecks

OK, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

_STATUSES = "Exit status: 0 done, 1 failed, 2 wrong input, 130 interrupted."
_EPILOG = """\
Without a command, or with a file alone, the window opens:
  whatif                    the start page
  whatif FILE               a project (.whatif) or a case (case.json)
  whatif --example          a worked example
  whatif --self-test        check that this installation is whole, without opening a window

A case.json may stand wherever a project may.

exit status:
  0    done
  1    failed: a file cannot be read or written, or is no cost export
  2    wrong input: the arguments, or a case with mistakes; every one is listed
  130  interrupted, or told to end (SIGTERM): nothing half done is left

Results go to standard output; progress and errors go to standard error, with
--json as {"errors": [{"address", "scenario", "what", "valid"}]}.
"""


#: Each command: its line of help, and where in `headless` it lives. Only the one that is asked for
#: is loaded, so that --help and --version are quick.
COMMANDS = {
    "import": ("Read a cost export, reconcile it, and make a project or add to one.", "imports"),
    "compute": ("Compute every scenario of a project or case.", "cases"),
    "export": ("Write the Excel workbook with live formulas.", "cases"),
    "check": ("List every mistake in a project or case.", "cases"),
    "quality": ("Say whether the baseline can be trusted: what to look at.", "quality"),
    "actuals": ("Compare what was spent with the forecast.", "actuals"),
    "owners": ("Say whose the cost is, and how much is nobody's.", "owners"),
    "showback": ("Say what each team costs, to the cent of the bill.", "showback"),
    "volumes": ("Say what usage files hold by month, and the growth in it.", "volumes"),
    "demo": ("Do the main job on the sample files, and tell every step.", "demo"),
    "recover": ("List or restore edits that were never saved.", "recover"),
}

_OUTPUT_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

#: Shows the window on a file, or on the worked example; `__main__` has the one there is.
OpenWindow = Callable[[Path | None, bool], int]


def _no_window(path: Path | None, example: bool) -> int:
    raise UserError("There is no window here.", "Run “whatif” itself, or give a command.")


def main(
    arguments: Sequence[str] | None = None,
    *,
    open_window: OpenWindow = _no_window,
    window_checks: WindowChecks = tuple,
) -> int:
    """Run one command, or open the window.

    Args:
        arguments: without the program's name; those of the process by default.
        window_checks: the window's part of the self-test.

    Returns:
        The exit status, as `whatif --help` lists them.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    _speak_utf8()
    as_json = "--json" in given
    try:
        status = _run(given, open_window, window_checks)
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


def _run(given: list[str], open_window: OpenWindow, window_checks: WindowChecks) -> int:
    first = given[0] if given else "--start"
    if first == "--self-test":
        return _self_test(given, window_checks)
    if first in ("--start", "--example") or (first not in COMMANDS and not first.startswith("-")):
        return _window(given, open_window)
    try:
        options = make_parser(given[0]).parse_args(given)
    except SystemExit as end:  # the help or the version was shown
        return int(end.code or OK)
    run: Callable[[argparse.Namespace], int] = options.run
    with end_as_interrupt():
        return run(options)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are told like all others, as JSON too."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message.rstrip('.?')}.", f"See “{self.prog} --help”.")


def make_parser(wanted: str) -> argparse.ArgumentParser:
    """Every command, and the options of the one that is wanted."""
    parser = _Parser(
        prog="whatif",
        description="Turn a cloud cost export into scenarios: payback, unit cost, cliffs, margin.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"What-If {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (help_line, module) in COMMANDS.items():
        command = commands.add_parser(
            name, help=help_line, description=help_line, epilog=_STATUSES, allow_abbrev=False
        )
        if name == wanted:
            declare = getattr(import_module(f"whatif_app.headless.{module}"), f"declare_{name}")
            declare(command)
    return parser


def _self_test(given: list[str], window_checks: WindowChecks) -> int:
    from whatif_app.headless.self_test import run_self_test

    if len(given) > 1:
        raise UsageError("The self-test takes no arguments.", "See “whatif --help”.")
    return run_self_test(window_checks)


# The window


def _window(given: list[str], open_window: OpenWindow) -> int:
    files = [word for word in given if word != "--example"]
    if files and not Path(files[0]).exists():
        raise _neither_command_nor_file(files[0])
    if len(files) > 1:
        raise UsageError("The window opens one file.", "See “whatif --help”.")
    return open_window(Path(files[0]) if files else None, "--example" in given)


def _neither_command_nor_file(word: str) -> UsageError:
    near = get_close_matches(word, COMMANDS, n=1)
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
