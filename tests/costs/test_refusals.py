"""What is no cost export, or none that is read, is named and refused with the way out."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from tests.costs.exports import SHARED, cur, cur_row, refusal, shared
from whatif_app.costs.export import ExportError, peek, read_export


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "no rows"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "XML"),
        (b'{"error": {"code": 403, "message": "denied"}}', "error message"),
        (b'{"status": "success", "data": {"resultType": "matrix"}}', "Prometheus"),
        (b'[{"totalCost": 1.5, "cpuCost": 1}]', "OpenCost"),
        (b"name,value\na,1\n", "no cost export that the program knows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "no text file"),
        (b"%PDF-1.7 invoice", "PDF"),
        (b"Service,EC2($)\nService total,x\n", "Cost Explorer"),
        (b"PreTaxCost,MeterId\n1,a\n", "lacks the column Date"),
        (b"MeterId,PaygCostInBillingCurrency\na,1\n", "Azure cost export that has lost its cost"),
        (b'{"manifestVersion": "2024-04-01", "blobs": []}', "the manifest that lies beside"),
        (b"cost,service.description,project.id\n1,a,b\n", "Google Cloud billing export has lost"),
        (b"Project ID,SKU ID,Cost type,Cost ($)\na,b,Usage,1\n", "without its unrounded costs"),
        (b'[{"cost": 1, "currency": "USD"}]', "one JSON list"),
        (b'[{"lineItemId": "a", "measurements": [], "cost": {}}]', "daily files of before 2018"),
        (b"lineItem/intervalUsageStart,usage/billedQuantity\n2026-01-01,1\n", "Oracle"),
        (b"InvoiceID,RecordType,LinkedAccountId\n1,a,b\n", "AWS billing report has lost"),
        (b"container,recommendedRequest.cpu,monthlySavings\na,1,2\n", "right-sizing advice"),
        (b'{"count": 1, "recommendations": [{"monthlySavings": {"cpu": 1}}]}', "right-sizing"),
        (b"Namespace,CPUCost,TotalCost\na,1,2\n", "load it under Ownership"),
        (b"BilledCost,AmortizedCost,ChargeType\n1,1,Usage\n", "FOCUS 0.5"),
        (b"ContractCommitmentId,ContractCommitmentCost\na,1\n", "contract commitment"),
        (b"lineItem/LineItemType,lineItem/UsageStartDate\nUsage,2026-01-01\n", "lost its cost"),
        (b"lineItem/UnblendedCost\n1\n", "lacks the column"),
        (b"PAR1 not really parquet", "damaged"),
        (b"\x1f\x8b\x08\x00garbage", "gzip file is damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_for_what_it_is(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(content)

    assert said in refusal(path)
    (problem,) = peek([path]).problems
    assert said in str(problem)
    assert problem.what_to_do


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"[Content_Types].xml": "x"}, "no Excel workbook"),
        ({"a.csv": "x", "b.csv": "y"}, "a ZIP archive of 2 files"),
        ({"a.parquet": "x"}, "whose file is no CSV"),
        ({"a.csv": "\0" * 50_000_000}, "which no cost export does"),
        ({"a.csv": "x"}, "no cost export that the program knows"),
    ],
)
def test_workbooks_and_archives_are_told_apart(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)

    assert said in refusal(path)


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    assert "a header but no rows" in refusal(cur(tmp_path / "cur.csv"))


def test_rows_that_do_not_fit_the_header_at_all_are_refused(tmp_path: Path) -> None:
    path = cur(tmp_path / "cur.csv", cur_row(), cur_row())
    path.write_text("extra," + path.read_text())

    assert "cur.csv, line 2: The rows have 34 fields, but the header has 35" in refusal(path)


def test_a_gzip_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cur.csv.gz"
    rows = [cur_row(ResourceId=str(n), UnblendedCost=f"0.{n}") for n in range(3000)]
    packed = gzip.compress(cur(tmp_path / "cur.csv", *rows).read_bytes())
    path.write_bytes(packed[: len(packed) // 2])

    assert "damaged or cut off" in refusal(path)


def test_a_file_that_does_not_exist_is_named() -> None:
    assert "missing.csv: This file does not exist." in refusal(Path("missing.csv"))


def test_a_folder_without_exports_is_refused(tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("nothing here")
    (tmp_path / "_manifest.json").write_text("{}")

    assert "No export lies in this folder" in refusal(tmp_path)


def test_files_of_different_formats_are_not_added_up(tmp_path: Path) -> None:
    focus = tmp_path / "focus.csv"
    focus.write_text("BilledCost,ChargeCategory,ChargePeriodStart\n1,Usage,2026-12-01\n")

    with pytest.raises(ExportError, match="different formats: AWS CUR and FOCUS"):
        read_export([cur(tmp_path / "cur.csv", cur_row()), focus])


def test_all_files_that_cannot_be_read_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    (tmp_path / "b.csv").write_text("<html></html>")

    with pytest.raises(ExportError) as error:
        read_export([tmp_path / "a.csv", tmp_path / "b.csv"])

    assert [problem.file for problem in error.value.problems] == ["a.csv", "b.csv"]


def test_a_tag_that_the_export_lacks_is_named_with_those_it_has(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"no tag “owner”\. It has: user:team"):
        read_export([cur(tmp_path / "cur.csv", cur_row())], tags=["owner"])


@pytest.mark.parametrize("folder", ["gcp/legacy_json_2014-01", "kubecost", "telemetry"])
def test_exports_of_others_that_are_not_read_yet_are_refused_kindly(folder: str) -> None:
    files = [path for path in shared(folder).rglob("*") if path.is_file()]

    for path in files:
        (problem,) = peek([path]).problems
        assert problem.file == path.name
        assert "is no cost export that the program knows" not in problem.what
    assert files and SHARED in files[0].parents
