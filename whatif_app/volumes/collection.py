"""The histories of a project: loading a file again, or a later one of the same name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scenarios.words import say
from whatif_app.formatting import month_label
from whatif_app.volumes.history import UsageHistory


@dataclass(frozen=True, slots=True)
class Loaded:
    """The histories after loading, and what loading did, as sentences.

    Attributes:
        usage: all histories, in the order in which their names were first loaded.
        said: one sentence for each history that was loaded.
    """

    usage: tuple[UsageHistory, ...]
    said: tuple[str, ...]


def with_loaded(existing: Sequence[UsageHistory], new: Iterable[UsageHistory]) -> Loaded:
    """The histories with others loaded: unknown names are added, known ones get further months.

    A month that is in both comes from the later file, unless that covers less of the month: a
    download that begins in mid-month does not spoil what was complete. What was counted in another
    way (a level for a sum) replaces the whole history.
    """
    usage, said = list(existing), []
    for history in new:
        at = next((i for i, each in enumerate(usage) if each.name == history.name), None)
        if at is None:
            usage.append(history)
            said.append(
                say(
                    "{name}: {months} loaded.",
                    name=history.name,
                    months=_span(list(history.months)),
                )
            )
            continue
        usage[at], sentence = _extended(usage[at], history)
        said.append(f"{history.name}: {sentence}")
    return Loaded(tuple(usage), tuple(said))


def _extended(old: UsageHistory, new: UsageHistory) -> tuple[UsageHistory, str]:
    if (old.kind, old.unit) != (new.kind, new.unit):
        return replace(new, level=old.level), say(
            "counted in another way than before, so replaced."
        )
    if new.months == old.months and new.coverage == old.coverage:
        return old, say("loaded before; nothing changes.")
    kept_months = [
        month
        for month in new.months
        if month in old.months and new.coverage[month].share < old.coverage[month].share
    ]
    taken = [month for month in new.months if month not in kept_months]
    changed = [
        month for month in taken if month in old.months and old.months[month] != new.months[month]
    ]
    added = [month for month in taken if month not in old.months]
    if not added and not changed and all(new.coverage[m] == old.coverage[m] for m in taken):
        return old, say("holds nothing that was not loaded before.")
    sources = (*(each for each in old.sources if each not in new.sources), *new.sources)
    made = replace(
        old,
        months=dict(sorted({**old.months, **{m: new.months[m] for m in taken}}.items())),
        coverage=dict(sorted({**old.coverage, **{m: new.coverage[m] for m in taken}}.items())),
        sources=sources,
        account=old.account + new.account,
        notes=tuple(dict.fromkeys((*old.notes, *new.notes))),
    )
    return made, _what_happened(added, changed, kept_months)


def _what_happened(added: list[str], changed: list[str], kept: list[str]) -> str:
    parts = [say("{months} added", months=_span(added))] if added else []
    parts += [say("{months} replaced", months=_span(changed))] if changed else []
    parts += [say("{months} kept, which were more complete", months=_span(kept))] if kept else []
    return ("; ".join(parts) or say("its completeness is known better now")) + "."


def _span(months: list[str]) -> str:
    """A few months by name, many by their number and ends."""
    names = [month_label(month) for month in sorted(months)]
    if len(names) <= 3:
        return ", ".join(names) or say("no months")
    return say("{n} months, {first} to {last},", n=len(names), first=names[0], last=names[-1])
