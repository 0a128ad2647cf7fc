"""The two calls: send a small body and read the response's start; download a file.

Each call opens one connection and closes it. It uses no cookies, no proxies from the environment, no credentials, no
compressed responses, and no redirects but those that :func:`download` checks one by one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

import httpcore

from onlineocr import __version__, filenames

from .errors import FetchError, RemoteFailed, RemoteRefused, RemoteTimeout, RemoteTooLarge, RemoteUnreachable
from .network import Deadline, Network, tls
from .policy import Policy
from .url import Url

AGENT = f"onlineocr/{__version__}"

_REDIRECTS = {301, 302, 303, 307, 308}
_HOPS = 3
_EXCERPT = 1024  # bytes of a response's body that are kept
_EXCERPT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The response of the server. ``headers`` by lower-case name; ``excerpt`` is the start of the body, as text."""

    status: int
    headers: Mapping[str, str]
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A downloaded file: the name given by the server, which may be empty, and its size in bytes."""

    file_name: str
    size: int


def post(url: Url, body: bytes, headers: Mapping[str, str], *, policy: Policy, seconds: float) -> Answer:
    """Send ``body`` and return the response, with any status. Redirects are not followed.

    At most 1 KiB of the response's body is read, within two seconds. Raises :class:`FetchError` if no response came
    within ``seconds``, or the address is refused.
    """
    with _call("POST", url, policy, Deadline(seconds), headers, body) as (response, deadline):
        deadline.shorten(_EXCERPT_SECONDS)
        return Answer(response.status, _headers(response), _excerpt(response))


def download(url: Url, file: IO[bytes], *, policy: Policy, seconds: float, max_bytes: int) -> Download:
    """Write the file at ``url`` into ``file``, a block at a time.

    Up to three redirects are followed, each checked like the first address, never from https to http. The total time is
    limited to ``seconds``.

    Raises :class:`FetchError`: among others :class:`RemoteRefused` for a status other than 200, and
    :class:`RemoteTooLarge` after more than ``max_bytes``.
    """
    deadline = Deadline(seconds)
    for _ in range(_HOPS + 1):
        with _call("GET", url, policy, deadline) as (response, _):
            headers = _headers(response)
            if response.status in _REDIRECTS and "location" in headers:
                url = _next(url, headers["location"])
                continue
            size = _save(response, headers, file, max_bytes)
        return Download(_file_name(headers, url), size)
    raise RemoteFailed(f"The address is redirected more than {_HOPS} times")


@contextlib.contextmanager
def _call(
    method: str,
    url: Url,
    policy: Policy,
    deadline: Deadline,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Iterator[tuple[httpcore.Response, Deadline]]:
    sent = {"Host": url.authority, "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity"}
    sent |= {"Connection": "close"} | dict(headers or {}) | ({"Content-Length": str(len(body))} if body else {})
    address = httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=url.target)
    pool = httpcore.ConnectionPool(
        ssl_context=tls() if url.tls else None, network_backend=Network(url, policy, deadline)
    )
    try:
        with pool, pool.stream(method, address, headers=list(sent.items()), content=body) as response:
            yield response, deadline
    except httpcore.TimeoutException:
        raise RemoteTimeout(f"The other server did not finish within {deadline.seconds:g} s") from None
    except httpcore.ConnectError as error:  # raised by TLS: the connection itself has its own errors
        raise RemoteUnreachable(f"No safe connection could be made: {error}") from None
    except (httpcore.NetworkError, httpcore.ProtocolError) as error:
        raise RemoteFailed(f"The connection broke off, or the answer is not HTTP: {error}") from None


def _headers(response: httpcore.Response) -> dict[str, str]:
    return {name.decode("ascii").lower(): value.decode("latin-1") for name, value in response.headers}


def _excerpt(response: httpcore.Response) -> str:
    read = b""
    with contextlib.suppress(httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, FetchError):
        for chunk in response.iter_stream():
            read += chunk[:_EXCERPT]
            if len(read) >= _EXCERPT:
                break
    return read[:_EXCERPT].decode(errors="replace").replace("\0", "�")


def _next(url: Url, location: str) -> Url:
    there = url.join(location)
    if url.tls and not there.tls:
        raise RemoteFailed("The address is redirected from https to http")
    return there


def _save(response: httpcore.Response, headers: Mapping[str, str], file: IO[bytes], max_bytes: int) -> int:
    if response.status != 200:
        raise RemoteRefused(f"The other server answered {response.status}", status=response.status)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise RemoteFailed("The other server sends the file compressed, although it was asked not to")
    too_large = RemoteTooLarge(f"The file behind the address has more than {max_bytes:,} bytes")
    length = headers.get("content-length", "")
    if length.isascii() and length.isdecimal() and int(length) > max_bytes:
        raise too_large
    size = 0
    for chunk in response.iter_stream():
        size += len(chunk)
        if size > max_bytes:
            raise too_large
        file.write(chunk)
    return size


def _file_name(headers: Mapping[str, str], url: Url) -> str:
    """Return the name in ``Content-Disposition``, plain or by RFC 8187, or else the last part of the path."""
    if name := filenames.of_disposition(headers.get("content-disposition", "")):
        return name
    return unquote(url.target.partition("?")[0].rpartition("/")[2])
