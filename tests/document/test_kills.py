"""A program killed at any moment loses nothing that it had told of, and no file is half written."""

from __future__ import annotations

import sys

import pytest

from tests.document.kill_campaign import Loss, campaign
from whatif_app.errors import UserError
from whatif_app.journal import Journal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor SIGKILL"),
]


def test_killed_amid_random_work_nothing_told_is_lost_and_every_file_is_whole() -> None:
    found = campaign(kills=40, seed=20_27)

    assert found["kills"] >= 40
    assert found["killed amid “saving”"] > 0
    assert found["recovered"] > 0


def test_a_journal_that_forgets_an_edit_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # Otherwise the campaign would prove nothing.
    append = Journal.append

    def forgets_scenarios(self: Journal, record: dict[str, dict[str, str]]) -> None:
        if record.get("do", {}).get("command") != "AddScenario":
            append(self, record)

    monkeypatch.setattr(Journal, "append", forgets_scenarios)

    with pytest.raises((Loss, UserError)):
        campaign(kills=40, seed=1)
