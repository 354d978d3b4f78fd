"""Connections that reach no host inside: each address is looked at when it is connected to, and that very one is.

A name may be looked up once more between a check and a connection, and lead elsewhere by then; so there is one look-up,
and what it gave is checked and connected to. Time is bounded as a whole, whatever the other side does with it.
"""

import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore

Address = IPv4Address | IPv6Address

_GLOBAL = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")
_TUNNELS = tuple(map(ip_network, ("2001::/32", "2002::/16", "64:ff9b:1::/48")))
"""Addresses that another one is packed into, and nobody has to reach."""

_METADATA = tuple(map(ip_network, ("168.63.129.16/32", "192.0.0.0/24")))
"""Addresses that look public, and are a cloud's own services for the machine; others are link-local or private."""

_USELESS = (ip_address("0.0.0.0"), ip_address("255.255.255.255"), ip_address("::"))  # noqa: S104 - refused


class InsideError(httpcore.ConnectError):
    """The address lies inside, or is none that can be reached."""


def lies_outside(address: Address) -> bool:
    """True of an address in the public internet, and of nothing that another one is packed into but such a one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return lies_outside(address.ipv4_mapped)
        if address in _NAT64:
            return lies_outside(IPv4Address(int(address) & 0xFFFF_FFFF))
        if address not in _GLOBAL or any(address in network for network in _TUNNELS):
            return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not special and not any(address in network for network in _METADATA)


def may_be_reached(address: Address, *, internal: bool) -> bool:
    """True of what lies outside; where `internal` is allowed, of whatever one host has."""
    if not internal:
        return lies_outside(address)
    packed = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return not address.is_multicast and address not in _USELESS and packed not in _USELESS


def looked_up(host: str, port: int) -> list[Address]:
    """The addresses of a host, in the order in which they are to be tried. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    texts = dict.fromkeys(str(sockaddr[0]).partition("%")[0] for *_, sockaddr in found)
    return [ip_address(text) for text in texts]


def named_inside(host: str) -> bool:
    """True of a host that says itself that it lies inside; of others that is seen when they are connected to."""
    try:
        return not lies_outside(ip_address(host.partition("%")[0]))
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


@dataclass(slots=True)
class Deadline:
    """The moment by which a whole exchange must have come to its end."""

    until: float = field(default=float("inf"))  # by `time.monotonic`

    def left(self, timeout: float | None) -> float:
        """So many seconds at the most for the next step; always more than none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("too long")
        return left if timeout is None else min(left, timeout)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects by TCP to addresses that may be reached, within a deadline."""

    def __init__(self, deadline: Deadline, *, internal: bool) -> None:
        self._deadline, self._internal = deadline, internal
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that takes one. Raises InsideError where any lies inside."""
        error: Exception = InsideError("no address")
        for address in self._addresses(host, port):
            try:
                wait = self._deadline.left(timeout)
                stream = self._inner.connect_tcp(str(address), port, wait, local_address, socket_options)
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
        raise error

    def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Never: a socket of this machine lies inside."""
        raise InsideError("a socket of this machine")

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(self._deadline.left(seconds))

    def _addresses(self, host: str, port: int) -> list[Address]:
        try:
            found = looked_up(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(type(error).__name__) from None
        if not all(may_be_reached(address, internal=self._internal) for address in found):
            raise InsideError("inside")
        return found


class _Stream(httpcore.NetworkStream):
    """A connection of which each step has as long as the deadline leaves."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(
            self._inner.start_tls(ssl_context, server_hostname, self._deadline.left(timeout)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
