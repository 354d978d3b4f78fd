"""Numbers to watch the program by, as Prometheus reads them (text format 0.0.4): a file for the node exporter.

Labels are words of the program's own: states, channels, parts. Nothing that somebody typed is in them.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from adapters.clock import in_viet_nam
from adapters.private_files import written_whole

_READABLE = 0o644  # the node exporter is another user; there is nothing in it that he may not see


class Metric(NamedTuple):
    """One metric: all are gauges."""

    name: str
    help: str
    values: Mapping[tuple[tuple[str, str], ...], float]  # by labels


def write_metrics(found: Mapping[str, Any], path: Path) -> None:
    """Write the numbers of a condition into a file, whole or not at all. Raises OSError."""
    with written_whole(path, replace=True) as file:
        file.write(metrics_text(found).encode())
        os.fchmod(file.fileno(), _READABLE)


def metrics_text(found: Mapping[str, Any]) -> str:
    """The numbers of a condition, as `adapters.cli.operations.condition` gathers it."""
    return "".join(line for one in _metrics(found) for line in _lines(one))


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} gauge\n"
    for labels, value in metric.values.items():
        said = ",".join(f'{name}="{of}"' for name, of in labels)
        yield f"{metric.name}{'{' + said + '}' if said else ''} {value:.15g}\n"


def _metrics(found: Mapping[str, Any]) -> Iterator[Metric]:
    yield _one("thoihan_swept_day_seconds", "Beginning of the last day that was swept.", _day(found["swept"]))
    yield _one("thoihan_day_refused", "1 while the day is refused and waits for a word.", bool(found["refused"]))
    yield _one("thoihan_events", "Events in the log.", found["events"])
    yield _one("thoihan_plans", "Plans.", found["plans"])
    yield _one("thoihan_plans_left_out", "Plans that could not be swept.", len(found["left_out"]))
    yield _by("thoihan_tasks", "Tasks by state.", "state", found["tasks"])
    yield _one("thoihan_tasks_overdue", "Open tasks whose due day has passed.", found["overdue"])
    yield _one("thoihan_tasks_date_overdue", "Tasks that are late in having their date set.", found["date_overdue"])
    yield from _of_messages(found)
    for kind, label in (("channels", "channel"), ("parts", "part")):
        yield from _of_health(found[kind], label)


def _of_messages(found: Mapping[str, Any]) -> Iterator[Metric]:
    yield _by("thoihan_messages", "Messages by state of delivery.", "status", found["messages"])
    waiting = {why: found[f"waiting{name}"] for why, name in _WAITING.items()}
    waiting["approval"] = found["awaiting_approval"]["messages"]
    yield _by("thoihan_messages_waiting", "Messages that something holds, by what does.", "for", waiting)
    there, late = found["could_leave"], found["reminders_late"]
    yield _one("thoihan_messages_ready", "Messages that nothing holds, and that have not left.", there["messages"])
    yield _one("thoihan_oldest_ready_seconds", "When the oldest of these was recorded.", _moment(there["since"]))
    yield _one("thoihan_reminders_late_seconds", "How late reminders run.", late["seconds"] if late else 0)
    yield _one("thoihan_sending_held", "1 while all sending waits until somebody has looked.", found["held"])


_WAITING: Mapping[str, str] = {
    "correction": "",
    "dates": "_for_dates",
    "hours": "_for_hours",
    "digest": "_for_digest",
    "next_day": "_for_next_day",
}


def _of_health(these: Mapping[str, Mapping[str, Any]], label: str) -> Iterator[Metric]:
    up = {name: not one["failing_since"] for name, one in these.items()}
    yield _by(f"thoihan_{label}_up", f"1 where the {label} last went well.", label, up)
    failures = {name: one["failures"] or 0 for name, one in these.items()}
    yield _by(f"thoihan_{label}_failures", "How many times running it has failed.", label, failures)
    well = {name: _moment(one["well_at"]) for name, one in these.items()}
    yield _by(f"thoihan_{label}_well_seconds", "When it last went well; 0: never.", label, well)


def _one(name: str, help_: str, value: float) -> Metric:
    return Metric(name, help_, {(): value})


def _by(name: str, help_: str, label: str, values: Mapping[str, float]) -> Metric:
    return Metric(name, help_, {((label, of),): value for of, value in values.items()})


def _moment(text: str | None) -> float:
    """Seconds since 1970; 0 where there is none."""
    return datetime.fromisoformat(text).timestamp() if text else 0.0


def _day(text: str | None) -> float:
    """The beginning of a day in Viet Nam."""
    if not text:
        return 0.0
    there = in_viet_nam(datetime.fromisoformat(f"{text}T00:00:00+00:00"))
    return there.replace(hour=0).timestamp()
