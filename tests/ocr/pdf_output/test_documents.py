"""A PDF with layers: its pages as they were, and what goes along with them."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import pikepdf
import pytest

from onlineocr.ocr.errors import DamagedFile, OcrError, PdfEncrypted, WrongPassword
from onlineocr.ocr.export.pdf.layers import Head
from tests.ocr.decode.decoded import Decoder
from tests.ocr.pdf_output import pdfs
from tests.ocr.pdf_output.pdfs import by_pdfium, far, line, lines, made, page, searchable
from tests.support.drawing import draw_text
from tests.support.pdfs import drawn, scan, turned, typed

ENGLISH = ("Alice was beginning to", "get very tired of sitting")
BOX = {"box": "0 0 360 504"}  # 1000 x 1400 pixels at 200 dpi


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def of_pages(count: int) -> pikepdf.Pdf:
    """Pages of which each is an inch wider than the one before."""
    document = pikepdf.new()
    for number in range(1, count + 1):
        document.add_blank_page(page_size=(72 * number, 504))
    return document


def saved(document: pikepdf.Pdf, **how) -> bytes:
    file = io.BytesIO()
    document.save(file, **how)
    return file.getvalue()


def agree(data: bytes, rows) -> None:
    found, expected = by_pdfium(data), [word for row in rows for word in row.words]
    assert [seen.text for seen in found] == [word.text for word in expected]
    assert max(far(seen.box, word.box) for seen, word in zip(found, expected, strict=True)) <= 2


def test_what_a_page_draws_stays_byte_by_byte():
    original = drawn(b"0 0 m 100 100 l S", **BOX)
    with opened(original) as before, opened(searchable(original, page(lines(*ENGLISH)))) as after:
        assert list(after.pages[0].Contents)[-1].read_bytes() == before.pages[0].Contents.read_bytes()


def test_the_image_of_a_scan_stays_byte_by_byte():
    original = scan(draw_text())
    with opened(original) as before, opened(searchable(original, page(lines(*ENGLISH)))) as after:
        one, other = (next(iter(document.pages[0].get_images().values())) for document in (before, after))
        assert one.read_raw_bytes() == other.read_raw_bytes()


@pytest.mark.parametrize("turns", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (30, 50, 330, 470)], ids=["whole", "cropped"])
def test_words_are_found_where_they_are_seen(turns, crop):
    original = turned(drawn(b"", **BOX), turns, crop)
    wide, high = (300, 420) if crop else (360, 504)
    size = (wide, high) if turns % 180 == 0 else (high, wide)
    size = tuple(round(side * pdfs.DPI / 72) for side in size)
    rows = lines("Alice and Bob", "Charlie", step=14)
    agree(searchable(original, page(rows, size=size)), rows)


@pytest.mark.parametrize("found", [90, 180, 270])
@pytest.mark.parametrize("turns", [0, 90])
def test_a_page_that_was_turned_to_be_read_is_shown_so(turns, found):
    original = turned(drawn(b"", **BOX), turns)
    upright = (turns + found) % 360
    size = pdfs.SIZE if upright % 180 == 0 else pdfs.SIZE[::-1]
    data = searchable(original, page(lines(*ENGLISH), size=size, rotation=found))
    with opened(data) as document:
        assert document.pages[0].Rotate == upright
    agree(data, lines(*ENGLISH))


@pytest.mark.parametrize(
    "boxes",
    [
        {"MediaBox": [360, 504, 0, 0]}, {"MediaBox": [-100, -50, 260, 454]}, {"CropBox": [0, 0, 0, 0]},
        {"CropBox": [-10, -10, 400, 600]}, {"UserUnit": 2}, {"CropBox": [1, 2, 3]}, {"Rotate": 450 - 360 * 2 - 90},
    ],
    ids=str,
)  # fmt: skip
def test_odd_boxes_are_taken_as_they_are_drawn(boxes, tmp_path):
    with opened(drawn(b"", **BOX)) as document:
        for name, value in boxes.items():
            document.pages[0].obj[f"/{name}"] = pikepdf.Array(value) if isinstance(value, list) else value
        original = saved(document)
    shown = Decoder(tmp_path).page(original, dpi=pdfs.DPI)
    rows = lines("Alice and Bob", step=14)
    agree(searchable(original, page(rows, size=(shown.width, shown.height))), rows)


def test_a_page_without_room_gets_no_layer():
    with opened(drawn(b"", **BOX)) as document:
        document.pages[0].CropBox = pikepdf.Array([1000, 1000, 1100, 1100])
        original = saved(document)
    assert pdfs.text_by_pdfium(searchable(original, page(lines(*ENGLISH)))) == ""


def test_text_that_a_page_has_itself_comes_once():
    original = typed(ENGLISH)
    rows = lines(*ENGLISH)
    assert (
        pdfs.text_by_pdfium(searchable(original, page(rows, source="text_layer"))).split() == " ".join(ENGLISH).split()
    )


def test_of_a_mixed_page_only_what_was_recognized_is_added():
    own = [
        replace(row, confidence=None, words=tuple(replace(word, confidence=None) for word in row.words))
        for row in lines(*ENGLISH)
    ]
    copied = pdfs.text_by_pdfium(searchable(typed(ENGLISH), page([*own, line("a stamp", top=900)], source="mixed")))
    assert sorted(copied.split()) == sorted([*" ".join(ENGLISH).split(), "a", "stamp"])


def test_what_belongs_to_the_document_goes_along():
    document = of_pages(3)
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Chapter", 2))
    document.attachments["alice.txt"] = b"curiouser"
    document.docinfo["/Title"] = "Through the Looking-Glass"
    document.docinfo["/Author"] = "Alice"
    with opened(searchable(saved(document), page(lines(*ENGLISH)))) as after:
        assert after.attachments["alice.txt"].get_file().read_bytes() == b"curiouser"
        assert (str(after.docinfo.Title), str(after.docinfo.Author)) == ("Through the Looking-Glass", "Alice")
        with after.open_outline() as outline:
            assert outline.root[0].title == "Chapter"


def test_pages_are_chosen_and_nothing_of_the_others_goes_along():
    document = of_pages(4)
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Secret", 2))
    document.pages[2].Contents = document.make_stream(b"% secret of page three " + b"x" * 5000)
    document.docinfo["/Title"] = "Alice"
    data = searchable(saved(document), page(lines("two"), 2), page(lines("four"), 4), pages="2,4")
    with opened(data) as after:
        assert [int(one.mediabox[2]) for one in after.pages] == [144, 288]
        assert str(after.docinfo.Title) == "Alice"
        streams = [one.read_bytes() for one in after.objects if isinstance(one, pikepdf.Stream)]
    assert not any(b"secret" in stream for stream in streams)
    assert [pdfs.text_by_pdfium(data, number) for number in (1, 2)] == ["two", "four"]


@pytest.mark.parametrize("chosen", ["2-", "1-", "1-9"])
def test_a_choice_may_go_on_to_the_end(chosen):
    data = searchable(saved(of_pages(3)), page(lines("three"), 3), pages=chosen)
    assert pdfs.text_by_pdfium(data, 2 if chosen == "2-" else 3) == "three"


def test_pages_that_were_not_read_come_without_text():
    data = searchable(saved(of_pages(3)), page(lines("two"), 2))
    assert [pdfs.text_by_pdfium(data, number) for number in (1, 2, 3)] == ["", "two", ""]


@pytest.mark.parametrize("method", ["RC4", "AES_128", "AES_256"])
def test_a_protected_document_is_opened_by_its_password_and_protected_no_more(method):
    how = pikepdf.Encryption(
        user="alice",
        owner="bob",
        aes=method != "RC4",
        R={"RC4": 3, "AES_128": 4, "AES_256": 6}[method],
        metadata=method != "RC4",
    )
    original = saved(of_pages(5), encryption=how)
    data = searchable(original, page(lines("one"), size=(200, 1400)), password="alice")
    with opened(data) as after:
        assert not after.is_encrypted
    with pytest.raises(PdfEncrypted):
        searchable(original, page(lines("one")))
    with pytest.raises(WrongPassword):
        searchable(original, page(lines("one")), password="charlie")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\nno more than words\n%%EOF"])
def test_a_document_that_cannot_be_opened_is_refused(data):
    with pytest.raises(DamagedFile):
        searchable(data, page(lines("one")))


@pytest.mark.parametrize("contents", [7, [], "text", [7, None]], ids=str)
def test_odd_contents_do_no_harm(contents):
    with opened(drawn(b"", **BOX)) as document:
        document.pages[0].obj["/Contents"] = pikepdf.Array(contents) if isinstance(contents, list) else contents
        original = saved(document)
    agree(searchable(original, page(lines(*ENGLISH))), lines(*ENGLISH))


@pytest.mark.parametrize("resources", [7, "text", {"/XObject": 7}, {"/Font": 7}], ids=str)
def test_odd_resources_do_no_harm(resources):
    with opened(drawn(b"", **BOX)) as document:
        document.pages[0].obj["/Resources"] = (
            pikepdf.Dictionary(resources) if isinstance(resources, dict) else resources
        )
        original = saved(document)
    agree(searchable(original, page(lines(*ENGLISH))), lines(*ENGLISH))


def test_it_can_be_made_searchable_again():
    """What was made here before is an older layer: it goes, or its font would give the words other letters."""
    first = searchable(drawn(b"", **BOX), page(lines("Older words are here")))
    agree(searchable(first, page(lines(*ENGLISH))), lines(*ENGLISH))


def test_it_says_its_title_language_and_maker():
    data, _ = made(drawn(b"", **BOX), page(lines(*ENGLISH)), head=Head("Alice", ("de", "en")))
    with opened(data) as document, document.open_metadata() as said:
        assert (str(document.docinfo.Title), str(document.Root.Lang)) == ("Alice", "de")
        assert str(document.docinfo.Producer).startswith("onlineocr ")
        assert (said["dc:title"], said["pdf:Producer"]) == ("Alice", str(document.docinfo.Producer))


def test_two_hundred_pages_share_their_font():
    data = searchable(saved(of_pages(30)), *(page(lines(*ENGLISH), number) for number in range(1, 31)))
    assert data.count(b"/FontFile2") <= 1
    assert len(data) < 30 * 1200


def test_nothing_else_than_errors_of_ours_comes_of_damage(tmp_path):
    whole = typed(ENGLISH)
    for cut in range(100, len(whole), 1500):
        with contextlib.suppress(OcrError):
            searchable(whole[:cut] + b"\0" * 40 + whole[cut + 40 :], page(lines("one")))


def test_a_pdf_without_its_end_keeps_its_text():
    original = typed(ENGLISH)
    cut = original[: original.rindex(b"\nxref")]
    assert ENGLISH[0] in pdfs.text_by_pdfium(searchable(cut))
