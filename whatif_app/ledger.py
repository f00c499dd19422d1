"""The ledger: everything that a project keeps of the files it was given, beside the case.

Exports are kept whole, as each was reconciled; the other parts are small values of their own
modules, loaded only where a project has them. A ledger never changes: commands make new ones.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scenarios.cells import Value
from scenarios.differences import Change
from scenarios.edits import RESET
from scenarios.words import in_english
from whatif_app.baseline_files import export_from_files
from whatif_app.strict_json import read_stored_json

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.costs.case.grouping import Grouping
    from whatif_app.ownership.ownership import Ownership
    from whatif_app.ownership.sharing import Sharing
    from whatif_app.presentation.pages import Presentation
    from whatif_app.quality.adjustments import Adjustments
    from whatif_app.volumes.history import UsageHistory


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where the class of a part lives; a part is one value of it, or a list of them."""

    module: str
    name: str
    is_list: bool = False

    @property
    def kind(self) -> Any:
        return getattr(importlib.import_module(self.module), self.name)


#: Every part but the exports. A value of each class has `to_json`, `from_json` and `entries`.
PARTS: Mapping[str, _Stored] = {
    "grouping": _Stored("whatif_app.costs.case.grouping", "Grouping"),
    "usage": _Stored("whatif_app.volumes.history", "UsageHistory", is_list=True),
    "ownership": _Stored("whatif_app.ownership.ownership", "Ownership"),
    "sharing": _Stored("whatif_app.ownership.sharing", "Sharing"),
    "adjustments": _Stored("whatif_app.quality.adjustments", "Adjustments"),
    "presentation": _Stored("whatif_app.presentation.pages", "Presentation"),
}

_EXPORTS = "exports/"


@dataclass(frozen=True)
class Ledger:
    """Exports, usage volumes, ownership and decisions behind a case.

    Attributes:
        exports: each cost export as it was read, in the order of loading; of two that bill the
            same period, the later one counts.
        parts: by name of `PARTS`; those that a project does not have are not there.
    """

    exports: tuple[Baseline, ...] = ()
    parts: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def baseline(self) -> Baseline | None:
        """All exports as one, each billing period from its latest delivery; None without any."""
        if len(self.exports) < 2:
            return self.exports[0] if self.exports else None
        from whatif_app.costs.deliveries import combined

        return combined(self.exports)

    @cached_property
    def adjusted(self) -> Baseline | None:
        """The baseline with the user's decisions carried out: what a case is made of."""
        baseline = self.baseline
        if baseline is None or "adjustments" not in self.parts:
            return baseline
        from whatif_app.quality.adjusting import adjusted

        return adjusted(baseline, self.adjustments).baseline

    @property
    def grouping(self) -> Grouping | None:
        """Which lines of the baseline are which workload of the case; None where unknown."""
        found: Grouping | None = self.parts.get("grouping")
        return found

    @property
    def usage(self) -> tuple[UsageHistory, ...]:
        """Usage volumes by month, in the order of loading."""
        found: tuple[UsageHistory, ...] = self.parts.get("usage", ())
        return found

    @property
    def ownership(self) -> Ownership:
        """Whose cost is what: the ownership file and the rules."""
        found: Ownership = self._part("ownership")
        return found

    @property
    def sharing(self) -> Sharing:
        """How shared cost is split."""
        found: Sharing = self._part("sharing")
        return found

    @property
    def adjustments(self) -> Adjustments:
        """What is left out of the baseline, or smoothed in it."""
        found: Adjustments = self._part("adjustments")
        return found

    @property
    def presentation(self) -> Presentation | None:
        """The pages chosen for presenting; None where nobody chose any."""
        found: Presentation | None = self.parts.get("presentation")
        return found

    def with_row_renamed(self, table: str, old: str, new: str) -> Ledger:
        """The ledger once a row of the case has another name: what names it follows."""
        made, grouping, shown = self, self.grouping, self.presentation
        if table == "workloads" and grouping is not None:
            made = made.with_part("grouping", grouping.renamed(old, new))
        if shown is not None:
            followed = shown.followed(lambda page: page.with_row_renamed(table, old, new))
            made = made.with_part("presentation", followed) if followed is not shown else made
        return made

    def with_scenario_renamed(self, old: str, new: str) -> Ledger:
        """The ledger once a scenario has another name: what names it follows."""
        shown = self.presentation
        if shown is None:
            return self
        followed = shown.followed(lambda page: page.with_scenario_renamed(old, new))
        return self.with_part("presentation", followed) if followed is not shown else self

    def _part(self, name: str) -> Any:
        """A part, or the empty one of its kind."""
        return self.parts[name] if name in self.parts else PARTS[name].kind()

    def with_part(self, name: str, value: Any) -> Ledger:
        """The ledger with another value of a part; None takes the part away.

        Raises:
            KeyError: there is no such part.
        """
        if name not in PARTS:
            raise KeyError(name)
        others = {key: part for key, part in self.parts.items() if key != name}
        kept = {**others, name: value} if value is not None else others
        made = replace(self, parts=kept)
        if "baseline" in vars(self):
            # The exports are the same: combining them once is enough.
            vars(made)["baseline"] = self.baseline
        return made

    def entries(self) -> dict[str, Value]:
        """The ledger in readable pieces, by name, as the audit trail tells of them."""
        found: dict[str, Value] = {}
        for export in self.exports:
            for source in export.sources:
                key = f"{_EXPORTS}{source.name}"
                found[f"{key} ({source.fingerprint[:8]})"] = f"{export.format}, {source.bytes:,} B"
        for name, part in self.parts.items():
            for each in _values(name, part):
                found |= {f"{name}/{key}": value for key, value in each.entries().items()}
        return found

    def to_files(self) -> dict[str, bytes]:
        """The ledger as readable files, by path."""
        files: dict[str, bytes] = {}
        for number, export in enumerate(self.exports, start=1):
            for name, content in export.to_files().items():
                files[f"{_EXPORTS}{number}/{name}"] = content
        for name, part in self.parts.items():
            data = json.dumps(part_to_json(name, part), indent=2, ensure_ascii=False)
            files[f"{name}.json"] = data.encode()
        return files

    @classmethod
    def from_files(cls, files: Mapping[str, bytes]) -> Ledger:
        """The ledger that `to_files` wrote; an empty one of no files.

        Raises:
            ValueError: a file is not as it was written; in words.
        """
        by_export: dict[int, dict[str, bytes]] = {}
        parts: dict[str, Any] = {}
        for path, content in files.items():
            name = path.removesuffix(".json")
            if path.startswith(_EXPORTS):
                number, _, inner = path.removeprefix(_EXPORTS).partition("/")
                if not number.isdecimal():
                    raise ValueError(f"{path} belongs to no export")
                by_export.setdefault(int(number), {})[inner] = content
            elif name in PARTS:
                part = part_from_json(name, read_stored_json(content, path))
                if part is None:
                    raise ValueError(f"{path} holds nothing")
                parts[name] = part
        exports = (export_from_files(by_export[number]) for number in sorted(by_export))
        return cls(tuple(exports), parts)


