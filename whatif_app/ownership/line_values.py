"""The value of a line that a rule looks at, or that a required tag is checked by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from whatif_app.costs.baseline import Baseline
from whatif_app.costs.columns import key_of
from whatif_app.costs.lines import Line

TAG = "tag:"

#: Lines are sorted by these, not owned by them.
_NO_PROPERTY = frozenset({"month", "currency", "period"})

LineValue = Callable[[Line], str]


def tag_name(key: str) -> str:
    """A tag key without the provider's prefix: `user:team` is `team`."""
    for prefix in ("user:", "user_"):
        if key.lower().startswith(prefix) and len(key) > len(prefix):
            return key[len(prefix) :]
    return key


def same_tags(wanted: str, kept: Sequence[str]) -> tuple[str, ...]:
    """The kept tags that are the wanted one, however each provider spells it.

    One team tag may be `user:team` in one cloud's export and `Team` in another's.
    """
    key = key_of(tag_name(wanted))
    return tuple(tag for tag in kept if tag == wanted or (key and key_of(tag_name(tag)) == key))


def dimensions(baseline: Baseline) -> tuple[str, ...]:
    """What a rule may look at: tags first, each once however often it is spelled, then the rest."""
    tags: dict[str, str] = {}
    for tag in baseline.tags:
        tags.setdefault(key_of(tag_name(tag)) or tag, tag_name(tag))
    others = [
        each
        for each in baseline.dimensions
        if each not in _NO_PROPERTY and not each.startswith(TAG)
    ]
    return (*(TAG + name for name in tags.values()), *others)


def line_value(baseline: Baseline, dimension: str) -> LineValue | None:
    """What reads a dimension off a line, without spaces around it; "" where a line has no value.

    Of several tags that are the same one, the first with a value counts.

    Returns:
        None where the baseline does not keep the dimension.
    """
    if dimension.startswith(TAG):
        kept = same_tags(dimension.removeprefix(TAG), baseline.tags)
        places = [baseline.tags.index(tag) for tag in kept]
        if not places:
            return None
        if len(places) == 1:
            (place,) = places
            return lambda line: line.tags[place].strip()
        return lambda line: next(filter(None, (line.tags[at].strip() for at in places)), "")
    if dimension not in baseline.dimensions or dimension in _NO_PROPERTY:
        return None
    field = attrgetter(dimension)
    return lambda line: str(field(line)).strip()
