"""A damaged project: what can be read of it, and a list of what is lost.

The file itself is only read. What comes out has passed the checks of a case, and no number goes
unsaid: where a checksum shows that a case's text is not what was saved, the list says so, and an
export or another part of the ledger with a wrong checksum is left out, as it can be loaded again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from scenarios.case import Case
from scenarios.problems import Problem
from scenarios.words import say
from whatif_app import audit
from whatif_app.audit import AuditEntry
from whatif_app.errors import InvalidFileError
from whatif_app.ledger import Ledger
from whatif_app.project_file import Project, check_version, ledger_files, read_content
from whatif_app.salvage.broken_json import read_broken_json
from whatif_app.salvage.members import Member, looks_like_zip, members_of
from whatif_app.salvage.sound_case import sound_case

_CASE, _MANIFEST, _AUDIT, _VIEW = "case.json", "whatif.json", "audit.jsonl", "view.json"
#: Files of an export without which it is still whole for every question but those about them.
_OPTIONAL = ("days.csv", "hours.csv")


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be read of a damaged file.

    Attributes:
        project: whole in itself, without what is lost.
        lost: each piece that is not in it or may be wrong, at its address; none where the file is
            as it was written.
    """

    project: Project
    lost: tuple[Problem, ...]


def salvage(path: Path) -> Salvage:
    """What can be read of a project or case; the file stays as it is.

    Raises:
        UserError: nothing of it can be read, or it comes from a newer version of the program.
    """
    content = read_content(path)
    lost: list[Problem] = []
    if not looks_like_zip(content):
        case = _case(content, lost, _this_month())
        return Salvage(Project(_something(case, path.name)), tuple(lost))
    members, is_listed = members_of(content)
    if not is_listed:
        what = say("Its list of parts is lost, so that some may be missing altogether.")
        lost.append(Problem(path.name, what))
    _check_manifest(members, lost, path.name)
    ledger = _ledger(members, lost)
    month = ledger.baseline.months[-1] if ledger.baseline is not None else _this_month()
    case = None
    if _CASE in members:
        case = _case(members[_CASE].content, lost, month)
        if not members[_CASE].is_whole:
            lost.insert(0, _not_as_saved())
    else:
        lost.insert(0, Problem(_CASE, say("It is not there any more.")))
    if case is None and ledger.exports:
        case, _ = sound_case({}, month)
    made = _something(case, path.name)
    project = Project(made, ledger, _audit(members, lost), _view(members, lost))
    return Salvage(project, tuple(lost))


def _something(case: Case | None, name: str) -> Case:
    if case is None:
        raise InvalidFileError(
            say("Nothing of “{name}” can be read.", name=name),
            say("Restore an earlier copy of the file, or look into “whatif recover”."),
        )
    return case


def _this_month() -> str:
    return date.today().strftime("%Y-%m")


def _not_as_saved() -> Problem:
    return Problem(
        _CASE,
        say("By its checksum this is not what was saved: a figure in it may be another one."),
        say("Look over the inputs before you rely on a result."),
    )


def _check_manifest(members: Mapping[str, Member], lost: list[Problem], name: str) -> None:
    """Refuse a newer version; where its number cannot be read, go on with what is known.

    Raises:
        InvalidFileError: it is newer.
    """
    member = members.get(_MANIFEST)
    manifest = read_broken_json(member.content).value if member and member.is_whole else None
    version = manifest.get("version") if isinstance(manifest, dict) else None
    if isinstance(version, int) and version > 0:
        check_version(manifest, name)
    else:
        lost.append(Problem(_MANIFEST, say("The file’s version cannot be read.")))


def _case(content: bytes, lost: list[Problem], month: str) -> Case | None:
    """The case in a text, as far as it is sound; None where there is nothing of one."""
    remains = read_broken_json(content)
    lost += (_lost_text(where, why) for where, why in remains.lost)
    if not isinstance(remains.value, dict) or not remains.value:
        return None
    case, left_out = sound_case(remains.value, month)
    lost += left_out
    return case


def _lost_text(where: tuple[str, ...], why: str) -> Problem:
    if len(where) > 3 and where[0] == "scenarios" and where[2] == "set":
        return Problem(where[3], why, say("The scenario takes what the base has."), where[1])
    return Problem("/".join(where) or _CASE, why, say("It is left out."))


def _ledger(members: Mapping[str, Member], lost: list[Problem]) -> Ledger:
    """Every export and every other part of the ledger that is whole."""
    whole = {name: member.content for name, member in members.items() if member.is_whole}
    broken = [name for name, member in members.items() if not member.is_whole]
    exports: list[Any] = []
    parts: dict[str, Any] = {}
    damaged = set(_ledger_groups(ledger_files(dict.fromkeys(broken, b"")), with_optional=False))
    groups = _ledger_groups(ledger_files(whole))
    for group in (*groups, *(damaged - set(groups))):
        try:
            if group in damaged:
                raise ValueError(say("by its checksum it is not what was saved"))
            made = Ledger.from_files(groups[group])
        except ValueError as error:
            lost.append(_left_out_of_ledger(group, str(error)))
            continue
        exports += made.exports
        parts |= made.parts
    lost += (
        Problem(name, say("The days or hours of this export are lost; its months are whole."))
        for name in broken
        if name.endswith(_OPTIONAL)
    )
    return Ledger(tuple(exports), parts)


def _ledger_groups(
    files: Mapping[str, bytes], *, with_optional: bool = True
) -> dict[str, dict[str, bytes]]:
    """Files of a ledger that stand and fall together, by a name for them."""
    groups: dict[str, dict[str, bytes]] = {}
    for path in sorted(files):
        if not with_optional and path.endswith(_OPTIONAL):
            continue
        # An export is a folder of files, every other part a file.
        group = path.rpartition("/")[0] or path.removesuffix(".json")
        groups.setdefault(group, {})[path] = files[path]
    return groups


def _left_out_of_ledger(group: str, why: str) -> Problem:
    what = say("It cannot be used: {why}.", why=why)
    if "/" in group:
        return Problem(f"ledger/{group}", what, say("Load this export again."))
    return Problem(f"ledger/{group}", what, say("It is left out."))


def _audit(members: Mapping[str, Member], lost: list[Problem]) -> tuple[AuditEntry, ...]:
    """Every line of the audit trail that can be read."""
    member = members.get(_AUDIT)
    lines = member.content.split(b"\n") if member is not None else []
    entries = tuple(_entries(line for line in lines if line.strip()))
    missing = sum(1 for line in lines if line.strip()) - len(entries)
    if member is None or not member.is_whole or missing:
        what = say("{n} entries of the audit trail can be read; others are lost.", n=len(entries))
        lost.append(Problem(_AUDIT, what))
    return entries


def _entries(lines: Iterable[bytes]) -> Iterator[AuditEntry]:
    for line in lines:
        try:
            yield from audit.from_lines(line.decode())
        except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
            continue


def _view(members: Mapping[str, Member], lost: list[Problem]) -> dict[str, Any]:
    """What the window remembers; only if it is whole, as it holds nothing but habits."""
    member = members.get(_VIEW)
    found = read_broken_json(member.content) if member is not None and member.is_whole else None
    if found is not None and not found.lost and isinstance(found.value, dict):
        return dict(found.value)
    lost.append(Problem(_VIEW, say("Colours and hidden scenarios are as at first.")))
    return {}
