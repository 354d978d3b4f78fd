"""Calendars served under their addresses, by a real server: what programs that ask each hour are given."""

import gzip
import json
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from adapters.bootstrap import opened
from adapters.cli.operations.run import feeds_served
from adapters.feeds.serving import keep_served
from adapters.running.health import fault_of
from adapters.serving.calendars import calendar_at, note_look
from adapters.serving.conditional import answered
from adapters.serving.keeping import Keeping
from adapters.serving.server import ServingError
from events.beside.rows import ServedRow
from events.errors import StoreLocked
from events.opening import open_store
from tests.acceptance.test_cli_feed import MILESTONES, PLAN, UNITS, days, numbers, read, served, status
from tests.acceptance.test_leases import eventually
from tests.command_line import CommandLine
from tests.prepared import prepared
from tests.worlds import plan_text

ICS = "text/calendar; charset=utf-8"


@pytest.fixture
@prepared
def line(tmp_path: Path, database_url: str) -> CommandLine:
    """A plan of which some has begun."""
    made = CommandLine(tmp_path, database_url)
    made.registers(UNITS)
    made.adopts(PLAN)
    made("log", "congress", "--planned", "--on", "2025-09-24", "--document", "15-TB/TU", "--id", "dh")
    made.on("2025-07-22")
    return made


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


@contextmanager
def serving(line: CommandLine, **environ: str) -> Iterator[int]:
    """The server of `run`, on a port of its own, with the clock of `line`."""
    port = free_port()
    own = {"THOIHAN_DATABASE_URL": line.url, "THOIHAN_FEEDS_AT": f"127.0.0.1:{port}", "THOIHAN_LANG": "en"}
    with opened({**own, **environ}, clock=line.clock) as office, feeds_served(office) as server:
        assert server
        server.see_to_it()
        eventually(lambda: ask(port, "/healthz")[0].status == 200)
        yield port


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    except OSError:
        answer = HTTPResponse(socket.socket())
        answer.status = 0
        return answer, b""
    finally:
        connection.close()


def address(line: CommandLine, *argv: str) -> str:
    return str(line.json("feeds", "add", *(argv or ("btc",)))["address"])


def test_a_calendar_is_given_as_it_is_written(line: CommandLine) -> None:
    """The same bytes as the file, packed for those who take that; whoever has them is given nothing more."""
    path = f"/feeds/{address(line)}.ics"
    with serving(line) as port:
        answer, data = ask(port, path)
        assert (answer.status, answer.headers["content-type"]) == (200, ICS)
        assert data == served(line)
        assert days(data)["R1/btc"] == "2025-08-11"
        assert answer.headers["cache-control"].startswith("private")
        assert (answer.headers["vary"], answer.headers.get("server")) == ("Accept-Encoding", None)
        packed, small = ask(port, path, accept_encoding="br;q=1.0, gzip;q=0.8")
        assert (packed.headers["content-encoding"], gzip.decompress(small)) == ("gzip", data)
        assert len(small) < len(data) / 2
        tag = answer.headers["etag"]
        assert packed.headers["etag"] == tag
        known, nothing = ask(port, path, if_none_match=f'"other", {tag}')
        assert (known.status, nothing, known.headers["etag"]) == (304, b"", tag)
        head, nothing = ask(port, path, "HEAD")
        assert (head.status, nothing, head.headers["etag"]) == (200, b"", tag)
        line("log", "congress", "--planned", "--on", "2025-10-24")
        moved, data = ask(port, path, if_none_match=tag)
        assert (moved.status, days(data)["R1/btc"]) == (200, "2025-09-12")


def test_what_is_not_there_is_as_what_was_revoked(line: CommandLine) -> None:
    """The same answer to the last header, whatever is asked for; and other methods do nothing."""
    gone = address(line)
    line("feeds", "revoke", line.json("feeds", "list")[0]["id"])
    with serving(line) as port:
        names = (gone, "x" * 43, "%2e%2e%2fbtc", "a" * 3000, "%ff%00")
        answers = [ask(port, f"/feeds/{name}.ics") for name in names]
        answers += [ask(port, path) for path in ("/", "/feeds/", f"/feeds/{gone}")]
        assert {answer.status for answer, _ in answers} == {404}
        assert {data for _, data in answers} == {b"Not found\n"}
        kept = [{name: value for name, value in answer.headers.items() if name != "date"} for answer, _ in answers]
        assert all(one == kept[0] for one in kept)
        assert ask(port, f"/feeds/{gone}.ics", "POST")[0].status == 405
        assert json.loads(ask(port, "/healthz")[1]) == {"status": "ok"}


