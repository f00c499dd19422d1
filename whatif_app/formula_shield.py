"""Text from a bill or a tag that no spreadsheet may take for a formula when a CSV is opened."""

from __future__ import annotations

#: What makes a spreadsheet read a cell as a formula; the apostrophe so that the shield comes off
#: again without loss.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "'")


def shielded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would compute it."""
    return "'" + text if text.startswith(FORMULA_SIGNS) else text


def unshielded(text: str) -> str:
    """The text that `shielded` was given."""
    return text[1:] if text.startswith("'") else text
