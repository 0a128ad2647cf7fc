"""A person's edits of a page: a new text for a part of it, or the confirmation that its text is right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InvalidEdits

MOST_EDITS = 1_000
MOST_LETTERS = 10_000  # of one edit's text
_FIELDS = ("block", "line", "word", "box", "text", "confirmed")
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they make the visible text differ
_NO_CHARACTERS = "\ufffe\uffff"  # XML cannot contain them
_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit. ``block``, ``line`` and ``word`` count from 0, like the lists of the result: a line within its block, a
    word within its line. All three None mean the page. ``text`` None: the current text is right. ``box`` (left, top,
    right, bottom), without the three: a place where nothing was read, for the new ``text``."""

    block: int | None = None
    line: int | None = None
    word: int | None = None
    text: str | None = None
    box: tuple[int, int, int, int] | None = None

    @classmethod
    def parse(cls, value: Any) -> Edit:
        """Read ``{"block": 2, "line": 1, "word": 3, "text": "new"}`` or ``{…, "confirmed": true}``.

        Raises :class:`~..errors.InvalidEdits`, which names each field that is wrong.
        """
        if not isinstance(value, Mapping):
            raise InvalidEdits({"": 'must be an object such as {"block": 0, "line": 2, "text": "…"}'})
        wrong = {
            str(name)[:40]: f"there is no such field; there are: {', '.join(_FIELDS)}"
            for name in value
            if name not in _FIELDS
        }
        numbers = {name: value[name] for name in _FIELDS[:3] if name in value}
        wrong |= {name: "must be a whole number from 0" for name, number in numbers.items() if not _counts(number)}
        if "word" in numbers and "line" not in numbers:
            wrong["line"] = "is missing: a word counts within its line"
        if "line" in numbers and "block" not in numbers:
            wrong["block"] = "is missing: a line counts within its block"
        wrong |= _wrong_deed(value, bool(numbers))
        if "box" in value:
            wrong |= _wrong_box(value, bool(numbers))
        text = None
        if "text" not in wrong and "text" in value:
            try:
                text = clean(value["text"], lines="line" not in numbers)
            except ValueError as error:
                wrong["text"] = str(error)
        if wrong:
            raise InvalidEdits(wrong)
        box = tuple(value["box"]) if "box" in value else None
        return cls(numbers.get("block"), numbers.get("line"), numbers.get("word"), text, box)


def parse(values: Any) -> tuple[Edit, ...]:
    """Read a list of edits; :class:`~..errors.InvalidEdits` names each field of each that is wrong."""
    if isinstance(values, list) and not values:
        raise InvalidEdits({"edits": "is empty; send at least one edit"})
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        raise InvalidEdits({"edits": 'must be a list such as [{"block": 0, "line": 2, "text": "…"}]'})
    if len(values) > MOST_EDITS:
        raise InvalidEdits({"edits": f"are {len(values):,}; at most {MOST_EDITS:,} are taken at once"})
    edits: list[Edit] = []
    wrong: dict[str, str] = {}
    for number, value in enumerate(values):
        try:
            edits.append(Edit.parse(value))
        except InvalidEdits as error:
            wrong |= {f"edits.{number}.{name}".rstrip("."): text for name, text in error.fields.items()}
    if wrong:
        raise InvalidEdits(wrong)
    return tuple(edits)


def clean(text: Any, *, lines: bool) -> str:
    """Return ``text`` without outer spaces, in Unicode's NFC; line feeds only where it may have several ``lines``.

    ValueError names the fault of an invalid text.
    """
    if not isinstance(text, str):
        raise ValueError("must be a text; an empty one deletes")  # noqa: TRY004 - as every other fault of a field
    if len(text) > MOST_LETTERS:
        raise ValueError(f"has {len(text):,} characters; at most {MOST_LETTERS:,} are taken")
    text = text.replace("\r\n", "\n")
    for character in text:
        if not _may_stand(character, lines):
            name = f"U+{ord(character):04X}"
            if character == "\n":
                raise ValueError("must be one line; a block's text may have several")
            raise ValueError(f"has the character {name}, which cannot stand in a text")
    kept = [_SPACES.sub(" ", unicodedata.normalize("NFC", line).strip()) for line in text.split("\n")]
    kept = [line for line in kept if any(map(_is_visible, line))]
    if text and not any(map(_is_visible, text)):
        raise ValueError("has nothing that is seen; send an empty text to delete")
    return "\n".join(kept)


def _is_visible(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) != "Cf"


def _may_stand(character: str, lines: bool) -> bool:
    if character == "\n":
        return lines
    if character in _NO_CHARACTERS or character in _TURNING:
        return False
    return character == "\t" or unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}


def _counts(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1_000_000


def _wrong_deed(value: Mapping[str, Any], somewhere: bool) -> dict[str, str]:
    if ("text" in value) == ("confirmed" in value):
        return {"text": "send either 'text' or 'confirmed'"}
    if "confirmed" in value and value["confirmed"] is not True:
        return {"confirmed": "can only be true; what was confirmed by mistake is undone by its revision"}
    if "text" in value and not somewhere and "box" not in value:
        return {"block": "is missing: a text belongs to a block, a line or a word, or to a 'box' without text"}
    return {}


def _wrong_box(value: Mapping[str, Any], somewhere: bool) -> dict[str, str]:
    box = value["box"]
    if not isinstance(box, list) or len(box) != 4 or not all(map(_is_whole, box)):
        return {"box": "must be four whole numbers: [left, top, right, bottom]"}
    if somewhere:
        return {"box": "send either a 'box' or a 'block'"}
    return {} if value.get("text") else {"text": "is missing: there is nothing there to confirm or delete"}


def _is_whole(number: Any) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) < 10**9
