"""Paragraphs of a block: lines that go on in the next one are joined, and each paragraph stands for itself"""

from onlineocr.ocr.export.flow import parts
from tests.ocr.export.samples import block, line, page

RAGGED = (
    "Ponderous responsibilities",
    "notwithstanding internationalization",
    "substantially complicate",
    "implementations.",
)
LETTER = 10  # pixels


def set_out(*texts, right=None):
    """A block of lines of letters of one width, that begin at one edge, or end at ``right``."""
    widths = [LETTER * len(text) for text in texts]
    lefts = [100 if right is None else right - width for width in widths]
    lines = (
        line(text, 25 * n, left, width) for n, (text, left, width) in enumerate(zip(texts, lefts, widths, strict=True))
    )
    return block("text", *lines)


def passages(*texts, **fields):
    return [part.lines for part in parts(page(set_out(*texts, **fields)))]


def test_ragged_lines_of_running_text_are_joined():
    assert passages(*RAGGED) == [(" ".join(RAGGED),)]


def test_paragraphs_that_stand_in_one_block_are_parted():
    again = ("Another long paragraph of words", "begins here and ends.")
    assert passages(*RAGGED, *again) == [(" ".join(RAGGED),), (" ".join(again),)]


def test_a_title_in_the_block_of_its_text_is_parted():
    text = ("Text that is much longer than its title", "and goes on over three lines of nearly", "the same length.")
    assert passages("Prospects", *text) == [("Prospects",), (" ".join(text),)]


def test_a_sentence_that_ends_at_the_end_of_a_full_line_parts_nothing():
    text = ("A line of words that ends with an end.", "The next line goes on as if there were", "nothing.")
    assert passages(*text) == [(" ".join(text),)]


def test_text_from_right_to_left_is_measured_at_its_left():
    text = ("שלום עולם טוב וארוך מאוד מאוד היום.", "פסקה.", "עוד פסקה ארוכה מאוד שעומדת כאן עכשיו", "ונגמרת.")
    assert passages(*text, right=900) == [(" ".join(text[:2]),), (" ".join(text[2:]),)]


def test_text_without_spaces_is_joined_without():
    assert passages("今天天气很好我们在北京的公园里", "走了很久然后回家吃饭。") == [
        ("今天天气很好我们在北京的公园里走了很久然后回家吃饭。",)
    ]


def test_the_lines_of_an_address_stand_for_themselves():
    lines = ("Alice Example", "12 Long Street Name", "Town", "Country")
    assert passages(*lines) == [lines]
