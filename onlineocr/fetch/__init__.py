"""Outgoing HTTP to URLs given by untrusted users, safe from use as a way behind the firewall (SSRF).

A name is resolved once, and the connection goes to one of the checked addresses; TLS still verifies the name. See
:mod:`.policy` for refused addresses, :mod:`.network` for the connection, :mod:`.client` for the two calls.
"""

from .client import Answer, Download, download, post
from .errors import (
    AddressRefused,
    FetchError,
    InvalidAddress,
    RemoteFailed,
    RemoteRefused,
    RemoteTimeout,
    RemoteTooLarge,
    RemoteUnreachable,
)
from .policy import Policy
from .url import Url

__all__ = [
    "AddressRefused",
    "Answer",
    "Download",
    "FetchError",
    "InvalidAddress",
    "Policy",
    "RemoteFailed",
    "RemoteRefused",
    "RemoteTimeout",
    "RemoteTooLarge",
    "RemoteUnreachable",
    "Url",
    "download",
    "post",
]
