"""The recovery journal: every edit on disk before the next one can be made.

Each open document with unsaved edits has one file in the user's data folder.
Its first line tells where the edits start, each further line is one change,
synced at once; so a power cut or `kill -9` loses at most the edit in flight.
Where a number is scrubbed, the edit is all it moves by until it is let go of.
Saving or closing the document removes it.

The file is locked while its document is open: the system lets go of the lock
when the process ends, however it ends, and the journal is then offered.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from whatif_app.atomic_file import worded
from whatif_app.errors import UserError
from whatif_app.file_lock import take_lock

FORMAT = "what-if journal"
#: Version 2 tells also of saves that were begun.
VERSION = 2
#: What a record is called by that tells of a save: the digest of the file to come.
SAVING = "saving"
_SUFFIX = ".journal"
# Between making a journal and locking it pass milliseconds, in which it looks abandoned.
_MAKING_SECONDS = 10.0


def user_journal_folder() -> Path:
    """Where the journals of whoever runs the program lie."""
    from platformdirs import user_data_path

    return user_data_path("what-if", appauthor=False) / "journals"


class Journal:
    """The journal of one open document, open for appending and locked."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        # A bare descriptor: Python's file objects complain when a document is merely dropped.
        self._handle: int | None = handle
        self._whole_bytes = 0

    def __del__(self) -> None:
        # What was not saved stays to be recovered.
        self.leave()

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
            journal = cls(path, handle)
            take_lock(handle, wait=True)
        try:
            journal.append({"format": FORMAT, "version": VERSION, "base": dict(base)})
        except UserError:
            journal.remove()
            raise
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
            handle = os.open(path, os.O_RDWR | _BINARY)
            journal = cls(path, handle)
            if not take_lock(handle):
                return None
            text = JournalText.parse(_content(handle))
            journal._whole_bytes = text.whole_bytes
            journal._cut_off()
        return journal, text

    def append(self, record: Mapping[str, Any], *, waits: bool = True) -> None:
        """Write one record and wait until the disk has it; what was half written is cut off.

        Args:
            waits: False leaves the last step to the system, which survives the end of the
                process, though not of power; `sync` is the waiting made up for.

        Raises:
            UserError: the disk is full, or the journal is gone.
        """
        # A default of the schema may be given as a value: an immutable mapping.
        line = json.dumps(record, ensure_ascii=False, allow_nan=False, default=dict) + "\n"
        if self._handle is None:
            raise ValueError("the journal was let go of")
        with worded(self.path):
            if self.is_gone:
                # Somebody cleaned up: what is written now would be gone with the process.
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self.path))
            try:
                # A file may have a name that is no text; json reads it back as it is.
                self._write_through(line.encode("utf-8", "surrogatepass"), waits=waits)
            except OSError:
                with contextlib.suppress(OSError):
                    self._cut_off()
                raise

    def sync(self) -> None:
        """Wait until the disk has every record.

        Raises:
            UserError: it cannot be written.
        """
        if self._handle is not None:
            with worded(self.path):
                os.fsync(self._handle)

    def _write_through(self, line: bytes, *, waits: bool) -> None:
        assert self._handle is not None
        remaining = memoryview(line)
        while remaining:
            remaining = remaining[os.write(self._handle, remaining) :]
        if waits:
            os.fsync(self._handle)
        self._whole_bytes += len(line)

    def _cut_off(self) -> None:
        """Drop what follows the last whole record, so that the next one does not continue it."""
        assert self._handle is not None
        os.ftruncate(self._handle, self._whole_bytes)
        os.lseek(self._handle, 0, os.SEEK_END)

    @property
    def is_gone(self) -> bool:
        """Whether its file was removed by somebody else."""
        return self._handle is None or os.fstat(self._handle).st_nlink == 0

    def remove(self) -> None:
        """Let go of the journal for good: its edits are saved, or given up."""
        self.leave()
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def leave(self) -> None:
        """Let go of the journal and leave it to be recovered."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


@dataclass(frozen=True, slots=True)
class JournalText:
    """What a journal holds, as far as it can be read.

    Attributes:
        base: what the edits start from; None where even that is not whole, or
            was written by a newer version.
        records: the edits and the saves that were begun, in order.
        whole_bytes: length of the part that is whole.
        was_begun: whether its first line was written to the end, so that edits may follow.
    """

    base: Mapping[str, Any] | None
    records: tuple[Mapping[str, Any], ...]
    whole_bytes: int
    was_begun: bool

    @property
    def edits(self) -> int:
        """How many changes it tells of."""
        return sum(SAVING not in record for record in self.records)

    @property
    def is_saved(self) -> bool:
        """Whether the document's file holds all that it tells of.

        So it is of a document that was opened and not yet changed, and where the process ended
        after a save, just before it could remove the journal.
        """
        if not self.edits and self.base is not None and "path" in self.base:
            return True
        last = self.records[-1] if self.records else {}
        if SAVING not in last:
            return False
        try:
            content = Path(last["path"]).read_bytes()
        except OSError:
            return False
        return str(last[SAVING]) == hashlib.sha256(content).hexdigest()

    @classmethod
    def parse(cls, content: bytes) -> JournalText:
        """The whole records of a journal; a last line cut short ends them.

        They are in the order of writing, whatever a clock said meanwhile.
        """
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
        version, base = header.get("version"), header.get("base")
        is_known = isinstance(version, int) and version <= VERSION
        if header.get("format") != FORMAT or not is_known or not isinstance(base, dict):
            return cls(None, (), position, b"\n" in content)
        return cls(base, tuple(read[1:]), position, True)


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
    """What one journal offers; None where it is held, unreadable, or tells of nothing unsaved."""
    try:
        handle = os.open(path, os.O_RDWR | _BINARY)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode) or not take_lock(handle):
                return None
            text = JournalText.parse(_content(handle))
            changed = os.fstat(handle).st_mtime
        finally:
            os.close(handle)
    except OSError:
        return None
    is_settled = time.time() - changed > _MAKING_SECONDS
    if text.is_saved or (is_settled and not text.was_begun):
        with contextlib.suppress(OSError):
            path.unlink()
        return None
    if text.base is None:
        return None
    document = text.base.get("path")
    return Recovery(path, Path(document) if document else None, _time_of(changed), text.edits)


def _time_of(seconds: float) -> datetime:
    """A file's time; the earliest there is for one that no clock can have shown."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OSError, OverflowError, ValueError):
        return datetime.fromtimestamp(0, UTC)


_BINARY = getattr(os, "O_BINARY", 0)


def _content(handle: int) -> bytes:
    with os.fdopen(os.dup(handle), "rb") as file:
        return file.read()
