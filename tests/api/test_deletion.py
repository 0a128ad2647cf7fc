"""Deletion proved: after a minute nothing of a document is in the data folder. And retention ``none``, which does it
by itself."""

from __future__ import annotations

import io
import secrets
import struct
import time
import zlib
from itertools import pairwise

import fake_engine as fake
import pytest
from django.conf import settings

from onlineocr.documents.models import Document
from tests.support import processes

MINUTE = 60.0


def marked(mark: bytes) -> bytes:
    """A picture of twenty different words, with ``mark`` among its bytes."""
    from PIL import Image, ImageDraw

    page = Image.new("RGB", (700, 300), "white")
    pen = ImageDraw.Draw(page)
    for number in range(20):
        pen.text((10 + number % 4 * 170, 10 + number // 4 * 55), secrets.token_hex(5), fill="black", font_size=20)
    file = io.BytesIO()
    page.save(file, "PNG")
    data, end = file.getvalue()[:-12], file.getvalue()[-12:]
    body = b"Comment\0" + mark
    return data + struct.pack("!I", len(body)) + b"tEXt" + body + struct.pack("!I", zlib.crc32(b"tEXt" + body)) + end


def holding(*marks: bytes) -> list[str]:
    """The files of the data folder, and the marks, that hold one."""
    found = []
    for path in settings.DATA_DIR.rglob("*"):
        if path.is_file():
            data = processes.bytes_of(path)
            found += [f"{path.relative_to(settings.DATA_DIR)}: {mark!r}" for mark in marks if mark in data]
    return found


def until(condition, what):
    end = time.monotonic() + MINUTE
    while found := condition():
        assert time.monotonic() < end, f"{what}: {found}"
        time.sleep(0.25)


def test_nothing_is_left_within_a_minute(as_user, alice, worker):
    api, name, mark = as_user(alice), f"name{secrets.token_hex(8)}", secrets.token_hex(16).encode()
    upload = io.BytesIO(marked(mark))
    upload.name = f"{name}.png"
    sent = api.post("/api/v1/documents/?wait=30", {"file": upload}, format="multipart").json()
    address = f"/api/v1/documents/{sent['id']}/"
    page = api.get(address + "pages/1/").json()
    words = [word["text"] for block in page["blocks"] for line in block["lines"] for word in line["words"]]
    pairs = [f"{first} {second}".encode() for first, second in pairwise(words)]
    assert len(words) > 10
    picture = api.get(address + "pages/1/image").content
    assert b"".join(api.get(address + "result").streaming_content)
    assert api.get(f"/api/history/?search={words[3]}").json()["count"] == 1
    written = f"written{secrets.token_hex(8)}"
    edits = [{"block": 0, "line": 0, "word": 0, "text": " ".join(3 * [written])}]  # one of them is in one piece
    assert api.patch(address + "pages/1/", {"edits": edits, "revision": 1}).status_code == 200
    assert api.post(address + "pages/1/revisions/2/undo").status_code == 200

    marks = [written.encode(), name.encode(), mark, picture[30:60], *pairs, *(f'"{word}"'.encode() for word in words)]
    missing = set(marks) - {mark for mark in marks if holding(mark)}
    if processes.database_url().startswith("sqlite"):
        assert missing <= set(pairs), "what cannot be found proves nothing"
    assert api.delete(address).status_code == 204
    until(lambda: holding(*marks), "still there")


@pytest.mark.parametrize("data", [processes.picture(), processes.poisoned(fake.FAIL)])
def test_with_retention_none_the_first_endpoint_keeps_nothing(as_user, alice, worker, data):
    response = as_user(alice).generic("POST", "/api/ocr/?retention=none", data, "image/png")
    assert response.status_code in {200, 500}
    assert not Document.objects.exists()


def test_what_expires_is_deleted_by_the_worker(as_user, alice, worker):
    body = as_user(alice).generic("POST", "/api/ocr/", processes.picture(), "image/png").json()
    Document.objects.update(expires_at=Document.objects.get().created_at)
    assert as_user(alice).get(body["document"]).status_code == 404
    until(Document.objects.exists, "not deleted")
