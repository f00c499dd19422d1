"""What stands in the user's way, said so that they can go on: where, what, what to do."""

from __future__ import annotations

from collections.abc import Sequence


class UserError(Exception):
    """Something the user can mend; never shown with a traceback.

    Attributes:
        what: where and what is wrong, as a sentence.
        what_to_do: the way out, as a sentence.
    """

    def __init__(self, what: str, what_to_do: str = "") -> None:
        super().__init__(f"{what} {what_to_do}".strip())
        self.what = what
        self.what_to_do = what_to_do


class InvalidFileError(UserError):
    """A file that was read and does not hold what it should."""


class FileChangedError(UserError):
    """The file on disk is no longer the one that was opened or saved last."""


class UsageError(UserError):
    """Arguments that do not fit together, or name what does not exist."""


class ListedError(UserError):
    """Several things in the way at once.

    Attributes:
        errors: each of them.
    """

    def __init__(self, errors: Sequence[UserError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)
