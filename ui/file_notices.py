"""What is said when a file does not do as it should: where, what, and buttons for what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from scenarios.problems import CaseError, Problem
from ui.lost_list import LostList
from ui.panels.notices import Action, NoticeBar
from whatif_app.errors import UserError
from whatif_app.file_claim import Holder
from whatif_app.formatting import moment_label
from whatif_app.journal import Recovery
from whatif_app.run_mark import HardEnd

#: More would push the tables off the window; the rest is told by number.
_MISTAKES_SHOWN = 4
_LOST_SHOWN = 3

Act = Callable[[], object]


class FileNotices(QObject):
    """Words and buttons in the notice bar, for everything that happens to files."""

    def __init__(self, window: QWidget, bar: NoticeBar) -> None:
        super().__init__(window)
        self._window = window
        self._bar = bar

    def say_not_opened(self, path: Path, error: Exception, salvage: Act | None) -> None:
        """A file was not opened; `salvage` opens what can be read of it, where anything can."""
        text = str(error)
        if isinstance(error, CaseError):
            text = self._mistakes(path, error)
        actions = [] if salvage is None else [(self.tr("Open what can be read"), salvage)]
        self._bar.show_notice(text, "error", actions)

    def _mistakes(self, path: Path, error: CaseError) -> str:
        count = len(error.problems)
        head = self.tr("“{name}” was not opened: {n} mistakes in it.")
        if count == 1:
            head = self.tr("“{name}” was not opened: one mistake in it.")
        said = [head.format(name=path.name, n=count)]
        said += map(str, error.problems[:_MISTAKES_SHOWN])
        if count > _MISTAKES_SHOWN:
            said.append(self.tr("… and {n} more.").format(n=count - _MISTAKES_SHOWN))
        return "\n".join(said)

    def say_salvaged(self, path: Path, lost: Sequence[Problem], save: Act) -> None:
        """A copy is open that holds what could be read."""
        head = self.tr(
            "“{name}” is damaged and stays as it is. What could be read of it is open here as a "
            "copy; {n} things in it are lost or may be wrong:"
        ).format(name=path.name, n=len(lost))
        if len(lost) == 1:
            head = self.tr(
                "“{name}” is damaged and stays as it is. What could be read of it is open here as "
                "a copy; one thing in it is lost or may be wrong:"
            ).format(name=path.name)
        said = [head, *map(str, lost[:_LOST_SHOWN])]
        if len(lost) > _LOST_SHOWN:
            said.append(self.tr("… and {n} more.").format(n=len(lost) - _LOST_SHOWN))
        show = (self.tr("Show the list"), lambda: LostList(path, lost, self._window).show())
        self._bar.show_notice("\n".join(said), "warn", [show, (self.tr("Save as…"), save)])

    def say_in_use(self, path: Path, holder: Holder, save_as: Act, open_anyway: Act) -> None:
        """A copy is open, since another window has the project."""
        said = self.tr(
            "So this is a copy: save it under another name, and neither overwrites the other."
        )
        actions: list[Action] = [(self.tr("Save as…"), save_as)]
        if not holder.is_here:
            actions.append((self.tr("Open it all the same"), open_anyway))
        self._bar.show_notice(f"{self._held(path, holder)} {said}", "warn", actions)

    def say_not_saved_in_use(self, path: Path, holder: Holder, save_as: Act) -> None:
        """Nothing was saved, since another window has that project open."""
        said = self.tr("Nothing was saved: choose another name.")
        actions = [(self.tr("Save as…"), save_as)]
        self._bar.show_notice(f"{self._held(path, holder)} {said}", "error", actions)

    def _held(self, path: Path, holder: Holder) -> str:
        if holder.since is None:
            return self.tr("“{name}” is open in another window.").format(name=path.name)
        text = self.tr("“{name}” is open in another window, for {who} since {when}.")
        if not holder.is_here:
            text = self.tr("“{name}” is open on {machine}, for {who} since {when}.")
        return text.format(
            name=path.name,
            who=holder.who,
            machine=holder.machine,
            when=_time_of_day(holder.since),
        )

    def say_recoverable(self, recovery: Recovery, recover: Act) -> None:
        """The project just opened had edits that were never saved."""
        text = self.tr(
            "Edits of “{name}” were not saved when the program ended at {when}; they are not in "
            "what is open here."
        ).format(name=_name(recovery), when=_time_of_day(recovery.when))
        self._bar.show_notice(text, "warn", [(self.tr("Open them instead"), recover)])

    def say_ended_hard(self, end: HardEnd, recovery: Recovery | None, recover: Act | None) -> None:
        """The program died the last time; its work is offered, where some was not saved."""
        when = _time_of_day(end.when)
        actions: list[Action] = []
        if recovery is not None and recover is not None:
            text = self.tr(
                "The program ended unexpectedly at {when}; your work in “{name}” was recovered."
            ).format(when=when, name=_name(recovery) or self.tr("a project never saved"))
            actions.append((self.tr("Open it"), recover))
        else:
            text = self.tr("The program ended unexpectedly at {when}; everything was saved.")
            text = text.format(when=when)
        report = end.report
        if report is not None:
            show = QUrl.fromLocalFile(str(report))
            actions.append((self.tr("Show the report"), lambda: QDesktopServices.openUrl(show)))
        self._bar.show_notice(text, "warn" if recovery is not None else "info", actions)

    def say_changed(self, what: str, save_as: Act, overwrite: Act, reload: Act) -> None:
        """Nothing was saved, since the file is no longer the one that was opened."""
        actions = [
            (self.tr("Save as…"), save_as),
            (self.tr("Overwrite it"), overwrite),
            (self.tr("Open it anew"), reload),
        ]
        said = self.tr("Saving under another name keeps both.")
        self._bar.show_notice(f"{what} {said}", "error", actions)

    def say_changed_outside(self, path: Path, reload: Act) -> None:
        """The file has changed, and what is open here has not been saved over it yet."""
        text = self.tr(
            "“{name}” was changed by another program or by a sync. What is open here is as before."
        ).format(name=path.name)
        self._bar.show_notice(text, "warn", [(self.tr("Open it anew"), reload)])

    def say_not_saved(self, error: UserError, again: Act, save_as: Act) -> None:
        """The file could not be written."""
        actions = [(self.tr("Try again"), again), (self.tr("Save as…"), save_as)]
        self._bar.show_notice(str(error), "error", actions)


def _name(recovery: Recovery) -> str:
    return recovery.path.name if recovery.path is not None else ""


def _time_of_day(when: datetime) -> str:
    here = when.astimezone()
    today = datetime.now().astimezone().date()
    return here.strftime("%H:%M") if here.date() == today else moment_label(here)
