"""Where webhooks may go: hosts that the settings list, at addresses that are not within."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from api.outbox.couriers import NotAccepted, RefusedForGood

MAX_URL_CHARS: Final = 500
DEFAULT_PORTS: Final = {"https": 443, "http": 80}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Destination:
    """A host that was allowed, and the port."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True)
class Destinations:
    """What the settings allow: `hosts` as `name` (https on its usual port) or `name:port`.

    Private addresses are refused, whatever name leads to them, unless one of `networks` has them.
    """

    hosts: frozenset[str]
    networks: tuple[Network, ...] = ()
    plain_http: bool = False

    def find(self, url: str) -> Destination:
        """Return where that address leads; ValueError with a sentence if it is not allowed."""
        try:
            parts = urlsplit(url)
            host, given = parts.hostname or "", parts.port
        except ValueError as error:
            raise ValueError("is no address") from error
        if len(url) > MAX_URL_CHARS or not url.isascii() or not url.isprintable() or " " in url:
            raise ValueError("is no address")
        if parts.scheme not in (("https", "http") if self.plain_http else ("https",)):
            raise ValueError("must begin with https://")
        if parts.username or parts.password or parts.fragment or not host:
            raise ValueError("must have a host, and no user name, password or fragment")
        port = given or DEFAULT_PORTS[parts.scheme]
        listed = f"{host}:{port}" in self.hosts
        if not listed and not (host in self.hosts and (parts.scheme, port) == ("https", 443)):
            raise ValueError("leads to a host that WEBHOOK_HOSTS does not list")
        return Destination(parts.scheme, host, port)

    def resolve(self, destination: Destination) -> str:
        """Return one address of the host, which is the one to connect to.

        RefusedForGood if any of its addresses is within and not listed, NotAccepted if its name
        leads nowhere just now.
        """
        try:
            found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise NotAccepted("the receiver's name leads nowhere") from error
        addresses = [str(row[4][0]) for row in found]
        if not addresses or not all(map(self._is_allowed, addresses)):
            raise RefusedForGood("the receiver's address is private and not listed")
        return addresses[0]

    def _is_allowed(self, text: str) -> bool:
        address = ipaddress.ip_address(text.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if any(mapped in network for network in self.networks):
            return True
        return mapped.is_global and not mapped.is_multicast
