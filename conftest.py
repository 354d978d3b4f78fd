"""The suite's front door: it refuses to test anything but this checkout, and in CI lets no test be skipped."""

import gc
import importlib.util
import os
import signal
from collections.abc import Generator
from pathlib import Path

import pytest

os.environ["THOIHAN_SETTINGS"] = "none"  # whatever settings file this machine has
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs the tests in the background

ROOT = Path(__file__).parent
OURS = ("engine", "rules", "events", "adapters")


def pytest_configure() -> None:
    """Refuse to run beside another installed package that owns one of our names."""
    for name in OURS:
        found = importlib.util.find_spec(name)
        where = Path(found.origin).parent if found and found.origin else None
        if where != ROOT / name and "THOIHAN_TEST_INSTALLED" not in os.environ:
            pytest.exit(
                f"“{name}” is imported from {where}, not from this checkout: run `make setup`, and test in its .venv.",
                2,
            )


def pytest_collection_finish() -> None:
    """Spare the collector of garbage all that stays until the end: modules, and thousands of tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
    call: pytest.CallInfo[None],  # noqa: ARG001 - the hook's signature
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where nothing may be skipped, a skipped test is a failed one."""
    report = yield
    if report.skipped and "THOIHAN_TEST_NOTHING_SKIPPED" in os.environ and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and nothing may be: {report.longrepr}"
    return report
