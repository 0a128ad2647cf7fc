"""Results of pages without a picture: every letter of a size, so that a test knows where each word stands."""

from __future__ import annotations

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout.compose import compose
from onlineocr.ocr.page import Block, EngineInfo, Line, Page, Word

HEIGHT, WIDTH = 20, 10  # of a line, of a letter


def typeset(text, number=1):
    """A page on which each letter is 10 pixels wide and each line 20 high, as an engine and the layout make it."""
    lines = []
    for row, line in enumerate(text.split("\n")):
        words, at = [], 0
        for word in line.split(" "):
            words.append(Word(word, 0.9, Box(at * WIDTH, row * HEIGHT, (at + len(word)) * WIDTH, (row + 1) * HEIGHT)))
            at += len(word) + 1
        box = Box(0, row * HEIGHT, max(1, at - 1) * WIDTH, (row + 1) * HEIGHT)
        lines.append(Line(line, 0.9, box, box.polygon(), tuple(words)))
    text, blocks = compose([Block("text", Box(0, 0, 400, 20 * len(lines)), tuple(lines))])
    return Page(number, 400, 600, EngineInfo("fake", "1"), text, 0.9, ("en",), blocks=blocks)
