"""A mistake in what Qt calls is reported rather than fatal.

Python 3.11 keeps an exception that C code raises (an index out of range, a division by zero) as
its parts until Python code looks at it, and PySide 6.11 takes it for whole where Qt called the
method: the process dies with a segmentation fault, without a word and without the last edits
being saved. Caught and raised once more, the exception is whole.

Importing this module, before any class of the window is made, sees to every override in `ui`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject

_OURS = "ui"
_QT = "PySide6."


def _reported(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except BaseException:
            # To be caught is all it needs.
            raise

    return call


def _watch(cls: type) -> None:
    """Make every override of a new class raise whole exceptions."""
    if cls.__module__.partition(".")[0] != _OURS:
        return
    virtual = {
        name
        for base in cls.__mro__
        if base.__module__.startswith(_QT)
        for name in vars(base)
        if not name.startswith("__")
    }
    for name, value in list(vars(cls).items()):
        if name in virtual and isinstance(value, FunctionType):
            setattr(cls, name, _reported(value))


QObject.__init_subclass__ = classmethod(_watch)  # type: ignore[assignment]
