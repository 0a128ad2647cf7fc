"""The web process: ``onlineocr.wsgi`` on the server of ``onlineocr.http``.

``python -m onlineocr.server HOST PORT [--with-worker]``; with the flag, a worker is expected to be started beside it.

One process with 64 threads: a call that waits for its document sleeps in a thread, and the health check still
answers at once.
"""

from __future__ import annotations

import socket
import sys
import tempfile

from django.conf import settings

from onlineocr import descriptors, garbage, local_worker
from onlineocr.accounts.rates import network_of
from onlineocr.documents.notify.waiting import waiters
from onlineocr.http.database_watch import watch
from onlineocr.http.head_handler import HeadHandler
from onlineocr.http.server import Limits, Server
from onlineocr.ops.proxy import client_address
from onlineocr.sqlite3.base import never_create
from onlineocr.wsgi import application

WITH_WORKER = "--with-worker"
THREADS = 64
DRAIN_SECONDS = 8.0


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to the address; the server calls its ``listen``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    return sock


def limits() -> Limits:
    """Return the limits in the settings."""

    def client_of(peer: str, forwarded: str) -> str:
        address = client_address(peer, forwarded)
        return network_of(address) or address

    open_files = descriptors.raise_limit(descriptors.WEB_LEAST, descriptors.WEB_WANTED)
    return Limits(
        client_of=client_of,
        body_bytes=settings.MAX_BODY_BYTES,
        spool_bytes=settings.BODIES_BYTES,
        folder=settings.FILE_UPLOAD_TEMP_DIR,
        stall_seconds=settings.BODY_STALL,
        pace=settings.BODY_PACE,
        connections=descriptors.connections(open_files),
        threads=THREADS,
        drain_seconds=DRAIN_SECONDS,
    )


def main(host: str, port: int) -> None:
    from onlineocr.documents.files import decoder  # noqa: PLC0415 - models need Django's settings

    try:
        rules = limits()
    except descriptors.TooFewDescriptors as error:
        sys.exit(f"The web server cannot start: {error}")
    tempfile.tempdir = rules.folder  # responses with private documents are not stored in a shared folder
    heads = HeadHandler("onlineocr.http.admission.HeadMiddleware")
    server = Server(application, listen(host, port), rules, early=heads)
    never_create()
    watch.start()
    decoder.watch().start()
    garbage.collect_aside()
    server.run(on_stop=waiters.stop)


if __name__ == "__main__":
    if sys.argv[3:] == [WITH_WORKER]:
        local_worker.expect_worker()
    main(sys.argv[1], int(sys.argv[2]))
