"""The table of tables: every input field's name, label, unit, default, bounds and help.

A field is declared here once. The case file's validation, the tables on
screen, the Excel headers and validation lists, the tooltips and the reference
page in the documentation all follow from these declarations.

Source: docs/model.md, "Cells, scenarios, addresses".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Kind(StrEnum):
    """What a field holds, which settles how it is read, shown and edited."""

    TEXT = "text"
    NUMBER = "number"
    COUNT = "count"  # a whole number
    SHARE = "share"  # stored 0.7, shown 70 %
    RATE = "rate"  # a change, stored 0.02, shown 2 %; may leave 0…1
    MONEY = "money"
    MONTH = "month"  # an offset from the start month, or "YYYY-MM"
    CALENDAR_MONTH = "calendar_month"  # "YYYY-MM" only
    DATE = "date"  # a day, "YYYY-MM-DD"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    ROW = "row"  # the name of a row in `table`
    SCENARIO = "scenario"  # the name of a scenario
    SCOPE = "scope"  # "*", a family, or a workload
    SEASON = "season"  # 12 factors, January first
    EVENTS = "events"  # [{month, uplift}]
    PLAN = "plan"  # {month: volume}
    YEARS = "years"  # one amount per contract year
    HOUR_CLASSES = "hour_classes"  # [{name, hours}]
    SHAPE = "shape"  # a multiplier per hour class


class Required:
    """Marks a field without a default."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = Required()