def test_numbers_rise_with_what_is_given_and_by_a_head_nothing_is(line: CommandLine) -> None:
    """What was given stays known after a rebuild; a cancelled task is there as cancelled."""
    path = f"/feeds/{address(line)}.ics"
    with serving(line) as port:
        ask(port, path, "HEAD")
        assert not rows(line)
        was = numbers(ask(port, path)[1])
        assert set(rows(line)) == {"R1", "R2", "R5", "R6"}
        line("withdraw", "dh")
        data = ask(port, path)[1]
        assert status(data)["R1/btc"] == "CANCELLED"
        assert numbers(data)["R1/btc"] > was["R1/btc"]
        assert not hasattr(read(data)["R1/btc"], "valarm")
        line("verify")
        assert ask(port, path)[1] == data


def test_two_are_not_given_different_days_under_one_number(line: CommandLine) -> None:
    """Who comes second is told so, and what was kept by then stays."""
    store = open_store(line.url)
    first, second = (ServedRow("btc", "ke-hoach", "ke-hoach/R1/btc", 9, day, 0) for day in ("2025-08-11", "2025-08-12"))
    try:
        assert keep_served(store, [first])
        assert not keep_served(store, [second])
        assert not keep_served(store, [second._replace(sequence=8)])
        assert keep_served(store, [first])
        assert keep_served(store, [second._replace(sequence=10)])
    finally:
        store.close()
    assert rows(line) == {"R1": 10}


def rows(line: CommandLine) -> dict[str, int]:
    store = open_store(line.url)
    try:
        with store.begin(write=False) as session:
            return {row.task.split("/")[1]: row.sequence for row in session.served("btc")}
    finally:
        store.close()


def test_when_it_changed_is_said_only_where_that_is_sure(line: CommandLine) -> None:
    """Not in the second of the last event; then never earlier than that, nor than the server itself."""
    path = f"/feeds/{address(line)}.ics"
    line("ack", "ke-hoach/R2/btc")
    with serving(line) as port:
        assert "last-modified" not in ask(port, path)[0].headers
        line.on("2025-07-25")
        answer, _ = ask(port, path)
        since = answer.headers["last-modified"]
        before = format_datetime(parsedate_to_datetime(since) - timedelta(seconds=1), usegmt=True)
        assert ask(port, path, if_modified_since=since)[0].status == 304
        assert ask(port, path, if_modified_since=before)[0].status == 200
        assert ask(port, path, if_modified_since=since, if_none_match='"x"')[0].status == 200
        assert ask(port, path, if_modified_since="yesterday")[0].status == 200
        line("ack", "ke-hoach/R5/ban-dang")
        line.on("2025-07-26")
        assert ask(port, path, if_modified_since=since)[0].status == 200


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("GZIP;q=0.1", True),
        ("gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("identity", False),
        ("*", False),
    ],
)
def test_packed_for_whoever_takes_it(accepted: str, packed: bool) -> None:
    """By the words of the request."""
    found = answered(b"x" * 1000, {"accept-encoding": accepted}, None, {})
    assert ("Content-Encoding" in found.headers) is packed


def test_secret_rows_are_numbers_and_days_and_looks_at_them_are_kept(line: CommandLine) -> None:
    """Each by the name of the address, before it is given; asking whether there is something new is no look."""
    row = {"lead": "btc", "due": "by 2025-09-30", "title": "Việc kín", "secrecy": "nội bộ"}
    line.adopts(plan_text([row], MILESTONES, plan="kin"), "kin")
    path = f"/feeds/{address(line)}.ics"
    with serving(line, THOIHAN_SECRECY_LIMIT="thường") as port:
        answer, data = ask(port, path)
        assert ask(port, path, if_none_match=answer.headers["etag"])[0].status == 304
        assert "Việc kín".encode() not in data
        assert days(data)["kin/R1/btc"] == "2025-09-30"
        ask(port, path, "HEAD")
    looked = line.json("accesses")
    assert [(one["how"], one["plan"], one["row"]) for one in looked] == [("feeds", "kin", "R1")]
    assert looked[0]["actor"] == line.json("feeds", "list")[0]["id"]


def test_secret_rows_are_not_given_while_a_look_at_them_cannot_be_noted(line: CommandLine) -> None:
    """Since another writes; as soon as that one is done, they are, and the look stands there."""
    row = {"lead": "btc", "due": "by 2025-09-30", "title": "Việc kín", "secrecy": "nội bộ"}
    line.adopts(plan_text([row], MILESTONES, plan="kin"), "kin")
    whole = address(line)
    environ = {"THOIHAN_DATABASE_URL": line.url, "THOIHAN_SECRECY_LIMIT": "thường"}
    with opened(environ, clock=line.clock) as office, closing(open_store(line.url, lock_wait=0.1)) as impatient:
        given = calendar_at(office, whole, Keeping())
        assert given
        with office.store.begin() as session:
            session.head()
            with pytest.raises(StoreLocked):
                note_look(replace(office, store=impatient), given)
        assert line.json("accesses") == []
        note_look(office, given)
    assert [(one["how"], one["row"]) for one in line.json("accesses")] == [("feeds", "R1")]


