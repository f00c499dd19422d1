"""The workbook finance receives: inputs, scenarios, and every figure as a live formula.

Written beside its place and renamed when whole, so that a full disk or a
cancelled export leaves the earlier file as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.results import Results
from scenarios.words import in_english
from whatif_app.atomic_file import replacing
from whatif_app.workbook.addresses import write_addresses
from whatif_app.workbook.book import Book
from whatif_app.workbook.calculation.calc_sheet import CalcSheet
from whatif_app.workbook.calculation.irr import IrrSheet
from whatif_app.workbook.calculation.run_sheets import write_costs, write_worth
from whatif_app.workbook.closing import close_workbook
from whatif_app.workbook.derived import write_run_inputs
from whatif_app.workbook.input_sheets import InputSheets
from whatif_app.workbook.lists import widths_of
from whatif_app.workbook.run_inputs import RunInputs
from whatif_app.workbook.runs import Plan, plan_runs
from whatif_app.workbook.scenario_sheets import ScenarioSheets
from whatif_app.workbook.summary import SummarySheet

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline


@in_english()
def export_workbook(
    case: Case,
    path: Path | str,
    *,
    results: Mapping[str, Results] | None = None,
    baseline: Baseline | None = None,
    progress: Callable[[float, str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write a case and everything that follows from it as an Excel workbook.

    Args:
        results: of every scenario of the case; computed where left out.
        baseline: the import behind the case; its reconciliation is shown.
        progress: called with a fraction and a stage, on this thread.
        cancelled: asked often; the export stops where it says true.

    Raises:
        UserError: the file cannot be written; says what to do.
        Cancelled: on the caller's wish; an earlier file stays as it was.
    """
    import xlsxwriter

    found = dict(results) if results is not None else evaluate(case)
    with replacing(Path(path)) as temporary:
        workbook = xlsxwriter.Workbook(
            str(temporary), {"strings_to_formulas": False, "strings_to_urls": False}
        )
        currency = str(case.view().project("currency"))
        has_rates = bool(case.tables["rates"])
        book = Book(workbook, currency, _is_small(found), has_rates, progress, cancelled)
        _write(book, case, found, baseline)
        book.stage(0.9, "Saving")
        close_workbook(workbook)
        book.check_cancelled()
    if progress is not None:
        progress(1.0, "Saved")


def _write(
    book: Book, case: Case, results: Mapping[str, Results], baseline: Baseline | None
) -> None:
    book.stage(0.0, "Inputs")
    plan = plan_runs(case, results)
    views = [case.view(), *(run.results.evaluated.view for run in plan.runs)]
    widths = widths_of(case, views)
    summary = SummarySheet(book)
    inputs = InputSheets(book, case, widths)
    scenarios = ScenarioSheets(book, case, widths, inputs)
    scenarios.create()
    inputs.write()
    scenarios.write()

    sheets: dict[int, CalcSheet] = {}
    written: dict[str, RunInputs] = {}
    titles: dict[int, str | None] = {}
    for run in plan.runs:
        book.stage(0.05 + 0.55 * run.number / (len(plan.runs) + 1), run.title)
        title = _title(case, scenarios, run.scenario)
        run_inputs = RunInputs(book, inputs, run, widths, title, written.get)
        write_run_inputs(run_inputs)
        run_inputs.computed.write()
        if run.is_scenario and run.scenario:
            written[run.scenario] = run_inputs
            scenarios.write_formulas(run.scenario, run_inputs.naming)
        calc = CalcSheet(book, run, run_inputs, widths.seen[_horizon(run.results)], title)
        write_costs(calc)
        sheets[run.number], titles[run.number] = calc, title
    _write_worth(book, plan, sheets, titles)
    book.stage(0.85, "Summary")
    own = [sheets[run.number] for run in plan.runs if run.is_scenario]
    references = [sheets[plan.reference_of[calc.run.number]] for calc in own]
    summary.write(own, references, [titles[calc.run.number] for calc in own], baseline)
    write_addresses(book)


def _is_small(results: Mapping[str, Results]) -> bool:
    """Whether no month of any scenario costs as much as a thousand."""
    largest = max(
        (float(result.series["cost/on_demand"].max(initial=0.0)) for result in results.values()),
        default=0.0,
    )
    return largest < 1000.0


def _write_worth(
    book: Book, plan: Plan, sheets: Mapping[int, CalcSheet], titles: Mapping[int, str | None]
) -> None:
    irr = IrrSheet(book)
    scenarios = [run for run in plan.runs if run.is_scenario]
    for position, run in enumerate(scenarios):
        book.stage(0.6 + 0.25 * position / len(scenarios), run.title)
        reference = sheets[plan.reference_of[run.number]]
        write_worth(sheets[run.number], reference, irr, titles[run.number])


def _title(case: Case, scenarios: ScenarioSheets, name: str) -> str | None:
    """The cell with a scenario's name; None where there is none."""
    return scenarios.name_cell(case.scenario_names.index(name)) if name else None


def _horizon(results: Results) -> int:
    return results.inputs.structure.horizon
