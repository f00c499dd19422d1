"""The pictures of the README and the guides, of the real window:

    python -m ui.screenshots [NAME…] [--into FOLDER] [--animation]

Without names all of them; with `--animation` the moving one instead. They are the same on every
machine with the same Qt: `tests/ui/test_screenshots.py` compares those that are committed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ui.screenshots.animation import scrubbing
from ui.screenshots.scenes import SCENES
from ui.screenshots.small_png import small_png
from ui.screenshots.studio import Studio

FOLDER = Path(__file__).parents[2] / "assets" / "screenshots"
ANIMATION = "scrub.png"


def main(arguments: list[str]) -> int:
    """Take the pictures asked for, and say where each is and how large."""
    asked = _read(arguments)
    unknown = sorted(set(asked.names) - set(SCENES))
    if unknown:
        sys.exit(f"No picture is called {', '.join(unknown)}; there are {', '.join(SCENES)}.")
    asked.into.mkdir(parents=True, exist_ok=True)
    with Studio() as studio:
        if asked.animation:
            _write(asked.into / ANIMATION, scrubbing(studio))
            return 0
        for name in asked.names or SCENES:
            _write(asked.into / f"{name}.png", small_png(SCENES[name](studio)))
    return 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m ui.screenshots", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="NAME", help="a picture, such as “window”")
    parser.add_argument("--into", type=Path, default=FOLDER, help="the folder for the pictures")
    parser.add_argument("--animation", action="store_true", help="take the moving picture")
    return parser.parse_args(arguments)


def _write(path: Path, picture: bytes) -> None:
    path.write_bytes(picture)
    print(f"{path}  {len(picture) / 1024:.0f} KB", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
