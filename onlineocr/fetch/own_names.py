"""Names that lead to this machine or into its network, known without a look-up."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

HOSTS = Path("/etc/hosts")
# Names that lead to the machine itself: by RFC 6761, or in the hosts files that systems come with.
_LOOPBACK = {
    "localhost", "localhost.localdomain", "localhost4", "localhost4.localdomain4", "localhost6",
    "localhost6.localdomain6", "ip6-localhost", "ip6-loopback",
}  # fmt: skip
# Suffixes that the public DNS does not have: by RFC 6761, 6762 and 8375, by ICANN, or by the custom of routers.
_PRIVATE = (".localhost", ".localdomain", ".local", ".lan", ".internal", ".home.arpa")


def is_loopback(host: str) -> bool:
    """Return whether ``host``, in lower case, is a name of this machine's loopback on any system."""
    return host in _LOOPBACK or host.endswith(".localhost")


def is_private(host: str) -> bool:
    """Return whether the public DNS has no name ``host``: it has no dot, or a suffix for private networks."""
    return "." not in host or host.endswith(_PRIVATE)


def is_ours(host: str) -> bool:
    """Return whether ``host`` is the name of this machine."""
    return host == os.uname().nodename.lower()


def listed(host: str, file: Path = HOSTS) -> Iterator[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Yield the addresses of ``host`` in the hosts file, which look-ups read first."""
    with suppress(OSError):
        for line in file.read_text(errors="replace").splitlines():
            address, *names = line.partition("#")[0].lower().split() or [""]
            if host in names:
                with suppress(ValueError):
                    yield ipaddress.ip_address(address)
