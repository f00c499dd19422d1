"""The internal rate of return: where there is one, and only one."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios.arrays import Array
from scenarios.irr import SEVERAL_ROOTS, internal_rate_of_return


def flows_worth_nothing_at(*annual_rates: float) -> Array:
    """Flows whose present value is −1000 × Π (1 − q·v): nothing at each rate, v the discount."""
    flows = np.array([-1000.0])
    for rate in annual_rates:
        monthly = (1.0 + rate) ** (1 / 12)
        flows = np.convolve(flows, [1.0, -monthly])
    return flows


def rate_and_reason(flows: Array, discount_rate: float) -> tuple[float, str]:
    months = np.arange(len(flows))
    npv = (flows / (1.0 + discount_rate) ** (months / 12)).sum()
    rate, reason = internal_rate_of_return(
        flows, np.array(1e-9), np.array(npv), np.array(discount_rate)
    )
    return float(rate), str(reason)


def test_a_sole_root_is_found() -> None:
    # −1000 now, 1000 × 1.5^(1/12) a month later: 50 % a year.
    rate, reason = rate_and_reason(flows_worth_nothing_at(0.5), 0.1)

    assert rate == pytest.approx(0.5)
    assert reason == ""


def test_roots_that_all_but_meet_are_still_several() -> None:
    # Worth nothing at 50 %, and at 10.0 % and 10.1 % too.
    rate, reason = rate_and_reason(flows_worth_nothing_at(0.5, 0.100, 0.101), 0.1)

    assert np.isnan(rate)
    assert reason == SEVERAL_ROOTS


def test_flows_that_near_nothing_without_reaching_it_keep_their_sole_root() -> None:
    # Between 10.0 % and 10.1 % the worth dips below nothing by less than a millionth: lifted by
    # that much, 50 % alone is left.
    flows = flows_worth_nothing_at(0.5, 0.100, 0.101) + np.array([1e-6, 0.0, 0.0, 0.0])

    rate, reason = rate_and_reason(flows, 0.1)

    assert rate == pytest.approx(0.5, abs=1e-3)
    assert reason == ""
