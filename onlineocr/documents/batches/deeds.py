"""Create, claim and delete batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from .. import services
from ..models import Batch
from ..privacy import deletion

if TYPE_CHECKING:
    from onlineocr.accounts.models import User


def create(*, owner: Any = None, name: str = "") -> Batch:
    """Create an empty batch; it is deleted after a day if no file is added. Files are added by `services`."""
    batch = Batch.new(owner, services.clean_name(name))
    batch.save()
    return batch


def claim(batch: Batch, token: str, owner: User) -> bool:
    """Make ``owner`` the owner of a batch without one, and of its documents, if ``token`` gives access to it; else
    return False.

    :class:`StorageFull` if the account has no room for all of them; then nothing has changed.
    """
    with transaction.atomic():
        row = Batch.objects.select_for_update().filter(pk=batch.pk, owner=None).first()
        if row is None or row.expired or not row.has_token(token):
            return False
        row.owner, row.token_hash, row.filled = owner, "", False
        for document in row.documents.select_for_update().filter(owner=None).order_by("pk"):
            services.hand_over(document, owner)
            row.keep_for(document.expires_at)
        row.filled = True
        row.save(update_fields=["owner", "token_hash", "expires_at", "filled"])
    return True


def delete(batch: Batch, *, documents: bool = False) -> None:
    """Delete the batch, with its ``documents`` if asked for; else they stay without it."""
    while documents and deletion.delete_some(batch.documents.order_by("pk")):
        pass
    batch.delete()
