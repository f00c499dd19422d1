"""The project file: a zip of readable JSON and CSV, or a bare `case.json`.

Members of a `.whatif`:

- `whatif.json`: that this is a project, and the version of its format;
- `case.json`: the case, in the form that a headless command reads;
- `ledger/…`: what was loaded beside it: reconciled exports, usage volumes, ownership …;
- `audit.jsonl`: the audit trail, one change a line;
- `view.json`: what the window remembers: hidden scenarios, colours, widths.

The same project gives the same bytes, so that a synced folder rests.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from scenarios.case import Case
from scenarios.words import marked, say
from whatif_app import audit
from whatif_app.atomic_file import check_plain, worded, write_atomically
from whatif_app.audit import AuditEntry
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.ledger import Ledger
from whatif_app.strict_json import read_json, write_json

#: How the files end that hold a project, or a bare case.
PROJECT_ENDINGS = (".whatif", ".json")

FORMAT = "what-if project"
#: The newest version that this program reads, and writes where the project needs it.
VERSION = 3
#: A file says the lowest version that keeps all of it, so that older programs open what they can,
#: and refuse, rather than lose, what they do not know: formulas in cells, and further parts.
_PLAIN_VERSION = 2
_PARTS_OF_PLAIN = frozenset("adjustments grouping ownership sharing usage".split())

#: A project, also unpacked, is a few megabytes; beyond this it is an attack or an accident.
MOST_BYTES = 256 << 20
MOST_MEMBERS = 1_000
_LEDGER = "ledger/"
# Version 1 held one export, here.
_ONLY_EXPORT = "baseline/"
# The earliest date that a zip can hold: a date of saving would change the bytes each time.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
# What Python's zip reader raises for bytes that are none: beside its own error, what its parts do;
# NotImplementedError for an unknown compression, RuntimeError for a password.
BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_ANOTHER_COPY = marked("Restore an earlier copy of the file, or look into “whatif recover”.")


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file holds."""

    case: Case
    ledger: Ledger = field(default_factory=Ledger)
    audit: tuple[AuditEntry, ...] = ()
    view_state: dict[str, Any] = field(default_factory=dict)


def is_case_file(path: Path) -> bool:
    """Whether a path is written as a bare case rather than as a project."""
    return path.suffix.lower() == ".json"


def digest(content: bytes) -> str:
    """What tells one content of a file from another."""
    return hashlib.sha256(content).hexdigest()


def digest_of_file(path: Path) -> str | None:
    """The digest of a file as it lies on disk; None where there is none.

    Raises:
        UserError: it cannot be read.
    """
    with worded(path, "read"):
        check_plain(path)
        try:
            return digest(path.read_bytes())
        except FileNotFoundError:
            return None


def read_project(path: Path) -> tuple[Project, str]:
    """The project in a `.whatif` or a `case.json`, and the digest of the file.

    Raises:
        UserError: the file cannot be read, is damaged, or comes from a newer version.
        CaseError: the case in it is wrong; every problem at its address.
    """
    content = read_content(path)
    if content.startswith(b"PK"):
        return _unpacked(content, path.name), digest(content)
    if not is_case_file(path) and content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        raise InvalidFileError(
            say("“{name}” is neither a project (.whatif) nor a case (case.json).", name=path.name),
            say("Choose another file; “whatif import” reads cost exports."),
        )
    return Project(Case.from_json(read_json(content, path.name))), digest(content)


def read_content(path: Path) -> bytes:
    """The bytes of a file that may be a project.

    Raises:
        UserError: it cannot be read, or is too large to be one.
    """
    with worded(path, "read"), path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InvalidFileError(
            say("“{name}” is too large to be a project or a case.", name=path.name),
            say("Choose another file; “whatif import” reads cost exports."),
        )
    return content


def write_project(path: Path, project: Project) -> str:
    """Save a project atomically; a name that ends in ".json" gets the bare case.

    Returns:
        The digest of what was written.

    Raises:
        UserError: it cannot be written; the file is as it was.
    """
    content = content_for(path, project)
    write_atomically(path, content)
    return digest(content)


def content_for(path: Path, project: Project) -> bytes:
    """What a project's file of that name holds.

    Raises:
        UserError: a bare case cannot hold the project.
    """
    if not is_case_file(path):
        return _packed(project)
    if project.ledger.exports:
        raise UserError(
            say("“{name}” cannot hold the cost export behind this case.", name=path.name),
            say("Save it as a .whatif project."),
        )
    return write_json(project.case.to_json()).encode()


