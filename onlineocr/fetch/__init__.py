"""Outgoing HTTP to addresses that strangers name, so that nothing behind the firewall is reached with our hands.

A name is resolved once and the connection goes to one of the very addresses that were checked; TLS still verifies the
name. See :mod:`.policy` for what is refused, :mod:`.network` for the connection, :mod:`.client` for the two calls.
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
