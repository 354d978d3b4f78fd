"""Text messages through apprise: what it is given, and what its answers mean."""

import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.secrecy import Secret
from adapters.telling.channel import Delivered, Outgoing, Permanent, Temporary, Unreachable
from adapters.telling.composing import Composed
from adapters.telling.sms.chat import ChatChannel
from adapters.telling.targets.texts import ChatTarget, sms_target
from adapters.telling.targets.urls import TargetError
from tests.chat_service import FakeService


def outcome(address: str = "0912 345 678") -> Any:
    body = Composed(subject="", text="", html="", sms="15 việc mới.")
    message = Outgoing(key="k", address=address, name="Xã", body=body, at=datetime(2026, 1, 2, tzinfo=UTC))
    return next(ChatChannel(Secret("x://u:s3cret@{number_plain}")).deliver([message]))


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> FakeService:
    found = FakeService()
    monkeypatch.setitem(sys.modules, "apprise", found)
    return found


def test_a_message_goes_to_the_number(service: FakeService) -> None:
    """In its place in the service's address."""
    assert outcome() == Delivered()
    assert (service.services, service.said) == (["x://u:s3cret@84912345678"], ["15 việc mới."])


@pytest.mark.parametrize(
    ("went", "kind", "unknown"),
    [(False, Temporary, True), (None, Temporary, True), (ValueError("0912345678"), Temporary, True)],
)
def test_what_did_not_go_is_in_doubt(service: FakeService, went: object, kind: type, unknown: bool) -> None:
    """Nothing of an error's words is kept."""
    service.went = went
    found = outcome()
    assert (type(found), found.unknown) == (kind, unknown)
    assert "912345678" not in str(found)


def test_what_cannot_be_is_said(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that is none, a service that nobody knows, apprise that is not installed: and no password with it."""
    assert isinstance(outcome("0213 3876 123"), Permanent)
    service.knows = False
    unknown = outcome()
    monkeypatch.setitem(sys.modules, "apprise", None)
    missing = outcome()
    assert [type(one) for one in (unknown, missing)] == [Unreachable, Unreachable]
    assert "pip install thoihan[chat]" in str(missing.error)
    assert "s3cret" not in str((unknown, missing))


def test_the_service_stands_with_the_passwords() -> None:
    """It holds some; without the place of a number there is no message."""
    assert sms_target("apprise:?plain=yes", None, "x://{number}") == ChatTarget(
        service=Secret("x://{number}"), plain=True
    )
    with pytest.raises(TargetError, match="must hold the address of a service"):
        sms_target("apprise:", None, "x://84912345678")
