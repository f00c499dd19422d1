"""Write assets/licences: what the program is built with, each in its version with its licence.

    python -m installer.make_licences

Versions are those pinned in requirements.txt, texts those that the installed packages bring. The
texts of what brings none (Qt, Python and the libraries beside them) are kept there by hand.
"""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "assets" / "licences"

#: Packages that bring no text of their own, with the texts that stand for it.
_TEXTS = {
    "pyside6-essentials": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
}
#: What comes along beside the packages: name, version, licence, texts.
_BESIDE = (
    ("Python", "3.11 or newer", "PSF-2.0", ("Python.txt",)),
    ("Inter (typeface)", "4", "OFL-1.1", ("../fonts/LICENSE.txt",)),
    (
        "libxcb, libxkbcommon, OpenSSL and other libraries (Linux)",
        "",
        "MIT, Apache-2.0 and others; each in its text",
        ("native-libraries.txt",),
    ),
)


def main() -> int:
    """Write the index, and the text of every package, anew."""
    index = [_package(name, version) for name, version in pinned().items()]
    for name, version, licence, texts in _BESIDE:
        index.append({"name": name, "version": version, "licence": licence, "texts": list(texts)})
    index.sort(key=lambda entry: str(entry["name"]).lower())
    written = json.dumps(index, indent=1, ensure_ascii=False)
    (TARGET / "index.json").write_text(written + "\n", encoding="utf-8")
    print(f"{len(index)} notices in {TARGET}")
    return 0


def pinned() -> dict[str, str]:
    """The version of each package that comes along, by its name in requirements.txt."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE))


def _package(name: str, version: str) -> dict[str, object]:
    package = metadata.distribution(name)
    if package.version != version:
        sys.exit(f"{name} {package.version} is installed, {version} is pinned: install the pinned.")
    texts = _TEXTS.get(name) or (_write_text(package),)
    about = package.metadata
    return {
        "name": about["Name"].replace("_", "-"),
        "version": version,
        "licence": _licence(about),
        "texts": list(texts),
    }


def _licence(about: metadata.PackageMetadata) -> str:
    """By its short name; packages say it in one of three ways."""
    for field in ("License-Expression", "License"):
        if about.get_all(field):
            return str(about[field]).splitlines()[0]
    classes = about.get_all("Classifier") or ()
    named = [line.rpartition(" :: ")[2] for line in classes if line.startswith("License")]
    return ", ".join(named) or "see its text"


def _write_text(package: metadata.Distribution) -> str:
    """Every licence file of a package, one after the other, as one text."""
    parts = []
    for file in sorted(package.files or (), key=lambda file: (len(file.parts), str(file))):
        is_one = any(word in file.name.upper() for word in ("LICENSE", "LICENCE", "COPYING"))
        if is_one and ".dist-info" in file.parts[0]:
            inner = "/".join(file.parts[1:]).removeprefix("licenses/")
            text = Path(str(file.locate())).read_text(encoding="utf-8").strip()
            parts.append(f"{inner}\n{'=' * len(inner)}\n\n{text}\n")
    name = package.metadata["Name"]
    if not parts:
        sys.exit(f"{name} brings no licence text: add one to {TARGET}, and to _TEXTS.")
    (TARGET / f"{name}.txt").write_text("\n\n".join(parts), encoding="utf-8")
    return f"{name}.txt"


if __name__ == "__main__":
    sys.exit(main())
