"""Which addresses a server may call for a query: public ones over HTTP, and named exceptions.

Invariant: what is checked is what is connected to. A name is resolved once, every address it has
must be allowed, and the connection goes to one of those addresses.
An endpoint may send us on within its own origin, or to another endpoint that may be called; where
it does, all this is checked anew.
Source: RDF4J's policy for SERVICE (eclipse-rdf4j/rdf4j#5989).
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urldefrag, urlsplit

from kg.errors import KGError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host."""


class ServiceError(KGError):
    """Another endpoint may not be called, or gave no answer that can be used."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: the parts of its address, and the IP address that was checked."""

    url: SplitResult
    host: str
    port: int
    address: str

    @property
    def is_tls(self) -> bool:
        """Whether the connection is encrypted."""
        return self.url.scheme == "https"


def resolved(host: str, port: int) -> list[str]:
    """Return a host's addresses as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read networks in CIDR notation.

    Raises:
        ServiceError: one is none.
    """
    try:
        return tuple(ip_network(text) for text in texts)
    except ValueError as error:
        raise ServiceError(f"a network of exceptions is none: {error}") from error


def check_endpoint(url: str) -> None:
    """Refuse an address that could never be called.

    Raises:
        ServiceError: it is none of http or https with a host, or has a user's name in it.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ServiceError(f"{url} is no address of http or https")
    if "@" in parts.netloc:
        raise ServiceError("an address with a user's name or password is not called")


def check_redirect(url: str, to: str, endpoints: Collection[str]) -> None:
    """Refuse to go on from one address to another of which nobody has said that it may be called.

    Raises:
        ServiceError: it has another origin than the first, and is not among the endpoints.
    """
    check_endpoint(to)
    if _origin(url) != _origin(to) and urldefrag(to).url not in endpoints:
        raise ServiceError(f"{url} redirects to {to}, which may not be called unless it is named")
    if url.startswith("https:") and to.startswith("http:"):
        raise ServiceError(f"{url} redirects from https to http")


def target(url: str, *, exceptions: Sequence[Network], resolve: Resolve) -> Target:
    """Check an address and resolve it.

    Raises:
        ServiceError: it may not be called, or its host is unknown.
    """
    check_endpoint(url)
    parts = urlsplit(url)
    assert parts.hostname
    try:
        port = parts.port or _PORTS[parts.scheme]
        addresses = list(dict.fromkeys(resolve(parts.hostname, port)))
    except (OSError, ValueError, UnicodeError) as error:
        raise ServiceError(f"the host {parts.hostname} is unknown") from error
    for address in addresses:
        if not _is_allowed(address, exceptions):
            raise ServiceError(f"the host {parts.hostname} has an address that is not public")
    if not addresses:
        raise ServiceError(f"the host {parts.hostname} has no address")
    return Target(parts, parts.hostname, port, addresses[0])


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    try:
        return parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise ServiceError(f"{url} is no address of http or https") from error


def _is_allowed(text: str, exceptions: Sequence[Network]) -> bool:
    address = ip_address(text.partition("%")[0])
    if any(address in network for network in exceptions):
        return True
    return all(one.is_global and not one.is_multicast for one in (address, *_inside(address)))


def _inside(address: Address) -> list[Address]:
    """Return the addresses that another one stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(address, IPv4Address):
        return []
    found: list[Address | None] = [address.ipv4_mapped, address.sixtofour]
    found += address.teredo or ()
    if address in _NAT64:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]


_PORTS: Final = {"http": 80, "https": 443}
_NAT64: Final = IPv6Network("64:ff9b::/96")
