"""Which tags are required, how much of the cost carries them, and the list of what does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.baseline.page_frame import Card, PlainTable
from ui.baseline.share_bar import add_bars, fit_bars, set_bars
from whatif_app.formatting import NOTHING, share

if TYPE_CHECKING:
    from whatif_app.ownership.compliance import Compliance, TagCompliance

_BAR, _ALLOWED = 1, 5
_SHOWN = 8
_MISSES = 6


class ComplianceCard(Card):
    """A row a required tag, near misses below, and a line to require a tag or allow its values.

    Signals:
        required: a tag's key and its allowed values are to be required.
        released: a tag's key is no longer to be required.
        list_asked: the untagged list is to be written.
    """

    required = Signal(str, object)
    released = Signal(str)
    list_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Tag compliance"), self.tr("of the cost that can carry tags"))
        self._compliance: Compliance | None = None
        self.table = PlainTable(
            (
                self.tr("Tag"),
                "",
                self.tr("Tagged"),
                self.tr("Allowed value"),
                self.tr("Rows tagged"),
                self.tr("Allowed values"),
            ),
            numeric=(2, 3, 4),
        )
        add_bars(self.table, _BAR, _ALLOWED)
        self.table.setAccessibleName(self.tr("Required tags"))
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.misses, self.note = QLabel(), QLabel()
        self.export = QPushButton(self.tr("Export untagged list…"))
        self.export.setToolTip(self.tr("Excel or CSV, worst first, to send to the owners"))
        self.export.clicked.connect(self.list_asked)
        self.key, self.allowed = QComboBox(), QLineEdit()
        self.key.setEditable(True)
        self.key.setAccessibleName(self.tr("Tag to require"))
        self.allowed.setPlaceholderText(self.tr("any value, or a list: prod, test, dev"))
        self.allowed.setAccessibleName(self.tr("Allowed values"))
        self.allowed.returnPressed.connect(self._require)
        self.require, self.release = QPushButton(self.tr("Require")), QPushButton(self.tr("Drop"))
        self.require.clicked.connect(self._require)
        self.release.clicked.connect(lambda: self.released.emit(self.key.currentText().strip()))
        self._lay_out()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_compliance(self, compliance: Compliance, keys: Sequence[str], note: str) -> None:
        """Show how far tags are kept.

        Args:
            keys: the tags that the baseline keeps.
            note: what counts as taggable.
        """
        self._compliance = compliance
        self.table.set_rows([self._row(each) for each in compliance.tags])
        set_bars(self.table, _BAR, [each.allowed_share for each in compliance.tags])
        fit_bars(self.table, _BAR, _SHOWN)
        has_tags = bool(compliance.tags)
        self.table.setVisible(has_tags)
        self.export.setVisible(has_tags)
        self.release.setVisible(len(compliance.tags) > 1)
        self.note.setText(note if has_tags else self._no_tags())
        typed = self.key.currentText()
        self.key.clear()
        self.key.addItems(list(keys))
        self.key.setCurrentText(typed or (keys[0] if keys else ""))
        self._show_misses(compliance)

    def _row(self, each: TagCompliance) -> list[str]:
        if not each.is_kept:
            return [each.tag.key, "", self.tr("not kept"), "", "", self.tr("import it with costs")]
        return [
            each.tag.key,
            "",
            share(each.tagged_share),
            share(each.allowed_share) if each.tag.allowed else NOTHING,
            share(each.tagged_rows_share),
            ", ".join(each.tag.allowed) or self.tr("any"),
        ]

    def _show_misses(self, compliance: Compliance) -> None:
        said = [
            self.tr("{tag}: “{value}” is probably “{likely}”").format(
                tag=tag.tag.key, value=miss.value, likely=miss.likely
            )
            for tag in compliance.tags
            for miss in tag.near_misses
        ]
        more = len(said) - _MISSES
        if more > 0:
            said = [*said[:_MISSES], self.tr("and {n} more, in the untagged list").format(n=more)]
        self.misses.setText("\n".join(said))
        self.misses.setVisible(bool(said))

    def _show_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        if rows and self._compliance is not None:
            tag = self._compliance.tags[rows[0].row()].tag
            self.key.setCurrentText(tag.key)
            self.allowed.setText(", ".join(tag.allowed))

    def _require(self) -> None:
        key = self.key.currentText().strip()
        values = (value.strip() for value in self.allowed.text().split(","))
        if key:
            self.required.emit(key, tuple(dict.fromkeys(filter(None, values))))

    def _no_tags(self) -> str:
        return QCoreApplication.translate(
            "ComplianceCard",
            "This bill was imported without its tags. Import it again and choose the tags that "
            "say what a resource is, such as ServiceID or env.",
        )

    def _lay_out(self) -> None:
        self.head.addWidget(self.export)
        line = QHBoxLayout()
        line.setSpacing(8)
        self._require_label = QLabel(self.tr("Required tag"))
        self._require_label.setBuddy(self.key)
        line.addWidget(self._require_label)
        line.addWidget(self.key, 1)
        line.addWidget(self.allowed, 2)
        line.addWidget(self.require)
        line.addWidget(self.release)
        below = QVBoxLayout()
        below.setSpacing(8)
        for label in (self.misses, self.note):
            label.setWordWrap(True)
        below.addWidget(self.table)
        below.addWidget(self.misses)
        below.addLayout(line)
        below.addWidget(self.note)
        self.column.addLayout(below)

    def _dress(self) -> None:
        self._require_label.setFont(theme.font())
        self.misses.setFont(theme.font())
        self.misses.setProperty("tone", "warn")
        self.note.setFont(theme.font(theme.SMALL_PX))
        self.note.setProperty("tone", "secondary")
