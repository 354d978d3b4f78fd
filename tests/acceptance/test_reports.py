"""What gateways report of text messages: noted once, by whom and in whichever order; and in plain words."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from adapters.clock import SetClock, day_in_viet_nam
from adapters.secrecy import Secret
from adapters.telling.channel import Delivered, Permanent
from adapters.telling.dispatching import dispatching
from adapters.telling.reports.noting import note_report
from adapters.telling.reports.route import report_route
from adapters.telling.sms.kannel_reports import Report, read_report
from adapters.telling.targets.trials import Trial
from adapters.telling.wording import Wording
from adapters.words.catalogue import Said
from adapters.words.sending.outcomes import plain
from engine.contacts import ListedUnit
from engine.telling.news import news
from events.beside.attempts import Came, Reported, attempt, attempts
from events.chain import moment_text
from events.opening import make_store
from events.store import NO_WAIT
from tests.asgi import serving
from tests.command_line import CommandLine
from tests.telling import Post, flush, office
from tests.worlds import World, plan_text

SECRET = "a-secret-of-the-office"
REFERENCE = "ab" * 20
TEXTED: ListedUnit = {
    "code": "bto",
    "name": "Ban Tổ chức",
    "kind": "party-body",
    "parent": "12",
    "email": "bto@example.vn",
    "phone": "0912345678",
}


def send(world: World, texts: Post) -> None:
    """All that is ready to go leaves, text messages by that channel."""
    composer = news(day_in_viet_nam(world.now), NO_WAIT)
    dispatching(world.store, {"mail": Post(), "sms": texts}, SetClock(world.now), composer=composer)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """An office whose text message was handed over, and is called REFERENCE by the gateway."""
    store = make_store(database_url)
    made = office(store)
    made.register((TEXTED,))
    made.adopt(plan_text([{"lead": "bto", "due": "by 2025-09-01"}]))
    send(made, Post("sms", answers={"0912345678": [Delivered(REFERENCE)]}))
    yield made
    store.close()


def text_message(world: World) -> tuple[str, list[str]]:
    """How far the text message has come, and what is kept of it."""
    with world.store.begin(write=False) as session:
        texts = [one for one in session.messages(recipient="bto") if one.channel == "sms"]
        (found,) = [one for one in texts if one.status != "covered"]  # by what is said to the new number
    return found.status, [f"{one.came} {one.code}".strip() for one in attempts(found.tries)]


def test_a_report_is_noted_once_and_the_first_end_stands(world: World) -> None:
    """By a real server: forged, unknown, malformed, repeated, on its way, and another end afterwards."""
    now = moment_text(world.now)
    route = report_route(Secret(SECRET), lambda found: note_report(world.store, found, now))

    with serving(Starlette(routes=[route])) as address, httpx.Client(trust_env=False) as client:

        def told(query: str, secret: str = SECRET) -> tuple[int, str]:
            found = client.get(f"{address}/{secret}?{query}")
            return found.status_code, found.text.strip()

        assert told(f"ref={REFERENCE}&status=2", "another-secret-of-it")[0] == 404
        assert told(f"ref={'cd' * 20}&status=1") == (404, "unknown")
        for bad in ("", "ref=x&status=1", f"ref={REFERENCE}", f"ref={REFERENCE}&status=99", "ref=" + "a" * 600):
            assert told(bad)[0] == 400
        assert text_message(world) == ("sent", ["sent"])
        assert told(f"ref={REFERENCE}&status=8") == (200, "on_way")
        assert told(f"ref={REFERENCE}&status=1") == (200, "noted")
        assert told(f"ref={REFERENCE}&status=1") == (200, "known")
        assert told(f"ref={REFERENCE}&status=2") == (200, "contradicts")
    assert text_message(world) == ("sent", ["sent", "delivered dlr 1"])


def test_what_did_not_arrive_was_not_told_and_goes_to_another_number(world: World) -> None:
    """It is parked, with the reason; with another number it goes again, as things stand then."""
    report = read_report({"ref": REFERENCE, "status": "2"})
    assert report
    assert note_report(world.store, report, moment_text(world.now)) is Reported.NOTED
    assert text_message(world) == ("parked", ["sent", "failed dlr 2"])
    world.register(({**TEXTED, "phone": "0912345679"},))
    post = Post("sms")
    send(world, post)
    assert [one.address for one in post.handed] == ["0912345679"]
    assert text_message(world)[0] == "sent"
    assert note_report(world.store, Report(REFERENCE, report.came, ""), moment_text(world.now)) is not Reported.NOTED


def test_each_attempt_is_kept_and_said_in_plain_words(tmp_path: Path) -> None:
    """With the enhanced code of the answer, and the next step; and which units are not reached."""
    line = CommandLine(tmp_path, f"sqlite:///{tmp_path}/thoihan.db")
    store = make_store(line.url)
    world = office(store)
    world.adopt(plan_text([{"lead": "bto", "due": "by 2025-09-01"}]))
    refused = Permanent(Said("refused ({why})", {"why": "550 5.1.1"}))
    flush(world, Post(answers={"bto@example.vn": [refused]}))
    store.close()
    (message,) = line.json("outbox", "--unit", "bto")
    shown = line("outbox", "show", message["key"]).out
    assert "The address does not exist. (550 5.1.1)" in shown
    assert "What to do: Correct it" in shown
    status = line.json("status", code=0)["not_reached"]
    assert [(one["unit"], one["messages"], one["what"]) for one in status] == [
        ("bto", 1, "The address does not exist.")
    ]
    shown = line("status").out
    assert "Not reached, by e-mail address: 1 unit(s), 1 message(s). The address does not exist." in shown
    assert "They are: Ban Tổ chức (bto)." in shown


@pytest.mark.parametrize("marked", [False, True])
def test_a_mail_that_is_refused_for_good_goes_as_a_text_message(world: World, *, marked: bool) -> None:
    """Where the settings say so and no text message tells the same; where that fails too, it is parked as a mail.

    The same if the address is known to take no mail: then none is tried.
    """
    by_mail = '{no progress: [], reminders: ["2 working days before due, by mail"]}'
    world.adopt(plan_text([{"lead": "bto", "due": "by 2025-09-04"}], plan="khac", number="2-KH/TU", policies=by_mail))
    send(world, Post("sms"))
    world.tick("2025-09-03")
    refused = Permanent(Said("refused ({why})", {"why": "550 5.1.1"}))
    texts, mails = Post("sms"), Post(answers={"bto@example.vn": [refused] * 3})
    known = Said("gone", {"why": "5.1.1"}) if marked else None
    composer = news(day_in_viet_nam(world.now), NO_WAIT)
    wording = Wording(fallback=True, unreachable=lambda _unit, way: known if way == "mail" else None)
    ways = {"mail": mails, "sms": texts}
    dispatching(world.store, ways, SetClock(world.now), composer=composer, wording=wording)
    with world.store.begin(write=False) as session:
        found = {one.key: one for one in session.messages(recipient="bto")}
    ended = {key.split("/")[-3]: one for key, one in found.items() if "day.began" in key and one.channel == "mail"}
    assert ended["khac"].status == "sent"
    assert any(one.address == "bto@example.vn" for one in mails.handed) is not marked
    assert [str(one.came) for one in attempts(ended["khac"].tries)] == ["failed", "sent"]
    assert [one.channel for one in attempts(ended["khac"].tries)] == ["mail", "sms"]
    assert all(one.status == "parked" for plan, one in ended.items() if plan != "khac")


@pytest.mark.parametrize(
    ("channel", "what", "next_step"),
    [
        ("webhook.kho", "The program that is told refused it.", "webhooks list"),
        ("trial/mail", "The address of the trial refused it", "trial_mail"),
        ("trial/sms", "The address of the trial refused it", "trial_phone"),
    ],
)
def test_what_no_address_of_a_unit_refused_is_not_said_of_one(channel: str, what: str, next_step: str) -> None:
    """A program, or the address of a trial: there is nothing to correct at the unit."""
    said = plain(attempt("t", Came.FAILED, channel, "550 5.1.1"))
    assert said.what.startswith(what)
    assert (next_step in said.next, "contacts" in said.next) == (True, False)


def test_attempts_of_a_trial_are_kept_as_such(world: World) -> None:
    """What its own address refuses is parked, and waits for the unit when the trial is over."""
    world.adopt(plan_text([{"lead": "bto", "due": "by 2025-09-04"}], plan="khac", number="2-KH/TU"))
    refused = Permanent(Said("refused ({why})", {"why": "550 5.1.1"}))
    post = Post(answers={"thu@example.vn": [refused] * 9})
    composer = news(day_in_viet_nam(world.now), NO_WAIT._replace(trial=True))
    wording = Wording(trial=Trial(mail="thu@example.vn", phone="0912345678"))
    dispatching(
        world.store, {"mail": post, "sms": Post("sms")}, SetClock(world.now), composer=composer, wording=wording
    )
    with world.store.begin(write=False) as session:
        mails = [one for one in session.messages(status="parked") if one.channel == "mail"]
    assert mails
    assert {one.channel for mail in mails for one in attempts(mail.tries)} == {"trial/mail"}
    world.store.end_trial()
    with world.store.begin(write=False) as session:
        assert session.messages(status="parked") == []
