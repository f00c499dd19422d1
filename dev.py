#!/usr/bin/env python3
"""Set up What-If on a fresh machine, then run it, test it, check it or measure it.

    python3 dev.py run [arguments]    open the program on a worked example
    python3 dev.py test [arguments]   run the tests; arguments go to pytest
    python3 dev.py check              lint, formatting and types
    python3 dev.py bench [names]      measure what “fast” means here; all, or those named
    python3 dev.py build              make the program that installs on this system, in dist/
    python3 dev.py help               print this text

Each command first makes .venv and installs what it needs, once; after that it works offline.
Python 3.11 or newer is the only prerequisite. This file itself keeps to Python 3.6 syntax and
calls, so that an older Python can say so.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
ON_WINDOWS = os.name == "nt"

OLDEST_PYTHON = (3, 11)
# The pinned wheels end here; a newer Python would try to compile Qt.
NEWEST_PYTHON = (3, 14)

RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"  # holds all of RUNTIME too
BUILD = "requirements-build.txt"  # RUNTIME, and what freezes a program
# Of its own, so that nothing gets into the program that only developers have installed.
BUILD_VENV = ROOT / "build" / "venv"

# Debian's package for each library that Qt loads from the system; other systems use other names.
DEBIAN_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libICE.so.6": "libice6",
    "libSM.so.6": "libsm6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgio-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}

QT_PARTS = ("QtWidgets", "QtSvg", "QtPrintSupport", "QtOpenGLWidgets", "QtTest")
HEADLESS_PLUGIN = "platforms/libqoffscreen.so"
WINDOW_PLUGIN = "platforms/libqxcb.so"


class SetupError(Exception):
    """Something only the user can mend; the message says what and how."""


def say(text):
    print(text, file=sys.stderr, flush=True)


# --- The right Python ---------------------------------------------------------------------------


def is_supported(version):
    return OLDEST_PYTHON <= tuple(version[:2]) <= NEWEST_PYTHON


def supported_python():
    """The command of a supported Python on this machine, newest first, or None."""
    probe = "import sys; v = sys.version_info[:2]; sys.exit(not %r <= v <= %r)" % (
        OLDEST_PYTHON,
        NEWEST_PYTHON,
    )
    for minor in range(NEWEST_PYTHON[1], OLDEST_PYTHON[1] - 1, -1):
        for command in (["python3.%d" % minor], ["py", "-3.%d" % minor]):
            program = shutil.which(command[0])
            # Version managers leave names on PATH that start nothing, so each one is tried.
            if program and succeeds([program, *command[1:], "-c", probe]):
                return [program, *command[1:]]
    return None


def hand_over(arguments):
    """Continue with a supported Python where there is one, else say which is needed."""
    command = supported_python()
    if command is None:
        say(
            "What-If needs Python %d.%d to %d.%d and this is Python %d.%d: install one of them, "
            "then run this again with it." % (OLDEST_PYTHON + NEWEST_PYTHON + sys.version_info[:2])
        )
        return 1
    say("This is Python %d.%d; going on with %s." % ((*sys.version_info[:2], " ".join(command))))
    return subprocess.call([*command, str(Path(__file__).resolve()), *arguments])


def succeeds(command):
    """Whether the command starts and exits with 0; its output is dropped."""
    try:
        return subprocess.call(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


# --- The virtual environment --------------------------------------------------------------------


def venv_python():
    return VENV / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")


def child_environment(**extra):
    """The environment for everything started from here."""
    environment = dict(os.environ)
    # Without bytecode each start recompiles all of pyqtgraph: 2.4 s instead of 0.8.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    # Either would let modules from outside .venv shadow the pinned ones.
    environment.pop("PYTHONPATH", None)
    environment.pop("PYTHONHOME", None)
    environment.update(extra)
    return environment


def in_venv(arguments, **extra):
    """Run Python of .venv in the project's folder; returns its exit status."""
    command = [str(venv_python()), *arguments]
    return subprocess.call(command, cwd=str(ROOT), env=child_environment(**extra))


