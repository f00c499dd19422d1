"""Replaying a recovery journal into the document it was about."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scenarios.case import Case
from scenarios.problems import CaseError
from scenarios.words import say
from whatif_app.audit import AuditEntry
from whatif_app.document import Document
from whatif_app.errors import InvalidFileError, UserError
from whatif_app.journal import Journal, Recovery
from whatif_app.ledger import ledger_from_record
from whatif_app.project_file import digest_of_file


def recovered(recovery: Recovery, **options: Any) -> Document:
    """The document that a journal was about, with every edit up to the last whole one.

    The document goes on writing into the same journal, so that nothing is lost
    if it ends the same way again. Where the file that the edits started from is
    gone or has changed, the document has no path, so that saving it asks for a name.

    Args:
        options: for `Document`: author, clock, journal_folder.

    Raises:
        UserError: the journal cannot be read, or an open document holds it.
        CaseError: its case does not satisfy this version of the program.
    """
    path = recovery.journal
    taken = Journal.take_over(path)
    if taken is None:
        raise UserError(
            say("These edits are open in another window."), say("Look for that window.")
        )
    journal, text = taken
    try:
        if text.base is None:
            raise _unreadable(path, say("it does not begin as one"))
        document = _base_document(text.base, options)
        document.replay(text.records)
    except (CaseError, UserError):
        journal.leave()
        raise
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        journal.leave()
        raise _unreadable(path, say("a record of it is not an edit")) from error
    document.continue_in(journal)
    return document


def _base_document(base: Mapping[str, Any], options: dict[str, Any]) -> Document:
    path = Path(base["path"]) if "path" in base else None
    if path is not None and _is_unchanged(path, base["sha256"]):
        return Document.open(path, **options)
    # It exists nowhere else, so that it has to be saved even where every edit is undone.
    return Document(
        Case.from_json(base["case"]),
        ledger_from_record(base),
        audit=tuple(AuditEntry.from_json(entry) for entry in base.get("audit", ())),
        view_state=dict(base.get("view_state", {})),
        is_saved=False,
        **options,
    )


def _is_unchanged(path: Path, digest: str | None) -> bool:
    try:
        return digest is not None and digest_of_file(path) == digest
    except UserError:
        return False


def _unreadable(path: Path, why: str) -> InvalidFileError:
    return InvalidFileError(
        say("The recovery journal “{path}” cannot be read: {why}.", path=path, why=why),
        say("Open the last saved file, and keep the journal if you want to report this."),
    )
