"""The name of a file in a header, as servers and clients write it."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr import filenames


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a b.png"', "a b.png"),
        ("attachment; filename=plain.pdf; size=3", "plain.pdf"),
        ("attachment; filename*=UTF-8''na%C3%AFve.png", "naïve.png"),
        ("attachment; filename*=iso-8859-1'en'%A3.png", "£.png"),
        ("attachment; filename*=no-such''x.png", "x.png"),
        ('attachment; filename="Ã©.png"', "é.png"),
        ("inline", ""),
        ("", ""),
        ("attachment; filename*=''plain%20name.png", "plain name.png"),
        ("attachment; filename*=UTF-8''%e2%82%ac%20rates.pdf; filename=rates.pdf", "€ rates.pdf"),
        ("attachment; filename=rates.pdf; filename*=UTF-8''%e2%82%ac%20rates.pdf", "€ rates.pdf"),
        ('attachment; filename="£.png"', "£.png"),
        ('attachment; filename="日.png"', "日.png"),
        ('attachment; filename=""', ""),
        ('attachment; filename="a;b.png"; size=3', "a;b.png"),
    ],
)
def test_it_reads_the_name(header, name):
    assert filenames.of_disposition(header) == name


def test_a_file_is_named_after_the_one_that_it_is_made_of():
    assert filenames.derive("scan.tar.png", ".txt", "id") == "scan.tar.txt"
    assert filenames.derive("", ".txt", "id") == "id.txt"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_name_survives_the_long_form(name):
    assert filenames.of_disposition(f"attachment; filename*=UTF-8''{quote(name, safe='')}") == name


@given(st.text(alphabet=st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1))
def test_every_name_survives_in_quotes_as_clients_send_it(name):
    header = f'form-data; name="file"; filename="{name}"'.encode().decode("latin-1")
    assert filenames.of_disposition(header) == name


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_header_is_too_odd(header):
    assert isinstance(filenames.of_disposition(header), str)


@pytest.mark.parametrize(
    ("name", "made"),
    [("scan", "scan.txt"), (".png", ".png.txt"), ("a/b.png", "b.txt"), ("b.", "b..txt"), ("b.PNG", "b.txt")],
)
def test_the_last_ending_goes(name, made):
    assert filenames.derive(name, ".txt") == made
