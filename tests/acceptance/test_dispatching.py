"""Messages leave the outbox once: sent, put off, parked; through outages, crashes and several workers."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.clock import SetClock, SystemClock
from adapters.telling import waits, wording
from adapters.telling.addresses import Sender
from adapters.telling.channel import Channel, Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable
from adapters.telling.composing import Composed, composing
from adapters.telling.dispatching import DispatchReport, dispatching
from adapters.telling.mails import smtp
from adapters.telling.mails.maildir import MailFolder
from adapters.telling.mails.smtp import message_bytes
from adapters.telling.sms.spool import SmsSpool
from adapters.telling.waits import SCHEDULE
from adapters.words.catalogue import Said
from events.beside.ways import EMAIL, PHONE
from events.delivery import LONGEST_AHEAD
from events.opening import make_store
from events.rows import BodyRow, Changes, ContactRow, MessageRow, UnitRow
from events.store import Store
from events.views import MessageView

START = date(2026, 1, 2)
SENDER = Sender(name="Tỉnh ủy", address="thoihan@tinh.example.vn")


def content(*titles: str) -> str:
    items = [{"change": "activated", "task": title, "title": title, "due": "2026-01-20"} for title in titles]
    return json.dumps({"plan": {"number": "376-KH/TU"}, "items": items}, ensure_ascii=False)


def unit(code: str, mail: str | None = "x@lc.example.vn", phone: str = "0912345678") -> Mapping[str, str | None]:
    return {"code": code, "email": mail, "phone": phone}


def fill(
    store: Store,
    units: Iterable[Mapping[str, str | None]],
    channels: Iterable[str] = ("mail",),
    body: str = content("a"),
) -> Store:
    """One body, and a message to each unit by each channel."""
    of = {str(one["code"]): one for one in units}
    rows = [UnitRow(code, f"Đảng ủy xã {code}", "commune", None, None, None, 1) for code in of]
    found = ((code, kind, one[kind]) for code, one in of.items() for kind in (EMAIL, PHONE))
    contacts = [ContactRow(code, kind, address, "", 1) for code, kind, address in found if address]
    messages = [MessageRow(code, f"e1/{code}/{name}", 1, name, "b1") for name in channels for code in of]
    with store.begin() as session:
        session.apply(Changes(units=rows, contacts=contacts, bodies=[BodyRow("b1", body)], messages=messages))
    return store


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    opened = make_store("memory:" if request.param == "memory" else f"sqlite:///{tmp_path}/x.sqlite")
    yield opened
    opened.close()


def messages(store: Store) -> list[MessageView]:
    with store.begin(write=False) as session:
        return list(session.messages())


def states(store: Store) -> dict[str, str]:
    return {row.recipient: row.status for row in messages(store)}


@dataclass
class Told:
    """A channel that remembers what it was given and answers as told; `Delivered` when it has been told nothing."""

    name: str = "mail"
    connections: int = 1
    answers: dict[str, list[Outcome]] = field(default_factory=dict)
    taken: list[Outgoing] = field(default_factory=list)

    def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
        for message in messages:
            self.taken.append(message)
            answers = self.answers.get(message.key)
            yield answers.pop(0) if answers else Delivered()


def run(store: Store, *channels: Channel, clock: SetClock | None = None, **options: Any) -> DispatchReport:
    return dispatching(store, {each.name: each for each in channels}, clock or SetClock.on(START), **options)


def test_no_wait_is_taken_for_a_wrong_clocks() -> None:
    """The longest wait between two tries lies well within what a store respects."""
    assert max(SCHEDULE) * 2 <= LONGEST_AHEAD


def test_both_channels_take_what_is_theirs(store: Store, tmp_path: Path) -> None:
    """Mail lies in the Maildir, text messages in the spool, all confirmed; a second round finds nothing to do."""
    fill(store, [unit("c1"), unit("c2")], ("mail", "sms"))
    channels = MailFolder(tmp_path / "mail", SENDER), SmsSpool(tmp_path / "sms")
    assert run(store, *channels) == DispatchReport(sent=4)
    assert run(store, *channels) == DispatchReport()
    mails = [file.read_text(encoding="utf-8") for file in (tmp_path / "mail" / "new").iterdir()]
    assert sorted(mail.partition("Kính gửi: ")[2].partition("\n")[0] for mail in mails) == [
        "Đảng ủy xã c1",
        "Đảng ủy xã c2",
    ]
    texts = [file.read_text(encoding="utf-8") for file in (tmp_path / "sms").iterdir()]
    assert all(text.endswith("\n[thời hạn] 376-KH/TU: 1 việc mới. Hạn gần nhất 20/01/2026: a.\n") for text in texts)
    assert {row.status for row in messages(store)} == {"sent"}


def test_a_channel_may_call_itself_otherwise(store: Store) -> None:
    """It is told by what the outbox calls it: what waits for it goes, and no lane waits for ever."""
    fill(store, [unit("c1")])
    named = Told(name="gateway")
    assert dispatching(store, {"mail": named}, SetClock.on(START)) == DispatchReport(sent=1)
    assert len(named.taken) == 1


def test_what_was_put_off_together_comes_back_one_by_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits up to a fifth less than the schedule has, by chance, and none longer."""
    fill(store, [unit(f"c{number}") for number in range(1, 9)])
    error = Said("The mail server {server} put the mail off ({why}); it is tried again.", {"server": "m", "why": "450"})
    channel = Told(answers={f"e1/c{number}/mail": [Temporary(error)] for number in range(1, 9)})
    monkeypatch.setattr(waits, "CHANCE", random.Random(14))
    run(store, channel)
    found = {datetime.fromisoformat(row.next_try_at or "") - SetClock.on(START).moment for row in messages(store)}
    assert len(found) == 8
    assert timedelta(seconds=48) <= min(found) < max(found) <= timedelta(seconds=61)


