"""`whatif --self-test`: whether an installation is whole, by doing the main job on shipped files.

Each check proves what a bundle of the program could lack: a native library, a module that is loaded
by its name, a shipped file. The window's checks are given by whoever has the window.
"""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from assets import asset_path
from whatif_app import __version__
from whatif_app.errors import UserError

#: What the sample files come to; tests hold the same figures to other readings of them.
ROWS, BILLED = 35_159, Decimal("215349.84")
SCENARIO, NPV, PAYBACK = "Spot for media + plan", 269_913.62, 8.827458
_CENT = 0.005


class Fault(Exception):
    """What a check found to be other than it should be, as a sentence."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must work.

    Attributes:
        title: what is done.
        run: does it, with a folder to write into; returns what was found, raises `Fault`.
    """

    title: str
    run: Callable[[Path], str]


#: Gives the window's checks; it loads the window, so it may fail where that cannot be.
WindowChecks = Callable[[], Sequence[Check]]


def run_self_test(window_checks: WindowChecks = tuple) -> int:
    """Run every check, also after one that fails, and tell each.

    Returns:
        0 where all passed, else 1.
    """
    print(f"What-If {__version__}, Python {platform.python_version()}, {platform.platform()}")
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="what-if-self-test-") as name:
        scratch = Path(name)
        with _home_in(scratch):
            passed = [_passes(check, scratch) for check in _all_checks(window_checks)]
    failed = passed.count(False)
    verdict = f"{failed} of {len(passed)} checks FAILED" if failed else f"All {len(passed)} passed"
    print(f"{verdict}, in {perf_counter() - began:.1f} s.")
    return 1 if failed else 0


def _all_checks(window_checks: WindowChecks) -> Iterator[Check]:
    yield Check("Load every command", _load_commands)
    yield Check("Load every part of a project", _load_parts)
    yield Check("Read the sample export", _read_export)
    yield Check("Open the sample project and compute it", _compute_sample)
    yield Check("Export the workbook and read it back", _export_workbook)
    yield Check("Open every worked case", _open_library)
    yield Check("Speak every language", _speak_languages)
    yield Check("Read the licence notices", _read_licences)
    loaded: list[Check] = []

    def load(scratch: Path) -> str:
        loaded.extend(window_checks())
        return f"{len(loaded)} checks of it follow"

    yield Check("Load the window", load)
    yield from loaded


def _passes(check: Check, scratch: Path) -> bool:
    began = perf_counter()
    try:
        found = check.run(scratch)
    except (Fault, UserError) as fault:
        print(f"FAILED  {check.title}: {fault}", flush=True)
        return False
    # Whatever is missing from a bundle shows as an error of its own kind; all are to be told.
    except Exception as error:
        print(f"FAILED  {check.title}: {type(error).__name__}: {error}", flush=True)
        traceback.print_exc()
        return False
    print(f"ok      {check.title}: {found} ({perf_counter() - began:.1f} s)", flush=True)
    return True


@contextmanager
def _home_in(scratch: Path) -> Iterator[None]:
    """Keep the user's projects, settings and logs out of it."""
    names = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"]
    names += ["WIN_PD_OVERRIDE_APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"]
    if platform.system() == "Darwin":
        names.append("HOME")  # the only way to say so there
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, str(scratch)))
    try:
        yield
    finally:
        _put_back(before)


def _put_back(environment: Mapping[str, str | None]) -> None:
    for name, value in environment.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value


# The checks


def _load_commands(scratch: Path) -> str:
    from whatif_app.cli import COMMANDS, make_parser

    for name in COMMANDS:
        make_parser(name)
    return f"{len(COMMANDS)} commands"


def _load_parts(scratch: Path) -> str:
    from whatif_app.ledger import PARTS

    return ", ".join(stored.kind.__name__ for stored in PARTS.values())


def _read_export(scratch: Path) -> str:
    """Through DuckDB, packed as it is."""
    from whatif_app.costs.export import read_export

    account = read_export([asset_path("sample-cur.csv.gz")]).reconciliation
    billed = account.totals["USD"].billed or Decimal(0)
    _expect("rows", account.read, ROWS)
    _expect("billed, USD", round(billed, 2), BILLED)
    if not account.agrees:
        raise Fault("what was read does not equal the plain sums of the file")
    return f"{account.read:,} rows, {billed:,.2f} USD, equal to the file's own sums"


def _compute_sample(scratch: Path) -> str:
    from scenarios.engine import evaluate
    from whatif_app.project_file import read_project

    project, _ = read_project(asset_path("sample.whatif"))
    figures = evaluate(project.case)[SCENARIO].kpis
    _expect("NPV", figures.npv, NPV, tolerance=_CENT)
    _expect("payback", figures.payback, PAYBACK, tolerance=1e-6)
    return f"NPV {figures.npv:,.2f}, payback {figures.payback:.2f} months"


def _export_workbook(scratch: Path) -> str:
    """Written by one library and read by another."""
    from whatif_app.project_file import read_project
    from whatif_app.sheet_rows import read_sheet_rows
    from whatif_app.workbook import export_workbook

    project, _ = read_project(asset_path("sample.whatif"))
    path = scratch / "sample.xlsx"
    export_workbook(project.case, path, baseline=project.ledger.baseline)
    summary = read_sheet_rows(path, "Summary")
    names = next((row for row in summary.rows if row[0] == "Scenario"), ())
    values = next((row for row in summary.rows if row[0] == "NPV"), ())
    if SCENARIO not in names or len(values) != len(names):
        raise Fault(f"the summary lacks the NPV of “{SCENARIO}”")
    _expect("NPV", float(values[names.index(SCENARIO)]), NPV, tolerance=_CENT)
    return f"{len(summary.sheets)} sheets, {path.stat().st_size / 1024:,.0f} KB"


def _open_library(scratch: Path) -> str:
    from scenarios.case import Case
    from scenarios.engine import evaluate
    from scenarios.library import entries

    for entry in entries():
        evaluate(Case.from_json(entry.case))
    if not entries():
        raise Fault("there is none")
    return f"{len(entries())} cases computed"


def _speak_languages(scratch: Path) -> str:
    from scenarios.words import say
    from whatif_app.language import LANGUAGES, speak

    said = {}
    try:
        for language in LANGUAGES:
            speak(language)
            said[language.name] = say("Payback")
    finally:
        speak(LANGUAGES[0])
    if len({*said.values()}) < len(LANGUAGES):
        raise Fault("a language says “Payback” as another one does: its catalogue is missing")
    return ", ".join(f"{name}: “{word}”" for name, word in said.items())


def _read_licences(scratch: Path) -> str:
    from whatif_app.licences import notices

    empty = [notice.name for notice in notices() if not notice.text().strip()]
    if empty or not notices():
        raise Fault(f"the licences of {', '.join(empty) or 'everything'} are missing")
    return f"{len(notices())} of them"


def _expect(
    what: str,
    found: float | Decimal | None,
    expected: float | Decimal,
    *,
    tolerance: float = 0.0,
) -> None:
    if found is None or abs(float(found) - float(expected)) > tolerance:
        raise Fault(f"{what} is {found} and should be {expected}")
