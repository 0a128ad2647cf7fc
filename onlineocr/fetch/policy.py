"""Rules for the addresses and ports that this installation may call.

Refused are the special-purpose networks in IANA's registries under RFC 6890, and every form that embeds an IPv4
address. The networks are listed here because the result of the standard library's ``is_global`` differs between
versions.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from . import own_names
from .errors import AddressRefused
from .url import Url

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS = (80, 443, 8080, 8443)

_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a carrier's translation
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's host, from inside each of its machines
        "169.254.0.0/16",  # link-local, with the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# Of IPv6 only 2000::/3 is allocated. That excludes ::1, ::ffff:0:0/96 and ::/96 (IPv4 in disguise), 64:ff9b:1::/48
# (translation inside a site), 100::/64, fc00::/7, fe80::/10, fec0::/10 and ff00::/8.
_V6_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "3fff::/20",  # documentation
    )
)
# Behind DNS64 every IPv4 host has an address in this network; its last 32 bits are the IPv4 address to check.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOOPBACK = (ipaddress.IPv4Address("127.0.0.1"), ipaddress.IPv6Address("::1"))


def is_public(address: Address) -> bool:
    """Return whether ``address`` belongs to the public internet."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _V4)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _V6_GIVEN_OUT and not any(address in network for network in _V6)


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's permissions.

    ``allow`` lists networks that may be called although they are not public, at any port and also without TLS.
    ``ports`` are the ports allowed at public addresses. ``plain`` allows http for those.
    """

    allow: Sequence[Network] = ()
    ports: Sequence[int] = PORTS
    plain: bool = False

    def check(self, addresses: Sequence[Address], port: int, *, tls: bool) -> None:
        """Raise :class:`AddressRefused` unless every one of ``addresses`` may be called at ``port``.

        One refused address is enough: an honest name does not point into a private network as well, and the owner of a
        name could influence a choice among its addresses.
        """
        if self.is_private(addresses):
            raise AddressRefused
        if any(not self._is_allowed(address) for address in addresses):
            self._check_public(port, tls=tls)

    def is_private(self, addresses: Sequence[Address]) -> bool:
        """Return whether one of ``addresses`` is neither public nor allowed."""
        return any(not is_public(address) and not self._is_allowed(address) for address in addresses)

    def foresee(self, url: Url) -> None:
        """Raise :class:`AddressRefused` if the refusal is certain before any name is looked up."""
        if url.literal:
            self.check([url.literal], url.port, tls=url.tls)
        elif self._is_refused(url.host):
            raise AddressRefused
        elif not self.allow:  # else the name may lead into a network where every port is allowed
            self._check_public(url.port, tls=url.tls)

    def _is_refused(self, name: str) -> bool:
        """Return whether ``name`` leads to a private address that is not allowed, as far as this machine knows."""
        if own_names.is_loopback(name):
            return not any(self._is_allowed(address) for address in _LOOPBACK)
        if self.is_private(list(own_names.listed(name))):
            return True
        return not self.allow and (own_names.is_private(name) or own_names.is_ours(name))

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self.allow)

    def _check_public(self, port: int, *, tls: bool) -> None:
        if not tls and not self.plain:
            raise AddressRefused("The address must begin with https://")
        if port not in self.ports:
            listed = ", ".join(map(str, self.ports))
            raise AddressRefused(f"Port {port} is not called; ports that are: {listed}")