def _packed(project: Project) -> bytes:
    members = {
        "whatif.json": write_json({"format": FORMAT, "version": _version_of(project)}).encode(),
        "case.json": write_json(project.case.to_json()).encode(),
        "audit.jsonl": audit.to_lines(project.audit).encode(),
        "view.json": write_json(project.view_state).encode(),
    }
    members |= {_LEDGER + path: each for path, each in project.ledger.to_files().items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, member, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _version_of(project: Project) -> int:
    """The lowest version of the format that keeps all of a project."""
    case = project.case
    has_formulas = case.formulas or any(scenario.formulas for scenario in case.scenarios)
    is_plain = not has_formulas and project.ledger.parts.keys() <= _PARTS_OF_PLAIN
    return _PLAIN_VERSION if is_plain else VERSION


def _unpacked(content: bytes, name: str) -> Project:
    members = _members(content, name)
    check_version(_json(members, "whatif.json", name), name)
    case = Case.from_json(_json(members, "case.json", name))
    view_state = _json(members, "view.json", name) if "view.json" in members else {}
    if not isinstance(view_state, dict):
        raise _damaged(name, say("view.json does not hold an object"))
    trail = _decoded(members.get("audit.jsonl", b""), name, "audit.jsonl")
    try:
        entries = audit.from_lines(trail)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise _damaged(name, say("audit.jsonl does not hold a list of changes")) from error
    try:
        return Project(case, Ledger.from_files(ledger_files(members)), entries, dict(view_state))
    except ValueError as error:
        raise _damaged(name, str(error)) from error


def ledger_files(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members that make up the ledger, by their names in it."""
    files = {}
    for member, content in members.items():
        if member.startswith(_LEDGER):
            files[member.removeprefix(_LEDGER)] = content
        elif member.startswith(_ONLY_EXPORT):
            files["exports/1/" + member.removeprefix(_ONLY_EXPORT)] = content
    return files


def _members(content: bytes, name: str) -> dict[str, bytes]:
    """The files in a zip, by name; nothing is ever unpacked to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(entries, name)
            left = MOST_BYTES
            members: dict[str, bytes] = {}
            for entry in entries:
                # The sizes that a zip states may lie, so the reading itself is bounded.
                with archive.open(entry) as file:
                    members[entry.filename] = file.read(left + 1)
                left -= len(members[entry.filename])
                if left < 0:
                    raise _damaged(name, say("it unpacks to more than any project holds"))
            return members
    except BAD_ZIP as error:
        # A zip keeps its directory at its end; without that, the reader says "not a zip file".
        if not zipfile.is_zipfile(io.BytesIO(content)):
            raise _damaged(name, say("it ends too early")) from error
        raise _damaged(name, say("a part of it does not unpack: {error}", error=error)) from error


def _check_entries(entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_MEMBERS or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise _damaged(name, say("it unpacks to more than any project holds"))
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise _damaged(name, say("two of its parts have the same name"))
    for member in names:
        parts = PurePosixPath(member).parts
        if member.startswith("/") or ".." in parts or "\\" in member or ":" in member:
            raise _damaged(
                name, say("a part of it is named “{member}”, outside of the project", member=member)
            )


def check_version(manifest: Any, name: str) -> None:
    """Refuse what is no project, or one of a newer version.

    Raises:
        InvalidFileError: so it is.
    """
    if not isinstance(manifest, Mapping) or manifest.get("format") != FORMAT:
        raise InvalidFileError(
            say("“{name}” is not a project of this program.", name=name), say("Choose another.")
        )
    version = manifest.get("version")
    if not isinstance(version, int) or version < 1:
        raise _damaged(name, say("its format version is {version}", version=version))
    if version > VERSION:
        raise InvalidFileError(
            say(
                "“{name}” was saved by a newer version of this program (format {version}, this "
                "one reads up to {newest}).",
                name=name,
                version=version,
                newest=VERSION,
            ),
            say("Update the program, or ask for the case as a case.json."),
        )


def _json(members: Mapping[str, bytes], member: str, name: str) -> Any:
    if member not in members:
        if member == "whatif.json":
            raise InvalidFileError(
                say("“{name}” is not a project of this program.", name=name), say("Choose another.")
            )
        raise _damaged(name, say("{member} is missing in it", member=member))
    return read_json(members[member], f"{name}/{member}")


def _decoded(content: bytes, name: str, member: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise _damaged(name, say("{member} in it is not UTF-8 text", member=member)) from None


def _damaged(name: str, why: str) -> InvalidFileError:
    return InvalidFileError(
        say("“{name}” is damaged: {why}.", name=name, why=why), say(_ANOTHER_COPY)
    )
