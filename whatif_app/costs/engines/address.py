"""Where a warehouse is: the address a user types, without anything secret.

Credentials stay where the engine keeps them (its environment, its profiles). An address that holds
one is refused, so that none ever reaches a project, the journal, a log or the settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote

from scenarios.words import say
from whatif_app.errors import UsageError

_SECRET = re.compile(
    r"pass|pwd|secret|token|credential|api_?key|access_?key|private_?key|sas$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of engine.

    Attributes:
        label: its name.
        backend: what Ibis calls it.
        modules: Python modules that it needs, beside Ibis.
        extra: what installs them: an extra of this program, or of Ibis in brackets.
        example: an address.
        credentials: where the engine itself keeps them.
        faults: the errors that its driver raises, dotted.
    """

    label: str
    backend: str
    modules: tuple[str, ...]
    extra: str
    example: str
    credentials: str
    faults: tuple[str, ...] = ()

    @property
    def install(self) -> str:
        """The command that installs what it needs."""
        named = {"engines": "duckdb", "spark": "pyspark", "clickhouse": "clickhouse"}
        parts = [f'"ibis-framework[{named.get(self.extra, self.extra)}]>=12,<13"']
        parts += ['"chdb>=4.4"'] if "chdb" in self.modules else []
        return f"pip install {' '.join(parts)}"

    def missing(self) -> tuple[str, ...]:
        """The modules that are not installed."""
        return tuple(name for name in ("ibis", *self.modules) if not _is_installed(name))


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a part of a package that is not there at all
        return False


_CLICKHOUSE = ("clickhouse_connect.driver.exceptions.ClickHouseError",)
_SPARK = ("pyspark.errors.PySparkException", "py4j.protocol.Py4JError")
_USER_AND_PASSWORD = "the environment: CLICKHOUSE_USER and CLICKHOUSE_PASSWORD"

#: Scheme of an address → what it means.
KINDS: Mapping[str, Kind] = {
    "duckdb": Kind(
        "DuckDB", "duckdb", ("duckdb", "pyarrow"), "engines", "duckdb:/data/billing.duckdb",
        "the file itself", ("duckdb.Error",),
    ),
    "chdb": Kind(
        "ClickHouse (chdb)", "clickhouse", ("clickhouse_connect", "chdb"), "clickhouse",
        "chdb:/data/billing", "the folder itself", _CLICKHOUSE,
    ),
    "clickhouse": Kind(
        "ClickHouse", "clickhouse", ("clickhouse_connect",), "clickhouse",
        "clickhouse://host:8443/database?secure=true", _USER_AND_PASSWORD, _CLICKHOUSE,
    ),
    "spark": Kind(
        "Spark", "pyspark", ("pyspark",), "spark", "spark://host:7077",
        "Spark's own configuration (SPARK_CONF_DIR)", _SPARK,
    ),
    "databricks": Kind(
        "Databricks", "databricks", ("databricks.sql",), "databricks",
        "databricks://host/catalog/schema?http_path=/sql/1.0/warehouses/abc",
        "the environment: DATABRICKS_TOKEN", ("databricks.sql.exc.Error",),
    ),
    "bigquery": Kind(
        "BigQuery", "bigquery", ("google.cloud.bigquery",), "bigquery",
        "bigquery://project/dataset", "gcloud (application default credentials)",
        ("google.api_core.exceptions.GoogleAPIError", "google.auth.exceptions.GoogleAuthError"),
    ),
    "snowflake": Kind(
        "Snowflake", "snowflake", ("snowflake.connector",), "snowflake",
        "snowflake://user@account/database/schema?authenticator=externalbrowser",
        "the browser, or Snowflake's connections.toml", ("snowflake.connector.errors.Error",),
    ),
    "trino": Kind(
        "Trino", "trino", ("trino",), "trino", "trino://user@host:8080/catalog/schema",
        "Trino's own authentication", ("trino.exceptions.Error",),
    ),
    "athena": Kind(
        "Athena", "athena", ("pyathena",), "athena",
        "athena://?s3_staging_dir=s3://bucket/results&region_name=us-east-1",
        "the AWS environment and profiles", ("pyathena.error.Error",),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """An address that can be connected to.

    Attributes:
        kind: of engine.
        url: as typed.
        scheme: the engine, as typed.
        rest: what comes after the scheme, without the options.
        options: after the question mark.
    """

    kind: Kind
    url: str
    scheme: str
    rest: str
    options: Mapping[str, str]

    @property
    def shown(self) -> str:
        """The address for messages: no user, no options."""
        rest = self.rest.rpartition("@")[2]
        return f"{self.scheme}:{'//' if '://' in self.url else ''}{rest}"


def read_address(url: str) -> Address:
    """What an address says.

    Raises:
        UsageError: it is no address of an engine known here, or it holds a secret.
    """
    url = url.strip()
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() not in KINDS:
        # Not repeated: what is no address may be anything, also a password.
        known = ", ".join(KINDS)
        raise UsageError(
            say("This is no address of an engine."),
            say("It begins with one of {known}, and a colon.", known=known),
        )
    scheme = scheme.lower()
    kind = KINDS[scheme]
    place, _, query = rest.partition("?")
    user, _, _ = place.removeprefix("//").rpartition("@")
    has_password = ":" in user
    options = dict(parse_qsl(query, keep_blank_values=True))
    secret = "a password" if has_password else next(filter(_SECRET.search, options), None)
    if secret is not None:
        where = secret if has_password else f"“{secret}”"
        raise UsageError(
            say("The address holds {where}; the program takes no secrets.", where=where),
            say(
                "Leave it out: {label} takes credentials from {credentials}.",
                label=kind.label,
                credentials=kind.credentials,
            ),
        )
    return Address(kind, url, scheme, unquote(place).removeprefix("//"), options)


def check_installed(address: Address) -> None:
    """That the engine's packages are there.

    Raises:
        UsageError: naming what is missing, and the command that installs it.
    """
    missing = address.kind.missing()
    if missing:
        what = say(
            "{label} needs packages that are not installed: {missing}.",
            label=address.kind.label,
            missing=", ".join(missing),
        )
        raise UsageError(what, say("Run: {command}", command=address.kind.install))
