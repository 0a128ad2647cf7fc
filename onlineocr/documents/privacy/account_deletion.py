"""What an account has here, and closing it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from onlineocr.accounts import closing
from onlineocr.accounts.models import User

from ..models import Document
from . import deletion

BATCH = 100


def facts(user: User) -> dict[str, Any]:
    """Who ``user`` is, and how many documents, pages and bytes are kept."""
    sums = Document.objects.filter(owner=user).aggregate(
        documents=Count("pk"), pages=Sum("pages", default=0), bytes=Sum("size", default=0)
    )
    return {
        "username": user.get_username(),
        "email": user.email,
        "date_joined": user.date_joined,
        "staff": user.is_staff,
        "has_password": user.has_usable_password(),
    } | sums


def close(*, user: User) -> None:
    """Close the account for good: first no credential works any more, then all that belongs to it is removed.

    A document that is being read is removed too; its worker gives the page up. Where this process ends in between,
    ``close_left_behind`` goes on.
    """
    closing.lock(user)
    _remove(user)


def close_left_behind() -> int:
    """Finish what an interrupted ``close`` began; how many accounts there were. A worker calls it now and then."""
    found = closing.left_behind()
    for user in found:
        _remove(user)
    return len(found)


def _remove(user: User) -> None:
    while True:
        for document in Document.objects.filter(owner=user).order_by("pk")[:BATCH]:
            deletion.delete(document)
        with transaction.atomic():
            # An upload that was under way waits here for the row, and then has no owner to belong to.
            locked = User.objects.select_for_update().filter(pk=user.pk).first()
            if locked is None:
                return
            if not Document.objects.filter(owner=user).exists():
                locked.delete()
                return
