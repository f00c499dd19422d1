"""The documentation follows from the code."""

from __future__ import annotations

from docs import make_fields


def test_the_reference_of_fields_is_the_schema_of_today() -> None:
    assert make_fields.TARGET.read_text(encoding="utf-8") == make_fields.page()
