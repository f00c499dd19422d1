"""Mappings on disk: as files of their own, and remembered by the header that they were made for."""

from __future__ import annotations

import contextlib
from pathlib import Path

from scenarios.problems import CaseError
from scenarios.words import say
from whatif_app.atomic_file import worded, write_atomically
from whatif_app.costs.mapped.mapping import ColumnMapping
from whatif_app.errors import InvalidFileError, ListedError, UserError
from whatif_app.strict_json import read_json, write_json

#: What the name of a mapping file ends in.
ENDING = ".mapping.json"

_LARGEST = 1 << 20


def user_mapping_folder() -> Path:
    """Where the mappings of whoever runs the program are remembered."""
    from platformdirs import user_data_path

    return user_data_path("what-if", appauthor=False) / "mappings"


def load_mapping(path: Path) -> ColumnMapping:
    """The mapping in a file.

    Raises:
        UserError: it cannot be read.
        ListedError: it is no mapping; lists everything that is wrong with it.
    """
    with worded(path, "read"), path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise InvalidFileError(
            say("{name} is too large to be a mapping.", name=path.name), say("Choose another file.")
        )
    try:
        return ColumnMapping.from_json(read_json(content, path.name))
    except CaseError as error:
        wrong = [f"“{each.address}” {each.what}" for each in error.problems]
    except ValueError as error:
        wrong = str(error).splitlines()
    way = say("Correct the file there, or choose the columns anew.")
    raise ListedError([InvalidFileError(f"{path.name}: {what}", way) for what in wrong])


def save_mapping(path: Path, mapping: ColumnMapping) -> None:
    """Write a mapping to a file.

    Raises:
        UserError: it cannot be written.
    """
    write_atomically(path, write_json(mapping.to_json()).encode())


def remember(fingerprint: str, mapping: ColumnMapping, folder: Path | None = None) -> None:
    """Keep a mapping for the next table with such a header; where that fails, nothing is lost but
    the trouble of choosing again.

    Args:
        fingerprint: of the header.
        folder: where; the user's own by default.
    """
    place = folder or user_mapping_folder()
    with contextlib.suppress(UserError, OSError):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        save_mapping(place / f"{fingerprint[:32]}{ENDING}", mapping)


def remembered(fingerprint: str, folder: Path | None = None) -> ColumnMapping | None:
    """The mapping kept for tables with such a header; None where there is none that can be read."""
    path = (folder or user_mapping_folder()) / f"{fingerprint[:32]}{ENDING}"
    try:
        return load_mapping(path) if path.is_file() else None
    except (UserError, OSError):
        return None
