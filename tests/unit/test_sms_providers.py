"""Providers of text messages, all by one suite: what each is asked, and that no answer loses or makes up a message."""

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.secrecy import Secret
from adapters.telling.channel import Delivered, Outcome, Outgoing, Permanent, Temporary, Unreachable, token
from adapters.telling.composing import Composed
from adapters.telling.sms.description import DescriptionError, description_of
from adapters.telling.sms.gateway import PROVIDERS, SmsGateway
from adapters.telling.targets.texts import GatewayTarget, Speaks, ZaloApp, sms_target
from adapters.telling.targets.urls import TargetError
from tests.loopback import serving

TEXT = "[thời hạn] 376-KH/TU: 15 việc mới."
PLAIN = "[thoi han] 376-KH/TU: 15 viec moi."
KEY = "e1/p/c1/sms"


@dataclass
class Server:
    """A server on a loopback port that answers as told, and remembers what it was asked."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    logins: list[str | None] = field(default_factory=list)
    folder: Path = Path()

    @property
    def zalo(self) -> ZaloApp:
        return ZaloApp(template="7895", tokens=self.folder / "zalo.json", renewed_at=f"{self.url}/renew")

    def keeps(self, access: str, until: str) -> None:
        said = {"refresh_token": "r1", "access_token": access, "until": until}
        self.zalo.tokens.write_text(json.dumps(said), encoding="utf-8")

    def outcomes(self, speaks: Speaks, *messages: Outgoing, **target: Any) -> list[Outcome]:
        more = {"username": "user", "password": Secret("s3cret"), "timeout": 5.0, **target}
        more = {**more, "description": description_of(DESCRIPTION)} if speaks is Speaks.DESCRIBED else more
        more = {**more, "zalo": self.zalo} if speaks is Speaks.ZALO else more
        channel = SmsGateway(GatewayTarget(speaks=speaks, url=self.url, **more))
        return list(channel.deliver(messages or (outgoing(),)))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    state = Server(folder=tmp_path)
    state.keeps("a1", "2026-01-03T00:00:00+00:00")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            url = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            data, form = self.rfile.read(size), "form" in self.headers.get("Content-Type", "")
            fields = {name: values[0] for name, values in parse_qs(data.decode()).items()} if form else {}
            state.asked.append(fields if form else json.loads(data) if size else url)
            known_by = ("Authorization", "access_token", "secret_key")
            state.logins.append(next((self.headers[name] for name in known_by if self.headers[name]), None))
            status, body = state.answers.pop(0)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler) as url:
        state.url = f"{url}/send"
        yield state


def outgoing(text: str = TEXT, address: str = "0912 345 678", key: str = KEY) -> Outgoing:
    body = Composed(subject="", text="", html="", sms=text)
    return Outgoing(key=key, address=address, name="Đảng ủy xã Bản Bo", body=body, at=datetime(2026, 1, 2, tzinfo=UTC))


def said(code: object, name: str = "CodeResult", **more: object) -> bytes:
    return json.dumps({name: code, **more}).encode()


DESCRIPTION: dict[str, Any] = {
    "title": "Viettel",
    "headers": {"Authorization": "Bearer {password}", "X-Id": "{key}"},
    "body": {"to": "{number_plain}", "content": "{text}", "more": [{"brand": "{from}", "unicode": "{unicode}"}]},
    "code": "result.status",
    "taken": [1, "200"],
    "bad_number": ["105"],
    "no_credit": ["42"],
    "in_doubt": ["-1"],
}

TAKEN = {
    Speaks.DESCRIBED: (200, b'{"result": {"status": 1, "id": "x"}}'),
    Speaks.KANNEL: (202, b"0: Accepted for delivery"),
    Speaks.ESMS: (200, said("100", SMSID="d533")),
    Speaks.ZALO: (200, said(0, "error", message="Success", data={"msg_id": "x", "quota": {"remainingQuota": "9"}})),
    Speaks.SPEEDSMS: (200, said("00", "code", status="success", data={"tranId": 1, "invalidPhone": []})),
}
REFUSED = {
    Speaks.DESCRIBED: (200, b'{"result": {"status": "105", "text": "0912345678 is wrong"}}'),
    Speaks.KANNEL: (400, b""),
    Speaks.ESMS: (200, said("108", ErrorMessage="0912345678 is wrong")),
    Speaks.ZALO: (200, said(-118, "error", message="0912345678 is wrong")),
    Speaks.SPEEDSMS: (200, said("105", "code", status="error", message="0912345678 is wrong")),
}
"""Of the number."""
CODES = [
    (Speaks.DESCRIBED, b'{"result": {"status": "200"}}', Delivered, False, ""),
    (Speaks.DESCRIBED, b'{"result": {"status": 42}}', Unreachable, False, "is used up (42)"),
    (Speaks.DESCRIBED, b'{"result": {"status": -1}}', Temporary, True, "failed on the message (-1)"),
    (Speaks.DESCRIBED, b'{"result": {"status": 7}}', Temporary, False, "did not take the message (7)"),
    (Speaks.DESCRIBED, b'{"result": {"status": {}}}', Unreachable, True, "does not answer like Viettel (200)"),
    (Speaks.DESCRIBED, b'{"result": "ok"}', Unreachable, True, "does not answer like Viettel (200)"),
    (Speaks.ESMS, said(100), Delivered, False, ""),
    (Speaks.ESMS, said("124"), Delivered, False, ""),
    (Speaks.ESMS, said("99"), Permanent, False, "refuses the message (99)"),
    (Speaks.ESMS, said("146"), Permanent, False, "refuses the text (146)"),
    (Speaks.ESMS, said("103"), Unreachable, False, "is used up (103)"),
    (Speaks.ESMS, said("101", ErrorMessage="Authorize Failed"), Unreachable, False, "refuses us (101)"),
    (Speaks.ESMS, said("999"), Temporary, False, "did not take the message (999)"),
    (Speaks.ESMS, said("Authorize Failed"), Unreachable, True, "does not answer like eSMS (200)"),
    (Speaks.ESMS, said(True), Unreachable, True, "does not answer like eSMS (200)"),
    (Speaks.ESMS, said("1" * 400), Unreachable, True, "does not answer like eSMS (200)"),
    (Speaks.ESMS, said("100", "code"), Unreachable, True, "does not answer like eSMS (200)"),
    (Speaks.SPEEDSMS, said("00", "code", data={"invalidPhone": ["84912345678"]}), Permanent, False, "(105)"),
    (Speaks.ZALO, said("0", "error"), Delivered, False, ""),
    (Speaks.ZALO, said(-130, "error"), Permanent, False, "refuses the text (-130)"),
    (Speaks.ZALO, said(-144, "error"), Unreachable, False, "takes no messages now (-144)"),
    (Speaks.ZALO, said(-126, "error"), Unreachable, False, "is used up (-126)"),
    (Speaks.ZALO, said(-124, "error"), Unreachable, False, "refuses us (-124)"),
    (Speaks.ZALO, said(-999, "error"), Temporary, False, "did not take the message (-999)"),
    (Speaks.ZALO, said(-100, "error"), Permanent, True, "is not sent again by itself"),
    (Speaks.ZALO, said("ok", "error"), Permanent, True, "is not sent again by itself"),
    (Speaks.ZALO, said(False, "error"), Permanent, True, "is not sent again by itself"),
    (Speaks.SPEEDSMS, said("113", "code"), Permanent, False, "refuses the text (113)"),
    (Speaks.SPEEDSMS, said("300", "code"), Unreachable, False, "is used up (300)"),
    (Speaks.SPEEDSMS, said("007", "code"), Unreachable, False, "refuses us (007)"),
    (Speaks.SPEEDSMS, said("500", "code"), Temporary, True, "failed on the message (500)"),
    (Speaks.SPEEDSMS, said("00", "code", data="none"), Delivered, False, ""),
    (Speaks.SPEEDSMS, said("success", "status"), Unreachable, True, "does not answer like SpeedSMS (200)"),
]
NO_ANSWERS = {
    "html": b"<html><body>Bao tri he thong</body></html>",
    "half": TAKEN[Speaks.ESMS][1][:-4],
    "nothing": b"",
    "twice": TAKEN[Speaks.ESMS][1] * 2,
    "a list": b'["100"]',
    "a number": b"100",
    "deep": b"[" * 50_000,
    "long": b'{"CodeResult": "100", "x": "' + b"x" * 200_000 + b'"}',
    "no text": b"\xff\xfe\x00",
}


def test_each_is_asked_in_its_own_terms(server: Server) -> None:
    """Text with diacritics is said to be so; a brand name is given where there is one; a message has one key."""
    server.answers = [TAKEN[Speaks.ESMS]] * 2
    branded = server.outcomes(Speaks.ESMS, outgoing(), outgoing(PLAIN, "+66 812 345 678"), sender="TINHUY LC")
    assert branded == [Delivered(), Delivered()]
    login = {"ApiKey": "user", "SecretKey": "s3cret", "RequestId": token(KEY), "Brandname": "TINHUY LC", "SmsType": "2"}
    assert server.asked == [
        {**login, "Phone": "0912345678", "Content": TEXT, "IsUnicode": "1"},
        {**login, "Phone": "66812345678", "Content": PLAIN, "IsUnicode": "0"},
    ]
    server.asked, server.answers = [], [TAKEN[Speaks.SPEEDSMS]] * 2
    assert server.outcomes(Speaks.SPEEDSMS, sender="TINHUY") == [Delivered()]
    assert server.outcomes(Speaks.SPEEDSMS, type="5") == [Delivered()]
    assert server.asked == [
        {"to": ["84912345678"], "content": TEXT, "sms_type": 3, "sender": "TINHUY"},
        {"to": ["84912345678"], "content": TEXT, "sms_type": 5, "sender": ""},
    ]
    assert b64decode((server.logins[-1] or "").removeprefix("Basic ")) == b"s3cret:x"


@pytest.mark.parametrize(("speaks", "body", "kind", "unknown", "says"), CODES)
def test_a_code_tells_whose_fault_it_is(
    server: Server, speaks: Speaks, body: bytes, kind: type[Outcome], unknown: bool, says: str
) -> None:
    """And whether the message may have gone all the same."""
    server.answers = [(200, body)]
    (outcome,) = server.outcomes(speaks)
    assert isinstance(outcome, kind)
    if not isinstance(outcome, Delivered):
        assert says in str(outcome.error)
    assert getattr(outcome, "unknown", False) is unknown


@pytest.mark.parametrize("speaks", Speaks)
def test_one_bad_number_holds_up_no_other(server: Server, speaks: Speaks) -> None:
    """It is told by itself, before anything is asked or after; the others go; nothing of the answer's words is kept."""
    server.answers = [TAKEN[speaks], REFUSED[speaks], TAKEN[speaks]]
    messages = outgoing(), outgoing(), outgoing(address="0213 3876 123"), outgoing()
    outcomes = server.outcomes(speaks, *messages)
    assert [type(one) for one in outcomes] == [Delivered, Permanent, Permanent, Delivered]
    assert "912345678" not in str(outcomes)


