"""Files that are recognised for what they are, and refused with the way out.

A wrong number is worse than none: a file that only looks like a cost export, or whose rules are
not built in yet, is named, never summed.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.words import marked, say
from whatif_app.costs.columns import Columns

_FOCUS_INSTEAD = marked("Export the same period as FOCUS (1.0 to 1.3) and import that.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of table that is known and not read.

    Attributes:
        what, what_to_do: what it is, and what to do instead.
        all_of, any_of: keys of the columns by which it is known: all of these, and one of those.
        may_be_mapped: whether it may as well be a table of costs by date that needs a mapping.
    """

    what: str
    what_to_do: str
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    may_be_mapped: bool = False

    @property
    def said(self) -> tuple[str, str]:
        """What it is, and what to do instead, for the reader."""
        return say(self.what), say(self.what_to_do)

    def applies_to(self, columns: Columns) -> bool:
        """Whether a header is of this kind."""
        keys = columns.keys
        named = all(key in keys for key in self.all_of)
        return named and (not self.any_of or any(key in keys for key in self.any_of))


_OPENCOST = Refusal(
    marked("This is an OpenCost or Kubecost allocation: estimates by container, not a bill."),
    marked(
        "It can split shared cost: load it under Ownership, as an allocation key. As the bill, "
        "import the cloud provider's own export."
    ),
    all_of=("totalcost",),
    any_of=("cpucost", "ramcost", "namespace"),
)

_RIGHT_SIZING = Refusal(
    marked(
        "This is Kubecost's right-sizing advice: recommended requests and estimated savings, not "
        "costs that were billed."
    ),
    marked(
        "Enter what you want of it as an initiative. As the bill, import the cloud provider's own "
        "export."
    ),
    any_of=(
        *("recommendedrequest", "recommendedcpurequest", "recommendedramrequest"),
        *("recommendedcpu", "recommendedram", "recommendedrequestcpucores"),
        *("recommendedrequestcpu", "recommendedrequestmemory", "latestknownrequestcpu"),
        *("monthlysavings", "totalmonthlysavings", "currentefficiency"),
    ),
)

_COST_EXPLORER_PART = Refusal(
    marked("This is a Cost Explorer download that lacks its last column, “Total costs($)”."),
    marked("Download it from Cost Explorer again, and do not edit it in between."),
    may_be_mapped=True,
)

_REFUSED_TABLES = (
    Refusal(
        marked("This is the FOCUS contract commitment dataset: it lists contracts, not costs."),
        marked("Import the FOCUS cost and usage dataset of the same period."),
        all_of=("contractcommitmentid",),
        any_of=("contractcommitmentcost", "contractcommitmenttype"),
    ),
    Refusal(
        marked("This is a FOCUS 0.5 or 1.0-preview file, whose columns mean other things."),
        marked("Export it as FOCUS 1.0 or later."),
        all_of=("billedcost",),
        any_of=("amortizedcost", "chargetype", "chargesubcategory"),
    ),
    Refusal(
        marked("This is an Azure cost export that has lost its cost column."),
        marked("Include the cost in billing currency when creating the export."),
        any_of=("paygcostinbillingcurrency", "billingperiodenddate"),
    ),
    Refusal(
        marked("This is a Google Cloud cost table without its unrounded costs."),
        marked("Include the column Unrounded cost when downloading it from the console."),
        all_of=("skuid", "projectid"),
    ),
    Refusal(
        marked(
            "This Google Cloud billing export has lost columns without which it cannot be read."
        ),
        marked("Export cost, usage_start_time, service.description and sku.description with it."),
        all_of=("cost",),
        any_of=("skudescription", "servicedescription", "projectid", "usagestarttime"),
        may_be_mapped=True,
    ),
    Refusal(
        marked("This is an Oracle cloud usage report, without costs."),
        marked("Download the cost report or the FOCUS report of the same period instead."),
        any_of=("costmycost", "lineitemintervalusagestart"),
    ),
    Refusal(
        marked("This AWS billing report has lost columns without which it cannot be read."),
        marked("Take the file as AWS delivered it, or create a CUR 2.0 or FOCUS export."),
        all_of=("recordtype",),
        any_of=("linkedaccountid", "payeraccountid"),
    ),
    _OPENCOST,
    _RIGHT_SIZING,
    Refusal(
        marked("This is OpenShift or Kubernetes usage, without costs."),
        marked(
            "Import the cloud provider's own export. Export the same period as FOCUS (1.0 to 1.3) "
            "and import that."
        ),
        all_of=("intervalstart", "namespace"),
    ),
    Refusal(
        marked("This AWS report has lost its cost columns."),
        marked("Include line_item_unblended_cost when creating the export."),
        any_of=("lineitemlineitemtype", "lineitemusagestartdate", "lineitemblendedcost"),
    ),
    Refusal(
        marked("This FOCUS file lacks BilledCost or ChargeCategory, so its rows cannot be read."),
        marked("Include all mandatory FOCUS columns when creating the export."),
        any_of=("effectivecost", "chargeperiodstart", "billedcost"),
    ),
)


