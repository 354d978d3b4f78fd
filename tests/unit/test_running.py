"""The running program: how long a part waits for its next turn, how it goes, and the numbers that are written of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.running.health import after, fault_of
from adapters.running.metrics import metrics_text, write_metrics
from adapters.running.ticking import LONGEST_WAIT, Pace, RunningPart
from adapters.words.catalogue import Said
from events.errors import LOCKED, StoreLocked

NOW = datetime(2025, 7, 21, 1, tzinfo=UTC)


def test_turns_come_soon_after_work_and_seldom_while_there_is_none() -> None:
    pace = Pace(RunningPart(name="send", step=bool, every=60, soon=1))
    assert [pace.after(busy=False, failed=False) for _ in range(8)] == [2, 4, 8, 16, 32, 60, 60, 60]
    assert pace.after(busy=True, failed=False) == 1
    assert pace.after(busy=False, failed=False) == 2


def test_a_part_that_fails_waits_longer_each_time_up_to_a_limit() -> None:
    pace = Pace(RunningPart(name="sweep", step=bool, every=60))
    assert [pace.after(busy=False, failed=True) for _ in range(6)] == [60, 120, 240, 480, 900, LONGEST_WAIT]
    assert pace.after(busy=False, failed=False) == 60
    seldom = Pace(RunningPart(name="sweep", step=bool, every=3_600))
    assert [seldom.after(busy=False, failed=True) for _ in range(2)] == [3_600, 3_600]


def test_a_failure_is_remembered_since_it_began_until_it_goes_well() -> None:
    """With how many times running it failed, its last words, and when it last went well."""
    first = after(None, "mail", NOW, None)
    assert (first.failing_since, first.failures, first.fault) == ("", 0, "")
    second = after(first, "mail", NOW + timedelta(hours=1), Said("down"))
    third = after(second, "mail", NOW + timedelta(hours=2), Said("down\nagain"))
    assert (third.well_at, third.failing_since, third.failures) == (first.seen_at, second.seen_at, 2)
    assert third.fault == "down again"
    assert after(third, "mail", NOW + timedelta(hours=3), None).failing_since == ""


def test_what_is_kept_of_an_error_quotes_nothing_that_was_written() -> None:
    """The store's own words name servers; of anything else its kind and place are kept."""
    assert fault_of(None) is None
    locked = str(fault_of(StoreLocked(LOCKED, store="postgresql://db/thoihan", seconds="5")))
    assert "postgresql://db/thoihan" in locked
    try:
        raise ValueError("0912345678")
    except ValueError as error:
        words = str(fault_of(error))
    assert "0912345678" not in words
    assert "ValueError" in words
    assert "test_running.py:" in words


HEALTH = {"seen_at": "2025-07-21T01:00:00Z", "well_at": None, "failing_since": None, "failures": 0, "fault": None}
FOUND: dict[str, Any] = {
    "swept": "2025-07-21",
    "refused": None,
    "events": 7,
    "plans": 1,
    "left_out": [],
    "tasks": {"active": 3, "done": 1},
    "overdue": 2,
    "date_overdue": 0,
    "messages": {"pending": 1_000_000, "sent": 3},
    "waiting": 1,
    "waiting_for_dates": 0,
    "waiting_for_hours": 2,
    "waiting_for_digest": 4,
    "waiting_for_next_day": 5,
    "awaiting_approval": {"events": 1, "messages": 6},
    "could_leave": {"messages": 3, "since": "2025-07-21T01:00:00Z"},
    "reminders_late": {"since": "2025-07-21T01:00:00Z", "seconds": 90},
    "held": True,
    "channels": {
        "mail": {**HEALTH, "well_at": "2025-07-21T01:00:00Z"},
        "sms": {**HEALTH, "failing_since": "2025-07-21T01:00:00Z", "failures": 4, "fault": "the key of a server"},
    },
    "parts": {},
}


def test_numbers_are_read_by_the_official_client(tmp_path: Path) -> None:
    """Each metric has its help and type; labels are words of our own, never what somebody typed."""
    parser = pytest.importorskip("prometheus_client.parser")
    write_metrics(FOUND, tmp_path / "thoihan.prom")
    text = (tmp_path / "thoihan.prom").read_text(encoding="utf-8")
    assert text == metrics_text(FOUND)
    families = list(parser.text_string_to_metric_families(text))
    assert {family.type for family in families} == {"gauge"}
    assert all(family.documentation for family in families)
    found = {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}
    assert found["thoihan_messages", "pending"] == 1_000_000
    assert found["thoihan_messages_waiting", "approval"] == 6
    assert found["thoihan_messages_waiting", "digest"] == 4
    assert found["thoihan_reminders_late_seconds",] == 90
    assert found["thoihan_sending_held",] == 1
    assert (found["thoihan_channel_up", "mail"], found["thoihan_channel_up", "sms"]) == (1, 0)
    assert found["thoihan_channel_failures", "sms"] == 4
    assert found["thoihan_swept_day_seconds",] == datetime(2025, 7, 20, 17, tzinfo=UTC).timestamp()
    assert "server" not in text


def test_the_file_of_numbers_is_whole_and_can_be_read_by_the_exporter(tmp_path: Path) -> None:
    path = tmp_path / "thoihan.prom"
    path.write_text("an older one")
    write_metrics(FOUND, path)
    assert path.read_text(encoding="utf-8").startswith("# HELP thoihan_swept_day_seconds ")
    assert path.read_text(encoding="utf-8").endswith("\n")
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in tmp_path.iterdir()] == ["thoihan.prom"]
