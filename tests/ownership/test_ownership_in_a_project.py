"""Ownership belongs to the project: it is undone, told in the audit trail, and saved."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.document.shop import shop
from tests.ownership.bills import bill, line
from whatif_app.commands import SetPart
from whatif_app.document import Document
from whatif_app.ledger import of_export
from whatif_app.ownership.ownership import OwnedService, Ownership
from whatif_app.ownership.rules import Rule

BEFORE = Ownership(
    services=(OwnedService("a", team="Web"), OwnedService("b", team="Data")),
    source="spring.csv",
    fingerprint="1" * 64,
)


def project(tmp_path: Path) -> Document:
    made = Document(shop(), of_export(bill(line("1"))), journal_folder=tmp_path / "journals")
    made.do(SetPart("Load spring.csv", "ownership", BEFORE))
    return made


def test_a_re_organization_is_told_service_by_service_in_the_audit_trail(tmp_path: Path) -> None:
    document = project(tmp_path)
    after = replace(
        BEFORE,
        services=(OwnedService("a", team="Shop"), OwnedService("b", team="Data")),
        source="autumn.csv",
        fingerprint="2" * 64,
    )
    document.do(SetPart("Load autumn.csv", "ownership", after))

    changes = {each.address: (each.old, each.new) for each in document.audit[-1].changes}
    assert changes == {
        "ownership/file": ("spring.csv (111111111111)", "autumn.csv (222222222222)"),
        "ownership/services/a": ("team Web", "team Shop"),
    }
    document.undo()
    assert document.ledger.ownership == BEFORE
    document.close()


def test_a_project_keeps_file_rules_and_target(tmp_path: Path) -> None:
    document = project(tmp_path)
    kept = replace(BEFORE, rules=(Rule("service", "glob", "=1*", "team", "x"),), target=0.02)
    document.do(SetPart("Rules", "ownership", kept))
    document.save(tmp_path / "p.whatif")

    again = Document.open(tmp_path / "p.whatif", journal_folder=tmp_path / "others")

    assert again.ledger.ownership == kept
    again.close()
    document.close()
