"""Whether a file that a command is to write may be written, known before any work goes into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from whatif_app.atomic_file import check_writable
from whatif_app.errors import UsageError, UserError


def check_target(path: Path, force: bool, endings: Sequence[str]) -> None:
    """Whether a file may be written.

    Args:
        force: whether one that exists may be replaced.
        endings: what its name may end in.

    Raises:
        UserError: it exists and is not to be replaced, or cannot be what its name says.
    """
    if path.suffix.lower() not in endings:
        raise UsageError(f"“{path}” does not end in {' or '.join(endings)}.", "Name it so.")
    if path.exists() and not path.is_file():
        raise UsageError(f"“{path}” is not a plain file.", "Choose another name.")
    if path.exists() and not force:
        raise UsageError(f"“{path}” exists.", "Choose another name, or add --force to replace it.")
    if not path.parent.is_dir():
        raise UserError(f"“{path.parent}” is not a folder.", "Make it first, or choose another.")
    check_writable(path)
