"""Connections that reach no host inside, whatever a name leads to, and by whatever form of an address."""

import socket
import time
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telling.hooks.guarding import Deadline, GuardedBackend, InsideError, lies_outside, may_be_reached

INSIDE = (
    *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("100.100.100.200", "168.63.129.16", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "fe80::1"),
    *("fd00:ec2::254", "fc00::1", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2001:0:1::1", "2001:db8::1", "100::1"),
)
OUTSIDE = ("8.8.8.8", "203.162.4.190", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("text", INSIDE)
def test_what_lies_inside(text: str) -> None:
    """Loopback, private, link-local, shared, reserved, multicast, a cloud's own, and these packed into others."""
    assert not lies_outside(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_lies_outside(text: str) -> None:
    """Public addresses, packed or not."""
    assert lies_outside(ip_address(text))
    assert may_be_reached(ip_address(text), internal=True)


@given(st.ip_addresses(v=4))
def test_what_is_packed_is_as_what_it_is_packed_into(address: Any) -> None:
    """However an IPv4 address is written as one of IPv6, it reaches no further."""
    for packed in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert lies_outside(ip_address(packed)) is lies_outside(address)


def test_where_inside_is_allowed_it_is_still_one_host() -> None:
    """No group of hosts, and not “all addresses of this machine”."""
    allowed = {text: may_be_reached(ip_address(text), internal=True) for text in INSIDE}
    refused = {"0.0.0.0", "255.255.255.255", "::", "224.0.0.1", "ff02::1"}
    assert {text for text, may in allowed.items() if not may} == refused


@pytest.fixture
def listening() -> Iterator[int]:
    """A port of this machine that takes connections, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "127.1", "0177.0.0.1", "0.0.0.0"])
def test_no_form_of_an_address_gets_inside(host: str, listening: int) -> None:
    """The address that is connected to is looked at, and not the name."""
    with pytest.raises(httpcore.ConnectError):
        GuardedBackend(Deadline(), internal=False).connect_tcp(host, listening)


def test_a_name_that_leads_elsewhere_later_is_looked_up_once(listening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is connected to: a second answer is never asked for."""
    answers = [["8.8.8.8"], ["127.0.0.1"]]
    tried: list[str] = []

    def getaddrinfo(host: str, port: int, **_: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in answers.pop(0)]

    class Inner(httpcore.SyncBackend):
        def connect_tcp(self, host: str, *rest: Any) -> Any:
            tried.append(host)
            raise httpcore.ConnectError("none")

    backend = GuardedBackend(Deadline(), internal=False)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(backend, "_inner", Inner())
    with pytest.raises(httpcore.ConnectError):
        backend.connect_tcp("doi.example", listening)
    assert (tried, len(answers)) == (["8.8.8.8"], 1)
    with pytest.raises(InsideError):
        backend.connect_tcp("doi.example", listening)
    assert tried == ["8.8.8.8"]


def test_a_name_with_one_address_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever stands beside it."""
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 443)) for text in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    with pytest.raises(InsideError):
        GuardedBackend(Deadline(), internal=False).connect_tcp("hai.example", 443)


def test_time_is_bounded_as_a_whole(listening: int) -> None:
    """However little each step takes, and whatever it may take by itself."""
    deadline = Deadline(time.monotonic() + 0.3)
    stream = GuardedBackend(deadline, internal=True).connect_tcp("127.0.0.1", listening)
    began = time.monotonic()
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1, 60)
    with pytest.raises(httpcore.ReadTimeout):
        stream.read(1, 60)
    assert time.monotonic() - began < 2
    stream.close()
