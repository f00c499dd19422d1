"""A usage table, read once: values by date and name, both ways that dates and decimals may mean.

What the file as a whole says of its dates and decimals is only known at its end, so sums are kept
by the date's own text and under both readings of the numbers. Memory grows with the different
dates and names, not with the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from scenarios.words import say
from whatif_app.errors import InvalidFileError
from whatif_app.formatting import count
from whatif_app.volumes.choices import UsageChoices, Watch
from whatif_app.volumes.decimals import BothReadings, read_both
from whatif_app.volumes.row_source import RowSource, fingerprint_of, open_rows
from whatif_app.volumes.table_shape import HEAD_ROWS, Shape, shape_of

#: Sums kept, one for each date and name.
MOST_SUMS = 5_000_000


@dataclass
class Sum:
    """Values of one date and name, under both readings of their decimals."""

    point: float = 0.0
    comma: float = 0.0
    values: int = 0


@dataclass
class Tally:
    """What one name has gathered.

    Attributes:
        sums: by place of the date in `Table.dates`.
        read: values met, empty cells included.
        reasons: those not used, by reason.
        only_point, only_comma: values that can be read in one way alone.
        unclear: values that differ by the reading; `example` is one.
        units: what the unit column says.
    """

    sums: dict[int, Sum] = field(default_factory=dict)
    read: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    only_point: int = 0
    only_comma: int = 0
    unclear: int = 0
    example: str = ""
    units: set[str] = field(default_factory=set)

    def add(self, date: int, text: str) -> None:
        """Count one cell."""
        self.read += 1
        found = read_both(text)
        if not isinstance(found, BothReadings):
            self.reasons[found] += 1
            return
        if found.point is None or found.comma is None:
            self.only_point += found.comma is None
            self.only_comma += found.point is None
        elif found.point != found.comma:
            self.unclear += 1
            self.example = text
        into = self.sums.get(date)
        if into is None:
            into = self.sums[date] = Sum()
        into.point += found.point or 0.0
        into.comma += found.comma or 0.0
        into.values += 1


@dataclass
class Table:
    """A file's values.

    Attributes:
        source: the file.
        fingerprint: of the file.
        shape: where it has what.
        dates: the different dates, as written.
        tallies: by name.
        rows: read, below the header.
        longer: rows with more cells than the header.
    """

    source: RowSource
    fingerprint: str
    shape: Shape
    dates: dict[str, int] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    rows: int = 0
    longer: int = 0
    _tallies_at: dict[tuple[str, int], Tally] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file's name."""
        return self.source.path.name

    def tally(self, name: str) -> Tally:
        """What a name has gathered."""
        found = self.tallies.get(name)
        if found is None:
            found = self.tallies[name] = Tally()
        return found

    def date(self, text: str) -> int:
        """The place of a date's text among all that differ."""
        return self.dates.setdefault(text, len(self.dates))

    def take(self, rows: Iterable[Sequence[str]]) -> None:
        """Count every row.

        Raises:
            InvalidFileError: the names and dates are more than a history can have.
        """
        width = len(self.shape.header)
        take_row = self._take_wide if self.shape.months else self._take_long
        for row in rows:
            self.rows += 1
            self.longer += len(row) > width and any(row[width:])
            take_row(row)
            if self.rows % 5_000 == 0:
                self._check_size()
        self._check_size()

    def _take_wide(self, row: Sequence[str]) -> None:
        shape = self.shape
        name = _cell(row, shape.name) if shape.name is not None else ""
        tally = self.tally(name or f"row {self.rows}")
        tally.units.add(_cell(row, shape.unit) if shape.unit is not None else "")
        for place in shape.months:
            tally.add(self.date(shape.header[place]), _cell(row, place))

    def _take_long(self, row: Sequence[str]) -> None:
        shape = self.shape
        if len(shape.dates) == 1:
            date = self.date(_cell(row, shape.dates[0]))
        else:
            date = self.date(" ".join(_cell(row, place) for place in shape.dates))
        group = _cell(row, shape.name) if shape.name is not None else ""
        for place in shape.values:
            tally = self._tallies_at.get((group, place))
            if tally is None:
                tally = self._tallies_at[group, place] = self.tally(self._name_of(group, place))
            if shape.unit is not None:
                tally.units.add(_cell(row, shape.unit))
            tally.add(date, row[place] if place < len(row) else "")

    def _name_of(self, group: str, place: int) -> str:
        """What the values of one column are called, in rows of one group."""
        header = self.shape.header[place]
        if self.shape.name is None:
            return header
        return (group if len(self.shape.values) == 1 else f"{group} {header}").strip() or header

    def _check_size(self) -> None:
        if sum(len(tally.sums) for tally in self.tallies.values()) > MOST_SUMS:
            raise InvalidFileError(
                say(
                    "{file}: there are {names} names and {times} different times, too many "
                    "for a history.",
                    file=self.file,
                    names=count(len(self.tallies)),
                    times=count(len(self.dates)),
                ),
                say("Add the values up by day before exporting them."),
            )


def read_table(path: Path, choices: UsageChoices, watch: Watch) -> Table:
    """All values of a table.

    Raises:
        UserError: it cannot be opened or holds no table of dates and numbers; in words.
    """
    source = open_rows(path, choices.sheet)
    with closing(source.rows(watch)) as rows:
        head = list(islice(rows, HEAD_ROWS + 40))
        shape = shape_of(head, choices.date_column, choices.split_by)
        if isinstance(shape, str):
            raise InvalidFileError(
                f"{path.name}: {shape}",
                say("Choose a table with a column of dates, or one column a month, and numbers."),
            )
        table = Table(source, fingerprint_of(path), shape)
        table.take(islice(chain(head, rows), shape.skipped, None))
    return table


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
