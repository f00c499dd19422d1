"""The recovery journal: every edit on disk before the next one can be made.

Each open document with unsaved edits has one file in the user's data folder.
Its first line tells where the edits start, each further line is one change,
synced at once; so a power cut or `kill -9` loses at most the edit in flight.
Saving or closing the document removes it.

The file is locked while its document is open: the system lets go of the lock
when the process ends, however it ends, and the journal is then offered.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from whatif_app.atomic_file import worded

if TYPE_CHECKING:
    from whatif_app.document import Document

FORMAT = "what-if journal"
VERSION = 1
_SUFFIX = ".journal"
# Windows locks bytes, and for everyone: far beyond the end, so that the text stays readable.
_LOCKED_BYTE = 1 << 40


def user_journal_folder() -> Path:
    """Where the journals of whoever runs the program lie."""
    from platformdirs import user_data_path

    return user_data_path("what-if", appauthor=False) / "journals"


class Journal:
    """The journal of one open document, open for appending and locked."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self.path = path
        self._file = file

    def __del__(self) -> None:
        # A document that is dropped rather than closed leaves its edits to be recovered.
        self._file.close()

    @classmethod
    def start(cls, folder: Path, base: Mapping[str, Any]) -> Journal:
        """A new journal whose first record says what the edits start from.

        Raises:
            UserError: the folder cannot be written.
        """
        path = folder / f"{uuid.uuid4().hex}{_SUFFIX}"
        with worded(path):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Costs are private: readable by their owner alone.
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
            file = os.fdopen(handle, "r+b", buffering=0)
            _lock(file, wait=True)
        journal = cls(path, file)
        journal.append({"format": FORMAT, "version": VERSION, "base": dict(base)})
        return journal

    @classmethod
    def take_over(cls, path: Path) -> tuple[Journal, JournalText] | None:
        """A journal left behind, locked for a new document; None where one still holds it.

        What follows the last whole record is cut off, so that the next edit
        does not continue half a line.

        Raises:
            UserError: it cannot be read.
        """
        with worded(path, "read"):
            file = path.open("r+b", buffering=0)
            if not _lock(file):
                file.close()
                return None
            text = JournalText.parse(file.read())
            file.truncate(text.whole_bytes)
            file.seek(text.whole_bytes)
        return cls(path, file), text

    def append(self, record: Mapping[str, Any]) -> None:
        """Write one record and wait until the disk has it.

        Raises:
            UserError: the disk is full, or the folder is gone.
        """
        line = json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"
        with worded(self.path):
            remaining = memoryview(line.encode())
            while remaining:
                remaining = remaining[self._file.write(remaining) :]
            os.fsync(self._file.fileno())

    def remove(self) -> None:
        """Let go of the journal for good: its edits are saved, or given up."""
        self._file.close()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let go of the journal and leave it to be recovered."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class JournalText:
    """What a journal holds, as far as it can be read.

    Attributes:
        base: what the edits start from; None where even that is not whole, or
            was written by a newer version.
        records: the edits, in order.
        whole_bytes: length of the part that is whole.
    """

    base: Mapping[str, Any] | None
    records: tuple[Mapping[str, Any], ...]
    whole_bytes: int

    @classmethod
    def parse(cls, content: bytes) -> JournalText:
        """The whole records of a journal; a last line cut short ends them."""
        read: list[Mapping[str, Any]] = []
        position = 0
        while (end := content.find(b"\n", position)) >= 0:
            try:
                record = json.loads(content[position:end])
            except ValueError:
                break
            if not isinstance(record, dict):
                break
            read.append(record)
            position = end + 1
        header = read[0] if read else {}
        if header.get("format") != FORMAT or header.get("version", VERSION + 1) > VERSION:
            return cls(None, (), position)
        return cls(header["base"], tuple(read[1:]), position)


@dataclass(frozen=True, slots=True)
class Recovery:
    """Edits that a process left behind when it ended without saving.

    Attributes:
        journal: the file that holds them.
        path: the document's file; None where it was never saved.
        when: of the last edit, UTC.
        edits: how many changes there are, undoing and redoing counted.
    """

    journal: Path
    path: Path | None
    when: datetime
    edits: int

    def open(self, **options: Any) -> Document:
        """The document with every edit up to the last; it goes on in the same journal.

        Where the file that the edits started from is gone or has changed, the
        document has no path, so that saving it asks for a name.

        Args:
            options: for `Document`: author, clock, journal_folder.

        Raises:
            UserError: the journal cannot be read, or another window has it.
            CaseError: its case does not satisfy this version of the program.
        """
        from whatif_app.recovery import recovered

        return recovered(self.journal, **options)

    def discard(self) -> None:
        """Give the edits up."""
        self.journal.unlink(missing_ok=True)


def recoverable(folder: Path | None = None) -> list[Recovery]:
    """What can be recovered, the latest first; journals of open documents are left alone."""
    found = (_recovery(path) for path in _journals(folder or user_journal_folder()))
    return sorted(
        (recovery for recovery in found if recovery), key=lambda each: each.when, reverse=True
    )


def _journals(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from sorted(folder.glob(f"*{_SUFFIX}"))


def _recovery(path: Path) -> Recovery | None:
    try:
        with path.open("r+b", buffering=0) as file:
            if not _lock(file):
                return None
            text = JournalText.parse(file.read())
            changed = os.fstat(file.fileno()).st_mtime
    except OSError:
        return None
    if text.base is None:
        return None
    document = text.base.get("path")
    if document is not None and not text.records:
        return None
    when = datetime.fromtimestamp(changed, UTC)
    return Recovery(path, Path(document) if document else None, when, len(text.records))


_BINARY = getattr(os, "O_BINARY", 0)


def _lock(file: IO[bytes], *, wait: bool = False) -> bool:
    """Take the file's lock for as long as it is open; False where another holds it.

    Args:
        wait: for whoever made the file, as another may just be looking at it.
    """
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
