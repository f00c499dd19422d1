"""The set-up that a fresh machine depends on: dev.py, the pinned requirements, the declarations."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.contents import PACKAGES

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / "dev.py"
PINS = {
    "runtime": ROOT / "requirements.txt",
    "development": ROOT / "requirements-dev.txt",
    "build": ROOT / "requirements-build.txt",
}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Packages whose import has another name than the package.
IMPORT_NAMES = {
    "pyside6-essentials": "PySide6",
    "pytest-qt": "pytestqt",
    "pytest-xdist": "xdist",
    "python-calamine": "python_calamine",
}
# What the extras install; only the folder of the engines may import it.
EXTRAS = {"clickhouse_connect", "ibis", "pyarrow", "pyspark", "sqlglot"}
ENGINES = ROOT / "whatif_app" / "costs" / "engines"
# Commands and plugins: they work without being imported.
TOOLS = {"babel", "mypy", "pytestqt", "ruff", "setuptools", "xdist"}

posix_only = pytest.mark.skipif(os.name == "nt", reason="needs programs made of shell scripts")


@pytest.fixture
def dev() -> ModuleType:
    """dev.py as a module, fresh for each test."""
    spec = importlib.util.spec_from_file_location("dev", DEV)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- Old Pythons --------------------------------------------------------------------------------


def test_dev_py_is_readable_for_python_3_6() -> None:
    ast.parse(DEV.read_text(encoding="utf-8"), feature_version=(3, 6))


def run_dev_as_python(version: str, search_path: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output of dev.py when it believes to run on this version."""
    pretend = (
        "import runpy, sys; "
        f"sys.version_info = ({version}, 0, 'final', 0); sys.argv = ['dev.py', *sys.argv[1:]]; "
        f"runpy.run_path({str(DEV)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend, *arguments],
        env={**os.environ, "PATH": str(search_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("version", ["3, 6", "3, 10", "3, 15"])
def test_an_unsuitable_python_is_told_in_one_sentence_what_is_needed(
    version: str, tmp_path: Path
) -> None:
    status, output = run_dev_as_python(version, tmp_path, "test")

    assert status == 1
    this = version.replace(", ", ".")
    assert output == (
        f"What-If needs Python 3.11 to 3.14 and this is Python {this}: "
        "install one of them, then run this again with it.\n"
    )


def make_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@posix_only
def test_an_old_python_hands_over_to_a_newer_one_that_starts(tmp_path: Path) -> None:
    make_program(tmp_path / "python3.14", "exit 127")  # a version manager's empty promise
    make_program(tmp_path / "python3.12", '[ "$1" = -c ] && exit 0; echo "got $2 $3"; exit 7')

    status, output = run_dev_as_python("3, 9", tmp_path, "test", "--co")

    assert status == 7
    assert "This is Python 3.9; going on with " in output
    assert "got test --co" in output


# --- Pinned requirements ------------------------------------------------------------------------


def pinned(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Version and hashes by package."""
    joined = path.read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in joined.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            name, _, version = line.split()[0].partition("==")
            found[name] = (version, re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line))
    return found


@pytest.mark.parametrize("path", PINS.values(), ids=PINS)
def test_every_requirement_is_pinned_with_hashes(path: Path) -> None:
    incomplete = [
        name for name, (version, hashes) in pinned(path).items() if not version or not hashes
    ]

    assert len(pinned(path)) >= 7
    assert incomplete == []


@pytest.mark.parametrize("path", PINS.values(), ids=PINS)
def test_requirements_name_no_place_to_install_from(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert [
        sign for sign in ("://", "--index", "--extra-index", "--find-links", " @ ") if sign in text
    ] == []


@pytest.mark.parametrize("group", ["development", "build"])
def test_other_pins_hold_all_runtime_pins(group: str) -> None:
    runtime, others = pinned(PINS["runtime"]), pinned(PINS[group])

    assert {name: others.get(name) for name in runtime} == runtime


def declared(group: str) -> list[Requirement]:
    if group == "runtime":
        return [Requirement(text) for text in PYPROJECT["project"]["dependencies"]]
    name = {"development": "dev"}.get(group, group)
    return [Requirement(text) for text in PYPROJECT["dependency-groups"][name]]


@pytest.mark.parametrize("group", PINS)
def test_every_declared_dependency_is_pinned_within_its_bounds(group: str) -> None:
    pins = pinned(PINS[group])

    for requirement in declared(group):
        version, _ = pins[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement


# --- Declarations and use -----------------------------------------------------------------------


def import_names(group: str) -> set[str]:
    names = (canonicalize_name(requirement.name) for requirement in declared(group))
    return {IMPORT_NAMES.get(name, name) for name in names}


def third_party_imports(*folders: str | Path, without: Path | None = None) -> set[str]:
    found = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        if without is not None and path.is_relative_to(without):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").split(".")[0])
    own = {*PACKAGES, "installer", "tests", "benchmarks"}
    return found - own - set(sys.stdlib_module_names)


def test_the_program_imports_what_it_declares_and_declares_what_it_imports() -> None:
    # shiboken6 is part of PySide6-Essentials.
    used = third_party_imports("scenarios", "whatif_app", "ui", without=ENGINES) - {"shiboken6"}

    assert used == import_names("runtime")


def test_what_the_extras_install_is_imported_by_the_engines_alone() -> None:
    extras = PYPROJECT["project"]["optional-dependencies"]

    assert third_party_imports(ENGINES) == EXTRAS
    # Ibis brings the rest, in the version that it works with.
    assert {Requirement(text).name for each in extras.values() for text in each} == {
        *("ibis-framework", "chdb"),
    }


def test_tests_import_nothing_undeclared_and_leave_nothing_declared_unused() -> None:
    used = third_party_imports("tests", "benchmarks") - {"shiboken6"}
    development = import_names("development")

    assert used - development - import_names("runtime") - EXTRAS == set()
    assert development - TOOLS - used == set()


def test_the_readme_names_only_commands_that_dev_py_has(dev: ModuleType) -> None:
    named = set(re.findall(r"python3? dev\.py (\w+)", (ROOT / "README.md").read_text("utf-8")))

    assert {"run", "test"} <= named
    assert named <= set(dev.COMMANDS)


@posix_only
def test_the_ci_script_runs_the_readmes_test_command_last() -> None:
    script = ROOT / ".ci" / "run"
    lines = script.read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if '"$python" dev.py' in line]

    assert os.access(script, os.X_OK)
    assert commands[-1].startswith('"$python" dev.py test')
    assert not any("://" in line for line in lines)


# --- Installing once ----------------------------------------------------------------------------


def test_requirements_are_installed_again_only_when_they_change(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed: list[str] = []
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "in_venv", lambda arguments: installed.append(arguments[-1]) or 0)
    (tmp_path / "requirements.txt").write_text("numpy==2.4.6\n")
    (tmp_path / "requirements-dev.txt").write_text("numpy==2.4.6\npytest==9.2.0\n")

    dev.install("requirements.txt")
    dev.install("requirements.txt")
    assert installed == ["requirements.txt"]

    dev.install("requirements-dev.txt")
    dev.install("requirements.txt")  # the development set holds the runtime set
    assert installed == ["requirements.txt", "requirements-dev.txt"]

    (tmp_path / "requirements-dev.txt").write_text("numpy==2.4.7\npytest==9.2.0\n")
    dev.install("requirements-dev.txt")
    assert installed == ["requirements.txt", "requirements-dev.txt", "requirements-dev.txt"]


def test_a_failed_installation_is_tried_again_next_time(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "in_venv", lambda arguments: 1)
    (tmp_path / "requirements-dev.txt").write_text("numpy==2.4.6\n")

    with pytest.raises(dev.SetupError, match=r"could not install requirements-dev\.txt"):
        dev.install("requirements-dev.txt")

    assert not dev.is_installed("requirements-dev.txt")


# --- Opening the program ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("display", "arguments", "started"),
    [
        ("", [], ["demo"]),
        (":0", [], ["--example"]),
        ("", ["compute", "case.json"], ["compute", "case.json"]),
    ],
)
def test_run_opens_the_example_or_does_the_main_job_where_there_is_no_display(
    display: str,
    arguments: list[str],
    started: list[str],
    dev: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs: list[list[str]] = []
    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(dev, "make_venv", lambda: None)
    monkeypatch.setattr(dev, "install", lambda requirements: None)
    monkeypatch.setattr(dev, "install_libraries", lambda plugin: None)
    monkeypatch.setattr(dev, "start_program", lambda words: programs.append(words) or 3)

    status = dev.main(["run", *arguments])

    assert status == 3  # the program's own exit status is passed on
    assert programs == [started]


def test_without_a_display_the_user_learns_how_to_see_the_window(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(plugin: str) -> None:
        raise dev.SetupError("Qt needs libEGL.so.1.")

    monkeypatch.setattr(dev, "install_libraries", refuse)
    monkeypatch.setattr(dev, "start_program", lambda words: 0)

    status = dev.run_without_display()

    printed = capsys.readouterr()
    assert status == 0  # the main job needs no window, so missing libraries do not stop it
    assert "Qt needs libEGL.so.1." in printed.err
    assert "xvfb-run -a python3 dev.py run" in printed.out


# --- System libraries ---------------------------------------------------------------------------


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux's dynamic linker")
def test_every_missing_system_library_is_found_at_once(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lib/python3.11/site-packages/PySide6").mkdir(parents=True)
    make_program(
        tmp_path / "ldd",
        "printf '\\tlibEGL.so.1 => not found\\n\\tlibc.so.6 => /lib/libc.so.6 (0x7f)\\n'\n"
        "printf '\\tlibdbus-1.so.3 => not found\\n\\tlibEGL.so.1 => not found\\n'",
    )
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(dev, "VENV", tmp_path)

    assert dev.missing_libraries(dev.HEADLESS_PLUGIN) == ["libEGL.so.1", "libdbus-1.so.3"]


def test_a_user_who_may_not_install_gets_the_one_line_that_does(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "missing_libraries", lambda plugin: ["libEGL.so.1", "libGL.so.1"])
    monkeypatch.setattr(dev, "apt_install", lambda packages: False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")

    with pytest.raises(dev.SetupError) as refused:
        dev.install_libraries(dev.WINDOW_PLUGIN)

    assert str(refused.value) == (
        "Qt needs system libraries that are missing: libEGL.so.1, libGL.so.1. "
        "Run this, then try again:\n"
        "    sudo apt-get install --no-install-recommends libegl1 libgl1"
    )
