"""Answers of Prometheus' range queries (and of what speaks like it), as saved JSON.

Source: the HTTP API's "query_range": a matrix of series, each with its labels and `[seconds,
"value"]` pairs at equal steps; a step without a sample is left out.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.words import marked, say
from whatif_app.errors import InvalidFileError, ListedError, UserError
from whatif_app.formatting import count
from whatif_app.note import Note
from whatif_app.volumes.choices import Question, SeriesSeen, UsageChoices, chosen, guessed_kind
from whatif_app.volumes.decimals import LARGEST, NOT_A_NUMBER, NOT_FINITE, TOO_LARGE
from whatif_app.volumes.history import KINDS, RowAccount, UsageHistory, UsageSource
from whatif_app.volumes.moments import FIRST_YEAR, LAST_YEAR, month_start
from whatif_app.volumes.month_totals import Samples, month_totals, usual_step

FORMAT = marked("Prometheus range query")

NO_TIME = marked("time not readable")
TWICE = marked("a moment for the second time")

_EARLIEST, _LATEST = month_start(f"{FIRST_YEAR}-01"), month_start(f"{LAST_YEAR}-12")
_RANGE = marked(
    "Ask for the numbers over time: the API's query_range, with a start, an end and a step."
)
_OTHER_RESULTS = {
    "vector": marked(
        "{file}: the answer holds one value of each series at a single moment (an instant query), "
        "not volumes over time."
    ),
    "scalar": marked(
        "{file}: the answer holds a single number at a single moment, not volumes over time."
    ),
    "string": marked("{file}: the answer holds a text, not volumes over time."),
    "streams": marked("{file}: the answer holds log lines, not volumes over time."),
}
_OTHER_KIND = marked("{file}: the answer is of the kind “{kind}”, not volumes over time.")


@dataclass(frozen=True)
class Series:
    """One series of an answer.

    Attributes:
        name: `metric{label="value",…}`, labels sorted.
        labels: all of them.
        samples: usable ones, by rising time.
        account: all values, used and set aside.
    """

    name: str
    labels: Mapping[str, str]
    samples: Samples
    account: RowAccount

    @property
    def metric(self) -> str:
        """The metric's name; empty where a function took it away."""
        return self.labels.get("__name__", "")


