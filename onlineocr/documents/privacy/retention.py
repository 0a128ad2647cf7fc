"""The storage time of documents."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from onlineocr.ocr.errors import InvalidOptions

from ..models import Document

HANDOVER = timedelta(hours=1)
"""Time in which a result with the retention ``none`` can be fetched."""


def keep(document: Document, asked: timedelta | None, *, since: datetime) -> None:
    """Set the document's time of deletion, ``asked`` after ``since``.

    ``asked`` is None if the call does not set it, zero for ``none``. :class:`InvalidOptions` if an account asks for
    more than this installation allows; an upload without an account is limited to the time for such uploads.
    """
    longest: timedelta | None = settings.RETENTION_MAX
    if document.owner_id is None:
        longest = longest_without_account()
        asked = longest if asked is None else min(asked, longest)
    elif asked is None:
        asked = min(settings.RETENTION or longest, longest) if longest else settings.RETENTION
    elif longest and asked > longest:
        raise InvalidOptions({"retention": f"must be at most {_text(longest)}, the limit of this installation"})
    document.transient = asked == timedelta(0)
    if asked is not None:
        asked = min(HANDOVER, longest or HANDOVER) if document.transient else asked
    document.expires_at = None if asked is None else since + asked


def longest_without_account() -> timedelta:
    """Return the longest storage time of an upload without an account."""
    return min(settings.RETENTION_MAX or settings.ANONYMOUS_RETENTION, settings.ANONYMOUS_RETENTION)


def _text(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    return f"{hours / 24:g}d" if hours >= 48 else f"{hours:g}h"
