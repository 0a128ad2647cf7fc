"""The name under which a download is kept, for clients old and new."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import filenames
from onlineocr.http.attachment import attachment

NAMES = st.text(st.characters(exclude_categories=["C"], exclude_characters='"\\'), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("straße.txt", "strasse.txt"),
        ("Ærø œuvre.txt", "Aero oeuvre.txt"),
        ("Łódź.txt", "Lodz.txt"),
        ("Øl ıx.txt", "Ol ix.txt"),
        ("naïve café.pdf", "naive cafe.pdf"),
        ("ﬁne.txt", "fine.txt"),
        ("日本.txt", "file.txt"),
        ("日本 2.txt", "_ 2.txt"),
        ("日-本.tar.gz", "file.tar.gz"),
        ("日本", "file"),
        ("a\u2028b.txt", "a_b.txt"),
    ],
)
def test_old_clients_get_a_plain_name(name, plain):
    assert attachment(name).startswith(f'attachment; filename="{plain}"; filename*=')


@pytest.mark.parametrize("name", ["scan.txt", "a b.txt", "a;b=c.txt", "100 %.txt"])
def test_a_plain_name_is_written_once(name):
    assert attachment(name) == f'attachment; filename="{name}"'


@given(NAMES)
def test_every_name_comes_back_as_it_was(name):
    assert filenames.of_disposition(attachment(name)) == name


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=50))
def test_no_name_breaks_the_header(name):
    header = attachment(name)
    assert header.isascii()
    assert header.isprintable()
    assert unquote(header.partition("filename*=utf-8''")[2]) in {name, ""}


@pytest.mark.parametrize("name", ["page.txt\n", "page\r\nX-Injected: 1", "\n", "a\0b", "\x7f.txt"])
def test_no_control_character_is_in_the_header(name):
    assert not [char for char in attachment(name) if not char.isprintable()]
