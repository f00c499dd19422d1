"""Workbooks are read as rows of text, and never take more memory than their size deserves."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from whatif_app import sheet_package
from whatif_app.errors import UserError
from whatif_app.sheet_rows import read_sheet_rows


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    """A workbook with these sheets, written by another library than the one that reads it."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def with_part(path: Path, part: str, content: bytes) -> Path:
    """The same workbook with one part of its zip replaced."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | {part: content}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def test_cells_come_as_a_csv_would_hold_them(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "usage – März.xlsx",
        Orders=[
            ["day", "orders"],
            [date(2026, 1, 31), 1234],
            [datetime(2026, 2, 1, 13, 30), 0.5],
            [None, True],
        ],
    )

    found = read_sheet_rows(path)

    assert found.rows == (
        ("day", "orders"),
        ("2026-01-31", "1234"),
        ("2026-02-01 13:30:00", "0.5"),
        ("", "true"),
    )


def test_cells_with_an_error_show_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Jan=[["a"]])
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <sheetData><row r="1"><c r="A1" t="e"><f>NA()</f><v>#N/A</v></c>
        <c r="B1"><v>1</v></c></row></sheetData></worksheet>"""

    assert read_sheet_rows(with_part(path, "xl/worksheets/sheet1.xml", sheet)).rows == (
        ("#N/A", "1"),
    )


def test_the_first_sheet_with_cells_is_read_unless_one_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Cover=[], Jan=[["a"]], Feb=[["b"]])

    assert (read_sheet_rows(path).sheets, read_sheet_rows(path).name) == (
        ("Cover", "Jan", "Feb"),
        "Jan",
    )
    assert read_sheet_rows(path, "Feb").rows == (("b",),)
    with pytest.raises(UserError, match=r"no sheet “Mar”.*“Cover”, “Jan”, “Feb”"):
        read_sheet_rows(path, "Mar")


def test_a_lone_cell_in_the_last_corner_is_refused_before_its_sheet_is_built(
    tmp_path: Path,
) -> None:
    path = workbook(tmp_path / "a.xlsx", Jan=[["a"]])
    # The ">" inside an attribute must not hide the reference behind it.
    sheet = b"""<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>
        <row><c x=">" r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"""

    with pytest.raises(UserError, match="row 1,048,576 and column 16,384"):
        read_sheet_rows(with_part(path, "xl/worksheets/sheet1.xml", sheet))


def test_cells_that_only_have_a_look_do_not_count(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Jan=[["a"]])
    sheet = b"""<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
        <sheetData><row r="1"><c r="A1"><v>7</v></c></row>
        <row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData></worksheet>"""

    assert read_sheet_rows(with_part(path, "xl/worksheets/sheet1.xml", sheet)).rows == (("7",),)


def test_a_long_text_in_every_cell_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", Jan=[["x" * 30_000]] * 40)
    monkeypatch.setattr(sheet_package, "MOST_TEXT", 1_000_000)

    # 40 cells of 30,000 characters are 1.2 million, from 30 kB of text.
    with pytest.raises(UserError, match="repeats long texts"):
        read_sheet_rows(path)


def test_parts_that_unpack_without_end_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", Jan=[["a"]])
    with_part(path, "xl/sharedStrings.xml", b" " * 5_000_000)
    monkeypatch.setattr(sheet_package, "LARGEST_CONTENT", 4 << 20)

    with pytest.raises(UserError, match="unpacks to more than 4 MB"):
        read_sheet_rows(path)


def test_what_is_no_workbook_is_refused_by_what_it_is(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    plain_zip = io.BytesIO()
    with zipfile.ZipFile(plain_zip, "w") as package:
        package.writestr("readme.txt", "hello")
    for content, said in (
        (b"", "is empty"),
        (old, "old kind"),
        (old + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (plain_zip.getvalue(), "no Excel workbook"),
        (b"PK\x03\x04 and no more", "damaged"),
    ):
        path = tmp_path / "a.xlsx"
        path.write_bytes(content)
        with pytest.raises(UserError, match=said):
            read_sheet_rows(path)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"gone\.xlsx: the file cannot be opened"):
        read_sheet_rows(tmp_path / "gone.xlsx")


def test_damage_anywhere_gives_rows_or_words(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "a.xlsx", Jan=[["day", "n"], [date(2026, 1, 1), 2]]).read_bytes()
    dice = random.Random(7)
    read = 0
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        path = tmp_path / "b.xlsx"
        path.write_bytes(damaged[: dice.choice([len(damaged), dice.randrange(len(damaged))])])
        try:
            read += bool(read_sheet_rows(path).sheets)
        except UserError as error:
            assert error.what.startswith("b.xlsx: ")
    assert read > 0


def test_damaged_xml_inside_a_sound_zip_gives_rows_or_words(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Jan=[["day", "n"], [date(2026, 1, 1), 2]])
    whole = path.read_bytes()
    dice = random.Random(8)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = sorted(name for name in parts if name.startswith("xl/"))
    for _ in range(300):
        path.write_bytes(whole)
        part = dice.choice(names)
        damaged = bytearray(parts[part])
        for _ in range(dice.randint(1, 4)):
            damaged[dice.randrange(len(damaged))] = dice.choice(b"0123456789<>/\"'AZ &;\x00\xff")
        try:
            read_sheet_rows(with_part(path, part, bytes(damaged)))
        except UserError as error:
            assert error.what.startswith("a.xlsx: ")