def of_export(export: Baseline | None, grouping: Grouping | None = None) -> Ledger:
    """The ledger of one export alone, and how a case was made of it; an empty one of None."""
    if export is None:
        return Ledger()
    return Ledger((export,), {"grouping": grouping} if grouping is not None else {})


def ledger_to_json(ledger: Ledger) -> dict[str, str]:
    """The ledger's files as JSON data, for the journal."""
    return {path: content.decode("utf-8") for path, content in ledger.to_files().items()}


def ledger_from_json(files: Mapping[str, str]) -> Ledger:
    """The ledger that `ledger_to_json` described.

    Raises:
        ValueError: a file is not as it was written.
    """
    if not isinstance(files, Mapping) or not all(isinstance(each, str) for each in files.values()):
        raise ValueError("the ledger is none")
    return Ledger.from_files({path: text.encode() for path, text in files.items()})


def ledger_from_record(record: Mapping[str, Any]) -> Ledger | None:
    """The ledger in a record of a journal; None where it holds none.

    Journals of the first version held one export, as `baseline`.

    Raises:
        ValueError: a file is not as it was written.
    """
    if "ledger" in record:
        return ledger_from_json(record["ledger"])
    if "baseline" in record:
        files = {f"{_EXPORTS}1/{name}": text for name, text in record["baseline"].items()}
        return ledger_from_json(files)
    return None


def part_to_json(name: str, part: Any) -> Any:
    """A part as plain JSON data."""
    if PARTS[name].is_list:
        return [each.to_json() for each in part]
    return part.to_json() if part is not None else None


def part_from_json(name: str, data: Any) -> Any:
    """The part that `part_to_json` described.

    Raises:
        ValueError: it is none; in words.
    """
    stored = PARTS[name]
    if data is None:
        return None
    try:
        if stored.is_list:
            return tuple(stored.kind.from_json(each) for each in data)
        return stored.kind.from_json(data)
    except (ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise ValueError(f"{name} lacks an entry, or holds one of another kind") from error


def changes_between(before: Ledger, after: Ledger) -> tuple[Change, ...]:
    """Old and new of every readable piece that differs, for the audit trail."""
    if before is after:
        return ()
    with in_english():
        return tuple(_changes(before.entries(), after.entries()))


def _changes(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[Change]:
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key, RESET), new.get(key, RESET)
        if was != now:
            yield Change(key, was, now)


def _values(name: str, part: Any) -> tuple[Any, ...]:
    return tuple(part) if PARTS[name].is_list else (part,)
