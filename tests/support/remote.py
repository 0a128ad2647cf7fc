"""Other people's servers, real ones on 127.0.0.1: those that behave, and those that do not."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LOCAL = [ipaddress.ip_network("127.0.0.0/8")]


@dataclass(frozen=True)
class Reply:
    """One answer. ``delay`` seconds go by before it, or the time until ``hold`` is set; ``drip`` seconds between the
    bytes of its body.

    ``promise`` is a Content-Length that the body does not keep; ``endless`` sends until the other side hangs up.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    hold: threading.Event | None = None
    drip: float = 0.0
    promise: int | None = None
    endless: bool = False


@dataclass(frozen=True)
class Asked:
    """One call that came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Remote(ThreadingHTTPServer):
    """Gives ``replies`` one after the other, the last one again and again; ``asked`` has the calls that came."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *replies: Reply, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies, self.asked = list(replies or [Reply()]), []
        self.lock, self.tls = threading.Lock(), tls
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.server_port}"

    def next_reply(self) -> Reply:
        with self.lock:
            return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def handle_error(self, *_: object) -> None:
        """A caller that hangs up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: Remote

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.next_reply()
        with self.server.lock:
            self.server.asked.append(Asked(self.command, self.path, headers, body))
        time.sleep(reply.delay)
        if reply.hold:
            reply.hold.wait(60)
        self.send_response(reply.status)
        length = len(reply.body) if reply.promise is None else reply.promise
        for name, value in ({} if reply.endless else {"Content-Length": str(length)} | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self._send(reply)

    do_POST = do_GET  # noqa: N815 - the name that the base class looks for

    def _send(self, reply: Reply) -> None:
        while reply.endless:
            self.wfile.write(b"x" * 65536)
        for at in range(len(reply.body)) if reply.drip else ():
            self.wfile.write(reply.body[at : at + 1])
            time.sleep(reply.drip)
        if not reply.drip:
            self.wfile.write(reply.body)

    def log_message(self, *_: object) -> None: ...


@contextlib.contextmanager
def serving(*replies: Reply, tls: ssl.SSLContext | None = None) -> Iterator[Remote]:
    """A server as long as the context lasts."""
    server = Remote(*replies, tls=tls)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A self-signed certificate for ``name``: its file, for who should trust it, and the server's side."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{name}.pem", folder / f"{name}.key"
    public.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    private.write_bytes(key.private_bytes(*plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return public, context