def test_a_temporary_failure_is_tried_on_the_schedule_and_then_parked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After 1, 5, 15 minutes, 1, 4, 12 and 24 hours the message is tried again, not before; then it is parked."""
    monkeypatch.setattr(waits.CHANCE, "random", lambda: 0.0)  # none comes earlier
    fill(store, [unit("c1")])
    error = Said(
        "The mail server {server} put the mail off ({why}); it is tried again.", {"server": "m:25", "why": "450"}
    )
    channel = Told(answers={"e1/c1/mail": [Temporary(error)] * 8})
    clock = SetClock.on(START)
    for wait in SCHEDULE:
        assert run(store, channel, clock=clock) == DispatchReport(retried=1, errors=[error])
        clock.advance(wait - timedelta(seconds=1))
        assert run(store, channel, clock=clock) == DispatchReport()
        clock.advance(timedelta(seconds=1))
    assert run(store, channel, clock=clock) == DispatchReport(parked=1, errors=[error])
    (row,) = messages(store)
    assert (row.status, row.attempts) == ("parked", 8)
    assert row.last_error == (
        "Máy chủ thư m:25 tạm hoãn nhận thư (450); thư sẽ được gửi lại. "
        "/ The mail server m:25 put the mail off (450); it is tried again."
    )
    clock.advance(timedelta(days=30))
    assert run(store, channel, clock=clock) == DispatchReport()
    assert store.unpark("c1", "e1/c1/mail")
    assert run(store, channel, clock=clock) == DispatchReport(sent=1)


def test_what_can_never_go_is_parked_at_once_and_holds_up_nobody(store: Store) -> None:
    """No address, a refused one, an unknown channel: parked with the reason, while the others are sent."""
    units = [unit("c1", mail=None), unit("c2"), unit("c3", mail="  "), unit("c4")]
    fill(store, units, ("mail", "fax"))
    channel = Told(answers={"e1/c2/mail": [Permanent(Said("no"))]})
    report = run(store, channel)
    assert (report.sent, report.retried, report.parked) == (1, 0, 7)
    errors = {row.key: row.last_error or "" for row in messages(store)}
    assert "The unit has no e-mail address: enter one, and the message goes with" in errors["e1/c1/mail"]
    assert "Đơn vị chưa có địa chỉ thư điện tử" in errors["e1/c3/mail"]
    assert "This version has no channel named fax" in errors["e1/c4/fax"]
    assert len(report.errors) == 3


def test_a_message_to_a_unit_that_is_not_known_is_parked(store: Store) -> None:
    """A recipient that the store knows nothing of has no address; its message waits for somebody to look."""
    with store.begin() as session:
        session.apply(
            Changes(bodies=[BodyRow("b1", content("a"))], messages=[MessageRow("nobody", "k", 1, "sms", "b1")])
        )
    assert run(store, Told("sms")).parked == 1
    assert "Đơn vị chưa có số di động" in (messages(store)[0].last_error or "")


def test_content_that_cannot_be_read_is_parked(store: Store) -> None:
    """A body that isn't ours is parked by the kind of error, and none of it is repeated."""
    fill(store, [unit("c1")], body='{"items": [{"change": "secret plan"}]}')
    assert run(store, Told()).parked == 1
    assert "secret" not in (messages(store)[0].last_error or "")


