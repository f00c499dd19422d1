"""Where every input is, by address: a hidden sheet for reading the workbook back."""

from __future__ import annotations

from whatif_app.workbook.book import Book

SHEET = "Addresses"
COLUMNS = ("Scenario", "Address", "Part", "Sheet", "Cell", "Name")


def write_addresses(book: Book) -> None:
    """List scenario (empty for the base), address, part of a list, sheet, cell and name."""
    sheet = book.sheet(SHEET)
    for column, title in enumerate(COLUMNS):
        sheet.text(0, column, title, "header")
    for row, place in enumerate(book.places, 1):
        texts = (place.scenario, place.address, place.part, place.sheet, place.cell, place.name)
        for column, text in enumerate(texts):
            sheet.text(row, column, text, "small", "@")
    sheet.worksheet.set_column(0, 5, 28)
    sheet.worksheet.hide()