def test_no_address_is_logged_and_no_fault_says_one(
    line: CommandLine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong with a request: the server goes on."""
    secret = address(line)

    def broken(*_: object, **__: object) -> None:
        raise ValueError(secret)

    with serving(line) as port, caplog.at_level(logging.DEBUG):
        ask(port, f"/feeds/{secret}.ics")
        monkeypatch.setattr("adapters.serving.calendars.followed", broken)
        answer, data = ask(port, f"/feeds/{secret}.ics")
        assert (answer.status, data) == (500, b"Error\n")
        assert ask(port, "/healthz")[0].status == 200
    assert "a calendar could not be made: ValueError" in caplog.text
    assert secret not in caplog.text


def test_a_place_that_is_taken_is_said(line: CommandLine) -> None:
    """And `run` goes on without it, until it is free."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        at = f"127.0.0.1:{other.getsockname()[1]}"
        with (
            opened({"THOIHAN_DATABASE_URL": line.url, "THOIHAN_FEEDS_AT": at}) as office,
            feeds_served(office) as server,
        ):
            assert server
            with pytest.raises(ServingError) as raised:
                server.see_to_it()
            assert f"{at} cannot be listened on" in str(fault_of(raised.value))
            other.close()
            assert server.see_to_it() is False
            eventually(lambda: ask(int(at.rpartition(":")[2]), "/healthz")[0].status == 200)


def test_run_gives_calendars_until_it_is_stopped(line: CommandLine) -> None:
    """As another process: with a request that hangs it ends within five seconds, and says how that part went."""
    whole, port = address(line, "btc"), free_port()
    environ: Mapping[str, str] = {**os.environ, "THOIHAN_DATABASE_URL": line.url, "THOIHAN_SETTINGS": "none"}
    more = {"THOIHAN_FEEDS_AT": f"127.0.0.1:{port}", "THOIHAN_LANG": "en", "THOIHAN_LEAP_DAYS": "3660"}
    command = [sys.executable, "-c", "from adapters.cli import main; main()", "run"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=line.folder, env={**environ, **more}, stdout=pipe, stderr=pipe, text=True)
    try:
        eventually(lambda: ask(port, "/healthz")[0].status == 200, 20)
        assert b"BEGIN:VEVENT" in ask(port, f"/feeds/{whole}.ics")[1]
        with socket.create_connection(("127.0.0.1", port)) as hanging:
            hanging.sendall(b"GET /healthz HTTP/1.1\r\nHost:")
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=5)
    finally:
        process.kill()
    assert f"Calendars are given at 127.0.0.1:{port}" in out
    assert whole not in out + err
    assert out.endswith("Stopped.\n")


def test_an_address_is_shown_whole_where_the_settings_say_under_which_officers_reach_us(line: CommandLine) -> None:
    """So that it can be given to a calendar program as it stands."""
    line.more = {"THOIHAN_WEB_ADDRESS": "https://thoihan.tinh.gov.vn/"}
    made = line.json("feeds", "add", "btc")
    assert made["url"] == f"https://thoihan.tinh.gov.vn/feeds/{made['address']}.ics"
    assert "https://thoihan.tinh.gov.vn/feeds/" in line("feeds", "add", "btc").out


def test_what_a_gateway_reports_is_taken_where_the_settings_have_it_report(line: CommandLine) -> None:
    """Under the address that goes with each message; without that setting nothing is there."""
    sms = "kannel+http://127.0.0.1:13013/cgi-bin/sendsms?from=1900&reports=https://thoihan.example.vn/sms"
    secret = "a-secret-of-the-office"
    login = {"THOIHAN_SMS_USERNAME": "u", "THOIHAN_SMS_PASSWORD": "p"}
    with serving(line, THOIHAN_SMS=sms, THOIHAN_SMS_REPORTS_SECRET=secret, **login) as port:
        told = [ask(port, f"/sms/{given}?ref={'cd' * 20}&status=1") for given in (secret, f"{secret}x")]
        assert [(found.status, body) for found, body in told] == [(404, b"unknown\n"), (404, b"not found\n")]
        assert ask(port, f"/sms/{secret}?ref=x&status=1")[0].status == 400
    with serving(line) as port:
        assert ask(port, f"/sms/{secret}?ref=x&status=1")[0].status == 404


def test_who_asks_for_a_calendar_does_not_wait_for_a_sweep(line: CommandLine) -> None:
    """While another writes, it is given as it stands; what was given is written down when he is done."""
    whole = address(line)
    with opened({"THOIHAN_DATABASE_URL": line.url}, clock=line.clock) as office:
        keep = Keeping(patience=0.05)
        with office.store.begin() as session:
            session.head()
            found = calendar_at(office, whole, keep)
            assert found
            assert not rows(line)
        eventually(lambda: set(rows(line)) == {"R1", "R2", "R5", "R6"})
        again = calendar_at(office, whole, keep)
        assert again
        assert again.data == found.data
