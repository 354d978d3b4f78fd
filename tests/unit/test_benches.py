"""The benchmarks as `thoihan bench` offers them."""

import pkgutil
from importlib import import_module

import pytest

from adapters import benches
from adapters.benches import import_
from adapters.cli.operations import bench
from adapters.words.refused.refusal import Refused


def test_every_benchmark_there_is_can_be_run() -> None:
    """What stands beside them and is shared is none, and is not offered as one."""
    modules = {module.name for module in pkgutil.iter_modules(benches.__path__)}
    runnable = {name for name in modules if hasattr(import_module(f"adapters.benches.{name}"), "run")}
    assert modules - bench.SHARED == runnable


def test_what_a_row_costs_is_held_against_the_shortest_table() -> None:
    """The benchmark of imports compares the rows of longer tables with one of the shortest, each read whole."""
    found = import_.run(rows=(40, 20), rounds=1)
    costs, ratio = found["microseconds_a_row"], found["ratio"]
    assert isinstance(costs, list)
    assert isinstance(ratio, float)
    assert found["rows"] == [20, 40]
    assert ratio == pytest.approx(costs[1] / costs[0], abs=0.02)
    assert found["holds"] is (ratio <= import_.TARGET)


def test_a_benchmark_may_be_called_as_no_module_can_be() -> None:
    """`import` is offered by that name, and is the module that has it with a line at its end."""
    with pytest.raises(Refused):
        bench._runner("import", {"units": 3}, strict=True)
