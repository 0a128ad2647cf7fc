"""Tags and a note that a person gives to a document. A tag with a slash lies in a folder: ``bills/2026``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from onlineocr.ocr.errors import InvalidOptions

from .models import Document, DocumentTag

MOST_TAGS, TAG_LENGTH, NOTE_LENGTH = 20, 50, 5000
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029,]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def tags(given: Iterable[str]) -> list[str]:
    """Return tags in their stored form, each once. Raises :class:`InvalidOptions` for one that cannot be kept."""
    found: dict[str, str] = {}
    for one in given:
        tag = _tidy(one)
        if tag:
            found.setdefault(DocumentTag.fold(tag), tag)
    if len(found) > MOST_TAGS:
        raise InvalidOptions({"tags": f"must be at most {MOST_TAGS}"})
    return list(found.values())


def label(document: Document, *, tags: Sequence[str] | None = None, note: str | None = None) -> None:
    """Change the tags, as :func:`tags` returns them, or the note; None leaves either as it is."""
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(pk=document.pk).first()
        if row is None:
            return  # it was deleted a moment ago
        if tags is not None and list(tags) != row.tags:
            document.tags = row.tags = list(tags)
            DocumentTag.objects.filter(document=row).delete()
            DocumentTag.objects.bulk_create(DocumentTag(document=row, tag=DocumentTag.fold(tag)) for tag in row.tags)
        if note is not None:
            document.note = row.note = checked_note(note)
        document.updated_at = row.updated_at = timezone.now()
        row.save(update_fields=["tags", "note", "updated_at"])


def checked_note(text: str) -> str:
    """Return a note in its stored form. Raises :class:`InvalidOptions`."""
    note = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(note) > NOTE_LENGTH:
        raise InvalidOptions({"note": f"must have at most {NOTE_LENGTH:,} characters"})
    if _CONTROLS.search(note):
        raise InvalidOptions({"note": "must have no control characters"})
    return note


def _tidy(given: str) -> str:
    parts = (" ".join(part.split()) for part in unicodedata.normalize("NFC", given).split("/"))
    tag = "/".join(part for part in parts if part)
    if len(tag) > TAG_LENGTH:
        raise InvalidOptions({"tags": f"must have at most {TAG_LENGTH} characters each"})
    if _FORBIDDEN.search(tag):
        raise InvalidOptions({"tags": "must have no commas and no control characters"})
    return tag
