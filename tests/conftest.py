"""Spreading tests over workers: those that share something slow, like a story played once, go to the same one."""

import os
from typing import Any

import pytest

from tests.quick_folder import quick_folder

os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(quick_folder()))  # the folder in which pytest makes its own

SHARING = frozenset(
    f"tests/acceptance/test_{name}.py" for name in ("bundle", "demo", "kannel", "living", "smtp", "wheel")
)
"""Modules whose tests share a fixture that takes seconds, for each parameter of it."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Group the tests of `SHARING`; marks named xdist_group do nothing with pytest 9.2 and pytest-xdist 3.8."""
    from xdist.scheduler import LoadScopeScheduling  # noqa: PLC0415 - loaded where tests are spread

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist is untyped
        def _split_scope(self, nodeid: str) -> str:
            return group(nodeid)

    return Scheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


def group(nodeid: str) -> str:
    """The name under which a test is scheduled: its own, or that of its module and parameter."""
    path, _, test = nodeid.partition("::")
    return f"{path}{test[len(test.partition('[')[0]) :]}" if path in SHARING else nodeid
