"""The engine: from a case and its scenarios to their results.

    volume → demand → cliffs → purchasing → agreement → allocation
           → initiatives → value against the reference → unit economics

`scenarios.run` evaluates a batch of runs in that order; here scenarios become
runs, and runs become results.

Source: docs/model.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType

import numpy as np

from scenarios.arrays import Array, beyond_floats
from scenarios.case import Case, CaseView
from scenarios.cells import Value
from scenarios.inputs import STRUCTURAL_COLUMNS, Structure, inputs_of, structure_of
from scenarios.problems import CaseError
from scenarios.results import EXTRA_SERIES, Evaluated, Results, existing
from scenarios.run import run
from scenarios.value import FIGURES, Flows, Terms, appraise

#: What a case without any scenario is evaluated as.
DO_NOTHING = "Do nothing"

Overrides = Mapping[str, Value]


@dataclass(frozen=True)
class _Pair:
    """A scenario and its reference run, as what each is given in place of the base's cells."""

    name: str
    own: Overrides
    reference: Overrides
    reference_name: str | None


def evaluate(
    case: Case,
    names: Sequence[str] | None = None,
    references: Mapping[str, Results] = MappingProxyType({}),
) -> dict[str, Results]:
    """Results of scenarios, each against its reference.

    Args:
        names: scenarios wanted; all by default. A case without scenarios is
            evaluated as "Do nothing".
        references: results of reference runs that are known already, by scenario.

    Returns:
        Results by scenario name, in the order asked for.

    Raises:
        KeyError: a name that is no scenario.
    """
    if not case.scenarios and names is None:
        pairs = [_pair(case, DO_NOTHING, {})]
    else:
        wanted = case.scenario_names if names is None else names
        pairs = [_pair(case, name, case.scenario(name).given) for name in wanted]
    return evaluate_overrides(case, pairs, references)


def evaluate_cells(case: Case, cells: Mapping[str, Overrides]) -> dict[str, Results]:
    """Results of scenarios that the case does not hold: names, and what their cells are given.

    Raises:
        CaseError: a formula has no value with these cells, whose own or the base's.
    """
    return evaluate_overrides(case, [_pair(case, name, own) for name, own in cells.items()])


def compute(case: Case, names: Sequence[str] | None = None) -> dict[str, object]:
    """Results in the form that the headless command prints."""
    results = evaluate(case, names)
    return {"scenarios": {name: as_json(result) for name, result in results.items()}}


def as_json(result: Results) -> dict[str, object]:
    """One scenario's figures, series and crossings; null where a value does not exist."""
    series = {
        name: [existing(x) for x in values.tolist()]
        for name, values in result.series.items()
        if name not in EXTRA_SERIES
    }
    return {
        "kpis": asdict(result.kpis),
        "series": series,
        "crossings": [asdict(crossing) for crossing in result.crossings],
    }


def _pair(case: Case, name: str, own: Overrides) -> _Pair:
    reference_name, reference = case.reference_of(own)
    return _Pair(name, own, reference, reference_name)


@beyond_floats()
def evaluate_overrides(
    case: Case, pairs: Sequence[_Pair], references: Mapping[str, Results] = MappingProxyType({})
) -> dict[str, Results]:
    """Evaluate scenarios and reference runs, each distinct run once."""
    unknown = [pair.reference for pair in pairs if pair.name not in references]
    runs = _evaluated(case, [pair.own for pair in pairs] + unknown)
    results: dict[str, Results] = {}
    for group in _by_horizon(pairs, runs):
        own = [runs[_key(pair.own)] for pair in group]
        terms = Terms(*(np.array(term) for term in zip(*map(_terms_of, own), strict=True)))
        against = _references(group, runs, references, terms)
        reference_flows = _stacked([reference.evaluated for reference in against])
        worth = appraise(_stacked(own), reference_flows, terms)
        for position, pair in enumerate(group):
            results[pair.name] = Results(
                pair.name, own[position], worth, position, against[position], pair.reference_name
            )
    return {pair.name: results[pair.name] for pair in pairs}


def _references(
    group: Sequence[_Pair],
    runs: Mapping[str, Evaluated],
    known: Mapping[str, Results],
    terms: Terms,
) -> list[Results]:
    """What each scenario of a group is held against."""
    if all(pair.name in known for pair in group):
        return [known[pair.name] for pair in group]
    evaluated = [
        known[pair.name].evaluated if pair.name in known else runs[_key(pair.reference)]
        for pair in group
    ]
    flows = _stacked(evaluated)
    worth = appraise(flows, flows, terms)
    return [
        Results(pair.reference_name or DO_NOTHING, run, worth, at, None, pair.reference_name)
        for at, (pair, run) in enumerate(zip(group, evaluated, strict=True))
    ]


def _key(overrides: Overrides) -> str:
    return repr(sorted(overrides.items()))


def _evaluated(case: Case, wanted: Sequence[Overrides]) -> dict[str, Evaluated]:
    """Every distinct run, evaluated in batches that share a structure."""
    views = {_key(overrides): CaseView(case, overrides) for overrides in wanted}
    if problems := [problem for view in views.values() for problem in view.problems]:
        raise CaseError(problems)  # cells that no checked case holds
    base = structure_of(CaseView(case, {}))
    batches: dict[Structure, list[str]] = {}
    for key, view in views.items():
        structure = structure_of(view) if view.overridden_columns & STRUCTURAL_COLUMNS else base
        batches.setdefault(structure, []).append(key)
    runs: dict[str, Evaluated] = {}
    for structure, keys in batches.items():
        inputs = inputs_of(structure, [views[key] for key in keys])
        result = run(inputs)
        for index, key in enumerate(keys):
            runs[key] = Evaluated(views[key], inputs, result, index, len(keys))
    return runs


def _terms_of(one: Evaluated) -> tuple[Array, ...]:
    return tuple(one.pick(one.inputs.project[field.name], 0) for field in fields(Terms))


def _by_horizon(pairs: Sequence[_Pair], runs: Mapping[str, Evaluated]) -> list[list[_Pair]]:
    groups: dict[int, list[_Pair]] = {}
    for pair in pairs:
        horizon = runs[_key(pair.own)].inputs.structure.horizon
        groups.setdefault(horizon, []).append(pair)
    return list(groups.values())


def _stacked(runs: Sequence[Evaluated]) -> Flows:
    """The flows of several runs on one leading axis."""

    def stack(name: str, core: int) -> Array:
        return np.stack([np.asarray(one.pick(getattr(one.run.flows, name), core)) for one in runs])

    return Flows(
        **{
            field.name: stack(field.name, 0 if field.name in FIGURES else 1)
            for field in fields(Flows)
        }
    )
