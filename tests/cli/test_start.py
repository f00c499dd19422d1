"""What the program says where it cannot start."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import whatif_app
from whatif_app import __main__ as entry


def test_an_older_python_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    source = Path(whatif_app.__file__).read_text(encoding="ascii")
    ast.parse(source, feature_version=(3, 0))  # an older Python must get as far as the sentence
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))

    with pytest.raises(SystemExit) as stopped:
        exec(compile(source, "whatif_app", "exec"), {"__name__": "whatif_app"})

    assert stopped.value.code == "What-If needs Python 3.11 or newer; this is 3.8."


def test_missing_packages_are_named_with_what_installs_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(entry, "NEEDED", ("numpy", "no_such_package"))

    assert entry.main() == 1
    said = capsys.readouterr().err
    assert "no_such_package" in said
    assert "numpy" not in said
    assert "python3 dev.py run" in said


def test_the_program_starts_as_a_module() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "whatif_app", "--version"], capture_output=True, text=True
    )

    assert said.stdout == f"What-If {whatif_app.__version__}\n"
