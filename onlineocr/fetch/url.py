"""A URL parsed strictly, so that no other component can read it differently."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

import idna

from .errors import InvalidAddress

LONGEST = 2048  # characters

_NEVER = re.compile(r"[\x00-\x20\x7f-\xa0\\<>]")
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_KEPT = "/:?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True, slots=True)
class Url:
    """A URL. ``host`` in lower-case ASCII (an IPv6 address without brackets), ``target`` as in the request line."""

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a complete http or https URL; :class:`InvalidAddress` names the fault."""
        if len(text) > LONGEST:
            raise InvalidAddress(f"The address has more than {LONGEST} characters")
        if _NEVER.search(text):
            raise InvalidAddress("The address holds a space or another character that none may hold")
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError as error:
            raise InvalidAddress(f"The address is not valid: {error}") from None
        if parts.scheme not in {"http", "https"}:
            raise InvalidAddress("The address must begin with https:// or http://")
        if "@" in parts.netloc:
            raise InvalidAddress("The address must not hold a user name")
        if port == 0:
            raise InvalidAddress("There is no port 0")
        target = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
        return cls(parts.scheme, _host(parts.netloc), port or (443 if parts.scheme == "https" else 80), target)

    @property
    def tls(self) -> bool:
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """Return ``host`` or ``host:port`` as in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"

    @property
    def literal(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        """Return the host as an IP address, or None for a name."""
        try:
            return ipaddress.ip_address(self.host)
        except ValueError:
            return None

    def join(self, location: str) -> Self:
        """Return the target of a redirect to ``location``; :class:`InvalidAddress` if it is not valid."""
        return self.parse(urljoin(str(self), location))

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def _host(netloc: str) -> str:
    if netloc.startswith("["):
        inner = netloc[1:].partition("]")[0]
        try:
            address = ipaddress.IPv6Address(inner)
        except ValueError:
            address = None
        if address is None or address.scope_id is not None:
            raise InvalidAddress(f"[{inner}] is no IPv6 address that can be called")
        return str(address)
    name = netloc.partition(":")[0]
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode()
        except idna.IDNAError as error:
            raise InvalidAddress(f"The name of the server is not valid: {error}") from None
    name = name.lower().removesuffix(".")
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise InvalidAddress("The name of the server is not valid")
    return _plain_number(name)


def _plain_number(name: str) -> str:
    """Return a numeric host in its usual form; refuse all but four decimal parts: 127.1, 0x7f.0.0.1 and 2130706433 are
    invalid."""
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return name
    try:
        return str(ipaddress.IPv4Address(name))
    except ValueError:
        raise InvalidAddress(f"Write the address {name!r} as four decimal numbers") from None
