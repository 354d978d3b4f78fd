"""The ticker: one idempotent step, again and again, in the foreground, until somebody says stop.

What is due lives in the tables, not here: a tick that was missed is made up for by the next one.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler

from adapters.stopping import Stopping

_LOOK = 0.1  # seconds; how soon it is noticed that the program is to stop

_log = logging.getLogger(__name__)


def ticking(step: Callable[[], object], every: float, stop: Stopping) -> None:
    """Call `step` at once and then each `every` seconds, one at a time, until it is to stop; then let it finish.

    Call it from the main thread. An exception of `step` is logged, by its kind and place only, and the next tick comes
    as usual.
    """
    scheduler = _scheduler(step, every)
    with stop.noted():
        try:
            scheduler.start()
            while not stop.asked():
                time.sleep(_LOOK)
        finally:
            scheduler.shutdown(wait=True)


def _scheduler(step: Callable[[], object], every: float) -> Any:  # APScheduler 3 has no types
    scheduler = BackgroundScheduler(timezone=UTC)
    scheduler.add_job(
        surviving(step),
        "interval",
        name="tick",
        seconds=every,
        next_run_time=datetime.now(UTC),
        coalesce=True,  # after a pause one tick is enough
        misfire_grace_time=None,  # a late tick still runs; by default it is dropped after a second
        max_instances=1,
    )
    return scheduler


def surviving(step: Callable[[], object]) -> Callable[[], None]:
    """`step`, but that its exceptions are logged without their words, which may hold names and addresses."""

    def survived() -> None:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - the ticker outlives whatever one tick meets
            _log.error("a tick failed: %s at %s; the next one comes as usual", type(error).__name__, _place(error))

    return survived


def _place(error: BaseException) -> str:
    """File and line where `error` was raised."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
