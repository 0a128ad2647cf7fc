"""Requests sent by hand over sockets: cut, slow, stalled, with any head."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answer:
    """A response as it lay on the wire."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """One connection to a server of this machine."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=40, source_address=(source, 0))
        self.rest = b""  # what came with the last response and is no part of it

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> None:
        """Send a request; ``content_type="a/b"`` is the header Content-Type. A length is added where none is given."""
        self.send(head(method, path, {"Content-Length": str(len(body))} | _names(headers)) + body)

    def answer(self, *, bodiless: bool = False) -> Answer | None:
        """The next response, ``bodiless`` after a HEAD; None when the server closes the connection without one."""
        data, self.rest = self.rest, b""
        while b"\r\n\r\n" not in data:
            got = self._receive()
            if not got:
                return None
            data += got
        top, _, body = data.partition(b"\r\n\r\n")
        lines = top.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        status = int(lines[0].split()[1])
        if status == 100:
            self.rest = body
            return Answer(100)
        if bodiless:
            self.rest = body
            return Answer(status, headers)
        length = int(headers["content-length"]) if "content-length" in headers else None
        while (length is None or len(body) < length) and (got := self._receive()):
            body += got
        if length is not None:
            body, self.rest = body[:length], body[length:]
        return Answer(status, headers, body)

    def _receive(self) -> bytes:
        with contextlib.suppress(ConnectionError):
            return self.sock.recv(65536)
        return b""


def head(method: str, path: str, headers: dict[str, str]) -> bytes:
    fields = {"Host": "localhost"} | headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1")


def chunked(body: bytes, size: int = 1000) -> bytes:
    """``body`` in chunks, with the last one."""
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def call(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    """One request on a connection of its own."""
    with Line(port) as line:
        line.ask(method, path, body, **({"connection": "close"} | headers))
        found = line.answer()
        assert found is not None, "the server closed the connection"
        return found


def form(field_name: str, file_name: str, data: bytes, boundary: str = "b0undary") -> tuple[bytes, str]:
    """A form with one file: its body and its content type."""
    top = f'--{boundary}\r\nContent-Disposition: form-data; name="{field_name}"; filename="{file_name}"\r\n\r\n'
    return top.encode() + data + f"\r\n--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def seconds(start: float) -> float:
    return time.monotonic() - start


def _names(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").title(): value for name, value in headers.items()}
