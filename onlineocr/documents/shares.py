"""Links by which others see a document: they read all of it, and change nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from .models import Document, Share

MOST = 100
"""Living links of a document."""


class TooManyShares(Exception):
    """The document has as many living links as it may have."""


def share(document: Document, *, until: datetime) -> tuple[Share, str]:
    """Make a link that ends at ``until``, or with the document; return it and its token, which is stored nowhere.

    Raises :class:`TooManyShares`.
    """
    made = Share(document=document, expires_at=until)
    token = made.issue_token()
    with transaction.atomic():
        Document.objects.select_for_update().get(pk=document.pk)  # two calls at once must not exceed the limit
        document.shares.exclude(pk__in=document.shares.living()).delete()
        if document.shares.count() >= MOST:
            raise TooManyShares
        made.save()
    return made, token
