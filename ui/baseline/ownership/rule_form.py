"""One rule as a sentence of fields, with what it would catch told while it is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from scenarios.words import say, within
from ui.baseline.sentence_form import SentenceForm, choose
from whatif_app.ownership.line_values import TAG
from whatif_app.ownership.rules import LEVELS, MATCHES, Rule, dimension_in_words

#: Says what a rule would catch.
Preview = Callable[[Rule], str]


class RuleForm(SentenceForm):
    """Adds a rule or edits one; what it accepts is a `Rule`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: Preview | None = None
        self._values: Callable[[str], Sequence[str]] = lambda dimension: ()
        self._names: Callable[[str], Sequence[str]] = lambda level: ()
        self.dimension, self.match, self.gives = QComboBox(), QComboBox(), QComboBox()
        self.pattern, self.value = QLineEdit(), QLineEdit()
        self._name_fields()
        self._fill_choices()
        self._lay_out()
        self._connect()

    @property
    def written(self) -> Rule:
        """The rule as it stands in the fields."""
        return self.rule

    def effect(self) -> str:
        return self._preview(self.rule) if self._preview is not None else ""

    @property
    def rule(self) -> Rule:
        """The rule as it stands in the fields."""
        match = str(self.match.currentData())
        return Rule(
            dimension=str(self.dimension.currentData() or ""),
            match=match,
            pattern="" if match == "any" else self.pattern.text().strip(),
            gives=str(self.gives.currentData()),
            value=self.value.text().strip(),
        )

    def open_with(
        self,
        rule: Rule,
        dimensions: Sequence[str],
        *,
        is_new: bool,
        preview: Preview,
        values: Callable[[str], Sequence[str]],
        names: Callable[[str], Sequence[str]],
    ) -> None:
        """Show a rule to write on.

        Args:
            dimensions: what rules may look at.
            preview: what a rule would catch, in words.
            values: the values of a dimension, offered while the pattern is typed.
            names: the owners there are at a level, offered while one is typed.
        """
        self._preview, self._values, self._names = preview, values, names
        self.dimension.clear()
        for each in dict.fromkeys((*dimensions, rule.dimension)):
            if each:
                self.dimension.addItem(dimension_in_words(each), each)
        choose(self.dimension, rule.dimension)
        choose(self.match, rule.match)
        choose(self.gives, rule.gives)
        self.pattern.setText(rule.pattern)
        self.value.setText(rule.value)
        self.take.setText(self.tr("Add rule") if is_new else self.tr("Change rule"))
        self.show()
        self._follow()
        first = self.value if rule.pattern and not rule.value else self.pattern
        (first if first.isEnabled() else self.dimension).setFocus()

    def problem(self) -> str:
        """What is still missing, as a sentence; "" where the rule can be taken."""
        rule = self.rule
        problems = rule.problems()
        if problems:
            return problems[0]
        names_itself = rule.dimension.startswith(TAG) or rule.dimension == "account"
        if not rule.value and not names_itself:
            level = say(LEVELS[rule.gives])
            return self.tr("Name the {level} that these lines belong to.").format(
                level=within(level)
            )
        return ""

    def _name_fields(self) -> None:
        self.name_fields(
            (
                (self.dimension, self.tr("What the rule looks at")),
                (self.match, self.tr("How it compares")),
                (self.pattern, self.tr("What it is compared with")),
                (self.gives, self.tr("What is found")),
                (self.value, self.tr("Whose the lines are")),
            )
        )
        self.value.setPlaceholderText(self.tr("of that name"))

    def _fill_choices(self) -> None:
        for key, words in MATCHES.items():
            self.match.addItem(say(words), key)
        self.gives.addItem(self.tr("service in the ownership file"), "service_id")
        for key, words in LEVELS.items():
            if key != "service_id":
                label = within(say(words))
                self.gives.addItem(label, key)

    def _lay_out(self) -> None:
        fields = QHBoxLayout()
        for part in (self.label(self.tr("Where the")), self.dimension, self.match):
            fields.addWidget(part)
        fields.addWidget(self.pattern, 3)
        fields.addWidget(self.label(self.tr("it belongs to")))
        fields.addWidget(self.gives)
        fields.addWidget(self.value, 2)
        self.lay_out_rows([fields])

    def _connect(self) -> None:
        for box in (self.dimension, self.match, self.gives):
            box.activated.connect(self._follow)
        for line in (self.pattern, self.value):
            line.textChanged.connect(lambda: self.tell_soon())

    def _follow(self) -> None:
        """Let the fields follow from each other."""
        has_pattern = self.match.currentData() != "any"
        self.pattern.setEnabled(has_pattern)
        self.pattern.setVisible(has_pattern)
        _complete(self.pattern, self._values(str(self.dimension.currentData())))
        _complete(self.value, self._names(str(self.gives.currentData())))
        self.tell()


def _complete(line: QLineEdit, offered: Sequence[str]) -> None:
    completer = QCompleter(list(offered), line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)
