"""A page of Markdown in the program's looks: type, colours, tables, and headings one can find."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from ui import theme

#: Height of headings by level, and the room above them.
_HEADINGS = {
    1: (theme.KPI_PX, 0),
    2: (theme.LEAD_PX, 18),
    3: (theme.CARD_PX, 16),
    4: (theme.BASE_PX, 12),
}
_LINE_HEIGHT = 130.0  # percent
_QUOTE_INDENT = 14.0


def dress(document: QTextDocument) -> None:
    """Give every block and table of a document that was set as Markdown its looks."""
    # As one edit the page is laid out once, not after each of some thousand changes: 50 ms
    # instead of a second for the longest.
    edit = QTextCursor(document)
    edit.beginEditBlock()
    for block in _blocks(document):
        _dress_runs(block)
        _dress_block(block)
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)
    edit.endEditBlock()


def heading_of(document: QTextDocument, place: int) -> QTextBlock | None:
    """The heading at a place among the headings of a document, counted from 0."""
    found = (block for block in _blocks(document) if block.blockFormat().headingLevel())
    return next(islice(found, place, None), None)


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _dress_block(block: QTextBlock) -> None:
    cursor, given = QTextCursor(block), block.blockFormat()
    made = QTextBlockFormat(given)
    made.setLineHeight(_LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    level = given.headingLevel()
    if level:
        made.setTopMargin(theme.scaled(_HEADINGS.get(level, _HEADINGS[4])[1]))
        made.setBottomMargin(theme.scaled(4))
    elif given.nonBreakableLines():
        made.setBackground(QColor(theme.current().ground))
        made.setLeftMargin(0)
    elif given.hasProperty(QTextFormat.Property.BlockQuoteLevel):
        made.setLeftMargin(theme.scaled(_QUOTE_INDENT))
        made.setRightMargin(0)
    cursor.setBlockFormat(made)


def _dress_runs(block: QTextBlock) -> None:
    """The letters of a block: heading, code, link, or plain text."""
    level = block.blockFormat().headingLevel()
    is_quote = block.blockFormat().hasProperty(QTextFormat.Property.BlockQuoteLevel)
    runs = []
    each = block.begin()
    while not each.atEnd():
        fragment = each.fragment()
        runs.append((fragment.position(), fragment.length(), fragment.charFormat()))
        each += 1
    for start, length, given in runs:
        cursor = QTextCursor(block.document())
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(_look_of(given, level, is_quote))


def _look_of(given: QTextCharFormat, level: int, is_quote: bool) -> QTextCharFormat:
    colours, made = theme.current(), QTextCharFormat(given)
    is_code = given.fontFixedPitch()
    is_bold = given.fontWeight() > QFont.Weight.Normal
    if level:
        size = _HEADINGS.get(level, _HEADINGS[4])[0] if not is_code else theme.SMALL_PX
        weight = QFont.Weight.Normal if is_code else QFont.Weight.DemiBold
        colour = colours.secondary if is_code else colours.text
    else:
        size = theme.CARD_PX
        weight = QFont.Weight.DemiBold if is_bold else QFont.Weight.Normal
        colour = colours.secondary if is_quote else colours.text
    # Headings of Markdown are so many steps larger; here they have a size of their own.
    made.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    font = theme.font(size, weight)
    font.setItalic(given.fontItalic())
    made.setFont(font)
    if given.isAnchor():
        colour = colours.accent
        made.setFontUnderline(False)
    elif is_code and not level:
        made.setBackground(QBrush(QColor(colours.ground)))
    made.setForeground(QBrush(QColor(colour)))
    return made


def _dress_table(table: QTextTable) -> None:
    colours, made = theme.current(), table.format()
    made.setBorderCollapse(True)
    made.setBorder(1)
    made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    made.setBorderBrush(QBrush(QColor(colours.border)))
    made.setCellPadding(theme.scaled(5))
    made.setTopMargin(theme.scaled(6))
    # Its outer border would stand half outside the page.
    made.setRightMargin(4)
    made.setBottomMargin(theme.scaled(8))
    made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(made)
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        look = cell.format()
        look.setBackground(QBrush(QColor(colours.ground)))
        cell.setFormat(look)
