"""Files that unpack without end: read within bounds of memory and time, or refused."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.costs.exports import cur, cur_row

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory"),
]

#: Looks, reads, and says what came of it; anything but the declared error ends it with a traceback.
_READ = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2_500_000_000, 2_500_000_000))
from whatif_app.costs.export import ExportError, peek, read_export
path = Path(sys.argv[1])
peek([path])
try:
    account = read_export([path]).reconciliation
    print("read", account.used, sum(account.set_aside.values()))
except ExportError as error:
    print("refused", error)
"""


def outcome(path: Path) -> str:
    """What a bounded process says of a file."""
    ended = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2_000:]
    return ended.stdout


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def test_zeros_without_end_behind_an_export_are_one_broken_row(tmp_path: Path) -> None:
    whole = cur(tmp_path / "cur.csv", cur_row(), cur_row()).read_bytes()
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with (tmp_path / "cur.csv.gz").open("wb") as file:
        file.write(packer.compress(whole))
        for _ in range(60):
            file.write(packer.compress(bytes(1 << 24)))
        file.write(packer.flush())

    assert outcome(tmp_path / "cur.csv.gz").startswith(("read 2 1", "refused"))


def _archive_that_lies() -> bytes:
    content = bytearray(zipped(a__csv=b"x,y\n" * 20_000_000))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.find(mark) + place
        content[at : at + 4] = struct.pack("<I", 5_000)
    return bytes(content)


def _laughing_workbook() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">{laughs}]>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'{start}<worksheet xmlns="{main}"><sheetData><row><c><v>&l9;</v></c></row></sheetData>'
    book = f'{start}<workbook xmlns="{main}"><sheets><sheet name="&l9;" sheetId="1"/></sheets>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", f"{book}</workbook>")
        archive.writestr("xl/worksheets/sheet1.xml", f"{sheet}</worksheet>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lying.zip", _archive_that_lies),
        ("nested.zip", lambda: zipped(a__csv=zipped(b__csv=bytes(100_000_000)))),
        ("zeros.zip", lambda: zipped(a__csv=bytes(500_000_000))),
        ("laughs.xlsx", _laughing_workbook),
        ("brackets.json", lambda: b"[" * 20_000_000),
        ("objects.jsonl", lambda: b'{"cost":' * 5_000_000),
        ("commas.csv", lambda: b"," * 50_000_000),
        ("quotes.csv", lambda: b'"' * 50_000_000),
        ("one line.csv", lambda: b"a" * 50_000_000),
        ("columns.csv", lambda: b",".join(b"a%d" % n for n in range(50_000)) + b"\n"),
    ],
)
def test_what_is_no_export_is_refused_within_bounds(
    tmp_path: Path, name: str, content: Callable[[], bytes]
) -> None:
    path = tmp_path / name
    path.write_bytes(content())

    assert outcome(path).startswith("refused")
