"""Make the program that installs on this system: `python3 dev.py build` runs it.

    python -m installer.build [--folder-only]

Freezes the program into a folder, lets it test itself there, tells what is large in it, and packs
it as this system's users expect: dist/what-if-VERSION-…, a .tar.gz, an .exe or a .dmg.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from installer import make_icons
from installer.packing import pack
from installer.sizes import sizes_in_words

ROOT = Path(__file__).resolve().parent.parent
BUILD, DIST = ROOT / "build", ROOT / "dist"
FOLDER = DIST / "what-if"


def main(arguments: Sequence[str]) -> int:
    """Make it; 1 where what was made does not work."""
    make_icons.main(BUILD / "icons")
    freeze()
    if sys.platform.startswith("linux"):
        strip_symbols(FOLDER)
    program = program_in(FOLDER)
    if run([str(program), "--self-test"], check=False) != 0:
        print(f"{program} does not pass its own test; nothing was packed.", file=sys.stderr)
        return 1
    print(sizes_in_words(FOLDER))
    if "--folder-only" not in arguments:
        made = pack(DIST, BUILD / "icons")
        print(f"Made {made} ({made.stat().st_size / 1e6:,.0f} MB)")
    return 0


def freeze() -> None:
    """The program as a folder of its own, by build_installer.spec."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(DIST), "--workpath", str(BUILD / "frozen")]
    run([*command, *places, str(ROOT / "build_installer.spec")])


def strip_symbols(folder: Path) -> None:
    """Take the debugger's names out of Python itself, where it was built with them.

    Nothing else is touched: libraries whose wheel has moved their parts, such as NumPy's, no longer
    load once they are stripped.
    """
    strip = shutil.which("strip")
    if strip is None:
        return
    inner = folder / "_internal"
    python = [*inner.glob("libpython*.so*"), *inner.glob("python3*/lib-dynload/*.so")]
    subprocess.run([strip, "--strip-unneeded", *map(str, python)], check=True)


def program_in(folder: Path) -> Path:
    """What to start: on Windows the one with a console, so that it can be heard."""
    if sys.platform == "win32":
        return folder / "whatif.exe"
    if sys.platform == "darwin":
        return folder.parent / "What-If.app" / "Contents" / "MacOS" / "what-if"
    return folder / "what-if"


def run(command: Sequence[str], *, check: bool = True) -> int:
    """Run a tool of the build in the project's folder, told as it is; returns its exit status."""
    print("$ " + " ".join(command), flush=True)
    # A display that happens to be there is not to be needed.
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=check).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} failed; its message is above.")
