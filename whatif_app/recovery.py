"""Replaying a recovery journal into the document it was about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from scenarios.case import Case
from whatif_app.audit import AuditEntry
from whatif_app.baseline_files import baseline_from_json
from whatif_app.commands import command_from_json
from whatif_app.document import Document, State
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.journal import Journal
from whatif_app.project_file import digest_of_file


def recovered(path: Path, **options: Any) -> Document:
    """The document that a journal was about, with every edit up to the last whole one.

    The document goes on writing into the same journal, so that nothing is lost
    if it ends the same way again.

    Raises:
        UserError: the journal cannot be read, or an open document holds it.
        CaseError: its case does not satisfy this version of the program.
    """
    taken = Journal.take_over(path)
    if taken is None:
        raise UserError("These edits are open in another window.", "Look for that window.")
    journal, text = taken
    try:
        if text.base is None:
            raise _unreadable(path, "it does not begin as one")
        document = _base_document(text.base, options)
        _replay(document, text.records, path)
    except BaseException:
        journal.leave()
        raise
    document._journal = journal
    return document


def _base_document(base: Mapping[str, Any], options: dict[str, Any]) -> Document:
    path = Path(base["path"]) if "path" in base else None
    if path is not None and _is_unchanged(path, base["sha256"]):
        return Document.open(path, **options)
    document = Document(
        Case.from_json(base["case"]),
        baseline_from_json(base.get("baseline", {})),
        audit=tuple(AuditEntry.from_json(entry) for entry in base.get("audit", ())),
        view_state=dict(base.get("view_state", {})),
        **options,
    )
    # It exists nowhere else, so that it has to be saved even if every edit is undone.
    document._saved = None
    return document


def _is_unchanged(path: Path, digest: str | None) -> bool:
    try:
        return digest is not None and digest_of_file(path) == digest
    except UserError:
        return False


def _replay(document: Document, records: tuple[Mapping[str, Any], ...], path: Path) -> None:
    document._is_replaying = True
    try:
        for record in records:
            _replay_one(document, record)
    except (KeyError, TypeError, IndexError) as error:
        raise _unreadable(path, f"a record of it is not an edit ({error!r})") from error
    finally:
        document._is_replaying = False


def _replay_one(document: Document, record: Mapping[str, Any]) -> None:
    who, when = record["who"], datetime.fromisoformat(record["when"])
    if "do" in record:
        document._do(command_from_json(record["do"]), record["why"], who, when)
    elif "undo" in record:
        document._step_back(who, when)
    elif "redo" in record:
        document._step_forward(who, when)
    else:
        baseline = document.baseline
        if "baseline" in record:
            baseline = baseline_from_json(record["baseline"])
        state = State(Case.from_json(record["state"]), baseline)
        document._undo.clear()
        document._redo.clear()
        document._journal_part += 1
        document._move(state, record["label"], who, when)


def _unreadable(path: Path, why: str) -> InvalidFileError:
    return InvalidFileError(
        f"The recovery journal “{path}” cannot be read: {why}.",
        "Open the last saved file, and keep the journal if you want to report this.",
    )
