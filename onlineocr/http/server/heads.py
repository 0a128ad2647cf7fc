"""Check the head of a request before waitress parses it.

A head that two servers could parse differently is refused: one of them would parse a part of the body as a request.
After these checks, waitress's own expressions need time proportional to the head.
"""

from __future__ import annotations

import re

from .refusals import Refusal, malformed

HEAD_BYTES = 64 * 1024
_FIELDS = 256
_START = re.compile(rb"[A-Z][A-Z0-9_-]{0,31} [^\x00-\x20\x7f]+ HTTP/([0-9]\.[0-9])")
_SINGLE = re.compile(rb"\r\n(content-length|host|transfer-encoding)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE)
_HOST = re.compile(rb"\r\nhost[ \t]*:[^\r\n]*", re.IGNORECASE)
_TARGET = re.compile(
    rb"[^ \r\n]{0,32} (?P<scheme>https?://(?P<host>[^/?# \r\n]*))?(?P<path>/[^?#\x00-\x20\x7f]*)?", re.IGNORECASE
)
_NAME = re.compile(rb"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{0,5})?")
_BARE = re.compile(rb"(?<!\r)\n")
_RAW = re.compile(rb"[\x80-\xff]")


class HeadError(Exception):
    """A head that is answered with ``refusal``."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


def _wrong(detail: str) -> HeadError:
    return HeadError(malformed(detail))


def _large(detail: str) -> HeadError:
    return HeadError(Refusal("head_too_large", f"{detail} The connection ends."))


class Head:
    """Buffer of the bytes of a head until its end is received."""

    def __init__(self) -> None:
        self._data = bytearray()

    def __len__(self) -> int:
        return len(self._data)

    @property
    def data(self) -> bytes:
        """The bytes received so far."""
        return bytes(self._data)

    def add(self, data: bytes) -> bytes | None:
        """Add ``data``; return the head, without the bytes after it, if it is complete, else None."""
        before = len(self._data)
        self._data += data
        end = self._data.find(b"\r\n\r\n", max(0, before - 3))
        size = len(self._data) if end < 0 else end + 4
        if size > HEAD_BYTES:
            raise _large(f"The head of a request has at most {HEAD_BYTES} bytes.")
        if not 0x41 <= self._data[0] <= 0x5A:
            raise _wrong("A request begins with a method in capital letters.")
        if _BARE.search(self._data, before, size):
            raise _wrong("Each line of the head ends with a carriage return and a line feed.")
        return None if end < 0 else bytes(self._data[:size])


def checked(head: bytes, without_host: tuple[str, ...]) -> bytes:
    """Return ``head`` with its target in ASCII and in origin form.

    Raise :class:`HeadError` if it is malformed. Paths of ``without_host`` need no Host.
    """
    line, _, fields = head.partition(b"\r\n")
    found = _START.fullmatch(line)
    if found is None:
        raise _wrong("The request line is malformed.")
    if found[1] not in {b"1.0", b"1.1"}:
        raise HeadError(Refusal("version_not_supported", "This server speaks HTTP/1.1. The connection ends."))
    if fields.count(b"\r\n") > _FIELDS + 1:
        raise _large(f"A request has at most {_FIELDS} header fields.")
    target = line.split(b" ")[1].partition(b"?")[0].decode("latin-1")
    _check_fields(b"\r\n" + fields, found[1] == b"1.1", target in without_host)
    line, end, fields = _in_origin_form(line + b"\r\n" + fields).partition(b"\r\n")
    # Only in the target: in fields this would change values, such as a key or a file name.
    return _RAW.sub(lambda byte: b"%%%02X" % byte[0][0], line) + end + fields


def path_of(head: bytes) -> str:
    """Return the path of the target of a head that may be malformed; "/" if there is none."""
    found = _TARGET.match(head)
    return found["path"].decode("latin-1") if found and found["path"] else "/"


def method_of(head: bytes) -> str:
    """Return HEAD for a head that may be malformed but starts so; else GET, whose response has a body."""
    return "HEAD" if head.lstrip(b"\r\n").startswith(b"HEAD ") else "GET"


def _in_origin_form(head: bytes) -> bytes:
    """Return ``head`` with the host of an absolute target as its Host, and the rest of the target as its target."""
    found = _TARGET.match(head)
    if found is None or found["scheme"] is None:
        return head
    host = found["host"]
    if not _NAME.fullmatch(host):
        raise _wrong("The target of the request has no plain host and port.")
    rest = head[found.end("host") :]
    line, _, fields = (rest if rest.startswith(b"/") else b"/" + rest).partition(b"\r\n")
    kept = _HOST.sub(b"", b"\r\n" + fields)
    return head[: found.start("scheme")] + line + b"\r\nHost: " + host + kept


def _check_fields(fields: bytes, current: bool, hostless: bool) -> None:
    if b"\r\n " in fields or b"\r\n\t" in fields:
        raise _wrong("A header field must be on one line.")
    single: dict[bytes, bytes] = {}
    for name, value in _SINGLE.findall(fields):
        if name.lower() in single:
            raise _wrong(f"{name.decode()} is given twice.")
        single[name.lower()] = value
    if b"transfer-encoding" in single:
        _check_transfer(single, current)
    if len(single.get(b"content-length", b"")) > 18:
        raise _wrong("Content-Length is too large.")
    if current and not hostless and not single.get(b"host"):
        raise _wrong("A request of HTTP/1.1 must have a Host field.")


def _check_transfer(single: dict[bytes, bytes], current: bool) -> None:
    if b"content-length" in single:
        raise _wrong("Content-Length and Transfer-Encoding exclude each other.")
    codings = [coding.strip(b" \t").lower() for coding in single[b"transfer-encoding"].split(b",")]
    if not current or not all(codings) or codings.count(b"chunked") > 1:
        raise _wrong("Transfer-Encoding is malformed.")