def test_an_outage_parks_nothing(store: Store) -> None:
    """A channel that is down for days blames no message, is tried once a round, and at least each hour."""
    fill(store, [unit(f"c{i}") for i in range(5)], ("mail", "sms"))
    down = Unreachable(Said("down"))
    mail = Told(answers={f"e1/c{i}/mail": [down] * 100 for i in range(5)})
    sms, clock = Told("sms"), SetClock.on(START)
    assert run(store, mail, sms, clock=clock) == DispatchReport(sent=5, retried=5, errors=[Said("down")])
    for _ in range(40):
        clock.advance(timedelta(hours=1))
        assert run(store, mail, sms, clock=clock) == DispatchReport(retried=5, errors=[Said("down")])
    mail.answers.clear()
    clock.advance(timedelta(hours=1))
    assert run(store, mail, sms, clock=clock) == DispatchReport(sent=5)


def test_a_channel_that_is_down_is_not_tried_again_in_the_same_round() -> None:
    """With three batches waiting, a channel that turned out to be down is given messages once."""
    store = fill(make_store("memory:"), [unit(f"c{i:03}") for i in range(450)])

    class Down(Told):
        calls = 0

        def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
            self.calls += 1
            return (Unreachable(Said("down")) for _ in messages)

    channel = Down()
    assert run(store, channel).retried == 450
    assert channel.calls == 1


def test_a_channel_that_breaks_holds_up_nobody(store: Store) -> None:
    """A channel's exception puts its message off, by the kind of error only, and the others go."""
    fill(store, [unit("c1"), unit("c2"), unit("c3")])

    class Broken(Told):
        def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
            for message in messages:
                if message.key == "e1/c2/mail":
                    raise ValueError("0912345678")
                yield Delivered()

    report = run(store, Broken())
    assert (report.sent, report.retried) == (2, 1)
    assert "(ValueError)" in str(report.errors[0])
    assert "0912345678" not in str(report.errors)


@pytest.mark.parametrize("taking", [True, False])
def test_a_channel_that_only_breaks_comes_to_an_end(store: Store, taking: bool) -> None:
    """Every message is put off, whether the channel breaks before it takes one or after, or says nothing of it."""
    fill(store, [unit("c1"), unit("c2"), unit("c3")])

    class Broken(Told):
        def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
            if not taking:
                raise OSError(5, "no certificates")
            next(iter(messages))
            yield from ()

    report = run(store, Broken())
    assert (report.sent, report.retried, len(report.errors)) == (0, 3, 1)


def test_only_so_many_as_asked(store: Store) -> None:
    """A limit is kept; the next round takes the rest, oldest first."""
    fill(store, [unit(f"c{i}") for i in range(7)])
    assert run(store, Told(), limit=3).sent == 3
    assert [row.recipient for row in messages(store) if row.status == "sent"] == ["c0", "c1", "c2"]
    assert run(store, Told()).sent == 4


def test_several_workers_send_each_message_once(tmp_path: Path) -> None:
    """Four workers on one outbox at once give each message to the channel once."""
    url = f"sqlite:///{tmp_path}/x.sqlite"
    fill(make_store(url), [unit(f"c{i}") for i in range(60)])
    channel = Told()

    def work() -> None:
        store = make_store(url)
        while dispatching(store, {"mail": channel}, SystemClock(), limit=7).sent:
            pass
        store.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(message.key for message in channel.taken) == sorted(f"e1/c{i}/mail" for i in range(60))


