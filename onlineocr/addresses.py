"""Settings for reaching the service: public address, host names, proxies, origins of other sites.

A value that is accepted but would serve nothing, such as a port among the host names, ends the program at its start
with one sentence that names the right value.
"""

from __future__ import annotations

import ipaddress
import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from onlineocr import env
from onlineocr.env import Network

PREFIX = re.compile(r"(?:/[A-Za-z0-9._~-]{1,64}){1,8}")
# The first segments of our own paths. A prefix that begins with one of them would look like such a path.
OWN_SEGMENTS = frozenset(
    {
        "account", "accounts", "admin", "api", "api-auth", "batches", "docs", "documents", "favicon.ico", "healthz",
        "history", "metrics", "readyz", "search", "static", "status",
    }
)  # fmt: skip
_HOST = re.compile(r"([a-z0-9_](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]+\])(?::([0-9]{0,5}))?")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Host:
    """The parsed value of a ``Host`` header. ``name`` is in lower case, an IPv6 address in brackets."""

    name: str
    port: int | None = None

    def __str__(self) -> str:
        return self.name if self.port is None else f"{self.name}:{self.port}"

    @classmethod
    def parse(cls, text: str) -> Host:
        """Parse a host with or without a port; ValueError if ``text`` is neither a name nor an address.

        It accepts more names than Django's parser: Docker Compose makes names with an underscore, and RFC 9110 allows
        an empty port.
        """
        match = _HOST.fullmatch(text.lower())
        port = int(match[2]) if match and match[2] else None
        if match is None or ".." in match[1] or (port is not None and not 0 < port < 65536):
            raise ValueError("is not a host name")
        if match[1].startswith("["):
            ipaddress.IPv6Address(match[1][1:-1])
        return cls(match[1].removesuffix("."), port)


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """The public address of the service: ``origin`` without a path, and the ``prefix`` of every path, often empty."""

    origin: str = ""
    prefix: str = ""

    def __str__(self) -> str:
        return self.origin + self.prefix

    @property
    def host(self) -> str:
        return Host.parse(urlsplit(self.origin).netloc).name if self.origin else ""

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https:")


@dataclass(frozen=True, slots=True)
class Proxies:
    """The trusted reverse proxies: their number, or the networks that they call from."""

    count: int = 0
    networks: tuple[Network, ...] = ()


def public_url(name: str, *, help: str) -> PublicUrl:
    """Read a setting: one http or https address, with or without a path."""

    def parse(raw: str) -> PublicUrl:
        parts = _split(raw)
        prefix = parts.path.rstrip("/")
        if parts.query or parts.fragment:
            raise ValueError("holds a query or a fragment; write the address without '?' and '#'")
        if prefix and not PREFIX.fullmatch(prefix):
            raise ValueError("holds a path that is not plain; use letters, digits and . _ ~ - between slashes")
        if prefix.split("/")[1:2] and prefix.split("/")[1] in OWN_SEGMENTS:
            segment = prefix.split("/")[1]
            raise ValueError(f"has a path that begins like the service's own /{segment}; choose another, such as /ocr")
        return PublicUrl(_origin(parts), prefix)

    return env.read(name, PublicUrl(), "", parse, kind="address", help=help, example="https://ocr.example.org/ocr")


def hosts(name: str, *, help: str) -> list[str]:
    """Read a setting: host names without scheme and port; ``.example.org`` for a name and all below it, ``*`` for
    all."""
    return env.several(name, (), _host_pattern, kind="list of host names", help=help, example="ocr.example.org")


def origins(name: str, *, help: str) -> list[str]:
    """Read a setting: origins such as ``https://app.example.org``, or ``*``."""

    def parse(word: str) -> str:
        if word == "*":
            return word
        if "*" in word:
            raise ValueError(f"holds the pattern {word!r}; write each origin in full, or '*' alone for every origin")
        parts = _split(word)
        if parts.path or parts.query or parts.fragment:
            raise ValueError(f"holds an address with a path, {word!r}; write {_origin(parts)}")
        return _origin(parts)

    return env.several(name, (), parse, kind="list of origins", help=help, example="https://app.example.org")


def proxies(name: str, *, help: str) -> Proxies:
    """Read a setting: a number of proxies, or the networks that they call from."""

    def parse(raw: str) -> Proxies:
        if raw.isascii() and raw.isdecimal():
            if int(raw) > 10:
                raise ValueError("is above the most, 10")
            return Proxies(int(raw))
        return Proxies(networks=tuple(env.network(word) for word in re.findall(r"[^\s,]+", raw)))

    return env.read(
        name, Proxies(), "0", parse, kind="whole number, or list of networks", help=help, example="1, or 172.18.0.0/16"
    )


def _host_pattern(word: str) -> str:
    if word == "*":
        return word
    if "://" in word:
        raise ValueError(f"holds {word!r}; write the host name only: {Host.parse(_split(word).netloc).name}")
    dot = "." if word.startswith((".", "*.")) else ""
    text = word.removeprefix("*").removeprefix(".")
    if word.startswith("*."):
        raise ValueError(f"holds {word!r}; write .{text} for that name and all names below it")
    if "/" in text:
        raise ValueError(f"holds a path; write {text.split('/')[0]}")
    host = _parsed_host(text)
    if host.port is not None or text.endswith(":"):
        raise ValueError(f"holds a port; write {dot}{host.name}, which is served on every port")
    return dot + host.name


def _parsed_host(text: str) -> Host:
    with suppress(ValueError):  # an IPv6 address without its brackets
        return Host(f"[{ipaddress.IPv6Address(text)}]")
    with suppress(UnicodeError):
        text = text if text.isascii() else text.encode("idna").decode()
    try:
        return Host.parse(text)
    except ValueError:
        raise ValueError(f"holds {text!r}, which is not a host name") from None


def _split(word: str) -> SplitResult:
    """Return the parts of an http or https address."""
    if "://" not in word:
        raise ValueError(f"holds {word!r} without a scheme; write https://{word}")
    try:
        parts = urlsplit(word)
        port = parts.port
    except ValueError:
        raise ValueError(f"holds {word!r}, which is not an address") from None
    if parts.scheme not in _PORTS:
        raise ValueError(f"holds the scheme {parts.scheme!r}; write http:// or https://")
    if "@" in parts.netloc:
        raise ValueError("holds a user name or a password; write the address without them")
    host = _parsed_host(parts.hostname or "") if ":" not in (parts.hostname or "") else Host(f"[{parts.hostname}]")
    plain = None if port == _PORTS[parts.scheme] else port
    return parts._replace(netloc=str(Host(host.name, plain)))


def _origin(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc}"
