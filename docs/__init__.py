"""The documentation. What the help shows of it is shipped with the program.

A package, as `assets` is, so that a checkout, an installed wheel and a frozen program find its
pages in the same way.
"""

from pathlib import Path


def page_text(name: str) -> str:
    """A page of the documentation, as Markdown.

    Args:
        name: the file's name without its ending, such as "model".

    Raises:
        FileNotFoundError: no such page was shipped; the message names it.
    """
    path = Path(__file__).resolve().parent / f"{name}.md"
    if not path.is_file():
        raise FileNotFoundError(f"{name}.md is not among the shipped pages; reinstall What-If.")
    return path.read_text(encoding="utf-8")
