"""An upload without an account becomes one of an account's, for somebody who holds its token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from . import admission, retention
from .lanes import lane_of
from .models import Document, Page

if TYPE_CHECKING:
    from onlineocr.accounts.models import User


def adopt(document: Document, token: str, owner: User) -> bool:
    """Make ``owner`` the owner of ``document``, which has none and which ``token`` opens; False if that is not so.

    Its token opens it no more. From now on it is kept as long as the account's others, unless the upload asked for
    less. :class:`StorageFull` when the account has no room for it.
    """
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(pk=document.pk, owner=None).first()
        if row is None or row.expired or not row.has_token(token):
            return False
        admission.require_room(owner, row.size)
        default = row.created_at + retention.longest_without_account()
        row.owner, row.lane, row.token_hash = owner, lane_of(owner), ""
        if not row.transient and row.expires_at is not None and row.expires_at >= default:
            retention.keep(row, None, since=row.created_at)
        row.save(update_fields=["owner", "lane", "token_hash", "expires_at", "transient"])
        Page.objects.open().filter(run__document=row).update(lane=row.lane)
    return True
