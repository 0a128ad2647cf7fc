"""The name under which a client saves a file."""

from __future__ import annotations

import re
import unicodedata

from django.utils.http import content_disposition_header

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NOT_PLAIN = re.compile(r"[^\x20-\x7e]+")
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i"}
)


def attachment(name: str) -> str:
    """Return the ``Content-Disposition`` of a file called ``name``.

    A name that is not ASCII is written twice (RFC 6266): in ASCII for clients such as ``curl -OJ``, and unchanged.
    """
    name = _CONTROL.sub("_", name)  # Django takes a name that ends with a line break for a plain one
    header = str(content_disposition_header(as_attachment=True, filename=name))
    exact = header.partition("; ")[2]
    if not exact.startswith("filename*"):
        return header
    plain = str(content_disposition_header(as_attachment=True, filename=_plain(name)))
    return f"{plain}; {exact}"


def _plain(name: str) -> str:
    """Return the name in ASCII: letters without their marks, and "_" for other characters."""
    parts = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    base = "".join(part for part in parts if not unicodedata.combining(part))
    plain = _NOT_PLAIN.sub("_", base)
    stem, dot, extension = plain.partition(".")
    return (stem if stem.strip("_ -") else "file") + dot + extension
