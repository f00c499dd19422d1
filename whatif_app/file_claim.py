"""Who has a project open: told by a small file beside it, so that no window saves over another.

The file names the user, the machine and since when, and its lock is held while the project is open.
On one machine the lock is never wrong. Another machine may not see it, so there the file itself is
believed for a day; claims are advice, and saving still looks whether the project has changed.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from whatif_app.audit import user_name
from whatif_app.file_lock import take_lock

_MOST_BYTES = 4096
# The claim of a machine that was switched off in the midst of its work ends by itself.
_BELIEVED_SECONDS = 24 * 3600.0
_TRIES = 3
_BINARY = getattr(os, "O_BINARY", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a project open.

    Attributes:
        who: login name.
        machine: its name on the network.
        since: UTC; None where the file does not tell.
    """

    who: str
    machine: str
    since: datetime | None

    @property
    def is_here(self) -> bool:
        """Whether it is a window on this machine, which is known for certain."""
        return self.machine == platform.node()


class FileInUseError(Exception):
    """Another window has the project open.

    Attributes:
        holder: which one.
    """

    def __init__(self, holder: Holder) -> None:
        super().__init__(holder)
        self.holder = holder


class FileClaim:
    """The claim of one open project; let go of when it is closed, or when the process ends."""

    def __init__(self, project: Path, path: Path, handle: int) -> None:
        self.project = project
        self._path = path
        self._handle: int | None = handle

    def __del__(self) -> None:
        if self._handle is not None:
            os.close(self._handle)

    @classmethod
    def of(cls, project: Path, *, by_force: bool = False) -> FileClaim | None:
        """Claim a project; None where nothing can be claimed, as in a read-only folder.

        Args:
            by_force: also where another machine says that it has it open.

        Raises:
            FileInUseError: another window has it open.
        """
        for _ in range(_TRIES):
            claim = cls._tried(project, by_force)
            # Whoever held it may have removed the file between our opening and our locking it.
            if claim is None or not claim._is_gone():
                return claim
            claim._leave()
        return None

    @classmethod
    def _tried(cls, project: Path, by_force: bool) -> FileClaim | None:
        path = claim_path(project)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | _BINARY | _NO_FOLLOW, 0o644)
        except OSError:
            return None
        claim = cls(project, path, handle)
        try:
            holder = _holder(handle)
            if not take_lock(handle):
                raise FileInUseError(holder or Holder("", platform.node(), None))
            if holder is not None and not by_force and _is_elsewhere(holder, handle):
                raise FileInUseError(holder)
            os.ftruncate(handle, 0)
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, _told())
        except OSError:
            claim._leave()
            return None
        except FileInUseError:
            claim._leave()
            raise
        return claim

    def is_of(self, project: Path) -> bool:
        """Whether this is the claim of a project, by whatever path it is called."""
        return _same_file(claim_path(project), self._path)

    def release(self) -> None:
        """Let the project go."""
        if self._handle is None:
            return
        with contextlib.suppress(OSError):
            # Removed while it is still held, so that nobody's new claim is taken away.
            if os.fstat(self._handle).st_ino == self._path.lstat().st_ino:
                self._path.unlink()
        self._leave()
        with contextlib.suppress(OSError):
            if os.name == "nt":  # which removes nothing that is open
                self._path.unlink()

    def _is_gone(self) -> bool:
        return self._handle is not None and os.fstat(self._handle).st_nlink == 0

    def _leave(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class HeldClaim:
    """The claim of a window, which goes from project to project with it."""

    def __init__(self) -> None:
        self._claim: FileClaim | None = None

    def take(self, project: Path, *, by_force: bool = False) -> None:
        """Claim a project, and let go of the one before.

        Raises:
            FileInUseError: another window has it open.
        """
        self.release()
        self._claim = FileClaim.of(project, by_force=by_force)

    @contextlib.contextmanager
    def moving_to(self, project: Path) -> Iterator[None]:
        """Claim a project while it is saved; once that has worked, the one before is let go.

        Raises:
            FileInUseError: another window has it open.
        """
        before = self._claim
        if before is not None and before.is_of(project):
            yield
            return
        claim = FileClaim.of(project)
        try:
            yield
        except BaseException:
            if claim is not None:
                claim.release()
            raise
        self.release()
        self._claim = claim

    def release(self) -> None:
        """Let the project go."""
        if self._claim is not None:
            self._claim.release()
            self._claim = None


def claim_path(project: Path) -> Path:
    """The file that claims a project; it lies beside the file itself, not beside a link to it."""
    target = project.resolve()
    return target.with_name(f".{target.name}.lock")


def _told() -> bytes:
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    told = {"who": user_name(), "machine": platform.node(), "since": now}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace")


def _holder(handle: int) -> Holder | None:
    """Who claims it by the file's text; None where there is none."""
    os.lseek(handle, 0, os.SEEK_SET)
    try:
        told = json.loads(os.read(handle, _MOST_BYTES))
        return Holder(str(told["who"]), str(told["machine"]), datetime.fromisoformat(told["since"]))
    except (KeyError, RecursionError, TypeError, ValueError):
        return None


def _is_elsewhere(holder: Holder, handle: int) -> bool:
    age = abs(time.time() - os.fstat(handle).st_mtime)
    return not holder.is_here and age < _BELIEVED_SECONDS


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one == other
