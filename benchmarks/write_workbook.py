"""Writing the workbook of 5 scenarios × 50 workloads × 36 months, against its recalculation.

    python -m benchmarks.write_workbook

The peer is LibreOffice, loading the same file and recalculating every formula of it. Promised:
ten seconds for some 100,000 formulas; this case, with everything in use, has twice as many.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from benchmarks.big_case import big_case
from scenarios.engine import evaluate
from whatif_app.workbook import export_workbook

PROMISED_SECONDS = 10.0
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def formulas_in(workbook: Path) -> int:
    """How many cells of a workbook hold a formula."""
    with zipfile.ZipFile(workbook) as file:
        sheets = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(file.read(name).count(b"<f>") for name in sheets)


def recalculation_seconds(workbook: Path, folder: Path) -> float | None:
    """Seconds that LibreOffice takes to load, recalculate and save; None where it is missing."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)
    out = folder / "out"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(workbook)]
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return time.perf_counter() - begun


def main() -> None:
    """Measure both, and print what was measured."""
    case = big_case(5, 50, 36)
    results = evaluate(case)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workbook = folder / "case.xlsx"
        begun = time.perf_counter()
        export_workbook(case, workbook, results=results)
        written = time.perf_counter() - begun
        count = formulas_in(workbook)
        megabytes = workbook.stat().st_size / 1e6
        print(f"written: {count:,} formulas, {megabytes:.1f} MB, in {written:.1f} s")
        print(f"promised: {PROMISED_SECONDS:.0f} s; a share of {written / PROMISED_SECONDS:.0%}")
        peer = recalculation_seconds(workbook, folder)
        if peer is None:
            print("LibreOffice is not installed; no peer to compare with.")
        else:
            print(f"LibreOffice recalculates it in {peer:.1f} s: {peer / written:.1f} × our time")


if __name__ == "__main__":
    main()
