"""What is large in a frozen program, by the library it belongs to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

#: Beginnings of a file's path, below `_internal`, and whose it is; the first that fits counts.
_OWNERS = (
    ("PySide6/Qt/lib/libicu", "Qt: ICU"),
    ("PySide6", "Qt and PySide6"),
    ("shiboken6", "Qt and PySide6"),
    ("_duckdb", "DuckDB"),
    ("duckdb", "DuckDB"),
    ("numpy", "NumPy, with OpenBLAS"),
    ("python_calamine", "Calamine"),
    ("libpython", "Python"),
    ("python3", "Python"),
    ("base_library.zip", "Python"),
    ("assets", "What-If: samples, fonts, icons"),
    ("scenarios", "What-If: worked cases"),
    ("docs", "What-If: help texts"),
    ("lib", "Libraries of the system"),
)
_PROGRAM = "What-If and pure Python packages"


def sizes(folder: Path) -> Counter[str]:
    """Bytes by owner; a file that is linked to counts once."""
    found: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            found[_owner(path.relative_to(folder).as_posix())] += path.stat().st_size
    return found


def sizes_in_words(folder: Path) -> str:
    """The sizes as a table, the largest first."""
    found = sizes(folder)
    lines = [f"{amount / 1e6:8.1f} MB  {owner}" for owner, amount in found.most_common()]
    return "\n".join([*lines, f"{found.total() / 1e6:8.1f} MB  in all"])


def _owner(path: str) -> str:
    inner = path.removeprefix("_internal/")
    if inner == path:  # the program beside the folder holds every pure module
        return _PROGRAM
    return next((owner for beginning, owner in _OWNERS if inner.startswith(beginning)), _PROGRAM)