@dataclass(frozen=True)
class Answer:
    """A range query's answer.

    Attributes:
        file: its name, for messages.
        fingerprint: of the file.
        series: in the answer's order.
    """

    file: str
    fingerprint: str
    series: tuple[Series, ...]

    def seen(self) -> tuple[SeriesSeen, ...]:
        """What could be taken from it."""
        return tuple(
            SeriesSeen(each.name, each.account.read, guessed_kind(each.name))
            for each in self.series
        )

    def questions(self, choices: UsageChoices) -> list[Question]:
        """What must be said before it can be read."""
        names = [each.name for each in self.series]
        open_questions = []
        if not choices.series and len(names) > 1:
            text = say(
                "{file} holds {count} series; which of them are to be summed?",
                file=self.file,
                count=count(len(names)),
            )
            open_questions.append(Question("series", text, tuple(names), several=True))
        if choices.kind is None:
            guesses = {guessed_kind(name) for name in self._taken_names(choices)}
            guess = guesses.pop() if len(guesses) == 1 else None
            if guess is None:
                text = say("{file} does not tell what its values are.", file=self.file)
                open_questions.append(Question("kind", text, tuple(KINDS)))
        return open_questions

    def _taken_names(self, choices: UsageChoices) -> list[str]:
        names = [each.name for each in self.series]
        return [names[place] for place in chosen(names, choices.series)] or names

    def read(self, choices: UsageChoices) -> UsageHistory:
        """The chosen series, summed by month.

        Raises:
            ListedError: what was chosen does not fit, or something was left open.
        """
        errors: list[UserError] = [each.as_error() for each in self.questions(choices)]
        taken = self._taken(choices, errors)
        kind = choices.kind or guessed_kind(taken[0].name if taken else "") or "sum"
        errors += _what_may_not_be_summed(self.file, taken)
        steps = [step for each in taken if (step := usual_step(each.samples.times)) is not None]
        if taken and not steps:
            errors.append(
                InvalidFileError(
                    say(
                        "{file}: the series have too few values, or none at equal steps.",
                        file=self.file,
                    ),
                    say(_RANGE),
                )
            )
        if errors:
            raise ListedError(errors)
        return self._history(taken, kind, min(steps), choices)

    def _taken(self, choices: UsageChoices, errors: list[UserError]) -> list[Series]:
        names = [each.name for each in self.series]
        if not choices.series:
            return list(self.series) if len(names) == 1 else []
        places = chosen(names, choices.series)
        if not places:
            text = say(
                "{file} has no series {series}.", file=self.file, series=", ".join(choices.series)
            )
            errors.append(Question("series", text, tuple(names)).as_error())
        return [self.series[place] for place in places]

    def _history(
        self, taken: Sequence[Series], kind: str, step: float, choices: UsageChoices
    ) -> UsageHistory:
        # Range functions (rate, increase) look back from their moment; a level is of its moment.
        totals = month_totals(
            [each.samples for each in taken], kind, step, looks_back=kind in ("rate", "sum")
        )
        metric = taken[0].metric if len({each.metric for each in taken}) == 1 else ""
        notes = [Note("{count} series summed.", count=len(taken))] if len(taken) > 1 else []
        if totals.resets:
            notes.append(_fallen(totals.resets))
        return UsageHistory(
            name=choices.name or metric or self.file.partition(".")[0],
            months=totals.months,
            coverage=totals.coverage,
            unit=choices.unit or "",
            level=choices.level,
            kind=kind,
            sources=(UsageSource(self.file, self.fingerprint),),
            account=sum((each.account for each in taken), RowAccount()),
            notes=tuple(notes),
        )


def read_answer(content: bytes, file: str, fingerprint: str) -> Answer:
    """The series in a saved answer.

    Raises:
        InvalidFileError: it is no range query's answer; what it is instead.
    """
    result = _matrix(_parsed(content, file), file)
    series = tuple(_series(each, file) for each in result)
    if not any(each.samples.times for each in series):
        raise InvalidFileError(
            say("{file}: the answer holds no values.", file=file),
            say("Check the query and its time range; it may have matched nothing."),
        )
    return Answer(file, fingerprint, series)


def _parsed(content: bytes, file: str) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InvalidFileError(
            say("{file} is not UTF-8 text.", file=file), say("Save the answer again.")
        ) from error
    except json.JSONDecodeError as error:
        raise InvalidFileError(
            say(
                "{file}, line {line}: this is not JSON ({error}).",
                file=file,
                line=error.lineno,
                error=error.msg,
            ),
            say("The answer may be cut off; save it again."),
        ) from error
    except (RecursionError, ValueError) as error:
        raise InvalidFileError(
            say("{file}: this JSON is no answer of Prometheus.", file=file), say(_RANGE)
        ) from error


def _matrix(data: Any, file: str) -> list[Any]:
    """The series of an answer, with or without its envelope (promtool prints none)."""
    if isinstance(data, dict):
        if data.get("status") == "error" or "error" in data:
            said = str(data.get("error") or data.get("errorType") or say("no reason given"))[:200]
            raise InvalidFileError(
                say("{file}: the server answered with an error: {said}.", file=file, said=said),
                say("Mend the query, and save its answer again."),
            )
        inner = data.get("data")
        data = inner if isinstance(inner, dict) else data
        kind = data.get("resultType")
        if isinstance(kind, str) and kind != "matrix":
            raise InvalidFileError(
                say(_OTHER_RESULTS.get(kind, _OTHER_KIND), file=file, kind=kind[:40]), say(_RANGE)
            )
        data = data.get("result")
    if not isinstance(data, list) or not all(isinstance(each, dict) for each in data):
        raise InvalidFileError(
            say("{file}: this JSON is no answer of Prometheus.", file=file), say(_RANGE)
        )
    if data and all("value" in each and "values" not in each for each in data):
        raise InvalidFileError(say(_OTHER_RESULTS["vector"], file=file), say(_RANGE))
    if not data:
        raise InvalidFileError(
            say("{file}: the answer holds no series.", file=file),
            say("Check the query and its time range."),
        )
    return data


