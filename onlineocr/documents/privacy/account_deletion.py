"""Summary and closing of an account."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from onlineocr.accounts import closing
from onlineocr.accounts.models import User

from ..models import Document
from . import deletion

BATCH = 100


def summary(user: User) -> dict[str, Any]:
    """Return the user's profile and the number of documents, pages and bytes stored."""
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
    """Close the account for good: first disable every credential, then delete all that belongs to the account.

    A document that is being read is deleted too; its worker gives the page up. If this process ends before it is done,
    ``close_left_behind`` continues.
    """
    closing.lock(user)
    _remove(user)


def close_left_behind() -> int:
    """Finish interrupted calls of ``close``; return the number of accounts. A worker calls it regularly."""
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
