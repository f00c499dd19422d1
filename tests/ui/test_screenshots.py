"""The pictures of README and guides show the program as it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from ui.screenshots.__main__ import ANIMATION, FOLDER, main
from ui.screenshots.palette import pixels_of
from ui.screenshots.scenes import SCENES

ROOT = Path(__file__).parents[2]
#: The same letter may be drawn a shade lighter by another build of Qt; another letter may not.
FAR_OFF = 64
MOST_FAR_OFF = 0.0002
MOST_ON_AVERAGE = 0.2


def difference(shown: QImage, real: QImage) -> str:
    """How two pictures differ, in words; "" where nobody would see it."""
    if shown.size() != real.size():
        return f"it is {shown.width()} × {shown.height()}, not {real.width()} × {real.height()}"
    channels = [pixels_of(image)[..., None] >> [16, 8, 0] & 0xFF for image in (shown, real)]
    apart = np.abs(channels[0].astype(np.int16) - channels[1].astype(np.int16)).max(axis=2)
    far_off, average = float((apart > FAR_OFF).mean()), float(apart.mean())
    if far_off <= MOST_FAR_OFF and average <= MOST_ON_AVERAGE:
        return ""
    rows, columns = np.nonzero(apart > FAR_OFF)
    where = f"{columns.min()}–{columns.max()} × {rows.min()}–{rows.max()}" if rows.size else "all"
    return f"{far_off:.3%} of its pixels are others (x × y: {where}), by {average:.2f} on average"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems draw letters in their own way")
def test_every_picture_shows_the_program_as_it_is(tmp_path: Path) -> None:
    # In a process of its own: the studio leaves the machine out before Qt starts.
    command = [sys.executable, "-m", "ui.screenshots", "--into", str(tmp_path)]
    taken = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert taken.returncode == 0, taken.stderr

    pictures = {name: [folder / f"{name}.png" for folder in (FOLDER, tmp_path)] for name in SCENES}
    said = {name: difference(*map(QImage, map(str, both))) for name, both in pictures.items()}
    outdated = {name: words for name, words in said.items() if words}
    listed = "\n".join(f"{name}.png is out of date: {words}" for name, words in outdated.items())
    assert not outdated, f"{listed}\nTake anew: python -m ui.screenshots {' '.join(outdated)}"


def test_every_picture_there_is_can_be_taken_anew() -> None:
    shown = {path.stem for path in FOLDER.glob("*.png")}

    assert shown == {*SCENES, Path(ANIMATION).stem}


def test_all_pictures_together_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")}

    assert sizes[ANIMATION] < 1_500_000
    assert sum(sizes.values()) < 3_000_000


def test_a_name_that_is_no_pictures_is_refused_with_those_there_are() -> None:
    with pytest.raises(SystemExit, match="No picture is called windw; there are window, "):
        main(["windw"])


# What counts as a difference


def page(figure: str = "4.25", ink: int = 20) -> QImage:
    """A page of 1,440 by 900 with a line of dots for letters, and a figure."""
    image = QImage(1440, 900, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    for place in range(2000):
        painter.fillRect(place % 100 * 14, place // 100 * 40, 6, 9, QColor(ink, ink, ink))
    for place, letter in enumerate(figure):
        painter.fillRect(20 + place * 20, 860, ord(letter) % 16 + 2, 18, QColor("black"))
    painter.end()
    return image


def test_another_figure_in_a_picture_is_seen() -> None:
    assert difference(page("4.25"), page("4.25")) == ""
    assert "of its pixels are others (x × y: " in difference(page("4.25"), page("9.89"))


def test_letters_a_shade_lighter_are_no_difference() -> None:
    assert difference(page(ink=20), page(ink=22)) == ""


def test_another_size_is_a_difference() -> None:
    small = page().scaled(1200, 750)

    assert difference(small, page()) == "it is 1200 × 750, not 1440 × 900"