def _series(item: Mapping[str, Any], file: str) -> Series:
    metric = item.get("metric")
    labels = (
        {str(key): str(value) for key, value in metric.items()} if isinstance(metric, dict) else {}
    )
    name = _written(labels)
    if item.get("histograms"):
        raise InvalidFileError(
            say(
                "{file}: {name} is a native histogram, which is no single number.",
                file=file,
                name=name,
            ),
            say("Ask for histogram_count(…) or histogram_sum(…) of it."),
        )
    values = item.get("values")
    if not isinstance(values, list):
        raise InvalidFileError(
            say("{file}: {name} has no list of values.", file=file, name=name), say(_RANGE)
        )
    return Series(name, labels, *_samples(values))


def _written(labels: Mapping[str, str]) -> str:
    inner = ",".join(f'{key}="{labels[key]}"' for key in sorted(labels) if key != "__name__")
    return labels.get("__name__", "") + (
        f"{{{inner}}}" if inner or "__name__" not in labels else ""
    )


def _samples(values: Iterable[Any]) -> tuple[Samples, RowAccount]:
    read, reasons = 0, Counter[str]()
    usable: dict[float, float] = {}
    for pair in values:
        read += 1
        at, value = pair if isinstance(pair, list) and len(pair) == 2 else (None, None)
        if isinstance(at, bool) or not isinstance(at, int | float) or not _EARLIEST <= at < _LATEST:
            reasons[NO_TIME] += 1
        elif isinstance(number := _number(value), str):
            reasons[number] += 1
        elif at in usable:
            reasons[TWICE] += 1
        else:
            usable[float(at)] = number
    times = sorted(usable)
    samples = Samples(times, [usable[at] for at in times])
    return samples, RowAccount(read, len(times), dict(reasons))


def _number(value: Any) -> float | str:
    """A sample's number, or why it has none; "NaN" is also how Prometheus marks what went stale."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return NOT_A_NUMBER
    try:
        number = float(value)
    except (OverflowError, ValueError):
        return NOT_FINITE if value == "stale" else NOT_A_NUMBER
    if not math.isfinite(number):
        return NOT_FINITE
    return number if abs(number) <= LARGEST else TOO_LARGE


def _what_may_not_be_summed(file: str, taken: Sequence[Series]) -> list[UserError]:
    """Series of which one holds what another holds too, or that no sum gives a meaning."""
    buckets = {each.labels["le"] for each in taken if "le" in each.labels}
    errors: list[UserError] = []
    if len(buckets) > 1:
        errors.append(
            InvalidFileError(
                say(
                    "{file}: each bucket of a histogram holds the smaller ones too, so that "
                    "summing them counts the same events again.",
                    file=file,
                ),
                say("Choose the series with le=+Inf alone, or ask for the “_count” series."),
            )
        )
    if any("quantile" in each.labels for each in taken) and len(taken) > 1:
        errors.append(
            InvalidFileError(
                say("{file}: quantiles cannot be summed.", file=file),
                say("Choose the “_count” or “_sum” series."),
            )
        )
    return errors


def _fallen(times: int) -> Note:
    if times == 1:
        return Note("A counter began again at zero once; counted on from there.")
    return Note("A counter began again at zero {times} times; counted on from there.", times=times)
