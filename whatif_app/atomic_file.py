"""Writing a file so that it is either the old one or the whole new one, whatever happens."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from scenarios.words import marked, say
from whatif_app.errors import UserError
from whatif_app.leftover_files import sweep_leftovers, temporary_file


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file's content, or make the file.

    Written beside it, synced, then renamed, so that a crash or a full disk
    leaves the old file as it was. Permissions stay; a symbolic link stays a
    link and the file it names is replaced.

    Raises:
        UserError: where, what, and what to do.
    """
    with replacing(path) as temporary:
        temporary.write_bytes(content)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path in the same folder that replaces `path` when the block ends well.

    For writers that need a path of their own. On an error it is removed, and
    `path` is as it was; what a killed program left beside it goes too.

    Raises:
        UserError: where, what, and what to do.
    """
    with worded(path):
        check_plain(path)
        target = path.resolve()
        mode = _mode_for(target)
        sweep_leftovers(target.parent)
        with temporary_file(target.parent) as temporary:
            yield temporary
            os.chmod(temporary, mode)
            _sync(temporary)
            os.replace(temporary, target)
            _sync_folder(target.parent)


def check_plain(path: Path) -> None:
    """Refuse a pipe, a socket or a device as a place to save: replacing one would destroy it.

    Raises:
        UserError: it exists and is neither a plain file nor a folder.
        OSError: it cannot be looked at.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise UserError(
            say("“{path}” is not a plain file.", path=path), say("Choose another name.")
        )


def check_writable(path: Path) -> None:
    """Whether `replacing` may begin: what stands in its way is better known before long work.

    Raises:
        UserError: where, what, and what to do.
    """
    with worded(path):
        check_plain(path)
        target = path.resolve()
        _mode_for(target)
        with tempfile.TemporaryFile(dir=target.parent):
            pass


def _mode_for(target: Path) -> int:
    try:
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    # A rename would replace a file that its owner has locked against writing.
    if not mode & 0o222:
        raise PermissionError(errno.EPERM, "is read-only", str(target))
    return mode


def _sync(path: Path) -> None:
    # Windows syncs only what is open for writing.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some network file systems cannot sync a folder; the file itself is synced.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


@contextlib.contextmanager
def worded(path: Path, doing: str = "save") -> Iterator[None]:
    """Turn the system's errors about a file into a sentence for the user.

    Args:
        doing: "save" or "read".

    Raises:
        UserError: where, what, and what to do.
    """
    try:
        yield
    except OSError as error:
        raise file_error(path, error, doing) from error


def file_error(path: Path, error: OSError, doing: str) -> UserError:
    """A system's error about a file, in words."""
    words = _WORDS.get(error.errno or 0)
    if words is None:
        reason = f"{error.strerror or error}."
        return UserError(_not_done(path, doing, reason), say("Try another place."))
    what, what_to_do = words
    return UserError(_not_done(path, doing, say(what)), what_to_do(path, doing))


def _not_done(path: Path, doing: str, reason: str) -> str:
    if doing == "save":
        return say("“{path}” could not be saved: {reason}", path=path, reason=reason)
    return say("“{path}” could not be read: {reason}", path=path, reason=reason)


Words = Callable[[Path, str], str]


def _no_such(path: Path, doing: str) -> str:
    if doing == "read":
        return say("Check the name, or choose another file.")
    return say("Make the folder first, or choose another.")


def _not_allowed(path: Path, doing: str) -> str:
    if doing == "read":
        return say("Ask its owner for permission to read it.")
    return say("Save it under another name or in another folder.")


def _always(text: str) -> Words:
    return lambda path, doing: say(text)


_NO_SPACE = _always(
    marked("Free some space or choose another disk, then save again; nothing is lost so far.")
)
_WORDS: dict[int, tuple[str, Words]] = {
    errno.ENOSPC: (marked("the disk is full."), _NO_SPACE),
    errno.EDQUOT: (marked("your quota on the disk is used up."), _NO_SPACE),
    errno.EACCES: (marked("it or its folder is closed to you."), _not_allowed),
    errno.EPERM: (marked("it is read-only."), _not_allowed),
    errno.EROFS: (marked("the disk is read-only."), _not_allowed),
    errno.ENOENT: (marked("there is no such file or folder."), _no_such),
    errno.ENOTDIR: (marked("a part of its path is not a folder."), _no_such),
    errno.EISDIR: (marked("it is a folder."), _always(marked("Name a file."))),
    errno.ENAMETOOLONG: (
        marked("the name is too long."),
        _always(marked("Choose a shorter name.")),
    ),
    errno.EIO: (
        marked("the disk reports an error."),
        _always(marked("Choose another disk, and check this one.")),
    ),
}
