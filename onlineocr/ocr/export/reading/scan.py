"""An incremental JSON parser: a long list in an object need not be in memory."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import IO, Any, NoReturn

_AT_ONCE = 256 * 1024
_MORE_DIGITS = re.compile(r"[-+.\deE]*")
_SPACE = re.compile(r"[ \t\n\r]*")
MOST = 256 * 1024 * 1024
"""Limit of characters for one value, such as a page (some hundred thousand) or the text of all pages."""


class Malformed(ValueError):
    """The text is no JSON, or JSON that is refused here. The message names the position."""


class Scanner:
    """Parser that reads ``file`` once. It refuses NaN, infinite numbers and duplicate names."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._text = ""
        self._place = 0
        self._before = 0  # characters that were dropped
        self._decoder = json.JSONDecoder(parse_constant=_no_number, object_pairs_hook=_once)

    def items(self) -> Iterator[str]:
        """Return the names of the next object. The caller reads each value, by :meth:`value` or :meth:`each`."""
        self._expect("{")
        if self._next() == "}":
            self._place += 1
            return
        while True:
            name = self.value()
            if not isinstance(name, str):
                self._fail("a name in double quotes is missing")
            self._expect(":")
            yield name
            if self._comma("}"):
                return

    def each(self) -> Iterator[Any]:
        """Return the values of the next list."""
        self._expect("[")
        if self._next() == "]":
            self._place += 1
            return
        while True:
            yield self.value()
            if self._comma("]"):
                return

    def value(self) -> Any:
        """Return the next value, whole."""
        self._next()
        needs = _AT_ONCE
        while True:
            try:
                found, end = self._decoder.raw_decode(self._text, self._place)
            except RecursionError:
                self._fail("it is nested too deeply")
            except json.JSONDecodeError as error:
                if not self._more(needs):
                    self._fail(error.msg.lower(), error.pos)
            else:
                # A number at the end of the buffer may continue.
                if _MORE_DIGITS.match(self._text, end).end() < len(self._text) or not self._more(needs):  # type: ignore[union-attr]
                    self._place = end
                    return found
            needs = len(self._text)  # double the buffer, since each attempt parses the value again

    def end(self) -> None:
        """Check that nothing follows."""
        if self._next(last=True):
            self._fail("something follows after its end")

    def _comma(self, closing: str) -> bool:
        found = self._next()
        if found not in (",", closing):
            self._fail(f"',' or '{closing}' is missing")
        self._place += 1
        return found == closing

    def _expect(self, character: str) -> None:
        if self._next() != character:
            self._fail(f"'{character}' is missing")
        self._place += 1

    def _next(self, *, last: bool = False) -> str:
        """Return the next character that is no space, without consuming it."""
        while True:
            self._place = _SPACE.match(self._text, self._place).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more(_AT_ONCE):
                return "" if last else self._fail("it ends too early")

    def _more(self, characters: int) -> bool:
        """Read more characters and drop the consumed ones. Return False at the end of the file."""
        self._text, self._before = self._text[self._place :], self._before + self._place
        self._place = 0
        if len(self._text) > MOST:
            self._fail(f"a part of it has more than {MOST:,} characters")
        read = self._file.read(characters)
        self._text += read
        return bool(read)

    def _fail(self, what: str, place: int | None = None) -> NoReturn:
        raise Malformed(f"{what}, at character {self._before + (self._place if place is None else place) + 1:,}")


def _no_number(name: str) -> NoReturn:
    raise Malformed(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Malformed("a name comes twice in one object")
    return found
