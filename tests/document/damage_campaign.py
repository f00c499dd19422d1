"""Damage a project at random, thousands of times, and look at what is made of it.

    python -m tests.document.damage_campaign [TIMES] [SEED]

Bytes flipped, zeroed, cut off or repeated; members that are broken inside. Each file is refused in
words, or gives a project that is sound and, where anything in it is not as it was saved, a list
that is not empty. Nothing else may come out, no traceback and no waiting.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from assets import asset_path
from scenarios.case import Case
from scenarios.differences import is_same
from whatif_app.errors import UserError
from whatif_app.project_file import read_project
from whatif_app.salvage.salvage import Salvage, salvage

#: Reading a whole sample takes some 30 ms.
MOST_SECONDS = 5.0

Damage = Callable[[bytes, random.Random], bytes]


def flipped(content: bytes, dice: random.Random) -> bytes:
    """A few bytes are others."""
    made = bytearray(content)
    for _ in range(dice.choice((1, 1, 1, 3, 30))):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def cut(content: bytes, dice: random.Random) -> bytes:
    """The end is missing, as after an interrupted copy."""
    return content[: dice.randrange(len(content))]


def zeroed(content: bytes, dice: random.Random) -> bytes:
    """A block was never written, as after a power cut."""
    start = dice.randrange(len(content))
    length = min(dice.choice((16, 512, 4096)), len(content) - start)
    return content[:start] + bytes(length) + content[start + length :]


def repeated(content: bytes, dice: random.Random) -> bytes:
    """A block stands twice, and all that follows has moved."""
    start = dice.randrange(len(content))
    return content[: start + dice.randrange(1, 600)] + content[start:]


def broken_inside(content: bytes, dice: random.Random) -> bytes:
    """A member was damaged before it was packed: the zip is whole, what it holds is not."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(members))
    damage = dice.choice((flipped, cut, zeroed))
    if members[name]:
        members[name] = damage(members[name], dice)
    if dice.random() < 0.1:
        del members[name]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, member in members.items():
            archive.writestr(each, member)
    return buffer.getvalue()


KINDS: tuple[Damage, ...] = (flipped, cut, zeroed, repeated, broken_inside)


def campaign(times: int, seed: int) -> Counter[str]:
    """Damage the sample project so often, and count what came of it."""
    whole = Path(asset_path("sample.whatif"))
    content = whole.read_bytes()
    project, _ = read_project(whole)
    dice = random.Random(seed)
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="what-if-damage-") as name:
        path = Path(name, "damaged.whatif")
        for _ in range(times):
            damage = dice.choice(KINDS)
            path.write_bytes(damage(content, dice))
            damaged = path.read_bytes()
            began = time.perf_counter()
            made = _salvaged(path)
            assert time.perf_counter() - began < MOST_SECONDS
            assert path.read_bytes() == damaged
            if made is None:
                found[f"{damage.__name__}: refused"] += 1
                continue
            assert is_same(Case.from_json(made.project.case.to_json()), made.project.case)
            is_as_saved = (
                is_same(made.project.case, project.case)
                and made.project.ledger == project.ledger
                and made.project.audit == project.audit
            )
            # A member damaged before it was packed has the right checksum: a figure in it may be
            # another valid one, which nothing can tell.
            assert made.lost or is_as_saved or damage is broken_inside
            found[f"{damage.__name__}: {'with losses' if made.lost else 'whole'}"] += 1
    return found


def _salvaged(path: Path) -> Salvage | None:
    try:
        return salvage(path)
    except UserError as error:
        assert error.what and error.what_to_do
        return None


def main(times: int = 3000, seed: int = 1) -> None:
    """Run a campaign and print what was found."""
    began = time.perf_counter()
    found = campaign(times, seed)
    print(f"{times:,} damaged projects in {time.perf_counter() - began:.0f} s")
    for what, count in sorted(found.items()):
        print(f"  {what:28} {count:6,}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
