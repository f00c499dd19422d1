"""Which format the files of an export are in; `READERS` lists every format that is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scenarios.words import marked, say
from whatif_app.costs.columns import union_of
from whatif_app.costs.files.head import Head
from whatif_app.costs.files.head_reading import read_heads, with_first_rows
from whatif_app.costs.files.header_row import possible_headers
from whatif_app.costs.files.sources import find_sources
from whatif_app.costs.format import Choices, Format
from whatif_app.costs.formats.aws_cur import AWS_CUR
from whatif_app.costs.formats.aws_dbr import AWS_MONTHLY_BILLING
from whatif_app.costs.formats.aws_detailed_billing import AWS_DETAILED_BILLING
from whatif_app.costs.formats.azure_survey import AZURE
from whatif_app.costs.formats.cost_explorer import COST_EXPLORER
from whatif_app.costs.formats.focus import FOCUS
from whatif_app.costs.formats.gcp import GCP
from whatif_app.costs.formats.gcp_cost_table import GCP_COST_TABLE
from whatif_app.costs.formats.not_read import refusal_of, unknown
from whatif_app.costs.formats.oci import OCI
from whatif_app.costs.mapped.mapped_table import mapped_format
from whatif_app.costs.mapped.mapping import ColumnMapping, readable_names
from whatif_app.costs.mapped.table_look import best_table
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.note import Note

READERS = (
    *(AWS_CUR, FOCUS, AZURE, GCP, OCI, COST_EXPLORER),
    *(AWS_MONTHLY_BILLING, AWS_DETAILED_BILLING, GCP_COST_TABLE),
)

#: Keys of every column whose entries are tags.
MAP_COLUMNS = frozenset(key for reader in READERS for key in reader.map_columns)

PROBLEMS_SHOWN = 20

UNKNOWN_TABLE = (
    marked("This is a table of no known format."),
    marked(
        "Say what its columns mean: choose them in the window, or on the command line write a "
        "first proposal with “--save-mapping FILE”, mend it, and give it with “--mapping FILE”."
    ),
)
NO_TABLE = (
    marked("No table was found where one was looked for."),
    marked("Name the row in which it begins."),
)


@dataclass(frozen=True)
class Recognised:
    """The files of one export, all in one format.

    Attributes:
        reader: the format.
        name: its name, with the versions that the files are of.
        heads: of each file.
        notes: sentences on what was left out or taken to be so.
    """

    reader: Format
    name: str
    heads: tuple[Head, ...]
    notes: tuple[str, ...]

    @property
    def tag_keys(self) -> tuple[str, ...]:
        """The tags that may be chosen as dimensions."""
        return self.reader.tag_keys(union_of(head.columns for head in self.heads))


@dataclass(frozen=True)
class _Match:
    """One file, as the format that it is in reads it."""

    head: Head
    reader: Format
    name: str
    notes: tuple[str, ...]


class UnknownTableError(ExportError):
    """The files are tables of no known format; a mapping of their columns would make them readable.

    Attributes:
        heads: of the files, each at the header that reads most like one.
    """

    def __init__(self, problems: Sequence[Problem], heads: Sequence[Head]) -> None:
        super().__init__(problems)
        self.heads = tuple(heads)


def recognise(paths: Sequence[Path], choices: Choices) -> Recognised:
    """Every file's format.

    Raises:
        UnknownTableError: where all of them are tables that a mapping would make readable.
        ExportError: with everything that stands in the way.
    """
    found = find_sources(paths)
    heads = (partial(read_heads, source, MAP_COLUMNS, choices.sheet) for source in found.sources)
    return _together(heads, found.notes, choices)


def recognise_heads(heads: Sequence[Head], choices: Choices | None = None) -> Recognised:
    """The format of tables whose heads are known already.

    Raises:
        As `recognise`.
    """
    each = (partial(tuple[Head, ...], (head,)) for head in heads)
    return _together(each, (), choices or Choices())


def _together(
    files: Iterable[Callable[[], tuple[Head, ...]]], notes: Sequence[str], choices: Choices
) -> Recognised:
    """All files, in one format; else everything that is wrong, at once."""
    matches: list[_Match] = []
    problems: list[Problem] = []
    unknown: list[Head] = []
    for heads_of in files:
        try:
            matches.append(_match(heads_of(), choices))
        except UnknownTableError as error:
            unknown.extend(error.heads)
            problems.extend(error.problems)
        except ExportError as error:
            problems.extend(error.problems)
    readers = sorted({match.reader.name for match in matches})
    if len(readers) > 1:
        problems.append(_several_formats(readers))
    if problems and len(unknown) == len(problems) and not matches:
        raise UnknownTableError(problems[:PROBLEMS_SHOWN], unknown)
    if problems:
        raise ExportError(problems[:PROBLEMS_SHOWN])
    names = sorted({match.name for match in matches})
    of_files = (note for match in matches for note in match.notes)
    return Recognised(
        matches[0].reader,
        " + ".join(names),
        tuple(match.head for match in matches),
        (*notes, *of_files),
    )


def _several_formats(readers: Sequence[str]) -> Problem:
    what = say("The files are of different formats: {readers}.", readers=" and ".join(readers))
    return Problem("", None, None, what, say("Import them one after the other."))


def _match(heads: Sequence[Head], choices: Choices) -> _Match:
    """One file, or the sheet of a workbook that is of a known format, as its format reads it.

    Raises:
        UnknownTableError, ExportError: as `recognise`.
    """
    if choices.mapping is not None:
        return _mapped(heads, choices.mapping, choices.header_row)
    tables = (
        (table, reader, name)
        for head in heads
        for table in _tables(head, choices.header_row)
        for reader, name in _readers_of(table)
    )
    head, reader, name = next(tables, (None, None, ""))
    if head is None or reader is None:
        raise _unknown(heads, choices.header_row)
    lacking = reader.lacking(head.columns)
    if lacking:
        what = say("The export lacks the column {lacking}.", lacking=", ".join(lacking))
        raise _refused(head, what, say("Include it when creating the export."))
    notes = list(_about_place(head))
    if head.fields_per_row is not None:
        head, note = _without_last_column(head, reader)
        notes.append(note)
    if reader.reshape is not None:
        head = reader.reshape(head)
    return _Match(head.with_columns(reader.optional), reader, name, tuple(notes))


def _tables(head: Head, header_row: int | None) -> Iterator[Head]:
    """The file with each record as its header that may be one, the first filled one first."""
    if head.container != "csv":
        yield head  # its columns have names of their own
    elif header_row is not None:
        if 0 < header_row <= len(head.records):
            yield head.with_header(header_row - 1, MAP_COLUMNS)
    else:
        for at in possible_headers(head.records):
            # The head has seen more rows, and so more tags, than it keeps.
            yield head if at == head.header_at else head.with_header(at, MAP_COLUMNS)


def _readers_of(head: Head) -> Iterator[tuple[Format, str]]:
    for reader in READERS:
        name = reader.recognise(head.columns)
        if name is not None:
            yield reader, name


def _unknown(heads: Sequence[Head], header_row: int | None) -> ExportError:
    """What a file is that no reader knows."""
    first = heads[0]
    refusal = refusal_of(first.columns)
    table = None
    if refusal is None or refusal.may_be_mapped:
        table = best_table(list(map(with_first_rows, heads)), header_row)
    if table is not None and (refusal is None or table.has_dates):
        problem = Problem(first.source.name, None, None, *map(say, UNKNOWN_TABLE))
        return UnknownTableError([problem], [table.head])
    said = refusal or unknown(first.columns)
    return _refused(first, *said.said)


def _mapped(heads: Sequence[Head], mapping: ColumnMapping, header_row: int | None) -> _Match:
    """One file as a mapping reads it.

    Raises:
        ExportError: where no sheet and no record has the columns that the mapping names.
    """
    tables = [table for head in heads for table in _tables(head, header_row)]
    fitting = (
        table for table in tables if not mapping.problems(readable_names(table.columns.names))
    )
    head = next(fitting, None)
    if head is None:
        table = best_table(heads, header_row)
        guess = heads[0] if table is None else table.head
        names = readable_names(guess.columns.names)
        way = say("Mend the mapping; the columns are {names}.", names=", ".join(names[:12]))
        said = [
            Problem(guess.source.name, None, None, what, way) for what in mapping.problems(names)
        ]
        raise ExportError(said or [Problem(guess.source.name, None, None, *map(say, NO_TABLE))])
    if head.fields_per_row is not None:
        raise ExportError([_all_ragged(head)])
    reader = mapped_format(mapping)
    shaped = reader.reshape(head) if reader.reshape is not None else head
    return _Match(shaped, reader, reader.name, tuple(_about_place(head)))


def _about_place(head: Head) -> Iterator[str]:
    """What to know of where in the file the table stands."""
    if len(head.sheets) > 1:
        others = ", ".join(f"“{name}”" for name in head.sheets if name != head.sheet)
        yield Note(
            "Of {name}, sheet “{sheet}” was read; {others} were not.",
            name=head.source.name,
            sheet=head.sheet,
            others=others,
        )
    above = sum(1 for record in head.preamble if any(record))
    if above:
        yield (
            Note(
                "The table of {name} begins in row {row}; the {above} rows above it are no "
                "part of it.",
                name=head.source.name,
                row=head.header_at + 1,
                above=above,
            )
        )


def _without_last_column(head: Head, reader: Format) -> tuple[Head, str]:
    """The file without its last column, where every row lacks that cell and all else fits.

    Raises:
        ExportError: where the cells cannot be told to lie under the right columns.
    """
    shorter = head.without_last_column()
    fits = reader.fits is not None and head.fields_per_row == len(shorter.columns.names)
    if reader.fits is None or not fits or not reader.fits(shorter.columns, head.first_rows):
        raise ExportError([_all_ragged(head)])
    last = head.columns.names[-1]
    note = Note(
        "The rows of {name} have one field fewer than its header. Dates, costs and tags "
        "lie where they belong, so the last column ({last}) was taken to be missing.",
        name=head.source.name,
        last=last,
    )
    return shorter, note


def _all_ragged(head: Head) -> Problem:
    return Problem(
        head.source.name,
        head.header_at + 2,
        None,
        say(
            "The rows have {fields} fields, but the header has {count} columns, so "
            "no cell can be told to belong to a column.",
            fields=head.fields_per_row,
            count=len(head.columns.names),
        ),
        say("Download the export again, and do not edit it in between."),
    )


def _refused(head: Head, what: str, what_to_do: str) -> ExportError:
    return ExportError([Problem(head.source.name, None, None, what, what_to_do)])