def refusal_of(columns: Columns) -> Refusal | None:
    """What a table is that is known and not read; None for one that is not known at all."""
    in_dollars = any(name.strip().endswith("($)") for name in columns.names)
    if in_dollars and not columns.has("skuid"):
        return _COST_EXPLORER_PART
    return next((each for each in _REFUSED_TABLES if each.applies_to(columns)), None)


def unknown(columns: Columns) -> Refusal:
    """What is said of a table that is no kind of cost table known."""
    shown = ", ".join(name.strip()[:30] for name in columns.names[:5])
    return Refusal(
        say(
            "This is no cost export that the program knows (its columns begin: {shown}).",
            shown=shown,
        ),
        say(
            "Import an AWS, Azure, Google Cloud, Oracle or FOCUS 1.0 to 1.3 cost export, or "
            "any table with dates and costs."
        ),
    )


def refusal_of_text(head: str) -> tuple[str, str] | None:
    """What a file that is no table is, by its first characters; None for a likely table."""
    start = head.lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body")):
        return (
            say("This is a web page, probably the log-in page that came instead of the file."),
            say("Log in, download the export again and import that."),
        )
    if start.startswith("<"):
        return (
            say("This is XML, probably an error answer of the storage service."),
            say("Download the export again and import that."),
        )
    if start.startswith(("{", "[")):
        return _json_refusal(start)
    if start.startswith("version https://git-lfs"):
        return (
            say("This is a placeholder for a large file."),
            say("Fetch the real file and import that."),
        )
    return None


def _json_refusal(start: str) -> tuple[str, str]:
    if '"recommendedrequest' in start or '"monthlysavings"' in start:
        return _RIGHT_SIZING.said
    if '"totalcost"' in start or '"cpucost"' in start:
        return _OPENCOST.said
    if '"manifestversion"' in start or '"blobs"' in start:
        return (
            say("This is the manifest that lies beside an export, not the export itself."),
            say("Import the CSV or Parquet files that it lists, or their folder."),
        )
    if '"resulttype"' in start:
        return (say("This is a Prometheus answer: measurements, not costs."), say(_FOCUS_INSTEAD))
    if '"lineitemid"' in start and '"measurements"' in start:
        return (
            say(
                "This is one of Google Cloud's daily files of before 2018, which are no longer "
                "made."
            ),
            say("Import the BigQuery billing export (CSV, JSON lines or Parquet) instead."),
        )
    if start.startswith("[") and '"cost"' in start:
        return (
            say("This is a billing export as one JSON list."),
            say("Export it as JSON lines (one row a line), CSV or Parquet."),
        )
    if any(word in start for word in ('"error', '"message"', '"fault"', '"code"')):
        return (
            say("This is an error message in JSON, not an export."),
            say("Download the export again and import that."),
        )
    return (say("This is JSON, not a CSV or Parquet export."), say(_FOCUS_INSTEAD))
