"""The name of a file in a header, as servers and clients write it."""

import pytest

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
    ],
)
def test_it_reads_the_name(header, name):
    assert filenames.of_disposition(header) == name


def test_a_file_is_named_after_the_one_that_it_is_made_of():
    assert filenames.derive("scan.tar.png", ".txt", "id") == "scan.tar.txt"
    assert filenames.derive("", ".txt", "id") == "id.txt"
