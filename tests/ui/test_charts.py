"""The charts as widgets: one painting per change, clicks, tools, copies and exports."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from scenarios.library import load
from ui import theme
from ui.charts import export, ink
from ui.charts.axes import Measure, value_ticks
from ui.charts.chart import Chart
from ui.charts.panel import ChartsPanel, best_columns
from ui.charts.picture import shown_by
from ui.charts.plot import Plot
from ui.charts.table import ChartTable
from ui.session import Session
from whatif_app.commands import RESET, SetCells, set_cells
from whatif_app.document import Document

# Some seconds in all: not for the run before each commit.
pytestmark = pytest.mark.slow


@pytest.fixture
def session(dressed: QApplication) -> Session:
    made = Session()
    made.replace_document(Document(Case.from_json(load("checkout-2027").case)))
    made.select("Spot + plan")
    return made


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> ChartsPanel:
    made = ChartsPanel(session)
    qtbot.addWidget(made)
    made.resize(960, 480)
    made.show()
    qtbot.waitExposed(made)
    return made


def change(session: Session, address: str, value: object) -> None:
    assert session.case is not None
    assert session.do(set_cells(session.case, session.selected or None, {address: value}))
    session.recompute()


def lines_of(chart: Chart) -> list[str]:
    return [line.label for line in chart.picture.lines]


def test_every_visible_scenario_has_its_line(panel: ChartsPanel, session: Session) -> None:
    assert lines_of(panel.cumulative) == [
        "Do nothing", "Spot refactor", "Spot + plan", "Slow growth",
    ]  # fmt: skip

    session.set_visible("Slow growth", False)

    assert "Slow growth" not in lines_of(panel.cumulative)
    assert "Slow growth" not in lines_of(panel.margin)


def test_an_edit_moves_the_line_that_it_is_about(panel: ChartsPanel, session: Session) -> None:
    before = panel.cumulative.picture.lines

    change(session, "workloads/Video encoder/spot_target", 0.5)

    after = panel.cumulative.picture.lines
    moved = [
        old.label
        for old, new in zip(before, after, strict=True)
        if not np.array_equal(old.values, new.values)
    ]
    assert moved == ["Spot + plan"]


def test_curves_are_kept_from_one_edit_to_the_next(panel: ChartsPanel, session: Session) -> None:
    curves = [id(item) for item in panel.cumulative.plot.getPlotItem().items]

    change(session, "workloads/Video encoder/spot_target", 0.5)

    assert [id(item) for item in panel.cumulative.plot.getPlotItem().items] == curves


def test_an_edit_paints_each_chart_once(
    panel: ChartsPanel, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[Plot] = []
    paint = Plot._paint_below
    for chart in panel.charts:
        # The layers hold bound methods of their own, so the layer's drawing is what is counted.
        below = chart.plot._layers[0]
        monkeypatch.setattr(
            below,
            "_draw",
            lambda painter, plot=chart.plot: (painted.append(plot), paint(plot, painter)),
        )

    change(session, "workloads/Video encoder/spot_target", 0.5)
    qtbot.waitUntil(lambda: len(painted) >= 4)
    QApplication.processEvents()

    assert sorted(map(id, painted)) == sorted(id(chart.plot) for chart in panel.charts)


def test_a_chart_that_nobody_sees_is_drawn_when_it_is_seen(session: Session, qtbot: QtBot) -> None:
    panel = ChartsPanel(session)
    qtbot.addWidget(panel)

    change(session, "project/horizon", 24)
    assert panel.cumulative.picture.months == ()

    panel.show()
    assert len(panel.cumulative.picture.months) == 24


@pytest.mark.parametrize("size", [(640, 360), (960, 480), (1500, 700)])
def test_no_label_is_clipped_and_no_two_touch(
    panel: ChartsPanel, qtbot: QtBot, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    qtbot.wait(1)

    for chart in panel.charts:
        plot = chart.plot
        places = sorted(y for _, y in ink.place_labels(plot._labels, plot.frame_of_values))
        assert np.diff(places).min(initial=99.0) >= ink.LINE_HEIGHT - 2.0 - 1e-9
        metrics = QFontMetricsF(ink.font(ink.LABEL_PX, theme.QFont.Weight.DemiBold))
        room = plot.viewport().width() - plot.frame_of_values.area.right()
        widest = max(metrics.horizontalAdvance(label.text) for label in plot._labels)
        limit = plot.viewport().width() * ink.LABEL_SHARE
        assert room >= min(widest, limit) + ink.LEADER


def test_more_scenarios_than_fit_are_counted(panel: ChartsPanel) -> None:
    labels = [
        ink.EndLabel(f"Scenario {place}", place * 10.0, "#000000", is_selected=place == 7)
        for place in range(40)
    ]

    placed = ink.place_labels(labels, panel.cumulative.plot.frame_of_values)

    assert any(label.text == "Scenario 7" for label, _ in placed)
    rest = next(label.text for label, _ in placed if label.text.startswith("+"))
    assert int(re.findall(r"\d+", rest)[0]) == 40 - (len(placed) - 1)


def place_on_line(chart: Chart, label: str, month: int) -> QPoint:
    line = next(line for line in chart.picture.lines if line.label == label)
    frame = chart.plot.frame_of_values
    return QPointF(frame.x(month), frame.y(float(line.points[month]))).toPoint()


def test_a_click_on_a_line_selects_the_scenario_and_focuses_the_figure(
    panel: ChartsPanel, session: Session, qtbot: QtBot
) -> None:
    focused: list[str] = []
    session.figure_focused.connect(focused.append)
    place = place_on_line(panel.margin, "Slow growth", 20)

    qtbot.mouseClick(panel.margin.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert session.selected in ("Slow growth", "Spot refactor")
    assert focused == ["margin@2028-09"]


def test_a_click_on_a_band_focuses_how_it_is_bought(
    panel: ChartsPanel, session: Session, qtbot: QtBot
) -> None:
    focused: list[str] = []
    session.figure_focused.connect(focused.append)
    frame = panel.purchase.plot.frame_of_values
    half = float(panel.purchase.picture.bands[0].values[12]) / 2
    place = QPointF(frame.x(12), frame.y(half)).toPoint()

    qtbot.mouseClick(panel.purchase.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert focused == ["on_demand@2028-01"]
    assert session.selected == "Spot + plan"


def test_the_cursor_reads_the_month_below_it(panel: ChartsPanel, qtbot: QtBot) -> None:
    plot = panel.margin.plot
    qtbot.mouseMove(plot.viewport(), place_on_line(panel.margin, "Spot + plan", 9))
    qtbot.waitUntil(lambda: plot._month == 9)


def test_the_basis_follows_the_project_until_another_is_chosen(
    panel: ChartsPanel, session: Session
) -> None:
    change(session, "project/basis", "cash")
    assert "cash" in panel.purchase.picture.subtitle

    panel._basis.setCurrentIndex(panel._basis.findData("on_demand"))
    assert panel.purchase.picture.lines[0].figure == "cost/on_demand"

    change(session, "workloads/Video encoder/spot_target", 0.4)
    assert panel.purchase.picture.lines[0].figure == "cost/on_demand"


def test_a_chart_fills_the_window_and_escape_puts_it_back(session: Session, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = ChartsPanel(session, window)
    window.resize(1000, 700)
    panel.setGeometry(0, 300, 1000, 400)
    window.show()
    panel.margin.enlarge_asked.emit()

    assert panel.margin.geometry() == window.rect()
    window.resize(1100, 720)
    assert panel.margin.geometry() == window.rect()

    panel._enlarger.escape.activated.emit()
    QApplication.processEvents()
    assert panel.margin.parentWidget() is panel
    assert panel.margin.height() < 300


def test_shown_as_table_the_numbers_are_those_of_the_lines(panel: ChartsPanel) -> None:
    chart = panel.unit_cost
    action = next(item for item in chart.actions() if item.text() == "Show as table")
    action.trigger()

    model = chart._model
    assert chart.is_table
    assert model.rowCount() == 36
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Spot refactor"
    assert model.headerData(0, Qt.Orientation.Vertical) == "Jan 2027"
    value = model.data(model.index(35, 2), Qt.ItemDataRole.EditRole)
    assert value == pytest.approx(float(chart.picture.lines[2].values[-1]))


def test_the_table_keeps_the_rules_of_models(panel: ChartsPanel, session: Session) -> None:
    model = ChartTable()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_picture(panel.margin.picture)
    model.show_picture(panel.cumulative.picture)
    session.set_visible("Slow growth", False)
    model.show_picture(panel.cumulative.picture)

    assert tester.model() is model
    assert model.columnCount() == 3


def test_the_picture_copied_is_light_and_sharp(panel: ChartsPanel) -> None:
    panel.cumulative.copy_picture()

    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (1920, 1080)
    assert image.pixelColor(4, 4) == QColor(theme.LIGHT.card)
    assert holds_colour(image, theme.LIGHT.scenario_colours[2])


def holds_colour(image: QImage, colour: str) -> bool:
    wanted = QColor(colour).rgb()
    return any(
        image.pixel(x, y) == wanted
        for y in range(0, image.height(), 3)
        for x in range(0, image.width(), 3)
    )


def test_numbers_are_copied_for_a_spreadsheet(panel: ChartsPanel) -> None:
    panel.margin.copy_data()

    header = QGuiApplication.clipboard().text().splitlines()[0]
    assert header == "Month\tDo nothing\tSpot refactor\tSpot + plan\tSlow growth"


def test_an_exported_drawing_holds_its_words_and_lines(panel: ChartsPanel, tmp_path: Path) -> None:
    path = tmp_path / "cash.svg"
    export.write_chart(panel.cumulative.picture, path)

    root = ElementTree.parse(path).getroot()
    words = " ".join(text.strip() for text in root.itertext() if text.strip())
    for word in ("Cumulative net cash", "Spot + plan", "Jan 2027", "16.0"):
        assert word in words
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 4


def test_an_exported_document_is_one_page_of_pdf(panel: ChartsPanel, tmp_path: Path) -> None:
    path = tmp_path / "cost.pdf"
    export.write_chart(panel.purchase.picture, path)

    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1


def test_an_exported_picture_has_the_size_asked(panel: ChartsPanel, tmp_path: Path) -> None:
    path = tmp_path / "margin.png"
    export.write_chart(panel.margin.picture, path)

    assert QImage(str(path)).width() == export.SIZE.width() * export.SHARPNESS


@pytest.mark.parametrize("name", ["chart.docx", "no/such/folder/chart.png"])
def test_an_export_that_cannot_be_says_why(panel: ChartsPanel, tmp_path: Path, name: str) -> None:
    with pytest.raises(export.ExportError, match=r"end the name in|is not a folder"):
        export.write_chart(panel.margin.picture, tmp_path / name)


def test_a_refused_export_is_a_notice(
    panel: ChartsPanel, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    session.notice.connect(lambda text, level: said.append((text, level)))
    target = tmp_path / "missing" / "chart.svg"
    monkeypatch.setattr(export, "ask_path", lambda *_: target)

    panel.margin.export_as("svg")

    assert said and said[0][1] == "error"
    assert "is not a folder" in said[0][0]


@pytest.mark.slow
def test_the_charts_take_the_dark_colours_and_give_them_back(
    panel: ChartsPanel, dressed: QApplication, qtbot: QtBot
) -> None:
    theme.apply(dressed, theme.DARK)
    assert panel.margin.grab().toImage().pixelColor(60, 100) == QColor(theme.DARK.card)

    theme.apply(dressed, theme.LIGHT)
    assert panel.margin.grab().toImage().pixelColor(60, 100) == QColor(theme.LIGHT.card)


def test_a_chart_tells_its_name_and_last_values(panel: ChartsPanel) -> None:
    assert panel.margin.plot.accessibleName() == "Gross margin"
    assert "In Dec 2029: Do nothing 1" in panel.margin.plot.accessibleDescription()


def test_a_gap_in_the_margin_stays_a_gap(panel: ChartsPanel, session: Session) -> None:
    assert session.case is not None
    plan = SetCells(
        "No orders in March",
        tuple(set_cells(session.case, None, {"units/Orders/price": RESET}).edits),
    )
    assert session.do(plan)
    session.recompute()

    assert panel.margin.picture.empty.startswith("No price yet")
    assert not panel.margin.plot.isVisible()


def test_nothing_open_is_no_error(dressed: QApplication, qtbot: QtBot) -> None:
    panel = ChartsPanel(Session())
    qtbot.addWidget(panel)
    panel.show()
    panel.refresh()

    assert shown_by(panel.session) is None
    assert panel.cumulative.picture.empty == "Nothing is open."


def test_a_case_of_one_month_is_drawn(panel: ChartsPanel, session: Session) -> None:
    draw: Callable[[], None] = panel.refresh
    for name in session.scenario_names:
        session.select(name)
        change(session, "project/horizon", 1)
    draw()
    panel.grab()

    assert len(panel.margin.picture.months) == 1


def test_rounding_noise_of_a_constant_is_drawn_as_a_constant() -> None:
    ticks = value_ticks(0.01, 0.01 + 2e-17, 5, Measure.UNIT_MONEY, "USD")

    assert len({tick.text for tick in ticks}) == len(ticks)
    assert all(len(tick.text) <= 6 for tick in ticks)


def test_charts_stand_in_as_many_columns_as_they_read_well_in() -> None:
    # As designed, 980 by 430; over tables; beside tables; in a narrow column.
    assert best_columns(980, 430, 236) == 2
    assert best_columns(1040, 155, 236) == 4
    assert best_columns(580, 690, 236) == 1
    assert best_columns(400, 300, 236) == 1
    # At 200 % four in a row would have less than they need each.
    assert best_columns(1040, 155, 472) == 2