#: Kinds whose value is one number (or null), so that a batch may vary them.
NUMERIC_KINDS: Final = frozenset(
    {
        Kind.NUMBER,
        Kind.COUNT,
        Kind.SHARE,
        Kind.RATE,
        Kind.MONEY,
        Kind.MONTH,
        Kind.BOOLEAN,
        Kind.CHOICE,
    }
)
#: Kinds whose value is a list or a mapping, edited in an editor of its own.
COMPOSITE_KINDS: Final = frozenset(
    {Kind.SEASON, Kind.EVENTS, Kind.PLAN, Kind.YEARS, Kind.HOUR_CLASSES, Kind.SHAPE}
)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table: what it is called, may hold, and means.

    Attributes:
        unit: what a number of this field counts, e.g. "months"; "{currency}"
            stands for the project's currency.
        default: the value of a cell left out; `REQUIRED` where there is none.
        minimum, maximum: inclusive bounds of a number; None for no bound.
        above: exclusive lower bound; None for none.
        nullable: whether null may be written.
        table: for `Kind.ROW`, the table whose rows may be named.
        blank: what an empty cell means, in two or three words.
        in_row_currency: whether an amount is in the currency that its row names, where
            it names one, rather than in the project's.
    """

    name: str
    label: str
    kind: Kind
    help: str
    default: object = REQUIRED
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    choices: tuple[str, ...] = ()
    table: str = ""
    nullable: bool = False
    blank: str = ""
    in_row_currency: bool = False

    @property
    def is_required(self) -> bool:
        """Whether a row must give this field."""
        return self.default is REQUIRED

    @property
    def is_numeric(self) -> bool:
        """Whether a value is one number, so that a batch of runs may vary it."""
        return self.kind in NUMERIC_KINDS

    @property
    def is_composite(self) -> bool:
        """Whether a value is a list or mapping rather than one number or word."""
        return self.kind in COMPOSITE_KINDS


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the case: its rows share these fields, and have unique names.

    Attributes:
        row_label: what one row is called, e.g. "workload".
        is_written_empty: whether a case without a row of it writes an empty list; a table that
            readers of the contract do not know is left out.
    """

    name: str
    label: str
    row_label: str
    help: str
    fields: tuple[Field, ...]
    is_written_empty: bool = True

    @property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by name, in column order."""
        return _FIELDS_OF[self.name]


def _share(name: str, label: str, help: str, default: object = 0.0, **more: object) -> Field:
    return Field(name, label, Kind.SHARE, help, default, "%", 0.0, 1.0, **more)  # type: ignore[arg-type]


def _rate(name: str, label: str, help: str, unit: str, default: object = 0.0) -> Field:
    return Field(name, label, Kind.RATE, help, default, unit, above=-1.0)


def _money(
    name: str, label: str, help: str, unit: str = "{currency}/month", default: object = 0.0
) -> Field:
    return Field(name, label, Kind.MONEY, help, default, unit, 0.0)


def _month(name: str, label: str, help: str) -> Field:
    return Field(name, label, Kind.MONTH, help, 0, "month")


def _ramp(name: str, help: str) -> Field:
    return Field(name, "Ramp", Kind.NUMBER, help, 1.0, "months", 0.0)


def _currency(amount: str) -> Field:
    return Field(
        "currency",
        "Currency",
        Kind.ROW,
        f"The currency that {amount} is in; its exchange rate makes it the project's.",
        None,
        table="rates",
        nullable=True,
        blank="the project's",
    )


def _name(what: str) -> Field:
    return Field("name", what, Kind.TEXT, "Unique in the table; any character but “/”.")


def _enabled(what: str) -> Field:
    return Field(
        "enabled",
        "Enabled",
        Kind.BOOLEAN,
        f"Whether the {what} is taken up. A proposal is a row that is off in the base; "
        "a scenario takes it up by switching it on.",
        True,
    )


PROJECT: Final = Table(
    "project",
    "Project",
    "project",
    "Choices that hold for the whole case.",
    (
        Field("currency", "Currency", Kind.TEXT, "ISO code of the one currency.", "USD"),
        Field("start_month", "Start month", Kind.CALENDAR_MONTH, "Month 0 of the case."),
        Field("horizon", "Horizon", Kind.COUNT, "Months evaluated.", 36, "months", 1, 600),
        _rate("discount_rate", "Discount rate", "Annual rate for NPV.", "% a year", 0.10),
        Field(
            "hurdle_months",
            "Hurdle",
            Kind.NUMBER,
            "A Go needs a payback of at most so many months.",
            12.0,
            "months",
            0.0,
        ),
        Field(
            "overhead",
            "Overhead",
            Kind.RATE,
            "Added to allocated cost for unit cost and margin; a transfer, never in savings.",
            0.0,
            "%",
            0.0,
        ),
        Field(
            "basis",
            "Cost basis",
            Kind.CHOICE,
            "Which total cost the charts show first. Unit cost and margin are always amortized.",
            "amortized",
            choices=("amortized", "cash", "on_demand"),
        ),
        Field(
            "reference",
            "Reference",
            Kind.SCENARIO,
            "The scenario that savings are measured against.",
            None,
            nullable=True,
            blank="nothing set",
        ),
        Field(
            "primary_unit",
            "Primary unit",
            Kind.ROW,
            "The unit behind the case's own unit cost.",
            None,
            table="units",
            nullable=True,
            blank="first L1 unit",
        ),
        Field(
            "marginal_step",
            "Marginal step",
            Kind.NUMBER,
            "Units added to find the marginal cost.",
            1000.0,
            "units",
            above=0.0,
        ),
        Field(
            "hour_classes",
            "Hour classes",
            Kind.HOUR_CLASSES,
            "Hours of the week by load (peak, day, night …); 168 in all.",
            None,
            "hours",
            nullable=True,
            blank="one class of 168",
        ),
    ),
)

UNITS: Final = Table(
    "units",
    "Units",
    "unit",
    "What the business counts: the denominators of unit cost, with their volume and price.",
    (
        _name("Unit"),
        Field(
            "level",
            "Level",
            Kind.CHOICE,
            "L1 business, L2 product, L3 infrastructure.",
            "L1",
            choices=("L1", "L2", "L3"),
        ),
        Field(
            "parent",
            "Parent",
            Kind.ROW,
            "The unit whose cost includes this one's.",
            None,
            table="units",
            nullable=True,
            blank="none",
        ),
        Field("volume", "Volume", Kind.NUMBER, "Units in month 0.", unit="a month", minimum=0.0),
        _rate("growth", "Growth", "Growth of the volume each month.", "% a month"),
        Field(
            "season",
            "Season",
            Kind.SEASON,
            "Factors for January to December; only their ratio to month 0's counts.",
            None,
            above=0.0,
            nullable=True,
            blank="none",
        ),
        Field(
            "events",
            "Events",
            Kind.EVENTS,
            "Lasting changes of volume: from its month on, each multiplies by 1 + uplift.",
            (),
            "%",
        ),
        Field(
            "plan",
            "Plan",
            Kind.PLAN,
            "Planned volumes that replace the computed one, month by month.",
            MappingProxyType({}),
            "a month",
            0.0,
        ),
        _money("price", "Price", "Revenue per unit in month 0.", "{currency}/unit"),
        _rate("price_change", "Price change", "Change of the price.", "% a year"),
    ),
)

WORKLOADS: Final = Table(
    "workloads",
    "Workloads",
    "workload",
    "What runs in the cloud: its demand at on-demand rates, and how it may be bought.",
    (
        _name("Workload"),
        Field(
            "unit",
            "Unit",
            Kind.ROW,
            "The unit whose volume drives this workload.",
            None,
            table="units",
            nullable=True,
            blank="none",
        ),
        Field("family", "Family", Kind.TEXT, "Instance family, for the scope of commitments.", ""),
        Field(
            "on_demand_cost",
            "On-demand cost",
            Kind.MONEY,
            "On-demand-equivalent cost per month today, before any discount.",
            unit="{currency}/month",
            minimum=0.0,
            in_row_currency=True,
        ),
        _share("fixed_share", "Fixed share", "Share of the cost that does not follow volume."),
        Field(
            "elasticity",
            "Elasticity",
            Kind.NUMBER,
            "Power of volume that the variable cost follows; 1 is proportional.",
            1.0,
            minimum=0.0,
        ),
        _rate("rate_change", "Rate change", "Change of the provider's list rates.", "% a year"),
        _share("efficiency_target", "Efficiency target", "Share of usage engineered away."),
        _month("efficiency_start", "Efficiency start", "Month the efficiency ramp begins."),
        _ramp("efficiency_ramp", "Months until the efficiency is full; 1 is full at once."),
        _share("spot_share", "Spot today", "Share of demand already running on Spot."),
        _share("spot_eligible", "Spot-eligible", "Share of demand that could run on Spot.", 1.0),
        _share(
            "spot_target",
            "Spot target",
            "Share of demand on Spot once the ramp is full, capped at the eligible share.",
            None,
            nullable=True,
            blank="stays at today's",
        ),
        _month("spot_start", "Spot start", "Month the Spot ramp begins."),
        _ramp("spot_ramp", "Months until the Spot target is reached; 1 is at once."),
        _share("spot_discount", "Spot discount", "Spot's discount on the on-demand rate.", 0.7),
        Field(
            "spot_overhead",
            "Spot overhead",
            Kind.RATE,
            "Extra usage for interruptions and reruns.",
            0.0,
            "%",
            0.0,
        ),
        _share("spot_fallback", "Spot fallback", "Share of Spot demand that runs on demand."),
        _share(
            "commit_eligible",
            "Commit-eligible",
            "Share of non-Spot demand that a commitment may cover.",
            1.0,
        ),
        Field(
            "shape",
            "Hourly shape",
            Kind.SHAPE,
            "Level in each hour class relative to the mean.",
            None,
            "× mean",
            0.0,
            nullable=True,
            blank="flat",
        ),
        Field(
            "shared",
            "Shared",
            Kind.BOOLEAN,
            "Whether the cost is spread over the workloads that are not shared.",
            False,
        ),
        Field(
            "allocation",
            "Allocation",
            Kind.CHOICE,
            "How a shared workload is spread: by cost, evenly, or by weight.",
            "cost",
            choices=("cost", "even", "weight"),
        ),
        Field(
            "weight",
            "Weight",
            Kind.NUMBER,
            "This workload's part of what is spread by weight (requested CPU, RCU/WCU …).",
            0.0,
            minimum=0.0,
        ),
        Field(
            "initiative",
            "Initiative",
            Kind.ROW,
            "The work that the efficiency and Spot levers wait for.",
            None,
            table="initiatives",
            nullable=True,
            blank="none",
        ),
        _currency("the on-demand cost"),
    ),
)

COMMITMENTS: Final = Table(
    "commitments",
    "Commitments",
    "commitment",
    "Reserved Instances, Savings Plans and CUDs: paid for whether used or not.",
    (
        _name("Commitment"),
        Field(
            "kind",
            "Kind",
            Kind.CHOICE,
            "Standard RIs apply first, then convertible RIs, CUDs and Savings Plans.",
            "standard_ri",
            choices=("standard_ri", "convertible_ri", "savings_plan", "cud"),
        ),
        Field("scope", "Scope", Kind.SCOPE, "“*” for all, a family, or one workload.", "*"),
        Field("start", "Start", Kind.MONTH, "First month; may be negative.", 0, "month"),
        Field("term", "Term", Kind.COUNT, "Months that one purchase lasts.", 12, "months", 1),
        Field(
            "payment",
            "Payment",
            Kind.CHOICE,
            "No, partial or all upfront.",
            "none",
            choices=("none", "partial", "all"),
        ),
        _share("upfront_share", "Upfront share", "Upfront part where the payment is partial.", 0.5),
        _share("discount", "Discount", "Discount on the on-demand rate.", REQUIRED),
        Field(
            "commit",
            "Commitment",
            Kind.MONEY,
            "Size, in on-demand-equivalent cost per month; or give a coverage.",
            None,
            "{currency}/month",
            0.0,
            nullable=True,
            blank="by coverage",
            in_row_currency=True,
        ),
        _share(
            "coverage",
            "Coverage",
            "Size, as the share of eligible uncovered demand in its first month; "
            "or give an amount.",
            None,
            nullable=True,
            blank="by amount",
        ),
        Field("renew", "Renew", Kind.BOOLEAN, "Bought anew at the end of each term.", False),
        Field(
            "priority",
            "Priority",
            Kind.NUMBER,
            "Within a kind, a smaller number applies first.",
            None,
            nullable=True,
            blank="last",
        ),
        _enabled("commitment"),
        _currency("the amount"),
    ),
)

INITIATIVES: Final = Table(
    "initiatives",
    "Refactoring",
    "initiative",
    "Engineering work: what a change costs before it pays.",
    (
        _name("Initiative"),
        Field("engineers", "Engineers", Kind.NUMBER, "People working.", unit="people", minimum=0.0),
        Field("months", "Duration", Kind.NUMBER, "Months of work.", unit="months", minimum=0.0),
        _money(
            "loaded_cost",
            "Loaded cost",
            "Cost of one engineer for one month, all in.",
            "{currency}/month",
            REQUIRED,
        ),
        _month("start", "Start", "First month of work; months before month 0 are sunk."),
        _money("other_cost", "Other cost", "Paid in the first month.", "{currency}"),
        _money("ongoing_cost", "Ongoing cost", "Running cost from completion on."),
        _share(
            "parallel_share",
            "Double running",
            "Share of the workload's demand that runs twice while the work lasts.",
        ),
        Field(
            "workload",
            "Workload",
            Kind.ROW,
            "The workload that runs twice.",
            None,
            table="workloads",
            nullable=True,
            blank="none",
        ),
        _share(
            "capitalizable_share",
            "Capitalizable",
            "Share of labour and other cost that is capitalized in the P&L view.",
        ),
        Field(
            "amortization_months",
            "Amortization",
            Kind.COUNT,
            "Straight line, from completion.",
            36,
            "months",
            1,
        ),
        _enabled("initiative"),
    ),
)

CLIFFS: Final = Table(
    "cliffs",
    "Cliffs",
    "cliff",
    "Volumes at which cost jumps instead of bending: the next shard, cluster, tier.",
    (
        _name("Cliff"),
        Field("unit", "Unit", Kind.ROW, "The unit whose volume crosses it.", table="units"),
        Field("threshold", "Threshold", Kind.NUMBER, "Volume of the first step.", minimum=0.0),
        Field(
            "every",
            "Every",
            Kind.NUMBER,
            "Further steps each so many units; 0 is one step only.",
            0.0,
            minimum=0.0,
        ),
        Field(
            "monthly_cost",
            "Monthly cost",
            Kind.MONEY,
            "Run cost that each step adds.",
            unit="{currency}/month",
        ),
        _money("one_time_cost", "One-time cost", "Paid for each step of a new high.", "{currency}"),
        Field(
            "lead_months",
            "Lead time",
            Kind.COUNT,
            "Months before the crossing in which the one-time cost falls due.",
            0,
            "months",
            0,
            120,
        ),
        Field("sticky", "Sticky", Kind.BOOLEAN, "Whether a step once taken stays.", True),
        Field(
            "workload",
            "Workload",
            Kind.ROW,
            "The workload that bears it.",
            None,
            table="workloads",
            nullable=True,
            blank="shared",
        ),
        _enabled("cliff"),
    ),
)

MIGRATIONS: Final = Table(
    "migrations",
    "Migrations",
    "migration",
    "Demand that moves from one workload to another.",
    (
        _name("Migration"),
        Field("from", "From", Kind.ROW, "The workload that shrinks.", table="workloads"),
        Field("to", "To", Kind.ROW, "The workload that grows.", table="workloads"),
        _share("target", "Target", "Share that has moved once the ramp is full.", 1.0),
        _month("start", "Start", "Month the ramp begins."),
        _ramp("ramp", "Months until all of the target has moved; 1 is at once."),
        Field(
            "cost_ratio",
            "Cost ratio",
            Kind.NUMBER,
            "On-demand cost there of what cost 1 here.",
            1.0,
            minimum=0.0,
        ),
        _enabled("migration"),
    ),
)

AGREEMENTS: Final = Table(
    "agreements",
    "Agreements",
    "agreement",
    "Enterprise discount for a yearly spend commitment, with marketplace draw-down.",
    (
        _name("Agreement"),
        _share("discount", "Discount", "Off every cloud cost while active.", REQUIRED),
        _month("start", "Start", "First month of the first contract year."),
        Field(
            "commitments",
            "Commitments",
            Kind.YEARS,
            "Spend committed in each contract year.",
            unit="{currency}/year",
            minimum=0.0,
        ),
        _money("marketplace_monthly", "Marketplace", "Marketplace spend per month."),
        _share(
            "marketplace_new",
            "Marketplace new",
            "Share of marketplace spend that would not be spent otherwise.",
        ),
        _share(
            "marketplace_counts",
            "Marketplace counts",
            "Share of marketplace spend that counts towards the commitment.",
            1.0,
        ),
        Field(
            "marketplace_cap",
            "Marketplace cap",
            Kind.RATE,
            "At most this share of the year's commitment may be marketplace.",
            0.25,
            "%",
            0.0,
        ),
        _money(
            "counted_so_far",
            "Counted so far",
            "Already counted in the contract year running at month 0.",
            "{currency}",
        ),
        _enabled("agreement"),
    ),
)

RATES: Final = Table(
    "rates",
    "Exchange rates",
    "exchange rate",
    "Currencies other than the project's: what one unit of each is worth, and since when.",
    (
        Field("name", "Currency", Kind.TEXT, "ISO code of three letters, e.g. EUR."),
        Field(
            "rate",
            "Rate",
            Kind.NUMBER,
            "The project's currency for one unit of this one, the same in every month.",
            None,
            "{currency} for 1",
            above=0.0,
            nullable=True,
            blank="not entered",
        ),
        Field(
            "date",
            "Date",
            Kind.DATE,
            "The day the rate was taken; no rate is used without it.",
            None,
            nullable=True,
            blank="not entered",
        ),
        Field("source", "Source", Kind.TEXT, "Where the rate is from.", ""),
    ),
    is_written_empty=False,
)

#: The tables with rows, in the order of the case file.
TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        table.name: table
        for table in (
            UNITS,
            WORKLOADS,
            COMMITMENTS,
            INITIATIVES,
            CLIFFS,
            MIGRATIONS,
            AGREEMENTS,
            RATES,
        )
    }
)

_FIELDS_OF: Final[Mapping[str, Mapping[str, Field]]] = {
    table.name: MappingProxyType({field.name: field for field in table.fields})
    for table in (PROJECT, *TABLES.values())
}

#: Fields of a unit that make its volume: a reference run takes this scenario's.
VOLUME_FIELDS: Final = frozenset({"volume", "growth", "season", "events", "plan"})

RANGE_SHAPES: Final = ("pert", "triangular", "uniform", "normal")


def field_at(table: str, field: str) -> Field:
    """The declaration of a field; `table` may be "project".

    Raises:
        KeyError: no such table or field.
    """
    return _FIELDS_OF[table][field]
