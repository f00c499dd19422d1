"""What `whatif quality` does: the data-quality report of a project, as text or JSON."""

from __future__ import annotations

import argparse
import json
import math
import textwrap
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from whatif_app.errors import UsageError
from whatif_app.formatting import money, month_label
from whatif_app.headless import arguments
from whatif_app.ledger import Ledger
from whatif_app.project_file import read_project
from whatif_app.quality.finding import AREA_LABELS, Area, Finding, Severity
from whatif_app.quality.report import QualityReport, quality_report

_MARKS = {Severity.WRONG: "✗", Severity.LOOK: "!", Severity.NOTE: "·"}
_WIDTH = 96


def declare_quality(command: argparse.ArgumentParser) -> None:
    """What “whatif quality” takes."""
    arguments.add_file(command)
    command.add_argument(
        "--share",
        type=arguments.share,
        metavar="PERCENT",
        help="how far off its own baseline a cost counts as an anomaly (default: the project's)",
    )
    command.add_argument("--json", action="store_true", help="every finding as JSON")
    command.set_defaults(run=quality)


def quality(options: argparse.Namespace) -> int:
    """Print the report of a project's baseline."""
    project = read_project(options.file)[0]
    report = quality_report(_with_share(project.ledger, options.share), project.case)
    if report is None:
        raise UsageError(
            f"{options.file} holds no cost export.", "Make a project with “whatif import”."
        )
    if options.json:
        print(json.dumps(as_json(report), ensure_ascii=False, allow_nan=False, indent=2))
    else:
        print(in_words(report))
    return 0


def _with_share(ledger: Ledger, share: float | None) -> Ledger:
    """The ledger with another share from which a cost counts as off; the project's for None."""
    if share is None:
        return ledger
    adjustments = ledger.adjustments
    try:
        made = adjustments.with_thresholds(share, adjustments.least)
    except ValueError as error:
        raise UsageError(f"{str(error).capitalize()}.", "Give a share of 5 to 100 %.") from error
    return replace(ledger, parts={**ledger.parts, "adjustments": made})


def in_words(report: QualityReport) -> str:
    """The report as plain text."""
    written = [report.verdict]
    for area in Area:
        findings = report.of(area)
        if findings:
            written += ["", AREA_LABELS[area]]
            for finding in findings:
                written += _finding_in_words(finding)
    written += _listed("In order", "✓", report.in_order)
    written += _listed("Not judged", "–", report.not_judged)
    changes = [
        f"{month_label(month)}: {money(float(amount), currency, exact=True)}"
        for (currency, month), amount in sorted(report.adjusted_by.items())
    ]
    written += _listed("What the decisions made add to the baseline", "±", changes)
    return "\n".join(written)


def _finding_in_words(finding: Finding) -> list[str]:
    effect = f" ({finding.effect.in_words})" if finding.effect is not None else ""
    written = [f"  {_MARKS[finding.severity]} {finding.title}{effect}"]
    written += _wrapped(finding.sentence)
    if finding.decision is not None:
        written += _wrapped(f"Decided: {finding.decision.in_words}.")
    elif finding.action:
        written += _wrapped(finding.action)
    return written


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent="    ", subsequent_indent="    ")


def _listed(title: str, mark: str, sentences: Iterable[str]) -> list[str]:
    lines = [f"  {mark} {sentence}" for sentence in sentences]
    return ["", title, *lines] if lines else []


def as_json(report: QualityReport) -> dict[str, Any]:
    """The report as plain data; amounts to float precision."""
    return {
        "month": report.month,
        "verdict": report.verdict,
        "to_look_at": report.to_look_at,
        "findings": [_finding_as_json(finding) for finding in report.findings],
        "in_order": list(report.in_order),
        "not_judged": list(report.not_judged),
        "adjusted_by": [
            {"currency": currency, "month": month, "amount": float(amount)}
            for (currency, month), amount in sorted(report.adjusted_by.items())
        ],
    }


def _finding_as_json(finding: Finding) -> dict[str, Any]:
    effect, decision, anomaly = finding.effect, finding.decision, finding.anomaly
    return {
        "area": finding.area.value,
        "severity": finding.severity.value,
        "is_open": finding.is_open,
        "title": finding.title,
        "sentence": finding.sentence,
        "action": finding.action,
        "effect": None
        if effect is None
        else {
            "month": effect.month,
            "currency": effect.currency,
            "amount": float(effect.amount),
            "share": effect.share,
        },
        "by_month": {month: float(amount) for month, amount in finding.by_month},
        "decision": None
        if decision is None
        else {"choice": decision.choice.value, "reason": decision.reason},
        "anomaly": None
        if anomaly is None
        else {
            "service": anomaly.service,
            "currency": anomaly.currency,
            "basis": anomaly.basis,
            "grain": anomaly.grain,
            "kind": anomaly.kind,
            "first": anomaly.first,
            "last": anomaly.last,
            "expected": float(anomaly.expected),
            "actual": float(anomaly.actual),
            "off_share": anomaly.off_share if math.isfinite(anomaly.off_share) else None,
            "is_open": anomaly.is_open,
        },
    }
