"""The benchmarks as `thoihan bench` offers them."""

import pkgutil
from importlib import import_module

from adapters import benches
from adapters.cli.operations import bench


def test_every_benchmark_there_is_can_be_run() -> None:
    """What stands beside them and is shared is none, and is not offered as one."""
    modules = {module.name for module in pkgutil.iter_modules(benches.__path__)}
    runnable = {name for name in modules if hasattr(import_module(f"adapters.benches.{name}"), "run")}
    assert modules - bench.SHARED == runnable
