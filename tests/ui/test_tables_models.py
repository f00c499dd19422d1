"""The grids' models: what they show, what they write, and what they tell of changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from scenarios.case import Case
from scenarios.library import load
from scenarios.schema import TABLES
from ui.session import Session
from ui.tables.model.arrangement import Arrangement, Condition, Filter
from ui.tables.model.block_reading import RefusedBlock
from ui.tables.model.compare_model import CompareModel
from ui.tables.model.grid_model import GridModel
from ui.tables.model.project_model import ProjectModel
from ui.tables.model.results_model import ResultsModel
from ui.tables.model.table_model import TableModel
from whatif_app.commands import (
    AddRow,
    DeleteRows,
    DeleteScenario,
    DuplicateRow,
    MoveRow,
    RenameRow,
    set_cells,
)
from whatif_app.document import Document

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


def place(model: GridModel, row: str, field: str) -> QModelIndex:
    return model.index(model.shown.keys.index(row), model.shown.heads.index(field))


@pytest.fixture
def session(dressed: object, tmp_path: Path) -> Session:
    """The checkout example, with the scenario that moves the encoder to Spot selected."""
    made = Session()
    case = Case.from_json(load("checkout-2027").case)
    made.replace_document(Document(case, journal_folder=tmp_path))
    made.select("Spot refactor")
    return made


@pytest.fixture
def workloads(session: Session) -> TableModel:
    return TableModel(session, TABLES["workloads"])


def watched_results(session: Session) -> ResultsModel:
    model = ResultsModel(session)
    model.set_watched(True)
    return model


MODELS: list[Callable[[Session], GridModel]] = [
    *(
        lambda session, table=table: TableModel(session, table)  # type: ignore[misc]
        for table in TABLES.values()
    ),
    ProjectModel,
    CompareModel,
    watched_results,
]


@pytest.mark.parametrize("make", MODELS)
def test_every_model_keeps_qt_s_rules_while_the_case_changes(
    make: Callable[[Session], GridModel], session: Session
) -> None:
    model = make(session)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    document = session.document
    assert document is not None

    session.do(set_cells(document.case, "Spot refactor", {"workloads/Data lake/fixed_share": 0.5}))
    for table, rows in document.case.tables.items():
        if not rows:
            continue  # the example is in one currency
        first = rows.names[0]
        session.do(DuplicateRow(table, first, "twin"))
        session.do(MoveRow(table, "twin", 0))
        session.do(RenameRow(table, "twin", "other"))
        session.do(DeleteRows(table, ["other"]))
    session.do(AddRow("workloads", "late", {"on_demand_cost": 5}))
    session.do(DeleteScenario("Slow growth"))
    session.recompute()
    session.select("")
    while document.can_undo:
        session.undo()
    session.replace_document(None)

    assert tester is not None
    assert model.shown.keys == () or isinstance(model, ProjectModel)


def test_a_cell_shows_its_number_and_says_what_the_base_has(workloads: TableModel) -> None:
    target = place(workloads, "Video encoder", "spot_target")

    assert target.data() == "85\u202f%"
    assert target.data(Qt.ItemDataRole.EditRole) == "85%"
    assert (
        target.data(ACCESSIBLE) == "Spot target of Video encoder: 85\u202f%, changed; base has none"
    )
    assert "the base has none" in target.data(Qt.ItemDataRole.ToolTipRole)
    assert "workloads/Video encoder/spot_target" in target.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(
    ("table", "row", "field", "said"),
    [
        ("units", "Orders", "volume", "Volume of Orders: 1,300,000 a month"),
        ("units", "Orders", "growth", "Growth of Orders: 1.5\u202f% a month"),
        (
            "workloads",
            "Data lake",
            "on_demand_cost",
            "On-demand cost of Data lake: $2,500 per month",
        ),
        ("workloads", "Data lake", "spot_target", "Spot target of Data lake: none"),
        ("workloads", "Data lake", "shared", "Shared of Data lake: No"),
    ],
)
def test_a_cell_is_read_out_with_its_row_column_and_unit(
    session: Session, table: str, row: str, field: str, said: str
) -> None:
    model = TableModel(session, TABLES[table])

    assert place(model, row, field).data(ACCESSIBLE) == said


def test_a_header_is_read_out_with_its_unit_and_how_it_arranges(workloads: TableModel) -> None:
    column = workloads.shown.heads.index("on_demand_cost")
    filled = Filter(Condition.FILLED)
    workloads.arrange(Arrangement("on_demand_cost", True, {"on_demand_cost": filled}))

    said = workloads.headerData(column, Qt.Orientation.Horizontal, ACCESSIBLE)

    assert said == "On-demand cost, $/month, sorted descending, filtered"


def test_a_rounded_cell_tells_its_exact_value_when_pointed_at(
    session: Session, workloads: TableModel
) -> None:
    discount = place(workloads, "Video encoder", "spot_discount")
    assert "Exactly" not in discount.data(Qt.ItemDataRole.ToolTipRole)

    assert workloads.setData(discount, "20.2987 %")

    assert discount.data() == "20.3\u202f%"
    assert discount.data(Qt.ItemDataRole.EditRole) == "20.2987%"
    assert "Exactly 20.2987%." in discount.data(Qt.ItemDataRole.ToolTipRole)


def test_the_base_shows_the_base(session: Session, workloads: TableModel) -> None:
    session.select("")

    target = place(workloads, "Video encoder", "spot_target")
    assert target.data() == "–"
    assert not workloads.look(target.row(), target.column()).is_overridden


def test_what_is_typed_goes_to_the_selected_scenario(
    session: Session, workloads: TableModel
) -> None:
    assert workloads.setData(place(workloads, "Data lake", "fixed_share"), "25")

    assert session.case is not None and session.document is not None
    assert session.case.scenario("Spot refactor").set["workloads/Data lake/fixed_share"] == 0.25
    assert session.case.tables["workloads"]["Data lake"].get("fixed_share") is None
    assert session.document.undo_label == "Set Fixed share of Data lake to 25\u202f%"


def test_leaving_a_cell_unchanged_writes_nothing(session: Session, workloads: TableModel) -> None:
    at = place(workloads, "Video encoder", "spot_overhead")

    assert workloads.setData(at, at.data(Qt.ItemDataRole.EditRole))
    assert session.document is not None and not session.document.can_undo


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("fixed_share", "130", "130 % is above the maximum. Enter 0 % to 100 %."),
        ("on_demand_cost", "a lot", "“a lot” is not a number."),
        ("unit", "Ordres", "“Ordres” is not a row of units. Valid:"),
    ],
)
def test_a_refused_text_changes_nothing_and_says_why(
    session: Session, workloads: TableModel, field: str, text: str, reason: str
) -> None:
    assert not workloads.setData(place(workloads, "Data lake", field), text)

    assert workloads.refusal.startswith(reason)
    assert session.document is not None and not session.document.can_undo


def test_one_changed_cell_is_told_as_one_block_of_one_cell(
    session: Session, workloads: TableModel
) -> None:
    told: list[tuple[QModelIndex, QModelIndex]] = []
    resets: list[None] = []
    workloads.dataChanged.connect(lambda first, last, _roles: told.append((first, last)))
    workloads.modelReset.connect(lambda: resets.append(None))
    at = place(workloads, "Data lake", "fixed_share")

    workloads.setData(at, "25")

    assert told == [(at, at)]
    assert not resets


def test_a_new_row_is_told_as_inserted_and_a_rename_keeps_its_place(
    session: Session, workloads: TableModel
) -> None:
    inserted: list[tuple[int, int]] = []
    workloads.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))

    session.do(DuplicateRow("workloads", "Checkout API", "Checkout API copy"))
    session.do(RenameRow("workloads", "Checkout API copy", "Checkout API 2"))

    assert inserted == [(1, 1)]
    assert workloads.index(1, 0).data() == "Checkout API 2"


@pytest.mark.parametrize("table", list(TABLES))
@pytest.mark.parametrize("scenario", ["", "Spot refactor"])
def test_every_table_adds_a_row_that_the_case_accepts(
    session: Session, table: str, scenario: str
) -> None:
    session.select(scenario)
    model = TableModel(session, TABLES[table])
    refused: list[object] = []
    session.refused.connect(refused.append)

    first, second = model.add_row(), model.add_row()

    assert not refused
    # A new exchange rate is named by a currency: the project is in dollars.
    new = f"New {model.row_label}"
    assert (first, second) == (("EUR", "GBP") if table == "rates" else (new, f"{new} 2"))
    assert model.shown.keys[-2:] == (first, second)


def test_a_proposal_added_to_a_scenario_leaves_the_others_alone(session: Session) -> None:
    model = TableModel(session, TABLES["commitments"])

    name = model.add_row()

    assert session.case is not None and session.document is not None
    assert session.case.tables["commitments"][name]["enabled"] is False
    assert session.case.scenario("Spot refactor").set[f"commitments/{name}/enabled"] is True
    assert session.document.undo_label == "Add commitment “New commitment”"
    session.undo()
    assert name not in session.case.tables["commitments"]


def test_a_row_that_must_name_another_is_refused_where_there_is_none(
    dressed: object, tmp_path: Path
) -> None:
    session = Session()
    case = Case.from_json({"project": {"start_month": "2027-01"}})
    session.replace_document(Document(case, journal_folder=tmp_path))
    model = TableModel(session, TABLES["cliffs"])
    refused: list[tuple[object, ...]] = []
    session.refused.connect(refused.append)

    assert model.add_row() == ""
    assert str(refused[0][0]) == "Cliffs: needs a unit for “Unit”. Add a unit in Units first."


def test_typing_into_the_last_line_adds_a_row(session: Session, workloads: TableModel) -> None:
    last = workloads.rowCount() - 1

    assert workloads.setData(workloads.index(last, 0), "Queue")
    assert workloads.shown.keys[-1] == "Queue"
    assert workloads.setData(workloads.index(last + 1, 3), "$5k")
    assert workloads.value(last + 1, 3) == 5000


def test_typing_a_name_renames_the_row_wherever_it_is_named(
    session: Session, workloads: TableModel
) -> None:
    assert workloads.setData(place(workloads, "Orders DB", "name"), "Orders database")

    assert session.case is not None
    assert session.case.tables["commitments"]["Database RIs"]["scope"] == "Orders database"
    assert not workloads.setData(place(workloads, "Data lake", "name"), "Orders database")
    assert "another row" in workloads.refusal


def test_a_block_with_one_refused_cell_writes_nothing_and_lists_all(
    session: Session, workloads: TableModel
) -> None:
    refused: list[RefusedBlock] = []
    workloads.block_refused.connect(refused.append)
    column = workloads.shown.heads.index("on_demand_cost")

    done = workloads.write_block(0, column, [["1,000", "10%"], ["many", "200%"]])

    assert not done
    assert refused[0].accepted == 2
    assert [(cell.spot, cell.where, cell.why) for cell in refused[0].refusals] == [
        ((1, 0), "On-demand cost of Checkout on Arm", "“many” is not a number. Enter 0 or more."),
        (
            (1, 1),
            "Fixed share of Checkout on Arm",
            "200 % is above the maximum. Enter 0 % to 100 %.",
        ),
    ]
    assert session.document is not None and not session.document.can_undo


def test_a_block_pasted_at_the_end_adds_its_rows_in_one_step(
    session: Session, workloads: TableModel
) -> None:
    before = session.case
    last = workloads.rowCount() - 1
    block = [
        ["Workload", "Unit", "Family", "On-demand cost"],
        ["Queue", "Orders", "m5", "$1,200"],
        ["Cache", "", "", "800"],
    ]

    assert workloads.write_block(last, 0, block)

    assert session.case is not None and session.document is not None
    assert session.case.tables["workloads"]["Queue"] == {
        "unit": "Orders",
        "family": "m5",
        "on_demand_cost": 1200,
    }
    assert session.case.tables["workloads"]["Cache"]["unit"] is None
    session.undo()
    assert session.case is before


def test_a_commitment_given_an_amount_loses_its_coverage(session: Session) -> None:
    model = TableModel(session, TABLES["commitments"])

    assert model.setData(place(model, "Compute plan", "commit"), "9k")

    assert place(model, "Compute plan", "commit").data() == "$9,000"
    assert place(model, "Compute plan", "coverage").data() == "–"


def test_an_amount_is_shown_in_the_currency_of_its_row(session: Session) -> None:
    workloads = TableModel(session, TABLES["workloads"])
    head = workloads.shown.heads.index("on_demand_cost")
    amount = place(workloads, "Data lake", "on_demand_cost")
    before = amount.data()
    assert before.startswith("$") and workloads.head(head).endswith("$/month")
    told: list[QModelIndex] = []
    workloads.dataChanged.connect(lambda first, last: told.append(first))

    # A currency is named by its code; until it has a rate and a date, no amount may be in it.
    session.select("")
    rates = TableModel(session, TABLES["rates"])
    assert rates.write_text(0, 0, "EUR")
    target = place(workloads, "Data lake", "currency")
    assert not workloads.setData(target, "eur")
    assert "Enter what one EUR is worth in USD." in workloads.refusal
    assert rates.setData(place(rates, "EUR", "rate"), "1.08")
    assert rates.setData(place(rates, "EUR", "date"), "30 Sep 2026")
    assert workloads.setData(target, "eur")

    assert amount.data() == before.replace("$", "€")
    assert workloads.head(head).endswith("\na month")
    assert place(rates, "EUR", "date").data() == "30 Sep 2026"
    assert place(rates, "EUR", "date").data(Qt.ItemDataRole.EditRole) == "2026-09-30"
    # The amount's own value is as it was, and is painted anew all the same.
    assert told[-1].column() <= amount.column()


def test_compare_shows_what_differs_and_writes_to_its_column(session: Session) -> None:
    model = CompareModel(session)
    row = model.shown.keys.index("workloads/Video encoder/spot_target")
    names = [model.headerData(at, Qt.Orientation.Horizontal).strip() for at in range(6)]
    assert names == ["Cell", "Base", "Do nothing", "Spot refactor", "Spot + plan", "Slow growth"]
    assert [model.index(row, at).data() for at in range(3)] == [
        "Spot target of Video encoder",
        "–",
        "–",
    ]

    assert model.setData(model.index(row, 5), "70")

    assert session.case is not None
    changed = session.case.scenario("Slow growth").set
    assert changed["workloads/Video encoder/spot_target"] == 0.7
    assert session.case.scenario("Spot + plan").set["workloads/Video encoder/spot_target"] == 0.85


def test_results_are_the_engine_s_and_copy_exactly(session: Session) -> None:
    model = watched_results(session)
    row = model.shown.keys.index("cost/amortized")
    exact = float(session.results["Spot refactor"].series["cost/amortized"][0])

    assert float(model.copied(row, 1).text) == exact
    assert model.index(row, 1).data() == f"${exact:,.0f}"
    undefined = model.shown.keys.index("margin/API calls")
    assert model.index(undefined, 1).data() == "–"
    assert model.copied(undefined, 1).text == ""
    assert not model.flags(model.index(row, 1)) & Qt.ItemFlag.ItemIsEditable


def test_a_figure_past_all_numbers_is_none(session: Session) -> None:
    # Two costs that a float can just hold make a sum that it cannot.
    assert session.case is not None
    huge = {
        "workloads/Data lake/on_demand_cost": 1e308,
        "workloads/Orders DB/on_demand_cost": 1e308,
    }
    session.do(set_cells(session.case, None, huge))
    session.recompute()
    model = watched_results(session)

    row = model.shown.keys.index("cost/on_demand")
    assert model.index(row, 1).data() == "–"


def test_every_series_of_the_results_has_a_row(session: Session) -> None:
    model = watched_results(session)
    rows = [model.series(row) for row in range(model.rowCount())]

    assert set(filter(None, rows)) == set(session.results["Spot refactor"].series)


def test_results_follow_the_case_only_while_they_are_watched(session: Session) -> None:
    model = watched_results(session)
    row = model.shown.keys.index("cost/on_demand")
    before = model.value(row, 1)
    model.set_watched(False)
    assert session.case is not None

    session.do(set_cells(session.case, None, {"workloads/Data lake/on_demand_cost": 9_999}))
    session.recompute()
    unwatched = model.value(row, 1)
    model.set_watched(True)

    assert unwatched == before
    # The base has 2,500 for the data lake.
    assert model.value(row, 1) == pytest.approx(before + 7_499)
