"""What a killed program left half written is removed by the next save, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.document.shop import shop
from whatif_app.atomic_file import replacing, write_atomically
from whatif_app.document import Document
from whatif_app.leftover_files import temporary_file

TWO_DAYS = 2 * 24 * 3600


def made_old(path: Path) -> Path:
    then = time.time() - TWO_DAYS
    os.utime(path, (then, then), follow_symlinks=False)
    return path


def leftover(folder: Path, name: str = "abc") -> Path:
    path = folder / f".whatif-{name}.tmp"
    path.write_text("half")
    return made_old(path)


def test_saving_sweeps_old_leftovers_beside_the_file(tmp_path: Path) -> None:
    old = leftover(tmp_path)
    document = Document(shop(), journal_folder=tmp_path / "journals")

    document.save(tmp_path / "shop.whatif")

    assert not old.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["shop.whatif"]


def test_a_new_one_stays_as_another_window_may_be_saving(tmp_path: Path) -> None:
    new = leftover(tmp_path)
    os.utime(new)

    write_atomically(tmp_path / "a", b"x")

    assert new.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds no file that is renamed")
def test_one_that_is_held_stays_however_old(tmp_path: Path) -> None:
    with temporary_file(tmp_path) as held:
        made_old(held)
        write_atomically(tmp_path / "a", b"x")
        assert held.exists()
    assert not held.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such things")
def test_links_pipes_folders_and_files_of_other_names_stay(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    (tmp_path / ".whatif-link.tmp").symlink_to(tmp_path / "precious")
    os.mkfifo(tmp_path / ".whatif-pipe.tmp")
    (tmp_path / ".whatif-folder.tmp").mkdir()
    (tmp_path / "notes.tmp").write_text("kept")
    for path in list(tmp_path.iterdir()):
        made_old(path)
    before = sorted(path.name for path in tmp_path.iterdir())

    write_atomically(tmp_path / "precious", b"saved")

    assert sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_program_killed_while_it_saves_leaves_the_old_file_and_is_cleaned_up_after(
    tmp_path: Path,
) -> None:
    path = tmp_path / "shop.whatif"
    path.write_bytes(b"old")
    die = (
        "import os, pathlib, sys; from whatif_app.atomic_file import replacing\n"
        "with replacing(pathlib.Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_bytes(b'half'); os.kill(os.getpid(), 9)"
    )
    ended = subprocess.run([sys.executable, "-c", die, str(path)], check=False)

    assert ended.returncode == -9
    assert path.read_bytes() == b"old"
    (half,) = tmp_path.glob(".whatif-*.tmp")

    made_old(half)
    with replacing(path) as temporary:
        temporary.write_bytes(b"new")

    assert path.read_bytes() == b"new"
    assert [each.name for each in tmp_path.iterdir()] == ["shop.whatif"]
