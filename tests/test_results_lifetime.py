"""Results of an edit are gone with the next: the window makes many a second."""

import gc
import weakref

from scenarios.case import Case
from scenarios.engine import evaluate
from scenarios.library import load


def test_results_go_when_nobody_holds_them_without_the_garbage_collector() -> None:
    case = Case.from_json(load("checkout-2027").case)
    gc.collect()
    gc.disable()
    try:
        results = evaluate(case)
        for one in results.values():
            for name in one.series:
                assert one.series[name].size == one.horizon
            assert one.kpis.verdict
            assert one.crossings is not None
        held = [weakref.ref(one.run) for one in results.values()]
        held += [weakref.ref(one.evaluated.run) for one in results.values()]
        del results, one

        assert [ref() is None for ref in held] == [True] * len(held)
    finally:
        gc.enable()
