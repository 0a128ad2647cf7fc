"""Lines as an engine gives them: ten pixels for each character, words parted by a space."""

from onlineocr.ocr.geometry import Box
from onlineocr.ocr.layout.tables import Grid, GridCell
from onlineocr.ocr.page import Line, Word


def line(text, left, top, *, width=None, height=20, letter=10, confidence=0.9):
    width = width or letter * len(text)
    words, x = [], left
    for word in text.split(" "):
        words.append(Word(word, confidence, Box(x, top, x + letter * len(word), top + height)))
        x += letter * (len(word) + 1)
    box = Box(left, top, left + width, top + height)
    return Line(text, confidence, box, box.polygon(), tuple(words))


def prose(left, top, names):
    return [line(f"{name.lower()} words of a column", left, top + 25 * index) for index, name in enumerate(names)]


def column(*texts, left=10, top=0, pitch=25):
    return [line(text, left, top + pitch * index) for index, text in enumerate(texts)]


def kinds(blocks):
    return [block.kind for block in blocks]


def spelled(text, blocks):
    """What stands in the page's text at each word's span."""
    return [text[slice(*word.span)] for block in blocks for row in block.lines for word in row.words]


def grid(box, *rows):
    """A table of one line (or several, as a list) in each cell."""
    cells = [
        GridCell(row, column, 1, 1, box, tuple(lines if isinstance(lines, list) else [lines]))
        for row, texts in enumerate(rows)
        for column, lines in enumerate(texts)
    ]
    return Grid(box, len(rows), max(map(len, rows)), tuple(cells))
