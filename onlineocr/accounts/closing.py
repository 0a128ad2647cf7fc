"""Lock an account permanently, before its data is removed."""

from __future__ import annotations

from datetime import timedelta

from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from onlineocr.accounts import sessions
from onlineocr.accounts.models import ApiKey, RefreshFamily, User

STALE = timedelta(minutes=10)


def lock(user: User) -> None:
    """Invalidate every credential of ``user``: password, tokens, keys and sessions. This cannot be undone."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False, closed_at=timezone.now(), password=make_password(None))
        RefreshFamily.objects.filter(user=user).delete()
        ApiKey.objects.filter(user=user).delete()
    AccessAttempt.objects.filter(username=user.get_username()).delete()
    sessions.end_others(user)


def left_behind() -> list[User]:
    """Return accounts that were locked a while ago but not removed, because the process that closed them ended."""
    return list(User.objects.filter(closed_at__lt=timezone.now() - STALE)[:10])
