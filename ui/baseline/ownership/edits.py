"""Every change that the Ownership page makes, each one undo step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from scenarios.cells import RefusedError
from scenarios.words import keep
from ui.session import Session

if TYPE_CHECKING:
    from whatif_app.ownership.ownership import Ownership, RequiredTag
    from whatif_app.ownership.ownership_file import OwnershipFile
    from whatif_app.ownership.rules import Rule


def tr(text: str) -> str:
    """A text of these changes in the user's language."""
    return QCoreApplication.translate("OwnershipEdits", text)


class OwnershipEdits:
    """Sends changed ownership to the session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def ownership(self) -> Ownership | None:
        """What the open project says of whose cost is whose; None where nothing is open."""
        ledger = self._session.ledger
        return ledger.ownership if ledger is not None else None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force, the usual ones where none were written."""
        ledger = self._session.ledger
        if ledger is None or ledger.baseline is None:
            return ()
        return ledger.ownership.rules_for(ledger.baseline.tags)

    def join(self, file: OwnershipFile) -> bool:
        """Put a file in the place of the one before."""
        label = keep(lambda: tr("Load {name}").format(name=file.source))
        return self._change(label, file.joined_to)

    def add_rule(self, rule: Rule) -> bool:
        """Ask one more rule, last."""
        return self._set_rules(lambda: tr("Add the rule “{rule}”"), (*self.rules, rule), rule)

    def change_rule(self, position: int, rule: Rule) -> bool:
        """Put a rule in the place of another."""
        rules = list(self.rules)
        if rules[position] == rule:
            return False
        rules[position] = rule
        return self._set_rules(lambda: tr("Change the rule “{rule}”"), rules, rule)

    def delete_rule(self, position: int) -> bool:
        """Ask a rule no more."""
        rules = list(self.rules)
        rule = rules.pop(position)
        return self._set_rules(lambda: tr("Delete the rule “{rule}”"), rules, rule)

    def move_rule(self, position: int, to: int) -> bool:
        """Ask a rule earlier or later."""
        rules = list(self.rules)
        rule = rules.pop(position)
        rules.insert(to, rule)
        return self._set_rules(lambda: tr("Move the rule “{rule}”"), rules, rule)

    def use_usual_rules(self) -> bool:
        """Go back to technical tag, then account."""
        label = keep(lambda: tr("Use the usual rules"))
        return self._change(label, lambda ownership: replace(ownership, rules=None))

    def require(self, key: str, allowed: Sequence[str]) -> bool:
        """Require a tag, with these values alone (none for any)."""
        from whatif_app.ownership.ownership import RequiredTag

        tags = {each.key: each for each in self._required}
        required = tuple((tags | {key: RequiredTag(key, tuple(allowed))}).values())
        label = keep(lambda: tr("Require the tag {key}").format(key=key))
        return self._change(label, lambda ownership: replace(ownership, required=required))

    def release(self, key: str) -> bool:
        """Require a tag no more; the last one stays, for none would mean all."""
        required = tuple(each for each in self._required if each.key != key)
        if not required:
            return False
        label = keep(lambda: tr("Do not require the tag {key}").format(key=key))
        return self._change(label, lambda ownership: replace(ownership, required=required))

    @property
    def _required(self) -> tuple[RequiredTag, ...]:
        """The tags required, where none is named all that the baseline keeps."""
        from whatif_app.ownership.compliance import required_tags

        ledger = self._session.ledger
        if ledger is None or ledger.baseline is None:
            return ()
        return required_tags(ledger.baseline, ledger.ownership)

    def aim(self, text: str) -> str:
        """Set the target for the unallocated share; returns what is wrong with the text, or ""."""
        from whatif_app.typed_numbers import read_number

        try:
            number = read_number(text)
        except RefusedError as error:
            return str(error)
        # In a field of percentages a bare number means percent.
        target = float(number.value if number.is_percent else number.value / 100)
        if not 0 <= target <= 1:
            return tr("A target is 0 % to 100 %.")
        label = keep(lambda: tr("Set the target of unallocated cost"))
        self._change(label, lambda ownership: replace(ownership, target=target))
        return ""

    def _set_rules(self, label: Callable[[], str], rules: Sequence[Rule], rule: Rule) -> bool:
        return self._change(
            keep(lambda: label().format(rule=rule)),
            lambda ownership: replace(ownership, rules=tuple(rules)),
        )

    def _change(self, label: str, change: Callable[[Ownership], Any]) -> bool:
        from whatif_app.commands import SetPart

        before = self.ownership
        if before is None:
            return False
        after = change(before)
        return after != before and self._session.do(SetPart(label, "ownership", after))
