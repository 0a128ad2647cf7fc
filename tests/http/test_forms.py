"""The repair of a form's parts while it is read, in blocks of any size."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.http import forms
from onlineocr.http.forms import RepairedParts

MARKER = b"--limit"


def repaired(body: bytes, sizes=(-1,)) -> bytes:
    """The body as it is read in blocks of these sizes; the last one is repeated."""
    stream, out = RepairedParts(io.BytesIO(body), MARKER), b""
    for size in [*sizes, *[sizes[-1]] * (len(body) + 1000)]:
        block = stream.read(size)
        assert size < 0 or len(block) <= size
        if not block:
            break
        out += block
    return out


def part(disposition: str | bytes, content: bytes = b"content") -> bytes:
    line = disposition.encode() if isinstance(disposition, str) else disposition
    return MARKER + b"\r\nContent-Disposition: form-data; " + line + b"\r\n\r\n" + content + b"\r\n"


@pytest.mark.parametrize(
    ("written", "repair"),
    [
        ('name="image"', 'name="image"; filename="MARK"'),
        ('name="file"', 'name="file"; filename="MARK"'),
        ("name=file", 'name=file; filename="MARK"'),
        ('name="other"; filename=""', 'name="other"; filename="MARK"'),
        ('name="image"; filename=', 'name="image"; filename="MARK"'),
        ('name="image"; filename="a.png"', 'name="image"; filename="a.png"'),
        ('name="languages"', 'name="languages"'),
        ('name="images"', 'name="images"'),
        ('name=""', 'name=""'),
        ("", ""),
    ],
)
def test_a_file_without_a_name_gets_a_mark(written, repair):
    assert repaired(part(written)) == part(repair.replace("MARK", forms._UNNAMED))


def test_a_header_in_windows_1252_becomes_utf_8():
    assert repaired(part(b'name="image"; filename="' + b'sch\xf6n \x80.png"')) == part(
        'name="image"; filename="schön €.png"'
    )


def test_a_name_in_utf_8_stays():
    written = part('name="image"; filename="schön €.png"')
    assert repaired(written) == written


@pytest.mark.parametrize("name", ["ä" * 900 + ".png", "folder/" + "a" * 900 + ".tiff", "x" * 600, "a" * 480 + ".pdf"])
def test_a_long_name_is_shortened_to_what_fits(name):
    line = repaired(part(f'name="image"; filename="{name}"')).split(b"\r\n")[1].decode()
    kept = line.partition('filename="')[2].removesuffix('"')
    stem, dot, extension = name.rpartition("/")[2].rpartition(".")
    assert len(kept.encode()) <= 500
    assert kept.endswith(dot + extension if dot else "x")
    assert (stem or name).startswith(kept.removesuffix(dot + extension) if dot else kept)


def test_a_long_name_with_an_ending_that_is_none_is_cut_at_its_end():
    name = "a" * 300 + "." + "b" * 300
    assert f'filename="{name[:500]}"'.encode() in repaired(part(f'name="image"; filename="{name}"'))


def test_what_looks_like_a_part_within_a_file_stays():
    inside = b"x" + MARKER + b'\r\nContent-Disposition: form-data; name="image"\r\n\r\n'
    body = part('name="image"; filename="a"', inside)
    assert repaired(body) == body


def test_a_head_without_an_end_stays():
    body = MARKER + b'\r\nContent-Disposition: form-data; name="image"\r\n' + b"x" * 40_000
    assert repaired(body) == body


BODIES = st.lists(
    st.sampled_from([
        part('name="image"'), part('name="file"; filename="a.png"', b"\x00\r\n--lim\r\n--"), part('name="x"', b""),
        part(b'name="image"; filename="\xf6"'), MARKER, b"\r\n", MARKER + b"--\r\n", b"-", b"--limi", b"\n",
    ]),
    max_size=8,
).map(b"".join)  # fmt: skip


@given(BODIES, st.lists(st.integers(1, 50), min_size=1, max_size=20))
def test_it_is_the_same_in_blocks_of_every_size(body, sizes):
    assert repaired(body, sizes) == repaired(body)


@given(BODIES, st.integers(1, 40))
def test_it_is_the_same_however_the_body_arrives(body, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forms, "_BLOCK", size)
        slowly = repaired(body)
    assert slowly == repaired(body)


@given(st.binary(max_size=300))
def test_a_body_without_its_marker_stays(body):
    assert repaired(body) == body or MARKER in body
