"""Write docs/keyboard.md from the keyboard map: `python -m docs.make_keyboard`."""

from __future__ import annotations

from pathlib import Path

from ui.keyboard_map import Keys, sections

TARGET = Path(__file__).with_name("keyboard.md")


def page() -> str:
    """The keyboard map, as Markdown."""
    parts = [
        "# Keyboard",
        "Which key does what, made from `ui/keyboard_map.py` by `python -m docs.make_keyboard`.",
        *(_section(title, keys) for title, keys in sections().items()),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, keys: Keys) -> str:
    rows = [f"| {key} | {what} |" for key, what in keys.items()]
    return "\n".join([f"## {title}", "", "| key | what it does |", "|---|---|", *rows])


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
