"""Variation: one scenario with numeric cells varied over a batch, for sweeps and draws.

Source: docs/model.md, "Questions asked of the same engine".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from scenarios.arrays import Array, beyond_floats
from scenarios.case import Address
from scenarios.results import Results
from scenarios.run import Run, run
from scenarios.value import FIGURES, Appraisal, Flows, Terms, appraise
from scenarios.varied_formulas import following


@dataclass(frozen=True)
class Variants:
    """Many variants of one scenario, and what came of them.

    Attributes:
        run: of the scenario; arrays carry a batch axis where they vary.
        reference: the reference runs, varied alike where they share a cell.
        appraisal: figures of shape (B,), series of shape (B, H).
        is_valid: whether what follows by formula is within its bounds in each variant; where
            it is not, the figures mean nothing. Shape (B,).
    """

    run: Run
    reference: Run
    appraisal: Appraisal
    is_valid: NDArray[np.bool_]


@beyond_floats()
def vary(results: Results, values: Mapping[str, Array]) -> Variants:
    """Evaluate a scenario anew with numeric cells varied.

    A cell that the scenario or its reference overrides varies in the scenario
    alone. Any other is the same fact in both runs, and varies in both. Computed
    cells follow; the reference run's volumes are those of the scenario, computed or not.

    Args:
        results: of the scenario.
        values: address → one number per variant, all of one length B; at
            least one address. A month is its offset.

    Raises:
        KeyError, ValueError: an address that is no number of the case.
    """
    view, reference_view = results.evaluated.view, results.reference.evaluated.view
    overridden = {**view.given, **reference_view.given}
    own = following(view, values)
    shared = {
        key: numbers
        for key, numbers in own.values.items()
        if Address.parse(key).follows_scenario or (key in values and key not in overridden)
    }
    inputs = results.inputs.with_values(own.values)
    result, reference, is_valid = run(inputs), results.reference.run, own.is_valid
    if shared:
        others = following(reference_view, shared)
        reference = run(results.reference.inputs.with_values(others.values))
        is_valid = is_valid & others.is_valid
    length = len(next(iter(values.values())))
    terms = Terms(*(np.broadcast_to(inputs.project[term.name], length) for term in fields(Terms)))
    worth = appraise(_spread(result, length), _spread(reference, length), terms)
    return Variants(result, reference, worth, is_valid)


def _spread(result: Run, length: int) -> Flows:
    """A run's flows with the batch axis on every array, also on those that nothing varied."""
    flows = result.flows

    def spread(name: str) -> Array:
        array: Array = getattr(flows, name)
        core = array.shape[array.ndim - (name not in FIGURES) :]
        return np.broadcast_to(array, (length, *core))

    return Flows(**{field.name: spread(field.name) for field in fields(Flows)})
