"""Disks, folders and programs in the way: the file stays whole, and what to do is said."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scenarios.differences import is_same
from tests.document.shop import shop
from whatif_app import protection
from whatif_app.commands import AddScenario, set_cells
from whatif_app.document import Document
from whatif_app.errors import FileChangedError, UserError
from whatif_app.file_claim import FileClaim, FileInUseError, claim_path
from whatif_app.journal import recoverable
from whatif_app.recovery import recovered

NOON = datetime(2027, 1, 5, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journals"


@pytest.fixture
def document(tmp_path: Path, folder: Path) -> Document:
    made = Document(shop(), journal_folder=folder, clock=lambda: NOON)
    made.save(tmp_path / "shop.whatif")
    return made


def set_volume(document: Document, value: float) -> None:
    document.do(set_cells(document.case, None, {"units/orders/volume": value}))


def volume(document: Document) -> object:
    return document.case.tables["units"]["orders"]["volume"]


def volume_in(path: Path) -> object:
    return volume(Document.open(path))


def after_a_crash(document: Document, folder: Path) -> Document:
    """What the next start of the program recovers."""
    assert document._journal is not None
    document._journal.leave()
    (found,) = recoverable(folder)
    return recovered(found, journal_folder=folder)


def failing(number: int) -> Callable[..., Any]:
    def call(*_: Any, **__: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return call


# A full disk


@pytest.mark.parametrize("step", ["open", "write", "chmod", "fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
def test_at_whatever_step_of_saving_the_disk_fails_the_old_file_is_whole_and_saving_works_later(
    step: str, number: int, document: Document, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = document.path
    assert path is not None
    set_volume(document, 7)
    with monkeypatch.context() as patch:
        if step == "write":
            patch.setattr(Path, "write_bytes", failing(number))
        else:
            patch.setattr(os, step, failing(number))
        with pytest.raises(UserError) as error:
            document.save()

    assert error.value.what_to_do
    assert volume_in(path) == 1000
    assert sorted(each.name for each in path.parent.iterdir()) == ["journals", "shop.whatif"]
    assert document.is_modified
    document.save()
    assert volume_in(path) == 7


def test_a_rename_that_was_done_though_the_system_said_no_is_not_taken_for_somebody_elses(
    document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As over a network: the answer is lost, and the second try is told that there is nothing.
    path = document.path
    assert path is not None
    really = os.replace

    def done_and_denied(*places: Any) -> None:
        really(*places)
        raise OSError(errno.EIO, "no answer")

    set_volume(document, 7)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", done_and_denied)
        with pytest.raises(UserError):
            document.save()
    assert volume_in(path) == 7

    set_volume(document, 8)
    document.save()

    assert volume_in(path) == 8


def test_the_journal_goes_on_once_a_full_disk_has_room_again(
    document: Document, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protection, "RETRY_SECONDS", 0.0)
    set_volume(document, 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", failing(errno.ENOSPC))
        set_volume(document, 2)
        document.undo()
        set_volume(document, 3)
        assert document.journal_problem is not None
        assert "the disk is full" in document.journal_problem.what

    set_volume(document, 4)
    assert document.journal_problem is None
    document.undo()

    again = after_a_crash(document, folder)
    assert volume(again) == 3
    again.redo()
    assert volume(again) == 4


def test_half_a_record_on_a_full_disk_spoils_no_other(
    document: Document, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.write

    def half(handle: int, content: Any) -> int:
        if len(content) > 40:
            return really(handle, content[:40])
        raise OSError(errno.ENOSPC, "No space left on device")

    set_volume(document, 1)
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", half)
        set_volume(document, 2)
    assert document.journal_problem is not None

    assert volume(after_a_crash(document, folder)) == 1


def test_a_journal_that_somebody_removed_is_begun_anew(
    document: Document, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protection, "RETRY_SECONDS", 0.0)
    set_volume(document, 1)
    (journal,) = folder.iterdir()
    journal.unlink()
    folder.rmdir()

    set_volume(document, 2)
    assert document.journal_problem is not None
    set_volume(document, 3)

    assert document.journal_problem is None
    assert volume(after_a_crash(document, folder)) == 3


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is closed to an administrator"
)
def test_a_read_only_folder_keeps_the_file_and_says_so(document: Document) -> None:
    path = document.path
    assert path is not None
    set_volume(document, 7)
    path.parent.chmod(0o555)
    try:
        with pytest.raises(UserError, match="closed to you") as error:
            document.save()
    finally:
        path.parent.chmod(0o755)

    assert "another folder" in error.value.what_to_do
    assert volume_in(path) == 1000


# Names, links, clocks


@pytest.mark.parametrize("stem", ["a b & c", "#1 50% – é", "予算 🛒", "-rf", ".hidden"])
def test_odd_names_are_saved_opened_and_recovered(
    stem: str, document: Document, folder: Path
) -> None:
    assert document.path is not None
    path = document.path.with_name(f"{stem}.whatif")
    document.save(path)
    set_volume(document, 7)

    again = after_a_crash(document, folder)

    assert (again.path, volume(again)) == (path, 7)
    again.save()
    assert volume_in(path) == 7


def test_a_name_too_long_is_told_and_a_name_as_long_as_allowed_is_saved(
    document: Document,
) -> None:
    assert document.path is not None
    folder = document.path.parent
    with pytest.raises(UserError, match="name is too long") as error:
        document.save(folder / ("x" * 300 + ".whatif"))
    assert error.value.what_to_do == "Choose a shorter name."

    longest = folder / ("x" * 248 + ".whatif")
    document.save(longest)
    assert volume_in(longest) == 1000


def test_a_path_of_many_folders_is_saved(document: Document, folder: Path) -> None:
    assert document.path is not None
    deep = document.path.parent.joinpath(*["a folder of a folder"] * 40)
    deep.mkdir(parents=True)

    document.save(deep / "shop.whatif")
    set_volume(document, 7)

    assert after_a_crash(document, folder).path == deep / "shop.whatif"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_link_keeps_its_place_and_its_target_its_permissions(document: Document) -> None:
    target = document.path
    assert target is not None
    target.chmod(0o640)
    link = target.with_name("link.whatif")
    link.symlink_to(target.name)
    opened = Document.open(link, journal_folder=target.parent / "journals")

    set_volume(opened, 7)
    opened.save()

    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert volume_in(target) == 7


def test_names_that_differ_in_case_alone_are_two_files_or_one_but_never_half_of_each(
    document: Document,
) -> None:
    assert document.path is not None
    other = document.path.with_name("SHOP.whatif")
    set_volume(document, 7)

    document.save(other)

    assert volume_in(other) == 7
    is_one_file = document.path.with_name("shop.whatif").samefile(other)
    assert volume_in(other.with_name("shop.whatif")) == (7 if is_one_file else 1000)


def test_a_clock_set_back_changes_nothing_about_the_order_of_edits(
    tmp_path: Path, folder: Path
) -> None:
    ticks = (NOON - timedelta(days=400 * n) for n in range(10))
    document = Document(shop(), journal_folder=folder, clock=lambda: next(ticks))
    document.save(tmp_path / "shop.whatif")
    for value in (1, 2, 3):
        set_volume(document, value)

    again = after_a_crash(document, folder)

    assert volume(again) == 3
    assert [entry.when for entry in again.audit] == sorted(
        (entry.when for entry in again.audit), reverse=True
    )


@pytest.mark.parametrize("year", [1970, 2099])
def test_a_file_from_the_future_or_the_past_is_saved_over_and_its_edits_are_offered(
    year: int, document: Document, folder: Path
) -> None:
    path = document.path
    assert path is not None
    then = datetime(year, 1, 2, tzinfo=UTC).timestamp()
    set_volume(document, 7)
    (journal,) = folder.iterdir()
    for each in (path, journal):
        os.utime(each, (then, then))

    again = after_a_crash(document, folder)
    again.save()

    assert volume_in(path) == 7
    assert list(folder.iterdir()) == []


# Other programs


def test_a_file_swapped_for_another_by_a_sync_is_not_overwritten(document: Document) -> None:
    path = document.path
    assert path is not None
    theirs = path.with_name("theirs")
    other = Document(shop())
    other.do(AddScenario("theirs"))
    other.save(path.with_name("theirs.whatif"))
    os.utime(path.with_name("theirs.whatif"), ns=(path.stat().st_mtime_ns,) * 2)
    path.with_name("theirs.whatif").rename(theirs)
    os.replace(theirs, path)
    set_volume(document, 7)

    assert document.was_changed_outside()
    with pytest.raises(FileChangedError):
        document.save()

    assert is_same(Document.open(path).case, other.case)


def test_a_folder_that_is_gone_is_told_and_the_work_stays_in_the_journal(
    document: Document, folder: Path
) -> None:
    path = document.path
    assert path is not None
    share = path.parent / "share"
    share.mkdir()
    document.save(share / "shop.whatif")
    set_volume(document, 7)
    share.rename(path.parent / "unplugged")

    with pytest.raises(UserError, match="not there any more") as error:
        document.save()

    assert "Connect its drive again" in error.value.what_to_do
    again = after_a_crash(document, folder)
    assert volume(again) == 7
    (path.parent / "unplugged").rename(share)
    again.save(share / "shop.whatif", overwrite=True)
    assert volume_in(share / "shop.whatif") == 7


# Two windows


@pytest.fixture
def project(document: Document) -> Path:
    assert document.path is not None
    return document.path


@pytest.fixture
def claim(project: Path) -> Iterator[FileClaim]:
    made = FileClaim.of(project)
    assert made is not None
    yield made
    made.release()


@pytest.mark.usefixtures("claim")
def test_a_project_that_is_claimed_tells_by_whom_and_since_when(project: Path) -> None:
    with pytest.raises(FileInUseError) as error:
        FileClaim.of(project)

    assert error.value.holder.is_here
    assert error.value.holder.who
    assert error.value.holder.since is not None


def test_a_claim_let_go_leaves_nothing_behind(claim: FileClaim, project: Path) -> None:
    claim.release()

    assert not claim_path(project).exists()
    second = FileClaim.of(project)
    assert second is not None
    second.release()


@pytest.mark.usefixtures("claim")
@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_a_project_called_by_a_link_is_the_same_project(project: Path) -> None:
    link = project.with_name("link.whatif")
    link.symlink_to(project)

    with pytest.raises(FileInUseError):
        FileClaim.of(link)


def test_the_claim_of_a_process_that_died_holds_nobody_up(project: Path) -> None:
    claim = FileClaim.of(project)
    assert claim is not None
    claim._leave()  # as the system does when the process ends

    second = FileClaim.of(project)

    assert second is not None
    second.release()


def test_the_claim_of_another_machine_is_believed_for_a_day(project: Path) -> None:
    place = claim_path(project)
    place.write_text('{"who": "ada", "machine": "other", "since": "2027-01-05T12:00:00+00:00"}')

    with pytest.raises(FileInUseError) as error:
        FileClaim.of(project)
    assert error.value.holder.machine == "other"

    os.utime(place, (0, 0))
    claim = FileClaim.of(project)
    assert claim is not None
    claim.release()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"who": 1}', b"x" * 9000])
def test_a_claim_that_holds_something_else_is_nobodys(project: Path, content: bytes) -> None:
    claim_path(project).write_bytes(content)

    claim = FileClaim.of(project)

    assert claim is not None
    claim.release()


def test_where_nothing_can_be_claimed_the_project_opens_all_the_same(project: Path) -> None:
    claim_path(project).mkdir()

    assert FileClaim.of(project) is None