DYING = """
import os, sys
from pathlib import Path
from adapters.telling.addresses import Sender
from adapters.clock import SystemClock
from adapters.telling.composing import Composed, composing
from adapters.telling.dispatching import dispatching
from adapters.telling.mails.smtp import message_bytes
from adapters.telling.mails import smtp
from adapters.telling.mails.maildir import MailFolder
from events.opening import make_store

class Dying(MailFolder):
    def deliver(self, messages):
        for number, outcome in enumerate(super().deliver(messages)):
            if number == 4:
                os._exit(9)
            yield outcome

folder = Dying(Path(sys.argv[2]), Sender(name="", address="a@b.vn"))
dispatching(make_store(sys.argv[1]), {"mail": folder}, SystemClock(), lease=float(sys.argv[3]))
"""


def test_a_process_that_dies_between_sending_and_confirming(tmp_path: Path) -> None:
    """Killed after the fifth mail was delivered and before that was noted, the next process leaves each there once."""
    url, folder = f"sqlite:///{tmp_path}/x.sqlite", tmp_path / "mail"
    store = fill(make_store(url), [unit(f"c{i}") for i in range(10)])
    argv = [sys.executable, "-c", DYING, url, str(folder), "3"]
    died = subprocess.run(argv, check=False, timeout=30, cwd=tmp_path)
    assert died.returncode == 9
    assert [len(list((folder / "new").iterdir())), list(states(store).values()).count("sent")] == [5, 4]
    assert run(store, MailFolder(folder, SENDER)) == DispatchReport()  # claimed by the dead one, for now
    time.sleep(3)
    assert run(store, MailFolder(folder, SENDER)).sent == 6
    assert len(list((folder / "new").iterdir())) == 10
    assert set(states(store).values()) == {"sent"}


def test_mails_that_share_a_body_are_worded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of mails that say the same: their words are composed once, and so is all of the mail but the names."""
    titles = [f"Báo cáo kết quả đại hội {i}" for i in range(15)]
    store = fill(make_store("memory:"), [unit(f"c{i}") for i in range(300)], body=content(*titles))
    composed = list[object]()

    def counted(*of: Any, **how: Any) -> Composed:
        composed.append(of)
        return composing(*of, **how)

    monkeypatch.setattr(wording, "composing", counted)

    class Writing(Told):
        def deliver(self, messages: Iterable[Outgoing]) -> Iterator[Outcome]:
            for message in messages:
                assert titles[14].encode() in message_bytes(message, SENDER)
                yield Delivered()

    smtp.stencil.cache_clear()
    assert run(store, Writing()).sent == 300
    assert (len(composed), smtp.stencil.cache_info().misses) == (1, 1)


TICKING = """
import sys, time
from adapters.process.stopping import Stopping
from adapters.running.ticking import RunningPart, ticking
count = 0
def step():
    global count
    count += 1
    print("tick", count, flush=True)
    if count == 2:
        raise ValueError("0912345678")
    time.sleep(float(sys.argv[1]))
    print("done", count, flush=True)
    return False
stop = Stopping()
stop.listen(print)
ticking([RunningPart(name="tick", step=step, every=0.2)], stop)
print("stopped", flush=True)
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_ticker_goes_on_until_it_is_asked_to_stop(ending: signal.Signals, tmp_path: Path) -> None:
    """It ticks at once and each 0.2 s, outlives an exception without telling its words, and ends at a signal."""
    process = ticker("0", tmp_path)
    lines = [process.stdout.readline().strip() for _ in range(8)] if process.stdout else []
    process.send_signal(ending)
    rest, errors = process.communicate(timeout=10)
    assert lines == ["tick 1", "done 1", "tick 2", "tick 3", "done 3", "tick 4", "done 4", "tick 5"]
    assert rest.endswith("stopped\n")
    assert process.returncode == 0
    assert "tick: tried again in 0 seconds, and the rest goes on." in errors
    assert "tick: 0 giây nữa được thử lại" in errors
    assert "a fault of the program itself (ValueError at <string>:11)" in errors
    assert "0912345678" not in errors


def test_the_ticker_lets_a_tick_finish(tmp_path: Path) -> None:
    """Asked to stop in the middle of a long tick, it ends after it; ticks missed meanwhile make no crowd."""
    process = ticker("0.7", tmp_path)
    assert process.stdout
    assert process.stdout.readline() == "tick 1\n"
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=10)
    assert rest == "done 1\nstopped\n"


def ticker(seconds: str, cwd: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", TICKING, seconds], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=cwd
    )
