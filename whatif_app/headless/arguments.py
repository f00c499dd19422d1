"""Arguments that several commands share: what they may hold, and how they are declared."""

from __future__ import annotations

import argparse
import math
import re
from difflib import get_close_matches
from pathlib import Path

from scenarios.months import is_calendar_day

#: What a cost can belong to.
LEVELS = ("team", "owner", "cost_center", "product", "environment", "service_id")


def add_file(command: argparse.ArgumentParser) -> None:
    """The project or case that a command reads."""
    command.add_argument("file", type=Path, metavar="FILE", help="a .whatif or a case.json")


def add_force(command: argparse.ArgumentParser) -> None:
    """Whether an existing file may be replaced."""
    command.add_argument("--force", action="store_true", help="replace an existing file")


def export(text: str) -> Path:
    """A path that is not empty."""
    if not text:  # an unset variable of a script, say; as a path it would be this folder
        raise argparse.ArgumentTypeError("the name is empty")
    return Path(text)


def grouping(text: str) -> str:
    """What makes a workload."""
    known = ("service", "account", "region", "usage_type")
    if text in known or (text.startswith("tag:") and len(text) > 4):
        return text
    near = get_close_matches(text, known, n=1, cutoff=0.0)
    raise argparse.ArgumentTypeError(
        f"“{text}” is none of {', '.join(known)}, tag:KEY; the nearest is “{near[0]}”"
    )


def month(text: str) -> str:
    """A month of the calendar."""
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month such as 2026-12")
    return text


def share(text: str) -> float:
    """A percentage, as a share."""
    try:
        value = float(text.removesuffix("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a percentage of 0 to 100")
    return value / 100


def rate(text: str) -> tuple[str, tuple[float, str]]:
    """A currency's code, its rate and the day the rate was taken."""
    found = re.fullmatch(r"([A-Z]{3})=([0-9.]+)@([0-9-]+)", text, re.ASCII)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a rate such as EUR=1.08@2026-09-30")
    if not is_calendar_day(found[3]):
        raise argparse.ArgumentTypeError(f"“{found[3]}” is not a day such as 2026-09-30")
    try:
        rate = float(found[2])
    except ValueError:
        rate = 0.0
    if not 0 < rate < math.inf:
        raise argparse.ArgumentTypeError(f"“{found[2]}” is not a rate above 0")
    return found[1], (rate, found[3])


def positive(text: str) -> int:
    """A whole number of 1 or more."""
    if not text.isdecimal() or not 0 < len(text) < 10 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number of 1 or more")
    return int(text)
