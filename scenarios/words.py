"""Every sentence for a reader, in the reader's language: English is the source text.

`say` looks a whole sentence up in the catalogue in force, and then fills its fields in; code
that words something imports nothing but these few functions. What is kept in files is said
`in_english`, so that a file is the same whoever saved it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Catalogue(Protocol):
    """Sentences of one language by the English ones; `gettext` of the standard library is one."""

    def gettext(self, message: str, /) -> str:
        """The sentence in this language, or as it is where there is none."""

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """The form that so many things take in this language."""

    def pgettext(self, context: str, message: str, /) -> str:
        """The sentence as it is said in one place alone."""


class English:
    """The source texts themselves."""

    def gettext(self, message: str, /) -> str:
        return message

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        return one if n == 1 else many

    def pgettext(self, context: str, message: str, /) -> str:
        return message


ENGLISH = English()
_in_force: Catalogue = ENGLISH
# For a thread that writes a file while another one talks to the reader.
_only_english: ContextVar[bool] = ContextVar("only_english", default=False)


def use(catalogue: Catalogue) -> None:
    """Say everything in this language from now on."""
    global _in_force
    _in_force = catalogue


def catalogue() -> Catalogue:
    """The language in force here: what was chosen, or English where a file is written."""
    return ENGLISH if _only_english.get() else _in_force


def is_only_english() -> bool:
    """Whether words and numbers are for a file rather than for the reader."""
    return _only_english.get()


@contextmanager
def in_english() -> Iterator[None]:
    """Say everything in English, for this thread and as long as it lasts: it goes into a file."""
    token = _only_english.set(True)
    try:
        yield
    finally:
        _only_english.reset(token)


def say(text: str, /, **values: object) -> str:
    """A whole sentence in the reader's language, with its `{fields}` filled in."""
    said = catalogue().gettext(text) if text else ""
    return said.format(**values) if values else said


def say_in(context: str, text: str, /) -> str:
    """A text that one place says otherwise than the rest of the program, in some languages."""
    said = catalogue().pgettext(context, text)
    return catalogue().gettext(text) if said == text else said


def say_count(one: str, many: str, n: int, /, **values: object) -> str:
    """A sentence about so many things; `{n}` is their number unless it is given otherwise."""
    return catalogue().ngettext(one, many, n).format(**{"n": n, **values})


def marked(text: str) -> str:
    """A text that is declared here and said elsewhere: it is put before the translators."""
    return text


class Kept(str):
    """English words as they are kept, which are said anew whenever they are shown.

    It is a plain string for every file; only `spoken` looks at how it came about.
    """

    __slots__ = ("again",)
    again: Callable[[], str]


def keep(sentence: Callable[[], str]) -> Kept:
    """What a function says: kept in English, and shown in the reader's language.

    Args:
        sentence: says it; called now, in English, and at every showing.
    """
    with in_english():
        kept = Kept(sentence())
    kept.again = sentence
    return kept


def spoken(text: str) -> str:
    """A kept text for the reader; any other text as it is."""
    return text.again() if isinstance(text, Kept) else text


def within(text: str) -> str:
    """A label as it stands within a sentence: "Spot target" is "Spot target", "Growth" "growth".

    Its first letter is small where it is no abbreviation; in another language, which may write
    nouns with a capital, it stays as it is.
    """
    if catalogue() is not ENGLISH:
        return text
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


#: How digits such as "1,234.5" are written for the reader.
_write_digits: Callable[[str], str] = str


def use_digits(write: Callable[[str], str]) -> None:
    """Write the digits of `figure` this way from now on, where they are for the reader."""
    global _write_digits
    _write_digits = write


def figure(value: float) -> str:
    """A number within a sentence, at most six digits of it: "0.5", "1000"."""
    return f"{value:g}" if _only_english.get() else _write_digits(f"{value:g}")


def first_of(names: Sequence[str], most: int) -> str:
    """The first few of many: "a, b and 3 more"; all where there are no more than so many."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return say("{names} and {n} more", names=shown, n=more) if more > 0 else shown


def listed(items: Sequence[str]) -> str:
    """Several as a sentence names them: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return say("{others} and {last}", others=", ".join(items[:-1]), last=items[-1])
