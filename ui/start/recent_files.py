"""Files opened lately, each with when it was saved last, or with the words that it is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.background import Job, Reporter
from ui.start.links import Link, Links
from whatif_app.formatting import moment_label


class RecentFiles(Links):
    """The list of recent files.

    A folder of the network may answer late or never, so when each file was saved is asked in the
    background, and shown when it is known.

    Signals:
        chosen: a path to open.
        forgotten: a path to take off the list.
    """

    chosen = Signal(object)
    forgotten = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        self._by_path: dict[Path, Link] = {}
        self._job: Job | None = None

    def offer(self, paths: Sequence[Path]) -> None:
        """Offer these, the latest first."""
        if list(paths) == list(self._by_path):
            self._ask(paths)
            return
        self.clear()
        self._by_path = {}
        for path in paths:
            self._by_path[path] = self._add(path)
        self._ask(paths)

    def show_saved(self, saved: Mapping[Path, datetime | None]) -> None:
        """Say when each was saved; None for a file that is not there."""
        for path, when in saved.items():
            link = self._by_path.get(path)
            if link is None:
                continue
            link.button.setEnabled(when is not None)
            if when is None:
                link.say(
                    self.tr("not found in {folder}: moved, renamed, or its drive is away").format(
                        folder=path.parent
                    )
                )
            else:
                link.say(
                    self.tr("{folder} · saved {when}").format(
                        folder=path.parent, when=moment_label(when)
                    )
                )

    def _add(self, path: Path) -> Link:
        link = self.add(path.name, "file", lambda: self.chosen.emit(path), str(path.parent))
        link.offer(self.tr("Remove from the list"), lambda: self.forgotten.emit(path))
        return link

    def _ask(self, paths: Sequence[Path]) -> None:
        if self._job is not None:
            self._job.abandon()
            self._job.deleteLater()
            self._job = None
        if not paths:
            return
        asked = tuple(paths)

        def look(reporter: Reporter) -> object:
            return {path: saved_at(path) for path in asked if not reporter.cancelled()}

        self._job = Job(look, (), self)
        self._job.succeeded.connect(self.show_saved)
        self._job.start()


def saved_at(path: Path) -> datetime | None:
    """When a file was last written, in the reader's time; None where it is not there."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except OSError:
        return None
