"""The recogniser child: one loaded engine, one page at a time, one thread. It receives pixels only.

It is started by :mod:`.recogniser` with a socket as standard input. It has no access to the database, secrets, the
service's files or the network, writes no file, and ends when the socket closes. A request is a JSON object, with the
picture's shared memory as a descriptor; the answer is the page or the error.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import sys
from typing import Any

from onlineocr import processes
from onlineocr.ocr.engines import registry
from onlineocr.ocr.errors import EngineFailed, OcrError
from onlineocr.ocr.options import Options
from onlineocr.ocr.pipeline import read_page
from onlineocr.ocr.region import Region
from onlineocr.ocr.rereading import read_region
from onlineocr.ocr.sandbox import SharedImage, engine_bounds

HEADER = struct.Struct("!I")
UNCONFINED = "--unconfined"


def main() -> None:
    """Serve requests from standard input until it closes."""
    _leave_with_parent()
    if sys.argv[2:] != [UNCONFINED]:
        engine_bounds.apply()
    link = socket.socket(fileno=os.dup(0))
    registry.get(sys.argv[1])
    send(link, {"ready": True, "pid": os.getpid()})
    while (request := receive(link)) is not None:
        message, fds = request
        send(link, _answer(message, fds[0]) if fds else {"ready": True})


def send(link: socket.socket, message: dict[str, Any], fds: tuple[int, ...] = ()) -> None:
    """Write one message: its length in four bytes, then JSON; ``fds`` are sent with it."""
    body = json.dumps(message, ensure_ascii=False).encode()
    data = HEADER.pack(len(body)) + body
    sent = socket.send_fds(link, [data], list(fds)) if fds else 0
    link.sendall(data[sent:])


def receive(link: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    """Read one message and its descriptors; None if the other side has closed."""
    data, fds, _, _ = socket.recv_fds(link, 65536, 1)
    while data and len(data) < HEADER.size:
        data += link.recv(HEADER.size - len(data)) or _gone()
    if not data:
        return None
    (length,) = HEADER.unpack(data[: HEADER.size])
    parts, size = [data[HEADER.size :]], len(data) - HEADER.size
    while size < length:
        parts.append(link.recv(min(1 << 20, length - size)) or _gone())
        size += len(parts[-1])
    message: dict[str, Any] = json.loads(b"".join(parts))
    return message, fds


def _gone() -> bytes:
    raise ConnectionError("The other side closed in the middle of a message")


def _answer(message: dict[str, Any], fd: int) -> dict[str, Any]:
    try:
        options = Options.parse(message["options"])
        with SharedImage.open(fd, message["image"]) as shared:
            engine = registry.get(options.engine)
            if part := message.get("region"):
                page = read_region(shared.image(), Region.from_dict(part), options, engine)
            else:
                page = read_page(shared.image(), options, engine, rotation=message.get("rotation"))
        return {"page": page.to_dict()}
    except OcrError as error:
        return {"error": {"code": error.code, "detail": str(error), "remedy": error.remedy}}
    except Exception as error:  # noqa: BLE001 - any error of an engine is an answer, not the end of the child
        return {"error": {"code": EngineFailed.code, "detail": f"{type(error).__name__}: {error}", "remedy": ""}}


def _leave_with_parent() -> None:
    processes.end_with_parent()
    processes.prctl(processes.PR_SET_DUMPABLE, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the worker decides


if __name__ == "__main__":
    main()
