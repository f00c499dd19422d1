"""The one door to usage files: what they leave open, and the histories in them."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence
from pathlib import Path

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
    found: tuple[UsageHistory, ...] = ()
    errors: list[UserError] = []
    for path in paths:
        try:
            found = with_loaded(found, _read(Path(path), choices, watch)).usage
        except ListedError as error:
            errors += error.errors
        except UserError as error:
            errors.append(error)
    if not paths:
        errors.append(UserError("No file was named.", "Name a usage file."))
    if not errors and choices.name and len(found) > 1:
        errors.append(
            UserError(
                f"There are {len(found)} histories, which cannot all be called “{choices.name}”.",
                "Choose one of them, or leave the name out.",
            )
        )
    if errors:
        raise ListedError(errors)
    return list(found)


def peek_usage(
    path: Path, choices: UsageChoices | None = None, watch: Watch = unwatched
) -> UsagePeek:
    """What a file holds, and what must be said before it can be read.

    Raises:
        UserError: it cannot be read at all; in words.
    """
    choices = choices or UsageChoices()
    opened = _opened(Path(path), choices, watch)
    if isinstance(opened, Answer):
        return UsagePeek(path, FORMAT, opened.seen(), tuple(opened.questions(choices)))
    sheet = opened.source.sheet
    return UsagePeek(
        path,
        opened.source.format,
        table_histories.seen(opened),
        tuple(table_histories.questions(opened, choices)),
        sheet.sheets if sheet is not None else (),
        opened.shape.header,
    )


def _read(path: Path, choices: UsageChoices, watch: Watch) -> list[UsageHistory]:
    opened = _opened(path, choices, watch)
    if isinstance(opened, Answer):
        return [opened.read(choices)]
    return table_histories.histories(opened, choices)


def _opened(path: Path, choices: UsageChoices, watch: Watch) -> Answer | Table:
    if path.is_dir():
        raise UserError(f"{path.name} is a folder.", "Choose the files in it.")
    start, is_gzip = file_start(path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_answer(_whole(path, is_gzip), path.name, fingerprint_of(path))
    return read_table(path, choices, watch)


def _whole(path: Path, is_gzip: bool) -> bytes:
    try:
        with gzip.open(path) if is_gzip else path.open("rb") as file:
            content = file.read(LARGEST_ANSWER + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidFileError(
            f"{path.name}: the gzip file is damaged or cut off.", "Export it again."
        ) from error
    if len(content) > LARGEST_ANSWER:
        raise InvalidFileError(
            f"{path.name}: the answer is larger than {LARGEST_ANSWER >> 20} MB.",
            "Ask for longer steps or fewer series: an hour is fine enough for months.",
        )
    return content