def start_program(arguments):
    """Run What-If in the caller's folder, so that file names on the command line mean theirs."""
    # -P keeps that folder off the module path: a `ui` in it must not stand in for ours.
    command = [str(venv_python()), "-P", "-m", "whatif_app", *arguments]
    return subprocess.call(command, env=child_environment(PYTHONPATH=str(ROOT)))


def make_venv():
    probe = "import sys, pip; sys.exit(sys.version_info < %r)" % (OLDEST_PYTHON,)
    if succeeds([str(venv_python()), "-c", probe]):
        return
    require_ensurepip()
    say("Making %s with Python %d.%d ..." % (VENV.relative_to(ROOT), *sys.version_info[:2]))
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.call(command, env=child_environment()) != 0:
        raise SetupError("Python could not make %s; its message is above." % VENV)


def require_ensurepip():
    """Debian splits pip's installer off into its own package; get it, or name it."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    package = "python%d.%d-venv" % sys.version_info[:2]
    if not apt_install([package]):
        raise SetupError("This Python cannot make virtual environments. " + how_to_get([package]))


def fingerprint(requirements):
    text = (ROOT / requirements).read_bytes()
    return hashlib.sha256(text).hexdigest() + "\n"


def is_installed(requirements):
    stamp = VENV / (requirements + ".installed")
    return stamp.is_file() and stamp.read_text() == fingerprint(requirements)


def install(requirements):
    """Install the hashed requirements into .venv, unless they are there already."""
    if is_installed(requirements) or (requirements == RUNTIME and is_installed(DEVELOPMENT)):
        return
    into = requirements, VENV.name
    say("Installing %s into %s; this is done once and takes a minute or two ..." % into)
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    rules = ["--require-hashes", "--only-binary=:all:", "--compile", "-r", requirements]
    if in_venv(pip + rules) != 0:
        raise SetupError(
            "pip could not install %s; its message is above. The first set-up needs a connection "
            "to the package index; run the same command again once there is one." % requirements
        )
    # What was installed before may have been replaced, so older stamps no longer hold.
    for stamp in VENV.glob("*.installed"):
        stamp.unlink()
    (VENV / (requirements + ".installed")).write_text(fingerprint(requirements))


# --- System libraries on Linux ------------------------------------------------------------------


def missing_libraries(plugin):
    """Names of the shared libraries that Qt needs and the system lacks (Linux only).

    Qt's own message blames libxcb-cursor0 for any missing xcb library, and an import stops at
    the first one; the dynamic linker names them all.
    """
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return []
    missing = set()
    for package in VENV.glob("lib/python3*/site-packages/PySide6"):
        files = [package / (part + ".abi3.so") for part in QT_PARTS]
        files.append(package / "Qt/plugins" / plugin)
        command = ["ldd"] + [str(file) for file in files]
        listing = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        missing.update(re.findall(r"^\s*(\S+) => not found", listing.stdout.decode(), re.MULTILINE))
    return sorted(missing)


def install_libraries(plugin):
    """Install missing Qt libraries; raises SetupError naming the line to run if it may not."""
    missing = missing_libraries(plugin)
    if not missing:
        return
    packages = sorted({DEBIAN_PACKAGES[name] for name in missing if name in DEBIAN_PACKAGES})
    if packages and apt_install(packages):
        missing = missing_libraries(plugin)
    if missing:
        what = "Qt needs system libraries that are missing: %s. " % ", ".join(missing)
        raise SetupError(what + how_to_get(packages))


def how_to_get(packages):
    if shutil.which("apt-get") and packages:
        line = "apt-get install --no-install-recommends " + " ".join(packages)
        return "Run this, then try again:\n    sudo " + line
    return "Install them with your system's package manager (on Debian: %s), then try again." % (
        " ".join(packages) or "see which package holds them"
    )


def apt_install(packages):
    """Install Debian packages if this user may without being asked; returns whether it worked."""
    apt = shutil.which("apt-get")
    if not apt:
        return False
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and succeeds(["sudo", "-n", "true"]):
        prefix = ["sudo", "-n"]
    else:
        return False
    say("Installing with apt-get: %s ..." % " ".join(packages))
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq", "-o=Dpkg::Use-Pty=0"]
    # A failed update may only mean no network; the packages may be in the cache all the same.
    subprocess.call([*quiet, "update"], stdout=subprocess.DEVNULL)
    unattended = [*quiet, "install", "-y", "--no-install-recommends", *packages]
    # Its chatter is dropped; what goes wrong arrives on stderr.
    return subprocess.call(unattended, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) == 0


# --- Commands -----------------------------------------------------------------------------------


def has_display():
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def run(arguments):
    make_venv()
    install(RUNTIME)
    if arguments:
        return start_program(arguments)
    if has_display():
        install_libraries(WINDOW_PLUGIN)
        return start_program(["--example"])
    return run_without_display()


def run_without_display():
    """The main job on the sample export, in words and files instead of a window."""
    try:
        install_libraries(WINDOW_PLUGIN)
    except SetupError as problem:
        say("%s\nGoing on without them: only the window needs them.\n" % problem)
    status = start_program(["demo"])
    if status == 0:
        print(
            "\nThere is no display here, so the window was not opened. To see it, run "
            "`python3 dev.py run` on a desktop, over `ssh -X`, or on a virtual screen:\n"
            "    xvfb-run -a python3 dev.py run",
            flush=True,
        )
    return status


def test(arguments):
    make_venv()
    install(DEVELOPMENT)
    install_libraries(HEADLESS_PLUGIN)
    # The tests open no window; without this, Qt would abort where there is no display.
    return in_venv(["-m", "pytest", "-n", "2", *arguments], QT_QPA_PLATFORM="offscreen")


def check(arguments):
    make_venv()
    install(DEVELOPMENT)
    failed = []
    for tool in (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]):
        say("$ " + " ".join(tool))
        if in_venv(["-m", *tool]) != 0:
            failed.append(" ".join(tool))
    if failed:
        say("Not clean: " + ", ".join(failed))
    return 1 if failed else 0


def bench(arguments):
    make_venv()
    install(DEVELOPMENT)
    install_libraries(HEADLESS_PLUGIN)
    return in_venv(["-m", "benchmarks", *arguments], QT_QPA_PLATFORM="offscreen")


def build(arguments):
    """What installs without Python: a folder that holds it, packed for this system."""
    global VENV  # everything below speaks of the one that it works in
    VENV = BUILD_VENV
    require_freezing()
    make_venv()
    install(BUILD)
    install_libraries(WINDOW_PLUGIN)
    return in_venv(["-m", "installer.build", *arguments], QT_QPA_PLATFORM="offscreen")


def require_freezing():
    """Debian splits off what PyInstaller works with; get it, or name it."""
    if not sys.platform.startswith("linux"):
        return
    packages = [] if shutil.which("objdump") else ["binutils"]
    # A Python that holds its own library has nothing that could be put beside the program.
    if not sysconfig.get_config_var("Py_ENABLE_SHARED") and not has_python_library():
        packages.append("libpython%d.%d" % sys.version_info[:2])
    if packages and not apt_install(packages):
        raise SetupError("The program cannot be frozen here. " + how_to_get(packages))


def has_python_library():
    """Whether the library of this very Python lies where the system keeps libraries."""
    name = "libpython%d.%d.so.1.0" % sys.version_info[:2]
    places = [sysconfig.get_config_var(key) for key in ("LIBDIR", "LIBPL")]
    places.append("/usr/lib/%s" % (sysconfig.get_config_var("MULTIARCH") or ""))
    return any(place and Path(place, name).exists() for place in places)


def show_help(arguments):
    print(__doc__.strip())
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "build": build,
    "help": show_help,
}


def main(arguments):
    name = arguments[0] if arguments else "help"
    if name in ("-h", "--help"):
        name = "help"
    if name not in COMMANDS:
        say("dev.py has no command %r; it has %s." % (name, ", ".join(COMMANDS)))
        return 2
    if name != "help" and not is_supported(sys.version_info):
        return hand_over(arguments)
    try:
        return COMMANDS[name](arguments[1:])
    except SetupError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
