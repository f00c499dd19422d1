"""Small fixtures that every test of the window shares."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scenarios.case import Case
from scenarios.library import load
from tests.ui.hands import Hands
from ui import file_dialogs, theme
from ui.preferences import Preferences
from ui.session import Session
from ui.tables.panel import TablesPanel
from ui.window import Window
from whatif_app.document import Document

SMALL = {
    "project": {
        "start_month": "2027-01",
        "horizon": 12,
        "hurdle_months": 9,
        "reference": "Do nothing",
    },
    "units": [{"name": "orders", "volume": 100000, "growth": 0.02, "price": 0.5}],
    "workloads": [
        {"name": "api", "unit": "orders", "on_demand_cost": 12000, "fixed_share": 0.2},
        {"name": "encoder", "unit": "orders", "on_demand_cost": 20000},
    ],
    "initiatives": [
        {
            "name": "Move to Spot",
            "engineers": 2,
            "months": 1,
            "loaded_cost": 15000,
            "enabled": False,
        }
    ],
    "scenarios": [
        {"name": "Do nothing", "set": {}},
        {
            "name": "Spot",
            "set": {
                "workloads/encoder/spot_target": 0.8,
                "initiatives/Move to Spot/enabled": True,
            },
        },
    ],
}


@pytest.fixture(scope="session", autouse=True)
def clean_end(qapp: QApplication) -> Iterator[None]:
    """Destroy what tests left behind while Python is whole: later the order is up to chance."""
    yield
    # The platform without a screen keeps what was copied, a Python object, until Python is gone,
    # and then the process dies of letting it go.
    QApplication.clipboard().clear()
    for widget in QApplication.topLevelWidgets():
        widget.hide()
        widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def small_case() -> Case:
    """Two workloads, a reference and one scenario that moves the encoder to Spot."""
    return Case.from_json(SMALL)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """Preferences in a file of their own."""
    return QSettings(str(tmp_path / "what-if.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the light theme, whatever a test before chose."""
    theme.apply(qapp, theme.LIGHT)
    yield qapp
    if theme.current() is not theme.LIGHT:
        theme.apply(qapp, theme.LIGHT)


@pytest.fixture
def window(
    dressed: QApplication, qtbot: QtBot, settings: QSettings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """The whole window with preferences of its own; closing it discards what is not saved."""
    monkeypatch.setattr(file_dialogs, "ask_save_changes", lambda parent, name: "discard")
    settings.setValue("theme", "light")
    made = Window(Preferences(settings))
    made.resize(1440, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="module")
def tables_panel(qapp: QApplication) -> Iterator[tuple[TablesPanel, Session]]:
    """All tables over a session of their own; made once, since that takes longer than a test."""
    session = Session()
    panel = TablesPanel(session)
    panel.show()
    yield panel, session
    panel.close()
    panel.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def hands(
    qtbot: QtBot,
    dressed: QApplication,
    tables_panel: tuple[TablesPanel, Session],
    tmp_path: Path,
) -> Iterator[Hands]:
    """A user at the tables of the checkout example, looking at "Do nothing"."""
    made = Hands(qtbot, *tables_panel)
    case = Case.from_json(load("checkout-2027").case)
    made.take_up(Document(case, journal_folder=tmp_path))
    yield made
    made.let_go()


@pytest.fixture
def example(window: Window) -> Window:
    """The window with the first worked case open."""
    window.files.new_from_example("checkout-2027")
    return window


@pytest.fixture(scope="module")
def shared_window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """One window for the tests of a file that leave it as they find it: each takes a second."""
    theme.apply(qapp, theme.LIGHT)
    file = tmp_path_factory.mktemp("settings") / "what-if.ini"
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    settings.setValue("theme", "light")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(file_dialogs, "ask_save_changes", lambda parent, name: "discard")
        made = Window(Preferences(settings))
        made.resize(1440, 900)
        made.show()
        yield made
        made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
