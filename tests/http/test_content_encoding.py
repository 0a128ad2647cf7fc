"""Bodies that the client compressed: unpacked up to the limit of bodies. Uploads: tests/api/test_bodies.py."""

from __future__ import annotations

import gzip
import io
import json
import zlib

import pytest
from django.http import HttpResponse, JsonResponse
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.http import content_encoding
from onlineocr.http.compressed_bodies import CompressedBodyMiddleware

MOST = 200_000


@pytest.fixture
def send(rf, settings):
    """``send(body, coding)``: the answer; one that was let in shows the body's length, coding and beginning."""
    settings.MAX_BODY_BYTES = MOST

    def shown(request):
        length, coding = request.META.get("CONTENT_LENGTH"), request.META.get("HTTP_CONTENT_ENCODING")
        return HttpResponse(f"{length} {coding} ".encode() + request.read()[:20])

    def call(body, coding=None):
        headers = {} if coding is None else {"Content-Encoding": coding}
        request = rf.generic("POST", "/api/ocr/", body, "image/png", headers=headers)
        return CompressedBodyMiddleware(shown)(request)

    return call


def refused(answer, status, code) -> str:
    assert isinstance(answer, JsonResponse)
    body = json.loads(answer.content)
    assert (answer.status_code, body["code"]) == (status, code)
    return body["detail"]


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip.compress), (" GZIP ", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress),
     ("gzip", zlib.compress), ("deflate", gzip.compress)],
)  # fmt: skip
def test_it_is_unpacked_and_has_its_own_length(send, coding, pack):
    assert send(pack(b"x" * 1_000), coding).content == b"1000 None " + b"x" * 20


@pytest.mark.parametrize("coding", [None, "", "identity", " Identity "])
def test_without_a_coding_it_is_as_it_came(send, coding):
    assert send(b"abc", coding).content == f"3 {coding} ".encode() + b"abc"


def test_without_a_body_there_is_nothing_to_unpack(send):
    assert send(b"", "br").content == b"None br "


@pytest.mark.parametrize(("size", "taken"), [(MOST, True), (MOST + 1, False)])
def test_it_is_held_to_the_limit_to_the_byte(send, size, taken):
    answer = send(gzip.compress(bytes(size)), "gzip")
    assert (answer.status_code == 200) is taken
    if not taken:
        assert f"more than {MOST} bytes" in refused(answer, 413, "too_many_bytes")


def test_a_bomb_is_not_unpacked_beyond_it(send):
    class Counting(io.BytesIO):
        written = 0

        def write(self, data) -> int:
            Counting.written += len(data)
            return len(data)

    packed = io.BytesIO(gzip.compress(bytes(20_000_000)))
    size = content_encoding._unpack(packed, Counting(), MOST)
    assert MOST < size == Counting.written <= MOST + 64 * 1024


@pytest.mark.parametrize("body", [b"x", b"\x1f\x8b", gzip.compress(b"x" * 99, mtime=0)[:-1], zlib.compress(b"x")[:-4]])
def test_a_part_of_one_is_refused(send, body):
    assert "is not whole gzip" in refused(send(body, "gzip"), 400, "malformed")


@pytest.mark.parametrize("coding", ["br", "gzip, gzip", "compress", "x" * 100])
def test_another_coding_is_refused_with_those_that_are_read(send, coding):
    answer = send(b"x", coding)
    assert f"'{coding[:40]}'" in refused(answer, 415, "unsupported_media_type")
    assert answer["Accept-Encoding"] == "gzip, deflate"


@given(st.binary(max_size=2_000), st.integers(1, 100))
def test_it_is_the_same_however_it_arrives(body, block):
    class Slow(io.BytesIO):
        def read(self, _=-1) -> bytes:
            return super().read(block)

    unpacked = io.BytesIO()
    assert content_encoding._unpack(Slow(gzip.compress(body)), unpacked, 10_000) == len(body)
    assert unpacked.getvalue() == body
