"""What Ibis would cost on the default path: DuckDB alone beside Ibis on DuckDB.

    python benchmarks/ibis_overhead.py

Measures, each in a process of its own: importing either; the first short query; and the sample
bill, a table of a DuckDB file, added up by `read_table` (through Ibis) and, as the same rows in
Parquet, by `read_export` (without). Needs the extra `engines`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_TURNS = 5

_IMPORT_DUCKDB = "import duckdb"
_IMPORT_IBIS = "import ibis; ibis.duckdb"
_QUERY_DUCKDB = "import duckdb; duckdb.connect().sql('SELECT 42').fetchall()"
_QUERY_IBIS = "import ibis; ibis.duckdb.connect().raw_sql('SELECT 42').fetchall()"
_FILE = """
from pathlib import Path
from whatif_app.costs.export import read_export
print(read_export([Path({folder!r}, 'sample.parquet')], tags=['team']).reconciliation.totals)
"""
_TABLE = """
from whatif_app.costs.engines.reading import read_table
url = 'duckdb:' + {folder!r} + '/sample.duckdb'
print(read_table(url, 'sample', tags=['team']).reconciliation.totals)
"""


def seconds(code: str) -> tuple[float, str]:
    """The median wall time of this in a process of its own, and what it printed."""
    timed = f"import time; began = time.perf_counter()\n{code}\nprint(time.perf_counter() - began)"
    taken, said = [], ""
    for _ in range(_TURNS):
        done = subprocess.run(
            [sys.executable, "-c", timed], capture_output=True, text=True, check=True, cwd=ROOT
        )
        *before, last = done.stdout.strip().splitlines()
        said = "\n".join(before)
        taken.append(float(last))
    return statistics.median(taken), said


def main() -> None:
    if find_spec("ibis") is None:
        print("Ibis is not installed. Run: pip install 'ibis-framework[duckdb]>=12,<13'")
        return
    import duckdb

    with tempfile.TemporaryDirectory(prefix="whatif-benchmark-") as folder:
        sample = ROOT / "assets" / "sample-cur.csv.gz"
        with duckdb.connect(f"{folder}/sample.duckdb") as connection:
            connection.execute(f"CREATE TABLE sample AS FROM '{sample}'")
            connection.execute(f"COPY sample TO '{folder}/sample.parquet' (FORMAT parquet)")
        pairs = (
            ("import", _IMPORT_DUCKDB, _IMPORT_IBIS),
            ("import and first query", _QUERY_DUCKDB, _QUERY_IBIS),
            ("sample bill", _FILE.format(folder=folder), _TABLE.format(folder=folder)),
        )
        print(f"{'':24}{'DuckDB':>10}{'Ibis':>10}{'more':>10}")
        for label, plain, through_ibis in pairs:
            (alone, said), (with_ibis, also_said) = seconds(plain), seconds(through_ibis)
            assert said == also_said, (said, also_said)
            print(f"{label:<24}{alone:>8.2f} s{with_ibis:>8.2f} s{with_ibis - alone:>8.2f} s")


if __name__ == "__main__":
    main()
