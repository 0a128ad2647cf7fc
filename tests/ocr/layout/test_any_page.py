"""What holds of every page, however its boxes lie."""

from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout import arrange
from onlineocr.ocr.page import Line, Word
from tests.ocr.layout.lines import grid, spelled

TRAPS = ["1.", "(2)", "•", "exam-"]
tokens = st.one_of(st.text("abcXYZ019äß中語אبسـ-•.)\u00ad", min_size=1, max_size=8), st.sampled_from(TRAPS))
edges = st.one_of(st.integers(-50, 1500), st.sampled_from([0, 1, 10**9, -(10**9)]))
sizes = st.one_of(st.integers(0, 300), st.sampled_from([0, 1, 10**9]))
boxes = st.builds(lambda left, top, wide, high: Box(left, top, left + wide, top + high), edges, edges, sizes, sizes)
places = st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(lambda place: (float(place[0]), float(place[1])))
corners = st.tuples(places, places, places, places)
lines = st.builds(
    lambda words, box, polygon: Line(
        " ".join(words), 0.5, box, polygon or box.polygon(), tuple(Word(word, 0.5, box) for word in words)
    ),
    st.lists(tokens, min_size=1, max_size=5),
    boxes,
    st.none() | corners,
)
pages = st.lists(lines, max_size=40)

tables = st.builds(
    lambda box, rows: grid(box, *rows),
    boxes,
    st.lists(st.lists(st.lists(lines, max_size=3), min_size=1, max_size=3), min_size=1, max_size=3),
)


def words_of(rows):
    return sorted((word.text, word.box) for row in rows for word in row.words)


@given(pages, st.lists(tables, max_size=3))
def test_it_loses_no_word_and_invents_none(found, grids):
    _, blocks = arrange(found, grids)
    inside = [row for one in grids for cell in one.cells for row in cell.lines]
    assert words_of(row for block in blocks for row in block.lines) == words_of([*found, *inside])


@given(pages, st.lists(tables, max_size=3))
def test_its_spans_spell_each_word_and_stand_in_order(found, grids):
    text, blocks = arrange(found, grids)
    words = [word for block in blocks for row in block.lines for word in row.words]
    assert all(spelt in (word.text, word.text[:-1]) for spelt, word in zip(spelled(text, blocks), words, strict=True))
    assert [word.span for word in words] == sorted(word.span for word in words)
    assert "".join(spelled(text, blocks)) == "".join(text.split())


@given(pages)
def test_its_blocks_and_lines_hold_what_is_in_them(found):
    _, blocks = arrange(found)
    known = {row.box for row in found}
    for block in blocks:
        assert block.lines
        assert all(row.box in known or len(row.words) > 1 for row in block.lines)
        assert min(row.box.left for row in block.lines) == block.box.left
        assert max(row.box.bottom for row in block.lines) == block.box.bottom


@given(st.lists(lines, max_size=25, unique_by=lambda row: row.box), st.randoms())
def test_it_does_not_depend_on_the_order_of_the_engine(found, chance):
    assert arrange(chance.sample(found, len(found))) == arrange(found)
