"""The benchmarks as `thoihan bench` offers them."""

import pkgutil
from importlib import import_module

import pytest

from adapters import benches
from adapters.benches import import_
from adapters.cli.operations import bench


def test_every_benchmark_there_is_can_be_run() -> None:
    """What stands beside them and is shared is none, and is not offered as one."""
    modules = {module.name for module in pkgutil.iter_modules(benches.__path__)}
    runnable = {name for name in modules if hasattr(import_module(f"adapters.benches.{name}"), "run")}
    assert modules - bench.SHARED == runnable


def test_what_a_row_costs_is_held_against_the_shortest_table() -> None:
    """The benchmark of imports compares the rows of longer tables with one of the shortest, each read whole."""
    found = import_.run(rows=(40, 20), rounds=1)
    first, longer = found["microseconds_a_row"]  # type: ignore[misc]  # the keys say what the values are
    assert found["rows"] == [20, 40]
    assert found["ratio"] == pytest.approx(longer / first, abs=0.02)
    assert found["holds"] is (found["ratio"] <= import_.TARGET)
    assert bench._runner("import", {}, strict=True)
