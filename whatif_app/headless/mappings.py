"""`whatif import` of a table of no known format: by a mapping file, or writing a first one."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from whatif_app.errors import ListedError, UsageError, UserError
from whatif_app.headless.target_file import check_target

if TYPE_CHECKING:
    from whatif_app.costs.format import Choices


def with_mapping(options: argparse.Namespace, choices: Choices) -> Choices:
    """The choices, and where in the files the table is and what its columns mean.

    Raises:
        UserError: the mapping file cannot be read, or is none.
    """
    from whatif_app.costs.mapped.mapping_store import load_mapping

    mapping = None if options.mapping is None else load_mapping(options.mapping)
    return replace(choices, sheet=options.sheet, header_row=options.header_row, mapping=mapping)


def save_proposal(options: argparse.Namespace, choices: Choices) -> int:
    """Write what the columns of a table seem to mean to a file, to be mended and given back.

    Raises:
        UserError: the files are no such table, or the mapping cannot be written.
    """
    from whatif_app.costs.export import peek
    from whatif_app.costs.mapped.mapping_preview import preview
    from whatif_app.costs.mapped.mapping_store import save_mapping

    check_target(options.save_mapping, options.force, (".json",))
    seen = peek(options.exports, replace(choices, mapping=None))
    if seen.problems:
        raise ListedError([UserError(each.what, each.what_to_do) for each in seen.problems])
    if seen.table is None:
        raise UsageError(f"{seen.format} needs no mapping.", "Import it without --save-mapping.")
    mapping = choices.mapping or seen.table.proposed
    save_mapping(options.save_mapping, mapping)
    shown = preview(seen.table, mapping)
    print("\n".join(_in_words(mapping.to_json())))
    for problem in shown.problems:
        print(f"To be mended: {problem}")
    if not shown.problems:
        sums = ", ".join(f"{cost:,.2f} {code}" for code, cost in shown.totals.items())
        print(
            f"So {shown.used:,} of the first {len(shown.rows):,} rows would be counted: "
            f"{sums or 'nothing'}."
        )
    print(f"Wrote {options.save_mapping}. Mend it there, then import with --mapping.")
    return 0


def _in_words(stored: dict[str, object]) -> list[str]:
    named = {key: value for key, value in stored.items() if key not in ("format", "version")}
    return [
        f"{key.replace('_', ' '):<16} "
        + (", ".join(map(str, value)) if isinstance(value, list) else str(value))
        for key, value in named.items()
    ]
