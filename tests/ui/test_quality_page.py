"""The data-quality page: its verdict, its switches, and the case that follows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from tests.quality.bills import at, bill, daily_bill, line, weekdays
from ui import theme
from ui.baseline.quality.finding import FindingRow
from ui.baseline.quality.quality_page import QualityPage
from ui.session import Session
from whatif_app.costs.baseline import Baseline
from whatif_app.costs.case.grouping import Grouping
from whatif_app.costs.case.starting_case import starting_case
from whatif_app.document import Document
from whatif_app.ledger import Ledger

pytestmark = pytest.mark.usefixtures("dressed")


def odd_march() -> Baseline:
    """EC2 at 100 a weekday, 40 a weekend day, and 1,000 on Tuesday, 10 March."""
    costs = weekdays(90)
    costs[at("2026-03-10")] = 1000.0
    return daily_bill({"EC2": costs})


def opened(qtbot: QtBot, folder: Path, baseline: Baseline | None) -> tuple[Session, QualityPage]:
    """The page on a project whose case was made of March."""
    ledger, case = Ledger(), Case.from_json({"project": {"start_month": "2026-03"}})
    if baseline is not None:
        case = Case.from_json(starting_case(baseline, month="2026-03").case)
        grouping = Grouping("service", "2026-03", "USD", names={"EC2": "EC2"})
        ledger = Ledger((baseline,), {"grouping": grouping})
    session = Session()
    session.replace_document(Document(case, ledger, journal_folder=folder))
    page = QualityPage(session)
    qtbot.addWidget(page)
    page.resize(1100, 800)
    page.show()
    return session, page


def rows(page: QualityPage) -> dict[str, FindingRow]:
    """The rows shown, by the title of their finding."""
    QApplication.processEvents()  # what a layout has just been given is shown a turn later
    shown = [row for card in page.area_cards for row in card.rows]
    return {row.title.text(): row for row in shown if row.isVisibleTo(page)}


SPIKE = "EC2: spike on Tue 10 Mar 2026"


def on_demand(session: Session) -> float:
    assert session.case is not None
    return float(str(session.case.view().value("workloads", "EC2", "on_demand_cost")))


def test_without_an_export_the_page_says_what_it_is_for(qtbot: QtBot, tmp_path: Path) -> None:
    _, page = opened(qtbot, tmp_path, None)

    assert page.report is None
    assert not page.verdict.isVisible()
    assert not page.threshold.isVisible()


def test_a_clean_baseline_shows_what_was_checked(qtbot: QtBot, tmp_path: Path) -> None:
    _, page = opened(qtbot, tmp_path, daily_bill({"EC2": weekdays(90)}))

    assert page.verdict.text() == "Nothing stands in the way of trusting this baseline."
    assert rows(page) == {}
    assert page.in_order.isVisible()


def test_an_anomaly_is_shown_with_its_days_and_the_usual_band(qtbot: QtBot, tmp_path: Path) -> None:
    _, page = opened(qtbot, tmp_path, odd_march())

    assert page.verdict.text() == "1 thing to look at before you trust this baseline."
    series = rows(page)[SPIKE].curve.series
    assert series is not None
    (marked,) = [point for point in series.points if point.is_marked]
    # 100 is usual; the band is 20 % to both sides, since the days scatter not at all.
    assert (marked.cost, marked.low, marked.high) == (1000.0, 80.0, 120.0)


def test_leaving_an_anomaly_out_moves_the_case_in_one_undoable_step(
    qtbot: QtBot, tmp_path: Path
) -> None:
    session, page = opened(qtbot, tmp_path, odd_march())
    # March 2026 has 22 weekdays and 9 weekend days: 22·100 + 9·40 = 2,560, and 900 on top.
    assert on_demand(session) == pytest.approx(3460.0)

    rows(page)[SPIKE].switch.buttons["leave_out"].click()

    assert on_demand(session) == pytest.approx(2560.0)
    assert page.verdict.text() == "Nothing stands in the way of trusting this baseline."
    assert "$3,460.00 on the bill, and $2,560.00 with your decisions" in page.effect.text()
    assert rows(page)[SPIKE].switch.buttons["leave_out"].isChecked()

    session.undo()

    assert on_demand(session) == pytest.approx(3460.0)
    assert not rows(page)[SPIKE].switch.buttons["leave_out"].isChecked()


def test_a_smoothed_anomaly_is_spread_over_the_three_months(qtbot: QtBot, tmp_path: Path) -> None:
    session, page = opened(qtbot, tmp_path, odd_march())

    rows(page)[SPIKE].switch.buttons["smooth"].click()

    # 900 over January, February and March is 300 a month.
    assert on_demand(session) == pytest.approx(2860.0)
    assert "They also change Feb 2026, Jan 2026" not in page.effect.text()
    assert "They also change Jan 2026, Feb 2026." in page.effect.text()


def test_a_cell_edited_by_hand_does_not_follow(qtbot: QtBot, tmp_path: Path) -> None:
    from whatif_app.commands import set_cells

    session, page = opened(qtbot, tmp_path, odd_march())
    assert session.case is not None
    session.do(set_cells(session.case, None, {"workloads/EC2/on_demand_cost": 5000.0}))
    said: list[str] = []
    session.notice.connect(lambda text, _level: said.append(text))

    rows(page)[SPIKE].switch.buttons["leave_out"].click()

    assert on_demand(session) == 5000.0
    assert "Edited by hand, and so unchanged" in said[0]


def test_the_reason_goes_into_the_audit_trail(qtbot: QtBot, tmp_path: Path) -> None:
    session, page = opened(qtbot, tmp_path, odd_march())
    row = rows(page)[SPIKE]
    assert not row.reason.isVisible()
    row.switch.buttons["keep"].click()

    row.reason.setText("  Black Friday rehearsal ")
    row.reason.editingFinished.emit()

    assert session.document is not None
    (change,) = session.document.audit[-1].changes
    assert (change.old, change.new) == (
        "keep $900.00 in Mar 2026",
        "keep $900.00 in Mar 2026: Black Friday rehearsal",
    )
    # The row is the same one: what is being typed survives a decision.
    assert rows(page)[SPIKE] is row


def test_a_decision_can_be_taken_back(qtbot: QtBot, tmp_path: Path) -> None:
    session, page = opened(qtbot, tmp_path, odd_march())
    rows(page)[SPIKE].switch.buttons["leave_out"].click()

    rows(page)[SPIKE].reset.click()

    assert on_demand(session) == pytest.approx(3460.0)
    assert page.verdict.text().startswith("1 thing")


def test_the_threshold_is_a_decision_too(qtbot: QtBot, tmp_path: Path) -> None:
    costs = weekdays(90)
    costs[at("2026-03-10")] = 130.0
    session, page = opened(qtbot, tmp_path, daily_bill({"EC2": costs}))
    assert SPIKE in rows(page)

    page.threshold.setValue(40)

    assert rows(page) == {}
    assert session.document is not None
    assert session.document.undo_label == "Count costs more than 40 % and $1 off as anomalies"
    session.undo()
    assert page.threshold.value() == 20
    assert SPIKE in rows(page)


def test_differences_of_little_money_can_be_passed_over(qtbot: QtBot, tmp_path: Path) -> None:
    session, page = opened(qtbot, tmp_path, odd_march())

    page.least.setValue(901)

    # The odd Tuesday cost 900 more than usual.
    assert rows(page) == {}
    page.least.setValue(900)
    assert SPIKE in rows(page)
    # Both steps of the number are one change.
    session.undo()
    assert page.least.value() == 1


def test_a_month_alone_offers_nothing_to_smooth_over(qtbot: QtBot, tmp_path: Path) -> None:
    credit = line("2026-03", -100, kind="credit", purchase="none")
    _, page = opened(qtbot, tmp_path, bill([line("2026-03", 1000), credit]))

    buttons = rows(page)["Credits"].switch.buttons

    assert buttons["leave_out"].isVisible()
    assert not buttons["smooth"].isVisible()


def test_many_findings_are_shown_when_asked_for(qtbot: QtBot, tmp_path: Path) -> None:
    costs = {}
    for number in range(12):
        days = weekdays(90)
        days[at("2026-03-10")] = 1000.0 + number
        costs[f"Service {number:02}"] = days
    _, page = opened(qtbot, tmp_path, daily_bill(costs))
    (card,) = [card for card in page.area_cards if len(card.rows) > 1]
    assert len(rows(page)) == 8
    assert card.more.text() == "Show all 12"

    card.more.click()

    assert len(rows(page)) == 12
    assert not card.more.isVisible()


def test_a_page_that_nobody_sees_waits(qtbot: QtBot, tmp_path: Path) -> None:
    session, page = opened(qtbot, tmp_path, odd_march())
    page.hide()
    session.replace_document(None)
    assert page.report is not None

    page.show()

    assert page.report is None


def test_the_page_is_read_in_the_dark_as_well(
    dressed: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    _, page = opened(qtbot, tmp_path, odd_march())
    curve = rows(page)[SPIKE].curve
    light = curve.grab().toImage()

    theme.apply(dressed, theme.DARK)

    dark = curve.grab().toImage()
    assert dark.pixelColor(2, 2) != light.pixelColor(2, 2)
