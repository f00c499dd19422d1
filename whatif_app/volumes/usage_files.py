"""The one door to usage files: what they leave open, and the histories in them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.words import say
from whatif_app.errors import InvalidFileError, ListedError, UserError
from whatif_app.volumes import table_histories
from whatif_app.volumes.choices import UsageChoices, UsagePeek, Watch, unwatched
from whatif_app.volumes.collection import with_loaded
from whatif_app.volumes.history import UsageHistory
from whatif_app.volumes.prometheus import FORMAT, Answer, read_answer
from whatif_app.volumes.row_source import file_start, fingerprint_of
from whatif_app.volumes.table import Table, read_table

#: An answer is read whole; a year of a hundred series by the hour is some 30 MB.
LARGEST_ANSWER = 256 << 20


@dataclass(frozen=True)
class OpenedUsage:
    """A usage file whose values are in memory; what is said about it may change.

    Attributes:
        path: the file.
        content: its values.
    """

    path: Path
    content: Answer | Table

    def peek(self, choices: UsageChoices) -> UsagePeek:
        """What the file holds, and what must still be said before it can be read."""
        if isinstance(self.content, Answer):
            asked = tuple(self.content.questions(choices))
            return UsagePeek(self.path, FORMAT, self.content.seen(), asked)
        table = self.content
        sheet = table.source.sheet
        return UsagePeek(
            self.path,
            table.source.format,
            table_histories.seen(table),
            tuple(table_histories.questions(table, choices)),
            sheet.sheets if sheet is not None else (),
            table.shape.header,
        )

    def histories(self, choices: UsageChoices) -> list[UsageHistory]:
        """The histories in it.

        Raises:
            UserError: what stands in the way, questions included.
        """
        if isinstance(self.content, Answer):
            return [self.content.read(choices)]
        return table_histories.histories(self.content, choices)


def open_usage(path: Path, choices: UsageChoices, watch: Watch = unwatched) -> OpenedUsage:
    """The values in a file. Of the choices, only those on the table's shape count here: its sheet,
    its date column, and the column that it is split by.

    Raises:
        UserError: it cannot be read at all; in words.
    """
    if path.is_dir():
        raise UserError(say("{name} is a folder.", name=path.name), say("Choose the files in it."))
    start, is_gzip = file_start(path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        content = _whole(path, is_gzip)
        return OpenedUsage(path, read_answer(content, path.name, fingerprint_of(path)))
    return OpenedUsage(path, read_table(path, choices, watch))


def read_usage(
    paths: Sequence[Path], choices: UsageChoices | None = None, watch: Watch = unwatched
) -> list[UsageHistory]:
    """The usage histories in files: tables (CSV, Excel, Datadog, Splunk), Prometheus' answers.

    A history that goes on in a later file is one history.

    Args:
        choices: what the user says about them; none by default.
        watch: told of the bytes read of each file; may raise to stop.

    Raises:
        ListedError: everything that stands in the way, of all files, questions included.
    """
    choices = choices or UsageChoices()
    opened: list[OpenedUsage] = []
    errors: list[UserError] = []
    for path in paths:
        try:
            opened.append(open_usage(Path(path), choices, watch))
        except UserError as error:
            errors += _each(error)
    if not paths:
        errors.append(UserError(say("No file was named."), say("Name a usage file.")))
    return histories_of(opened, choices, errors)


def peek_usage(
    path: Path, choices: UsageChoices | None = None, watch: Watch = unwatched
) -> UsagePeek:
    """What a file holds, and what must be said before it can be read.

    Raises:
        UserError: it cannot be read at all; in words.
    """
    choices = choices or UsageChoices()
    return open_usage(Path(path), choices, watch).peek(choices)


def histories_of(
    opened: Sequence[OpenedUsage], choices: UsageChoices, errors: Sequence[UserError] = ()
) -> list[UsageHistory]:
    """The histories of several files together, in the files' order.

    Args:
        errors: found on the way to them.

    Raises:
        ListedError: everything that stands in the way.
    """
    found: tuple[UsageHistory, ...] = ()
    problems = list(errors)
    for each in opened:
        try:
            found = with_loaded(found, each.histories(choices)).usage
        except UserError as error:
            problems += _each(error)
    if not problems and choices.name and len(found) > 1:
        what = say(
            "There are {count} histories, not all of which can be “{name}”.",
            count=len(found),
            name=choices.name,
        )
        problems.append(UserError(what, say("Choose one of them, or leave the name out.")))
    if problems:
        raise ListedError(problems)
    return list(found)


def _each(error: UserError) -> tuple[UserError, ...]:
    return error.errors if isinstance(error, ListedError) else (error,)


def _whole(path: Path, is_gzip: bool) -> bytes:
    try:
        with gzip.open(path) if is_gzip else path.open("rb") as file:
            content = file.read(LARGEST_ANSWER + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidFileError(
            say("{name}: the gzip file is damaged or cut off.", name=path.name),
            say("Export it again."),
        ) from error
    if len(content) > LARGEST_ANSWER:
        raise InvalidFileError(
            say(
                "{name}: the answer is larger than {most} MB.",
                name=path.name,
                most=LARGEST_ANSWER >> 20,
            ),
            say("Ask for longer steps or fewer series: an hour is fine enough for months."),
        )
    return content
