"""Query parameters that filter a list or a search: their OpenAPI description, and whose documents they may name."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from onlineocr.accounts.models import User
from onlineocr.documents.models.states import Status
from onlineocr.documents.search.parameters import KINDS, MOST, criteria, number, parse, yes_or_no
from onlineocr.ocr.decode.sniff import MEDIA_TYPES
from onlineocr.ocr.errors import InvalidOptions

__all__ = ["MOST", "PAGE_SIZE", "PARAMETERS", "check_created_by", "criteria", "number", "parse", "yes_or_no"]

PAGE_SIZE = 20


def check_created_by(created_by: str, user: Any) -> None:
    """Raise :class:`InvalidOptions` if ``user`` may not list the documents of ``created_by``."""
    if created_by and not user.is_staff and User.objects.named(created_by) != user:
        raise InvalidOptions({"created_by": "is for staff; here are your own documents only"})


_TIME = {"type": "string", "examples": ["2026-11-22", "2026-11-22T18:00:00+01:00"]}
PARAMETERS = [
    OpenApiParameter(
        "status", {"type": "array", "items": {"type": "string", "enum": Status.values}},
        description="status of the document; one or several", explode=True,
    ),
    OpenApiParameter("language", description="language of the text (BCP 47 or ISO 639); several separated by commas"),
    OpenApiParameter(
        "media_type", {"type": "string", "examples": [*KINDS, *MEDIA_TYPES]},
        description="such as 'application/pdf', or 'image/*' for all pictures; several separated by commas",
    ),
    OpenApiParameter("created_after", _TIME, description="uploaded at this time or later; a date begins at 00:00 UTC"),
    OpenApiParameter("created_before", _TIME, description="uploaded before this time"),
    OpenApiParameter("tag", description="with this tag, or one in the folder of that name: `bills` finds `bills/2026`"),
    OpenApiParameter("needs_review", bool, description="only documents that need review; false: only the others"),
    OpenApiParameter("cursor", description="the cursor in `next` or `previous` of a response"),
    OpenApiParameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_SIZE}),
]  # fmt: skip
