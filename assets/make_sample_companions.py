"""Write what lies beside the sample bill: orders, owners, and how the cluster is used.

The same invented shop as in `make_sample_cur`, seen by others than its cloud provider: what the
shop counts, who answers for what, and what OpenCost measured on the platform's nodes. Drawn with
the same fixed seed, so every run writes the same text.

    python -m assets.make_sample_companions [FOLDER]
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assets.sample_cur_catalog import EUROPE, NAMESPACES, PAYER, SEED

ORDERS, OWNERS, OPENCOST = "sample-orders.csv", "sample-owners.csv", "sample-opencost.json"

#: Orders in December 2026, and by how much their trend grows in a month.
_DECEMBER, _GROWTH = 1_200_000, 0.015
#: January to December against the trend: a shop that lives on its last quarter.
_SEASON = (1.05, 0.98, 0.99, 0.98, 0.99, 0.98, 0.97, 0.96, 1.00, 0.95, 1.05, 1.07)
_FIRST_YEAR, _FIRST_MONTH, _MONTHS = 2024, 10, 28
#: The winter sale of January 2027 brought more than any January before.
_SALE = 1.065
_NOISE = 0.012


def orders_csv() -> str:
    """Orders a month, from October 2024 to January 2027."""
    return _csv([("Month", "Orders"), *((month, str(count)) for month, count in _orders())])


def _orders() -> Iterator[tuple[str, int]]:
    rng = random.Random(SEED)
    december = _MONTHS - 2  # the last month but one
    for at in range(_MONTHS):
        year, month = divmod(_FIRST_YEAR * 12 + _FIRST_MONTH - 1 + at, 12)
        trend = _DECEMBER / _SEASON[11] * (1 + _GROWTH) ** (at - december)
        noise = 1 + rng.uniform(-_NOISE, _NOISE)
        sale = _SALE if at > december else 1.0
        count = _DECEMBER if at == december else round(trend * _SEASON[month] * noise * sale)
        yield f"{year}-{month + 1:02d}", count


_OWNER_COLUMNS = "ServiceID,Cost center,Owner,Product,Environment,Team,Account"
_OWNER_ROWS = f"""
checkout-api,CC-4100,Mara Lindqvist,Checkout,prod,checkout,{EUROPE}
webhooks,CC-4100,Mara Lindqvist,Checkout,prod,checkout,
orders-db,CC-4150,Pablo Okafor,Checkout,prod,orders,
search-index,CC-4200,Aiko Brennan,Discovery,prod,discovery,
video-encoder,CC-4300,Tomas Brandt,Media,prod,media,
web-delivery,CC-4300,Tomas Brandt,Media,prod,web,
data-lake,CC-5200,Élodie Marchand,Insight,prod,données & analyse,
recommendations,CC-5000,Ruth Adeyemi,Platform,prod,platform,
observability,CC-5000,Ruth Adeyemi,Platform,prod,platform,
cloud-contracts,CC-9000,Henrik Sato,Finance,prod,finance,{PAYER}
"""


def owners_csv() -> str:
    """The ownership file: ten services, two of which stand for an account too.

    Tags such as `+1` on the webhooks and a formula on the data lake are set right by their
    ServiceID; the shop's own account is nobody's, so that some cost stays unallocated.
    """
    return f"{_OWNER_COLUMNS}\n{_OWNER_ROWS.lstrip()}"


#: What the nodes were requested for, and by which team; the rest of them is idle.
_TEAMS = {
    "recommendations": "discovery",
    "payments": "checkout",
    "pricing": "orders",
    "ingress": "platform",
}
#: In December: thirteen m5.2xlarge of 8 cores and 32 GiB.
_NODES, _CORES, _GIB, _HOURS = 13, 8, 32, 744
_REQUESTED = 0.82
#: OpenCost's own list prices, an hour: estimates, of which only the proportions are used.
_CORE_PRICE, _GIB_PRICE = 0.031611, 0.004237


def opencost_json() -> str:
    """OpenCost's answer for December 2026: what each namespace requested, and idle."""
    shares = {name: ratio * _REQUESTED for name, ratio in NAMESPACES.items()}
    window = {name: _allocation(name, share) for name, share in shares.items()}
    window["__idle__"] = _allocation("__idle__", 1 - _REQUESTED)
    return json.dumps({"code": 200, "data": [window]}, indent=1) + "\n"


def _allocation(name: str, share: float) -> dict[str, Any]:
    cores, gib = (round(_NODES * each * share, 3) for each in (_CORES, _GIB))
    cpu, ram = round(cores * _HOURS * _CORE_PRICE, 2), round(gib * _HOURS * _GIB_PRICE, 2)
    is_idle = name not in _TEAMS
    properties = {"cluster": "platform-cluster"}
    labels = {} if is_idle else {"namespace": name, "labels": {"team": _TEAMS[name]}}
    start, end = "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"
    return {
        "name": name,
        "properties": properties | labels,
        "window": {"start": start, "end": end},
        "start": start,
        "end": end,
        "minutes": _HOURS * 60,
        "cpuCoreRequestAverage": 0 if is_idle else cores,
        "cpuCoreHours": round(cores * _HOURS, 3),
        "cpuCost": cpu,
        "ramByteRequestAverage": 0 if is_idle else round(gib * 2**30),
        "ramByteHours": round(gib * 2**30 * _HOURS),
        "ramCost": ram,
        "sharedCost": 0,
        "externalCost": 0,
        "totalCost": round(cpu + ram, 2),
    }


def write(folder: Path) -> None:
    """Write the three files."""
    for name, text in texts().items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def texts() -> dict[str, str]:
    """The content of each file, by its name."""
    return {ORDERS: orders_csv(), OWNERS: owners_csv(), OPENCOST: opencost_json()}


def _csv(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
