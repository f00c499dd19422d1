"""The last step of adding an export to the open project: what it adds, replaces and moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from ui import theme
from ui.panels.page import page_style
from ui.panels.reconciliation_page import reconciliation_html
from ui.session import Session

if TYPE_CHECKING:
    from whatif_app.commands import LoadExport
    from whatif_app.costs.baseline import Baseline
    from whatif_app.rebasing import Following


class JoinStep(QWidget):
    """Shows what loading an export into the project would do, and makes the command that does."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._export: Baseline | None = None
        self._following: Following | None = None
        self.account = QTextBrowser()
        self.account.setAccessibleName(self.tr("Account of the import"))
        self.account.document().setDocumentMargin(14)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.follow = QCheckBox(self.tr("Let the &case follow"))
        self.follow.setToolTip(
            self.tr("Cells that still hold what the baseline gave take the new amounts.")
        )
        side = QVBoxLayout()
        side.setSpacing(14)
        side.addWidget(self.said)
        side.addWidget(self.follow)
        side.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self.account, 5)
        row.addLayout(side, 3)

    def offer(self, export: Baseline) -> None:
        """Show what comes of this export."""
        from whatif_app.commands import LoadExport
        from whatif_app.costs.deliveries import loading
        from whatif_app.rebasing import following

        ledger, case = self._session.ledger, self._session.case
        if ledger is None or case is None:
            return
        self._export = export
        outcome = loading(ledger.exports, export)
        self._following = following(case, ledger, LoadExport(export).changed(ledger))
        said = [*outcome.in_words(), *self._following.in_words()]
        if not self._following.edits:
            said.append(self.tr("No cell of the case changes."))
        self.said.setText("\n\n".join(said))
        self.said.setFont(theme.font())
        self.follow.setVisible(bool(self._following.edits))
        self.follow.setChecked(bool(self._following.edits))
        self.account.document().setDefaultStyleSheet(page_style())
        self.account.setHtml(reconciliation_html(export, with_title=False))

    @property
    def command(self) -> LoadExport | None:
        """What adds the export to the project; None before there is one."""
        from whatif_app.commands import LoadExport

        if self._export is None or self._following is None:
            return None
        return LoadExport(self._export, self._following.edits if self.follow.isChecked() else ())
