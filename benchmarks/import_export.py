"""How fast and how small an import is, beside the bare scan of the same file.

    python benchmarks/import_export.py [--millions 1,5,20] [--kinds csv,gz,parquet]
        [--without-pandas] [--write benchmarks/RESULTS.md]

Makes CUR-like exports (42 columns, about 700 bytes a row) in a temporary folder, then reads each:
with DuckDB's bare `count(*)`, which makes no value of any field; with DuckDB reading the columns
that the program reads and keeping nothing; with `read_export`; and with pandas, skipping two
thirds of the columns. Each runs in a process of its own, so that peak memory is its alone. Goal:
5 million rows (3.5 GB of CSV) in 15 s, below 1 GiB, and as long for each million however many.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

_GENERATED = """
WITH drawn AS (
    SELECT hash(i) AS h, hash(i * 7 + 1) AS g, hash(i * 13 + 5) AS k FROM range({rows}) AS t(i)
), picked AS (
    SELECT *, (g % 60)::INT AS account, (k % 100)::INT AS roll, (h % 1000) / 137.0 + 0.01 AS cost,
        ((g % 60 * 7 + h // 1000 % 6) % 40)::INT AS service, g % 60 * 3 % 50 AS team,
        TIMESTAMP '2026-12-01' + to_hours((h // 97 % 744)::INT) AS started
    FROM drawn
)
SELECT lower(hex(h)) || lower(hex(g)) || lower(hex(k)) AS "identity/LineItemId",
    strftime(started, '%Y-%m-%dT%H:%M:%SZ') || '/'
        || strftime(started + to_hours(1), '%Y-%m-%dT%H:%M:%SZ') AS "identity/TimeInterval",
    '1234567890' AS "bill/InvoiceId", 'AWS' AS "bill/BillingEntity",
    'Anniversary' AS "bill/BillType", '000123456789' AS "bill/PayerAccountId",
    '2026-12-01T00:00:00Z' AS "bill/BillingPeriodStartDate",
    '2027-01-01T00:00:00Z' AS "bill/BillingPeriodEndDate",
    lpad((account * 16001 + 1000)::VARCHAR, 12, '0') AS "lineItem/UsageAccountId",
    CASE WHEN roll < 70 THEN 'Usage' WHEN roll < 82 THEN 'SavingsPlanCoveredUsage'
        WHEN roll < 94 THEN 'DiscountedUsage' WHEN roll < 99 THEN 'Usage' ELSE 'Tax' END
        AS "lineItem/LineItemType",
    strftime(started, '%Y-%m-%dT%H:%M:%SZ') AS "lineItem/UsageStartDate",
    strftime(started + to_hours(1), '%Y-%m-%dT%H:%M:%SZ') AS "lineItem/UsageEndDate",
    'AmazonService' || service AS "lineItem/ProductCode",
    'USE1-' || CASE WHEN roll BETWEEN 94 AND 98 THEN 'SpotUsage' ELSE 'BoxUsage' END
        || ':m5.' || (service % 5) || 'xlarge' AS "lineItem/UsageType",
    'RunInstances:000' || (service % 7) AS "lineItem/Operation",
    'us-east-1' || chr(97 + account % 3) AS "lineItem/AvailabilityZone",
    'arn:aws:ec2:us-east-1:' || account || ':instance/i-' || lower(hex(h)) AS "lineItem/ResourceId",
    '1.0000000000' AS "lineItem/UsageAmount", '8.0' AS "lineItem/NormalizationFactor",
    '8.0' AS "lineItem/NormalizedUsageAmount", 'USD' AS "lineItem/CurrencyCode",
    printf('%.10f', cost) AS "lineItem/UnblendedRate",
    printf('%.10f', cost) AS "lineItem/UnblendedCost",
    printf('%.10f', cost) AS "lineItem/BlendedRate",
    printf('%.10f', cost) AS "lineItem/BlendedCost",
    '$' || printf('%.4f', cost) || ' per On Demand Linux m5.' || (service % 5)
        || 'xlarge Instance Hour, "quoted" text' AS "lineItem/LineItemDescription",
    '' AS "lineItem/TaxType", 'Amazon Web Services, Inc.' AS "lineItem/LegalEntity",
    'Amazon Elastic Service ' || service AS "product/ProductName",
    'US East (N. Virginia)' AS "product/location",
    ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'][1 + account % 4] AS "product/region",
    'AmazonService' || service AS "product/servicecode",
    printf('%.10f', cost * 1.3) AS "pricing/publicOnDemandCost",
    printf('%.10f', cost * 1.3) AS "pricing/publicOnDemandRate",
    'OnDemand' AS "pricing/term", 'Hrs' AS "pricing/unit",
    CASE WHEN roll BETWEEN 82 AND 93 THEN 'arn:aws:ec2:us-east-1:1:reserved-instances/' || service
        ELSE '' END AS "reservation/ReservationARN",
    CASE WHEN roll BETWEEN 82 AND 93 THEN printf('%.10f', cost * 0.6) ELSE '' END
        AS "reservation/EffectiveCost",
    CASE WHEN roll BETWEEN 70 AND 81 THEN 'arn:aws:savingsplans::1:savingsplan/' || (account % 3)
        ELSE '' END AS "savingsPlan/SavingsPlanARN",
    CASE WHEN roll BETWEEN 70 AND 81 THEN printf('%.10f', cost * 0.7) ELSE '' END
        AS "savingsPlan/SavingsPlanEffectiveCost",
    'team-' || team AS "resourceTags/user:team",
    CASE WHEN service % 3 = 0 THEN 'prod' ELSE 'dev' END AS "resourceTags/user:env"
FROM picked
"""

#: The columns that the program reads of such an export.
_READ = tuple(
    f"{group}/{name}"
    for group, names in {
        "bill": "InvoiceId BillingEntity PayerAccountId BillingPeriodStartDate",
        "lineItem": "UsageAccountId LineItemType UsageStartDate UsageEndDate ProductCode UsageType "
        "Operation AvailabilityZone UsageAmount CurrencyCode UnblendedCost LineItemDescription",
        "product": "ProductName region servicecode",
        "pricing": "publicOnDemandCost publicOnDemandRate term",
        "reservation": "ReservationARN EffectiveCost",
        "savingsPlan": "SavingsPlanARN SavingsPlanEffectiveCost",
        "resourceTags": "user:team",
    }.items()
    for name in names.split()
)

_FORMATS = {
    "csv": ("cur.csv", "FORMAT csv, HEADER"),
    "gz": ("cur.csv.gz", "FORMAT csv, HEADER, COMPRESSION gzip"),
    "parquet": ("cur.parquet", "FORMAT parquet"),
}


def generate(folder: Path, rows: int, kind: str) -> Path:
    """An export of that many rows; the same one each time."""
    import duckdb

    name, options = _FORMATS[kind]
    path = folder / name
    settings = {"threads": 2, "preserve_insertion_order": False}
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(f"COPY ({_GENERATED.format(rows=rows)}) TO '{path}' ({options})")
    return path


def bare_scan(path: Path) -> int:
    """Rows, by DuckDB alone with two threads."""
    import duckdb

    table = f"'{path}'"
    if path.suffix != ".parquet":
        table = f"read_csv('{path}', all_varchar = true)"
    settings = {"threads": 2, "memory_limit": "700MB"}
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET enable_progress_bar = false")
        found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found[0]) if found else 0


def bare_read(path: Path) -> int:
    """Rows, by DuckDB alone reading the columns that the program reads, and keeping nothing."""
    import duckdb

    table = f"'{path}'"
    if path.suffix != ".parquet":
        table = f"read_csv('{path}', all_varchar = true)"
    lengths = ", ".join(f'sum(length("{name}"::VARCHAR))' for name in _READ)
    settings = {"threads": 2, "memory_limit": "700MB"}
    with duckdb.connect(config=settings) as connection:
        connection.execute("SET enable_progress_bar = false")
        found = connection.execute(f"SELECT count(*), {lengths} FROM {table}").fetchone()
    return int(found[0]) if found else 0


def program(path: Path) -> int:
    """Rows, by the program, with one tag as a dimension."""
    from whatif_app.costs.export import read_export

    baseline = read_export([path], tags=["team"], cache_dir=path.parent)
    assert baseline.reconciliation.agrees
    return baseline.reconciliation.read


def with_pandas(path: Path) -> int:
    """Rows, by pandas reading and grouping the columns that matter."""
    import pandas as pd

    wanted = [
        *("lineItem/UsageAccountId", "lineItem/LineItemType", "lineItem/UsageStartDate"),
        *("lineItem/UsageType", "lineItem/UnblendedCost", "product/region", "product/servicecode"),
        *("pricing/publicOnDemandCost", "reservation/EffectiveCost"),
        *("savingsPlan/SavingsPlanEffectiveCost", "resourceTags/user:team"),
    ]
    frame = pd.read_csv(path, usecols=wanted)
    frame.groupby(["product/servicecode", "lineItem/UsageAccountId"])[
        "lineItem/UnblendedCost"
    ].sum()
    return len(frame)


def _measured(job: Callable[[Path], int], path: Path, answer: multiprocessing.Queue) -> None:
    started = time.perf_counter()
    rows = job(path)
    seconds = time.perf_counter() - started
    answer.put((seconds, _peak_memory(), rows))


def _peak_memory() -> float:
    """Peak resident memory of this process, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would count the parent's peak, inherited when it started us
        (line,) = [each for each in status.read_text().splitlines() if each.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20


def measure(job: Callable[[Path], int], path: Path) -> tuple[float, float, int]:
    """Seconds, peak resident MiB and rows of one job in a fresh process."""
    fresh = multiprocessing.get_context("spawn")
    answer = fresh.Queue()
    process = fresh.Process(target=_measured, args=(job, path, answer))
    process.start()
    found = answer.get()
    process.join()
    return found


@dataclass(frozen=True)
class Run:
    """One job on one file: wall seconds, peak resident MiB, and how busy the machine was before."""

    kind: str
    label: str
    rows: int
    size: int
    seconds: float
    peak: float
    load: float

    @property
    def seconds_per_million(self) -> float:
        """What would not change with the number of rows if the cost were linear."""
        return self.seconds / (self.rows / 1_000_000)


def runs_of(folder: Path, kind: str, rows: int, with_peer: bool) -> Iterator[Run]:
    """Every job on one generated file, which is gone afterwards."""
    path = generate(folder, rows, kind)
    size = path.stat().st_size
    bare_scan(path)  # so that every job finds the file in the system's cache, if it fits
    jobs = [("bare count(*)", bare_scan), ("bare read", bare_read), ("read_export", program)]
    if with_peer and kind != "parquet":
        jobs.append(("pandas usecols", with_pandas))
    for label, job in jobs:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        seconds, peak, read = measure(job, path)
        assert read == rows
        yield Run(kind, label, rows, size, seconds, peak, load)
    path.unlink()


def markdown(runs: Sequence[Run]) -> str:
    """The runs as a table, one row a kind of file and job, the sizes side by side."""
    sizes = sorted({run.rows for run in runs})
    heads = [f"{rows / 1_000_000:g} M rows | s per M | peak" for rows in sizes]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---:|' * 3 * len(sizes)}"]
    for kind, label in dict.fromkeys((run.kind, run.label) for run in runs):
        cells = []
        for rows in sizes:
            found = [run for run in runs if (run.kind, run.label, run.rows) == (kind, label, rows)]
            cells += (
                [f"{run.seconds:.1f} s | {run.seconds_per_million:.2f} | {run.peak:,.0f} MiB"]
                if (run := next(iter(found), None))
                else ["– | – | –"]
            )
        lines.append(f"| {kind}: {label} | {' | '.join(cells)} |")
    loads = [run.load for run in runs]
    files = {run.kind: run for run in runs}.values()
    sized = ", ".join(f"{run.kind} {run.size / run.rows:,.0f} bytes a row" for run in files)
    cores = os.cpu_count()
    lines += ["", f"Files: {sized}. {cores} cores, shared; load average before each job "
              f"{min(loads):.1f} to {max(loads):.1f}."]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--millions", default="1", help="of rows; several with commas")
    parser.add_argument("--kinds", default="csv,gz,parquet", help="of csv, gz and parquet")
    parser.add_argument("--without-pandas", action="store_true", help="leave the peer out")
    parser.add_argument("--write", type=Path, help="where to write the table, as Markdown")
    parser.add_argument("--folder", type=Path, help="where the files may lie for a while")
    options = parser.parse_args()
    print(f"{'':28}{'time':>10}{'s per M':>10}{'peak RSS':>12}{'ratio':>8}{'load':>7}")
    runs: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="whatif-benchmark-", dir=options.folder) as name:
        for millions in options.millions.split(","):
            for kind in options.kinds.split(","):
                rows = round(float(millions) * 1_000_000)
                bare = 0.0
                for run in runs_of(Path(name), kind, rows, not options.without_pandas):
                    runs.append(run)
                    bare = bare or run.seconds
                    print(
                        f"{f'{millions} M {kind}: {run.label}':<28}{run.seconds:>8.2f} s"
                        f"{run.seconds_per_million:>10.2f}{run.peak:>9,.0f} MB"
                        f"{run.seconds / bare:>8.1f}{run.load:>7.1f}",
                        flush=True,
                    )
    if options.write is not None:
        options.write.write_text(markdown(runs), encoding="utf-8")


if __name__ == "__main__":
    main()
