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


def under_prose(*texts, left=100):
    """The passages of a block of lines that begin at ``left``, below prose that fills the page."""
    wide = block("text", line("This line of prose is as wide as the page and goes on", 0, 100, 800),
                 line("for a second line.", 25, 100, 300))  # fmt: skip
    lines = (line(text, 100 + 25 * n, left, LETTER * len(text)) for n, text in enumerate(texts))
    return [part.lines for part in parts(page(wide, block("text", *lines)))][1:]


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


def test_an_address_of_lines_of_one_length_is_shown_by_the_prose_above():
    lines = ("Alice Archer", "12 Mill Lane", "Cambridge CB1")
    assert under_prose(*lines) == [lines]


def test_two_short_lines_under_prose_stand_for_themselves():
    lines = ("Attachments: 2", "Copy: Charlie Cooper")
    assert under_prose(*lines) == [lines]


def test_options_in_small_letters_stand_for_themselves():
    assert under_prose("yes", "no", "maybe") == [("yes", "no", "maybe")]


def test_a_narrow_paragraph_under_prose_is_one():
    text = ("An explanation of the picture", "that is set in a narrow column", "and goes on")
    assert under_prose(*text) == [(" ".join(text),)]


def test_verses_are_shown_by_their_capitals():
    verses = ("The sun was warm but the wind was chill.", "You know how it is with an April day",
              "When the sun is out and the wind is still,", "You're one month on in the middle of May.")  # fmt: skip
    assert passages(*verses) == [verses]


def test_justified_lines_that_begin_with_capitals_are_one_paragraph():
    text = (
        "Der Rat der alten Stadt hat",
        "Bäume und Bänke und andere",
        "Dinge gekauft, wie bekannt",
    )
    assert passages(*(one.ljust(27, ".") for one in text), "Ist.") == [
        (" ".join((*(one.ljust(27, ".") for one in text), "Ist.")),)
    ]


def test_a_signature_in_the_block_of_a_paragraph_keeps_its_lines():
    text = (
        "We are glad to confirm that all of the parts",
        "are in stock, and that they leave our works",
        "within a week.",
    )
    assert passages(*text, "Yours sincerely,", "Bob Baker") == [(" ".join(text),), ("Yours sincerely,", "Bob Baker")]


def test_a_text_beside_another_column_is_no_address():
    beside = block("text", *(line(f"line {n} of it", 25 * n, 430, 130) for n in range(3)))
    text = block("text", line("Bei dem Brand in der Nacht", 0, 100, 290), line("Zum Sonntag starben", 25, 100, 220))
    assert next(iter(parts(page(text, beside)))).lines == ("Bei dem Brand in der Nacht Zum Sonntag starben",)


def test_settings_that_end_with_semicolons_stand_for_themselves():
    lines = ("server-name example;", "lease-time 600;", "max-lease 7200;", "routers 192.168.1.1;", "end;")
    assert passages(*lines) == [lines]


def test_ragged_lines_without_capitals_are_one_paragraph():
    widths = (17, 14, 14, 17, 8)
    assert passages(*("今" * width for width in widths)) == [("今" * sum(widths),)]
