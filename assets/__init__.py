"""Files shipped with the program: fonts, icons and the sample export.

A package, so that a checkout, an installed wheel and a frozen program find them in the same way.
"""

from pathlib import Path


def asset_path(name: str) -> Path:
    """Where a shipped file lies on disk.

    Args:
        name: path inside this folder with forward slashes, such as "fonts/Inter-Regular.otf".

    Raises:
        FileNotFoundError: no such file was shipped; the message names it.
    """
    path = Path(__file__).resolve().parent / name
    if not path.is_file():
        raise FileNotFoundError(f"{name} is not among the program's assets; reinstall What-If.")
    return path
