"""What a usage file leaves open, and what the user says about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.words import say
from whatif_app.errors import UsageError
from whatif_app.formatting import count

#: Told how much of a file is read, in bytes, so that progress is shown; may raise to stop.
Watch = Callable[[int, int], None]

EVERY = "*"


def unwatched(_done: int, _total: int) -> None:
    """Reads on, and shows nothing."""


@dataclass(frozen=True, slots=True)
class UsageChoices:
    """What the user says about the files; None leaves it to the files.

    Attributes:
        series: which series or columns, by their names or by labels ("job=node,code=200"); "*" for
            all. Series of a range query are summed; columns of a table stay histories of their own.
        kind: of `history.KINDS`.
        date_order: of short dates, `mdy` or `dmy`.
        decimal: what parts decimals in numbers, `point` or `comma`.
        date_column: of a table, by its header.
        split_by: of a table, the column whose values are histories of their own.
        sheet: of a workbook.
        name: what the history is called; only where there is one.
        unit: what one of it is.
        level: of the unit tree.
    """

    series: tuple[str, ...] = ()
    kind: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    date_column: str | None = None
    split_by: str | None = None
    sheet: str | None = None
    name: str | None = None
    unit: str | None = None
    level: str = "L1"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a file leaves open.

    Attributes:
        about: the field of `UsageChoices` that answers it.
        text: what is open, as a sentence, with the file's name.
        options: the answers there are.
        guess: the likeliest of them; None where none is likelier.
        several: whether more than one may be chosen.
    """

    about: str
    text: str
    options: tuple[str, ...]
    guess: str | None = None
    several: bool = False

    def as_error(self) -> OpenQuestionError:
        """The question as what stands in the way of reading on."""
        shown = "; ".join(self.options[:20])
        more = len(self.options) - 20
        listed = say("{shown}; and {n} more", shown=shown, n=count(more)) if more > 0 else shown
        option = "--" + self.about.replace("_", "-")
        return OpenQuestionError(
            self, say("Choose ({option}): {listed}.", option=option, listed=listed)
        )


class OpenQuestionError(UsageError):
    """A file cannot be read before something is said about it.

    Attributes:
        question: what.
    """

    def __init__(self, question: Question, what_to_do: str) -> None:
        super().__init__(question.text, what_to_do)
        self.question = question


@dataclass(frozen=True, slots=True)
class SeriesSeen:
    """A series or column of a file: its name, how many values it has, and its likely kind."""

    name: str
    values: int
    kind: str | None = None


@dataclass(frozen=True)
class UsagePeek:
    """What is known of a file before it is read with choices.

    Attributes:
        path: the file.
        format: what it is, in words.
        series: what could be taken from it.
        questions: what must be said before it can be read.
        sheets: of a workbook, all its sheets.
        columns: of a table, its headers.
    """

    path: Path
    format: str
    series: tuple[SeriesSeen, ...]
    questions: tuple[Question, ...] = ()
    sheets: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def guessed_kind(name: str) -> str | None:
    """The kind that a series' name tells of; None where it does not.

    The endings of counters are those that Prometheus asks for; the others are how Datadog and
    Splunk name what they aggregated.
    """
    low = name.lower()
    bare = low.partition("{")[0].strip()
    if ".as_count()" in low or low.startswith(("sum(", "sum:", "count(", "increase(")):
        return "sum"
    if ".as_rate()" in low or low.startswith(("rate(", "irate(", "per_second(")):
        return "rate"
    if low.startswith(("avg:", "max:", "min:", "p95:", "p99:", "avg(", "max(", "min(", "mean(")):
        return "level"
    if bare.endswith(("_total", "_count", "_sum", "_bucket")):
        return "counter"
    if bare.endswith(("_per_second", "/s", "_rate", " rps", "_rps", "_qps")):
        return "rate"
    return None


def chosen(names: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Places of the series that were asked for.

    Args:
        names: as `name{label="value",…}`.
        wanted: whole names, "*", or labels that all must match, "job=node,code=200".
    """
    if EVERY in wanted:
        return list(range(len(names)))
    return [place for place, name in enumerate(names) if any(_fits(name, each) for each in wanted)]


def _fits(name: str, wanted: str) -> bool:
    if name == wanted:
        return True
    braced = name.partition("{")[2]
    terms = [term.strip() for term in wanted.split(",") if "=" in term]
    if not braced or len(terms) != wanted.count(",") + 1:
        return False
    pairs = [term.split("=", 1) for term in terms]
    labels = "," + braced.removesuffix("}") + ","
    return all(
        f',{key.strip()}="{value.strip().strip(chr(34))}",' in labels for key, value in pairs
    )
