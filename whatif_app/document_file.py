"""The file of an open document: which it is, what it held when last seen, and writing it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scenarios.words import say
from whatif_app.atomic_file import write_atomically
from whatif_app.errors import FileChangedError, UserError
from whatif_app.project_file import digest, digest_of_file

Stamp = tuple[int, int, int]


class DocumentFile:
    """One document's file, told from what others may put in its place.

    Attributes:
        path: None until the document is saved.
        digest: of what it held when it was opened or saved; None where neither has happened.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.digest: str | None = None
        # What the last save was to write; it may have arrived although the system said otherwise.
        self._sent: str | None = None
        # By which a file that nobody touched is known without reading it.
        self._stamp: Stamp | None = None

    def was_read(self, found: str) -> None:
        """The document is what the file holds."""
        self.digest = found
        self._stamp = _stamp(self.path)

    def check_unchanged(self) -> None:
        """Refuse to write over what somebody else has put there.

        Raises:
            FileChangedError: the file is not as it was opened or last saved.
            UserError: it cannot be read.
        """
        if self.path is not None and self._holds_something_else(self.path):
            raise FileChangedError(
                say(
                    "“{path}” was changed by another program since it was opened here.",
                    path=self.path,
                ),
                say("Save under another name to keep both, or overwrite it."),
            )

    def was_changed_outside(self) -> bool:
        """Whether it has come to hold something else since this was last asked or saved."""
        stamp = _stamp(self.path)
        if self.path is None or stamp is None or stamp == self._stamp:
            return False
        self._stamp = stamp
        try:
            return self._holds_something_else(self.path)
        except UserError:
            return False

    def _holds_something_else(self, path: Path) -> bool:
        return self.digest is not None and digest_of_file(path) not in (
            None,
            self.digest,
            self._sent,
        )

    def write(self, target: Path, content: bytes, announce: Callable[[str], None]) -> None:
        """Write the document's content to a file, which is its own from then on.

        Args:
            announce: is told the digest before anything is written.

        Raises:
            UserError: it cannot be written; the file is as it was.
        """
        if target == self.path and not target.parent.is_dir():
            raise _no_folder(target.parent)
        self._sent = digest(content)
        announce(self._sent)
        write_atomically(target, content)
        self.path = target
        self.was_read(self._sent)


def _no_folder(folder: Path) -> UserError:
    return UserError(
        say("The folder “{folder}” is not there any more, so nothing was saved.", folder=folder),
        say(
            "Connect its drive again and save once more, or save elsewhere; nothing is lost so far."
        ),
    )


def _stamp(path: Path | None) -> Stamp | None:
    """Which file it is, and when it was last written; None where there is none."""
    try:
        state = path.stat() if path is not None else None
    except OSError:
        return None
    return (state.st_ino, state.st_mtime_ns, state.st_size) if state is not None else None