@pytest.mark.parametrize("speaks", [Speaks.ESMS, Speaks.SPEEDSMS, Speaks.DESCRIBED, Speaks.ZALO])
@pytest.mark.parametrize("body", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_leaves_one_message_in_doubt(server: Server, speaks: Speaks, body: bytes) -> None:
    """The provider took the request, and nobody knows what it did: that one is in doubt, the others were not asked."""
    server.answers = [(200, body)]
    first, *others = server.outcomes(speaks, outgoing(), outgoing(), outgoing())
    assert isinstance(first, Permanent if speaks is Speaks.ZALO else Unreachable)
    assert first.unknown
    assert others == [Unreachable(first.error)] * 2
    assert len(server.asked) == 1


@pytest.mark.parametrize("speaks", Speaks)
@pytest.mark.parametrize(
    ("status", "kind", "unknown"),
    [
        (302, Unreachable, False),
        (401, Unreachable, False),
        (404, Unreachable, False),
        (429, Unreachable, False),
        (503, Unreachable, False),
        (500, Temporary, True),
    ],
)
def test_a_status_without_a_code_counts(server: Server, speaks: Speaks, status: int, kind: type, unknown: bool) -> None:
    """Who we are, where we knocked, or that it is busy: no message is to blame, and no redirection is followed."""
    server.answers = [(status, b"<html/>")]
    if speaks is Speaks.ZALO and status >= 500:  # it may have told it, and would tell it twice
        kind, unknown = Permanent, True
    (outcome,) = server.outcomes(speaks)
    assert isinstance(outcome, kind)
    assert getattr(outcome, "unknown", None) is unknown


def test_a_token_of_zalo_is_renewed_before_it_ends_and_kept_first(server: Server) -> None:
    """Once for all messages; the one that renews the next is on the disk, for its owner alone."""
    server.keeps("a1", "2026-01-02T00:02:00+00:00")
    renewed = json.dumps({"access_token": "a2", "refresh_token": "r2", "expires_in": "90000"}).encode()
    server.answers = [(200, renewed), TAKEN[Speaks.ZALO], TAKEN[Speaks.ZALO]]
    assert server.outcomes(Speaks.ZALO, outgoing(), outgoing()) == [Delivered(), Delivered()]
    assert server.asked[0] == {"refresh_token": "r1", "app_id": "user", "grant_type": "refresh_token"}
    data = {"phone": "84912345678", "template_id": "7895", "template_data": {"noi_dung": TEXT}}
    assert server.asked[1] == {**data, "tracking_id": token(KEY)}
    assert server.logins == ["s3cret", "a2", "a2"]
    kept = server.zalo.tokens
    assert json.loads(kept.read_text())["refresh_token"] == "r2"
    assert kept.stat().st_mode & 0o077 == 0


def test_a_token_that_zalo_does_not_know_is_used_no_more(server: Server) -> None:
    """The next message renews it; where that is refused, or has no answer, the old one stays and says what to do."""
    server.answers = [(200, said(-124, "error")), (200, said(-14118, "error"))]
    assert [type(one) for one in server.outcomes(Speaks.ZALO)] == [Unreachable]
    (outcome,) = server.outcomes(Speaks.ZALO)
    assert isinstance(outcome, Unreachable)
    assert "does not renew the token (-14118)" in str(outcome.error)
    server.answers = [(503, b"<html/>")]
    (outcome,) = server.outcomes(Speaks.ZALO)
    assert (type(outcome), "it is tried again" in str(getattr(outcome, "error", ""))) == (Unreachable, True)
    assert json.loads(server.zalo.tokens.read_text())["refresh_token"] == "r1"
    assert len(server.asked) == 3


def test_every_provider_is_in_the_suite() -> None:
    """A new one needs its answers above."""
    assert set(Speaks) == {*PROVIDERS, Speaks.DESCRIBED} == set(TAKEN) == set(REFUSED)


def test_addresses_of_providers_are_read() -> None:
    """The brand name, the sort of message, and until when the name is valid."""
    read = sms_target(
        "esms+https://rest.esms.vn/x/?from=TINHUY%20LC&type=2&until=2028-05-31&plain=yes", "key", "secret"
    )
    assert read == GatewayTarget(
        speaks=Speaks.ESMS,
        url="https://rest.esms.vn/x/",
        username="key",
        password=Secret("secret"),
        sender="TINHUY LC",
        type="2",
        until=date(2028, 5, 31),
        plain=True,
    )
    zalo = sms_target(
        "zalo+https://business.openapi.zalo.me/message/template?template=7&tokens=/x/z.json", "app", "key"
    )
    assert isinstance(zalo, GatewayTarget)
    assert zalo.zalo == ZaloApp(template="7", tokens=Path("/x/z.json"))
    token_only = sms_target("speedsms+https://api.speedsms.vn/index.php/sms/send", None, "token")
    assert isinstance(token_only, GatewayTarget)
    assert (token_only.speaks, token_only.username, token_only.sender) == (Speaks.SPEEDSMS, "", None)


@pytest.mark.parametrize(
    ("target", "username", "says"),
    [
        ("esms+https://x.vn/?from=VANPHONGTINH", "u", "at most 11 letters"),
        ("esms+https://x.vn/?from=19001234", "u", "not digits only"),
        ("esms+https://x.vn/?from=Đảng", "u", "without diacritics"),
        ("speedsms+https://x.vn/?from=A%0aB", "u", "can be no brand name"),
        ("kannel+https://x.vn/?from=VANPHONGTINH", "u", "at most 11 letters"),
        ("kannel+https://x.vn/?from=1900&type=2", "u", "type"),
        ("esms+https://x.vn/?until=31-05-2028", "u", "until"),
        ("esms+https://x.vn/?type=two", "u", "0 ... 99"),
        ("zalo+https://x.vn/?template=7", "u", "/etc/thoihan/zalo.json"),
        ("zalo+https://x.vn/?template=7&tokens=/z.json&renewed_at=http://y.vn", "u", "oauth.zaloapp.com"),
        ("esms+http://x.vn/", "u", "unprotected over the network: write esms+https://…"),
        ("esms+https://x.vn/", None, "THOIHAN_SMS_USERNAME"),
        ("viettel+https://x.vn/", "u", "is not understood"),
        ("esms+ftp://x.vn/", "u", "is not understood"),
        ("esms+https://u@x.vn/", "u", "is not understood"),
    ],
)
def test_addresses_that_cannot_be_are_refused(target: str, username: str | None, says: str) -> None:
    """With what to write instead."""
    with pytest.raises(TargetError) as caught:
        sms_target(target, username, "secret")
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_provider_is_asked_as_it_is_described(server: Server) -> None:
    """As JSON, nested, or as a form; each field stands for one thing, and what a text has in braces stays as it is."""
    server.answers = [TAKEN[Speaks.DESCRIBED]]
    assert server.outcomes(Speaks.DESCRIBED, outgoing("{password} ở"), sender="TINHUY") == [Delivered()]
    more = [{"brand": "TINHUY", "unicode": "1"}]
    assert server.asked == [{"to": "84912345678", "content": "{password} ở", "more": more}]
    assert server.logins == ["Bearer s3cret"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": {"content": "{text.__class__}"}},
        {"body": {"content": "{0}"}},
        {"body": {"content": "no text"}},
        {"body": "{text}"},
        {"headers": {"X-A": "a\r\nB: c"}},
        {"headers": {"X A": "a"}},
        {"taken": []},
        {"code": "a..b"},
        {"title": ""},
        {"send": "xml"},
        {"success": "1"},
    ],
)
def test_a_description_that_cannot_be_used_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    """Before anything is sent, with the file; nothing is computed from a template."""
    with pytest.raises(DescriptionError):
        description_of({**DESCRIPTION, **wrong})
    (tmp_path / "viettel.toml").write_text('title = "Viettel"\n', encoding="utf-8")
    with pytest.raises(TargetError, match="describes no provider"):
        sms_target(f"described+https://sms.example.vn/?description={tmp_path}/viettel.toml", None, "s3cret")
