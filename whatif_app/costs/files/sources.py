"""Which files an export consists of: one, several, a glob, or a folder of parts."""

from __future__ import annotations

import glob
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.words import say
from whatif_app.costs.problem import ExportError, Problem
from whatif_app.note import Note

_ENDINGS = (
    *(".csv", ".csv.gz", ".csv.zst", ".csv.zip", ".parquet", ".gz", ".tsv", ".txt"),
    *(".jsonl", ".ndjson"),
)

#: What is an export only where nothing else lies in a folder: beside tables, JSON and workbooks
#: describe them.
_RARER_ENDINGS = ((".xlsx", ".xlsm"), (".json",))
_SAMPLE = 1 << 20

#: A table beside the parts that tells Athena whether AWS is still writing them.
_STATUS_TABLE = "cost_and_usage_data_status"

# AWS keeps each delivery of a month in a folder named by its run when told not to overwrite.
_RUN = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an export.

    Attributes:
        path: where it lies now.
        name: as shown; for a part of a folder, its path within that folder.
        size: bytes on disk.
    """

    path: Path
    name: str
    size: int

    def fingerprint(self) -> str:
        """Tells whether the file changed, in constant time: the hash of its size, its first and its
        last mebibyte."""
        digest = hashlib.sha256(str(self.size).encode())
        with self.path.open("rb") as file:
            digest.update(file.read(_SAMPLE))
            if self.size > _SAMPLE:
                file.seek(max(_SAMPLE, self.size - _SAMPLE))
                digest.update(file.read(_SAMPLE))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, and sentences on those left out on purpose."""

    sources: tuple[Source, ...]
    notes: tuple[str, ...]


def find_sources(paths: Sequence[Path]) -> Found:
    """The export's files behind what the user named.

    A folder stands for all exports beneath it; manifests, hidden files and empty markers that
    storage services leave beside the parts are passed over. Older deliveries of a month that lie
    beside a newer one are left out and said: a delivery replaces the month, it does not add to it.

    Raises:
        ExportError: where a path does not exist, cannot be opened, or holds no export at all.
    """
    problems: list[Problem] = []
    sources: dict[Path, Source] = {}
    for path in paths:
        try:
            matches = _matches(Path(path))
        except OSError as error:
            problems.append(_unreadable(Path(path), error))
            continue
        if not matches:
            problems.append(_nothing_at(Path(path)))
        problems.extend(_unspeakable(source) for source in matches if not _is_text(source.path))
        for source in matches:
            sources.setdefault(source.path.resolve(), source)
    if not paths:
        problems.append(
            Problem("", None, None, say("No file was named."), say("Name at least one export."))
        )
    if problems:
        raise ExportError(problems)
    return _latest_deliveries(sorted(sources.values(), key=lambda source: source.name))


def _matches(path: Path) -> list[Source]:
    if path.is_dir():
        files = [part for part in sorted(path.rglob("*")) if part.is_file()]
        for endings in (_ENDINGS, *_RARER_ENDINGS):
            parts = [part for part in files if _is_part(part, path, endings)]
            if parts:
                break
        return [
            Source(part, part.relative_to(path).as_posix(), part.stat().st_size) for part in parts
        ]
    if path.is_file():
        return [Source(path, path.name, path.stat().st_size)]
    if glob.has_magic(str(path)):
        found = [Path(match) for match in sorted(glob.glob(str(path), recursive=True))]
        return [Source(file, file.name, file.stat().st_size) for file in found if file.is_file()]
    if path.exists():
        return []
    raise FileNotFoundError(2, "No such file", str(path))


def _is_part(part: Path, folder: Path, endings: tuple[str, ...]) -> bool:
    """Whether a file in a folder looks like a part of an export rather than what lies beside it."""
    inner = part.relative_to(folder).parts
    if any(name.startswith((".", "_")) for name in inner):
        return False
    if "__MACOSX" in inner or _STATUS_TABLE in inner:
        return False
    name = part.name.lower()
    return name.endswith(endings) and "manifest" not in name and part.stat().st_size > 0


def _nothing_at(path: Path) -> Problem:
    if path.is_dir():
        return Problem(
            path.name,
            None,
            None,
            say("No export lies in this folder."),
            say("Choose a folder that holds CSV, Parquet or Excel files."),
        )
    return Problem(
        str(path), None, None, say("No file matches this."), say("Check the name and the folder.")
    )


def _is_text(path: Path) -> bool:
    """Whether a path can be written down; on Linux it may hold any bytes."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _unspeakable(source: Source) -> Problem:
    shown = source.name.encode(errors="backslashreplace").decode()
    what = say("The name of the file, or of its folder, holds bytes that are no text.")
    return Problem(shown, None, None, what, say("Rename it."))


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(
            str(path),
            None,
            None,
            say("This file does not exist."),
            say("Check the name and the folder."),
        )
    reason = error.strerror or str(error)
    return Problem(
        str(path),
        None,
        None,
        say("The file cannot be opened: {reason}.", reason=reason),
        say("Check that you may read it and that no other program holds it."),
    )


def _latest_deliveries(sources: Sequence[Source]) -> Found:
    """Of several runs' folders beside each other, the newest alone."""
    runs: dict[Path, dict[Path, float]] = {}
    for source in sources:
        run = source.path.parent
        if _RUN.search(run.name):
            newest = max(source.path.stat().st_mtime, runs.get(run.parent, {}).get(run, 0.0))
            runs.setdefault(run.parent, {})[run] = newest
    outdated = {
        run
        for siblings in runs.values()
        for run in siblings
        if run != max(siblings, key=lambda each: (siblings[each], each.name))
    }
    kept = tuple(source for source in sources if source.path.parent not in outdated)
    note = Note(
        "{count} files of older deliveries were left out: a newer delivery of the same "
        "month lies beside them and replaces it.",
        count=len(sources) - len(kept),
    )
    return Found(kept, (note,) if outdated else ())
