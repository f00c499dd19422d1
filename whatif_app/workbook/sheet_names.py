"""Names for worksheets made from texts of users: short, legal, and each one its own."""

from __future__ import annotations

from collections.abc import Iterable

#: Excel takes no longer name; counted as it stores text.
LONGEST = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
#: Excel keeps this name for itself.
_RESERVED = "history"


def sheet_names(texts: Iterable[str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A sheet name for each text, as near to it as Excel allows.

    Args:
        taken: names that are in use; capitals make no difference.
    """
    used = {_RESERVED, *(name.casefold() for name in taken)}
    found: dict[str, str] = {}
    for text in dict.fromkeys(texts):
        # An apostrophe is refused at either end, control characters anywhere; signs that begin a
        # formula are legal, but make formulas that name the sheet look like another's.
        plain = "".join(char if char.isprintable() else " " for char in text)
        base = plain.translate(_FORBIDDEN).strip(" '").lstrip(" '=+-@") or "Team"
        name, number = _cut(base, LONGEST), 1
        while name.casefold() in used:
            number += 1
            ending = f" ({number})"
            name = _cut(base, LONGEST - len(ending)) + ending
        used.add(name.casefold())
        found[text] = name
    return found


def _cut(text: str, longest: int) -> str:
    """The text's beginning, of at most so many units; no character is halved."""
    while len(text.encode("utf-16-le", "surrogatepass")) > longest * 2:
        text = text[:-1]
    return text.rstrip(" '")
