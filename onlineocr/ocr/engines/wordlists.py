"""The word lists in Tesseract's trained data, to check whether a word belongs to a language.

A list is a directed acyclic word graph, used in the form that its file has (``SquishedDawg`` in Tesseract).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .tesseract import tessdata

_GRAPH, _CHARACTERS = 19, 21
"""Indices of the recogniser's word graph and its characters in the file's table."""
_MAGIC = 42
_LAST, _BACKWARD, _ENDS = 1, 2, 4
"""Flags of an edge: the last edge of its node, a backward edge, the end of a word."""
_FLAGS = 3


@dataclass(frozen=True, slots=True)
class WordList:
    """A word list. ``edges``: from the lowest bit the character's number, three flags, the number of the next node."""

    edges: npt.NDArray[np.uint64]
    numbers: dict[str, int]
    bits: int

    def has(self, word: str) -> bool:
        """Return whether ``word`` is listed as written, or in small letters if its first letter or all are capitals."""
        return self._has(word) or (word != word.lower() and _is_plain(word) and self._has(word.lower()))

    def _has(self, word: str) -> bool:
        node, ends = 0, False
        for at, character in enumerate(word):
            edge = self._edge(node, self.numbers.get(character))
            if edge is None:
                return False
            ends, node = bool(edge >> self.bits & _ENDS), edge >> (self.bits + _FLAGS)
            if not node and at + 1 < len(word):
                return False
        return ends

    def _edge(self, node: int, number: int | None) -> int | None:
        mask = (1 << self.bits) - 1
        while number is not None and node < len(self.edges):
            edge = int(self.edges[node])
            if edge & mask == number and not edge >> self.bits & _BACKWARD:
                return edge
            if edge >> self.bits & _LAST:
                return None
            node += 1
        return None


def _is_plain(word: str) -> bool:
    """Return whether only the first letter of ``word`` is a capital, or all are."""
    return word.isupper() or word[1:].islower()


def of(name: str) -> WordList | None:
    """Return the word list of Tesseract's language ``name``; None if the language is not installed or has no list."""
    path = tessdata.find(name)
    return _read(path, path.stat().st_mtime_ns) if path else None


@cache
def _read(path: Path, _: int) -> WordList | None:
    data = np.memmap(path, np.uint8, "r")
    parts = dict(_parts(data))
    if _GRAPH not in parts or _CHARACTERS not in parts:
        return None
    graph, lines = parts[_GRAPH], bytes(parts[_CHARACTERS]).decode().split("\n")
    magic, characters, count = struct.unpack("<hii", graph[:10].tobytes())
    if magic != _MAGIC or count * 8 + 10 > len(graph):
        return None
    numbers = {line.split(" ")[0]: number for number, line in enumerate(lines[1:])}
    return WordList(graph[10 : 10 + 8 * count].view("<u8"), numbers, characters.bit_length())


def _parts(data: npt.NDArray[np.uint8]) -> Iterator[tuple[int, npt.NDArray[np.uint8]]]:
    """Yield the components of the file ``data``, each with its index in the table."""
    count = int(data[:4].view("<i4")[0])
    starts = data[4 : 4 + 8 * count].view("<i8").tolist()
    ends = sorted([*(start for start in starts if start >= 0), len(data)])
    for number, start in enumerate(starts):
        if start >= 0:
            yield number, data[start : ends[ends.index(start) + 1]]
