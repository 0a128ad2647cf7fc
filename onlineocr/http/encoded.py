"""Decode files that are sent as text, as base64 in its variants or ``data:`` URIs, and describe any other text."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote, unquote_to_bytes

from onlineocr.ocr.errors import EmptyFile, InvalidBase64
from onlineocr.ocr.wording import counted

_NAME_LENGTH = 255
_FILE_LEAST = 8  # bytes: no picture or PDF is smaller
_URI_HEAD = 1000  # characters within which the media type and parameters of a data: URI end
_OTHER_URI = re.compile(r"data:[^,]{0,500},", re.IGNORECASE)
_PYTHON_BYTES = re.compile(r"""b?(['"])(.*)\1""", re.DOTALL)
_WRONG = re.compile(r"[^A-Za-z0-9+/]")
_FILE_NAME = re.compile(
    r"@?[^\n\r\0]{0,250}\.(?:png|jpe?g|jpe|webp|gif|bmp|tiff?|hei[cf]|avif|p[bgpn]m|pdf)", re.IGNORECASE
)


def decode(text: str, *, field: str = "image", url_encoded: bool = False) -> bytes:
    """Decode ``text``: standard or URL-safe base64, with or without padding and white space, or a data: URI.

    ``url_encoded``: the text comes from a form in which an unescaped ``+`` has become a space. Raise
    :class:`InvalidBase64` with a detail that describes the text and its correction.
    """
    text = text.strip()
    if (match := _PYTHON_BYTES.fullmatch(text)) is not None:  # str() of Python's bytes, or a second JSON encoding
        text = match[2].strip()
    if (start := _after_uri_head(text)) > 0:
        text = text[start:].strip()
    elif (match := _OTHER_URI.match(text)) is not None:
        return unquote_to_bytes(text[match.end() :])
    if "%" in text:
        text = unquote(text)
    if url_encoded:
        text = text.replace(" ", "+")
    compact = "".join(text.replace("\\n", "").replace("\\r", "").split())
    compact = compact.replace("-", "+").replace("_", "/").rstrip("=")
    if not compact:
        raise EmptyFile(f"The field '{field}' is empty")
    if (wrong := _WRONG.search(compact)) is not None:
        raise InvalidBase64(_seen(text, field, wrong))
    return _decoded(compact, text, field)


def _decoded(compact: str, text: str, field: str) -> bytes:
    try:
        found = base64.b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except (binascii.Error, ValueError):
        if len(text) < _NAME_LENGTH and _FILE_NAME.fullmatch(text):
            raise InvalidBase64(_seen(text, field, None)) from None
        raise InvalidBase64(
            f"The base64 in '{field}' has {counted(len(compact), 'character')}, which cannot be: its end is missing"
            f"{_forgotten(text, field)}"
        ) from None
    if len(found) < _FILE_LEAST:
        size = counted(len(found), "byte")
        raise InvalidBase64(f"The base64 in '{field}' is {size} only, too few for a file{_forgotten(text, field)}")
    return found


def decode_start(start: bytes) -> bytes:
    """Decode the first bytes of ``start``, the beginning of base64 or of a data: URI; b"" for other text."""
    text = start[:2048].decode("latin-1").strip()
    text = text[_after_uri_head(text) :]
    compact = "".join(text[:400].split()).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(compact[: len(compact) // 4 * 4], validate=True)
    except (binascii.Error, ValueError):
        return b""


def _after_uri_head(text: str) -> int:
    """Return the index of a data: URI's base64, with any parameters, even without 'data:'; 0 in other text."""
    at = text[:_URI_HEAD].lower().find("base64,")
    return at + len("base64,") if at >= 0 else 0


def _seen(text: str, field: str, wrong: re.Match[str] | None) -> str:
    """Return the description of ``text``, which is no base64, for the error."""
    short = text if len(text) <= 80 else f"{text[:80]}…"
    if re.match(r"https?://", text, re.IGNORECASE):
        return f"The field '{field}' holds an address. An address goes into the field 'url' instead"
    if _FILE_NAME.fullmatch(text) or text.startswith("@"):
        name = text.removeprefix("@")
        return (
            f"The field '{field}' holds the text '{short}', not the file of that name. With curl, write: "
            f"-F '{field}=@{name}'"
        )
    if "\ufffd" in text:
        return f"The field '{field}' holds the bytes of a file that were read as text. Send them as a file of the form"
    return (
        f"The field '{field}' is neither base64 nor a data: URI: it has the character {wrong[0] if wrong else ''!r}. "
        f"It begins with '{short}'{_forgotten(text, field)}"
    )


def _forgotten(text: str, field: str) -> str:
    """Return a hint for curl's ``-F image=x``, if ``text`` may be the name of a file."""
    if len(text) >= _NAME_LENGTH or "\n" in text:
        return ""
    return f". If a file of that name was meant, write with curl: -F '{field}=@{text}'"
