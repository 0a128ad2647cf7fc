"""File names: those in headers, and those of files made from another file."""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import unquote


def of_disposition(header: str) -> str:
    """Return the name in a ``Content-Disposition``, plain or by RFC 8187; empty where there is none.

    ``header`` is text as HTTP libraries give it: bytes read as Latin-1.
    """
    if match := re.search(r"filename\*=([\w-]*)'[^']*'([^;\s]+)", header):
        try:
            return unquote(match[2], encoding=match[1] or "utf-8")
        except LookupError:
            return unquote(match[2])
    match = re.search(r'filename="([^"]*)"', header) or re.search(r"filename=([^;\s]+)", header)
    name = match[1] if match else ""
    try:
        return name.encode("latin-1").decode()  # many servers and clients send UTF-8
    except UnicodeError:
        return name


def derive(name: str, extension: str, otherwise: str = "") -> str:
    """Return the name of a file made from the file ``name``; of a file without a name, made from ``otherwise``."""
    return (PurePath(name).stem or otherwise) + extension
