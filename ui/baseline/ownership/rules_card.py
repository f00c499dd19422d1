"""The rules with their buttons, and the form that adds one or changes one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget

from ui import icons, theme
from ui.baseline.ownership.edits import OwnershipEdits
from ui.baseline.ownership.rule_form import RuleForm
from ui.baseline.ownership.rules_table import RulesTable
from ui.baseline.page_frame import Card
from whatif_app.costs.vocabulary import measure_in_words
from whatif_app.formatting import count, money, month_label
from whatif_app.ownership.rules import Rule

if TYPE_CHECKING:
    from whatif_app.costs.baseline import Baseline
    from whatif_app.ownership.assignment import Assignment
    from whatif_app.ownership.ownership import Ownership

#: Values offered while a pattern is typed, the most costly first.
_MOST_VALUES = 500


class RulesCard(Card):
    """Rules in order: add, change, delete, move; what each catches.

    Signals:
        form_opened: the form is there and is to be seen.
    """

    form_opened = Signal()

    def __init__(self, edits: OwnershipEdits, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("Rules"), self.tr("the first that finds an owner decides"))
        self._edits = edits
        self._baseline: Baseline | None = None
        self._ownership: Ownership | None = None
        self._assignment: Assignment | None = None
        self._edited: int | None = None
        self._before: Rule | None = None
        self._selected: int | None = None
        self.table, self.form = RulesTable(), RuleForm()
        self.add = QPushButton(self.tr("Add rule"))
        self.usual = QPushButton(self.tr("Use the usual rules"))
        self.usual.setProperty("kind", "link")
        self.up, self.down = self._tool(self.tr("Ask earlier")), self._tool(self.tr("Ask later"))
        self.edit, self.delete = self._tool(self.tr("Change")), self._tool(self.tr("Delete"))
        self._unseen = QLabel()
        self._unseen.setWordWrap(True)
        self._lay_out()
        self._connect()
        theme.changes().changed.connect(self._dress)
        self._dress()

    def show_rules(self, baseline: Baseline, ownership: Ownership, assignment: Assignment) -> None:
        """Show the rules in force and what they catch."""
        self._baseline, self._ownership = baseline, ownership
        self._assignment = assignment
        if self._edited is not None and self._edits.rules[self._edited :][:1] != (self._before,):
            self.close_form()  # the rule that is written on is no longer there
        self.table.show_assignment(assignment, self._selected)
        self._selected = None
        self.usual.setVisible(ownership.rules is not None)
        lacking = assignment.filled_months
        self._unseen.setText(
            self.tr(
                "The {measure} cost of {months} is not known; what is known instead counts."
            ).format(
                measure=measure_in_words(assignment.measure),
                months=", ".join(month_label(month) for month in lacking),
            )
        )
        self._unseen.setVisible(bool(lacking))
        self._update_buttons()

    def begin_rule(self, dimension: str = "service", value: str = "") -> None:
        """Open the form for a rule of one value, or for any."""
        level = self._assignment.level if self._assignment is not None else "team"
        match = "equals" if value else "contains"
        self._open(Rule(dimension, match, value, level), None)

    def change_rule(self, position: int) -> None:
        """Open the form for a rule that there is."""
        self._open(self._edits.rules[position], position)

    def close_form(self) -> None:
        """Give up what is written in the form."""
        self._edited = None
        self.form.hide()

    def _open(self, rule: Rule, position: int | None) -> None:
        if self._baseline is None:
            return
        from whatif_app.ownership.line_values import dimensions

        self._edited, self._before = position, rule
        self.form.open_with(
            rule,
            dimensions(self._baseline),
            is_new=position is None,
            preview=self._preview,
            values=self._values,
            names=self._names,
        )
        self.add.setEnabled(False)
        self.form_opened.emit()

    def _accept(self, rule: Rule) -> None:
        if self._edited is None:
            self._selected = len(self._edits.rules)
            self._edits.add_rule(rule)
        else:
            position, self._edited = self._edited, None
            self._edits.change_rule(position, rule)

    def _move(self, position: int, to: int) -> None:
        self._selected = to
        self._edits.move_rule(position, to)

    def _delete(self, position: int) -> None:
        self._selected = max(position - 1, 0)
        self._edits.delete_rule(position)

    def _preview(self, rule: Rule) -> str:
        """What the rule would catch where it would stand, in words."""
        if self._baseline is None or self._ownership is None or self._assignment is None:
            return ""
        from whatif_app.ownership.assignment import assign

        rules = list(self._edits.rules)
        position = len(rules) if self._edited is None else self._edited
        rules[position : position + 1] = [rule]
        shown = self._assignment
        found = assign(
            self._baseline,
            replace(self._ownership, rules=tuple(rules)),
            shown.level,
            month=shown.month,
            currency=shown.currency,
        ).catches[position]
        if not found.rows and not found.taken_rows:
            return self.tr("It catches nothing here.")
        said = self.tr("It catches {rows} rows, {cost}.").format(
            rows=count(found.rows), cost=money(float(found.cost), shown.currency, exact=True)
        )
        if found.taken_rows:
            taken = money(float(found.taken_cost), shown.currency, exact=True)
            said += " " + self.tr("Rules before it take another {cost}.").format(cost=taken)
        return said

    def _values(self, dimension: str) -> Sequence[str]:
        """The values of a dimension, the most costly first."""
        if self._baseline is None or self._assignment is None:
            return ()
        from whatif_app.ownership.line_values import line_value

        value_of = line_value(self._baseline, dimension)
        if value_of is None:
            return ()
        costs: dict[str, float] = {}
        for each in self._assignment.lines:
            value = value_of(each.line)
            costs[value] = costs.get(value, 0.0) + float(each.cost)
        costs.pop("", None)
        return sorted(costs, key=lambda value: -costs[value])[:_MOST_VALUES]

    def _names(self, level: str) -> Sequence[str]:
        """The owners at a level that the file or the bill names, by alphabet."""
        services = self._ownership.services if self._ownership is not None else ()
        found = {service.at(level) for service in services}
        if self._assignment is not None and self._assignment.level == level:
            found |= {group.name for group in self._assignment.groups if group.name is not None}
        return sorted(found - {""}, key=str.casefold)

    def _update_buttons(self) -> None:
        row, rules = self.table.current, self.table.rules.rule_count
        self.up.setEnabled(row is not None and row > 0)
        self.down.setEnabled(row is not None and row < rules - 1)
        self.edit.setEnabled(row is not None)
        self.delete.setEnabled(row is not None)
        self.add.setEnabled(not self.form.isVisible())

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _lay_out(self) -> None:
        for part in (self.usual, self.up, self.down, self.edit, self.delete, self.add):
            self.head.addWidget(part)
        self.column.addWidget(self.table)
        self.column.addWidget(self._unseen)
        self.column.addWidget(self.form)

    def _connect(self) -> None:
        self.add.clicked.connect(lambda: self.begin_rule())
        self.usual.clicked.connect(lambda: self._edits.use_usual_rules())
        self.up.clicked.connect(lambda: self.table.move_by(-1))
        self.down.clicked.connect(lambda: self.table.move_by(1))
        self.edit.clicked.connect(lambda: self._of_current(self.change_rule))
        self.delete.clicked.connect(lambda: self._of_current(self._delete))
        self.table.edit_asked.connect(self.change_rule)
        self.table.delete_asked.connect(self._delete)
        self.table.move_asked.connect(self._move)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._update_buttons())
        self.form.accepted.connect(self._accept)
        self.form.closed.connect(self._update_buttons)

    def _of_current(self, act: Callable[[int], None]) -> None:
        if self.table.current is not None:
            act(self.table.current)

    def _dress(self) -> None:
        for button, name in (
            (self.up, "arrow-up"),
            (self.down, "arrow-down"),
            (self.edit, "pencil"),
            (self.delete, "trash"),
        ):
            icons.put_on(button, name)
        self._unseen.setFont(theme.font(theme.SMALL_PX))
        self._unseen.setProperty("tone", "secondary")
