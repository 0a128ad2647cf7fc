"""Words of a graph in the form of Tesseract's trained data, made by the test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlineocr.ocr.engines.wordlists import WordList

CHARACTERS = "abcABCß"
BITS = 3
LAST, BACKWARD, ENDS = 1, 2, 4
WORDS = st.text(CHARACTERS, min_size=1, max_size=4)


def graph(*words, backward=()):
    """The word list of ``words``; edges to characters in ``backward`` are also there, but lead back."""
    nodes, edges = [""], []
    known = sorted({word[:end] for word in words for end in range(1, len(word) + 1)})
    starts = {}
    while nodes:
        node = nodes.pop(0)
        own = [prefix for prefix in known if prefix[:-1] == node]
        starts[node] = len(edges)
        edges += [*((node + char, True) for char in backward if own), *((prefix, False) for prefix in own)]
        nodes += [prefix for prefix in own if any(other[:-1] == prefix for other in known)]
    lasts = {at for at in range(len(edges)) if at + 1 == len(edges) or edges[at + 1][0][:-1] != edges[at][0][:-1]}
    numbers = {char: number for number, char in enumerate(CHARACTERS)}
    packed = []
    for at, (prefix, back) in enumerate(edges):
        flags = (LAST if at in lasts else 0) | (BACKWARD if back else 0) | (ENDS if prefix in words else 0)
        packed.append(numbers[prefix[-1]] | flags << BITS | (0 if back else starts.get(prefix, 0)) << (BITS + 3))
    return WordList(np.array(packed, np.uint64), numbers, BITS)


@given(st.sets(WORDS, max_size=6), WORDS)
def test_it_has_the_words_of_its_graph(words, other):
    found = graph(*words)
    small = {word for word in words if word == word.lower()}
    for word in {*words, other}:
        plain = word.isupper() or word[1:].islower() or len(word) == 1
        assert found.has(word) == (word in words or (plain and word.lower() in small))


@pytest.mark.parametrize(
    ("word", "so"),
    [
        ("ab", True),
        ("abc", False),
        ("a", False),
        ("b", False),
        ("", False),
        ("Ab", True),
        ("AB", True),
        ("aB", False),
        ("abx", False),
        ("x", False),
    ],
)
def test_it_has_a_word_as_written_or_in_small_letters(word, so):
    assert graph("ab").has(word) is so


def test_it_has_no_capitals_in_place_of_small_letters():
    assert graph("Ab").has("Ab")
    assert not graph("Ab").has("ab")


def test_it_follows_no_edge_that_leads_back():
    assert not graph("ab", backward="c").has("c")
    assert graph("ab", backward="ac").has("ab")


def test_an_empty_graph_has_no_word():
    assert not graph().has("a")
