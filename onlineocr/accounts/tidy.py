"""Deletion of outdated rows of accounts."""

from __future__ import annotations

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from onlineocr.accounts import keys, sessions, tokens


def tidy() -> int:
    """Delete ended refresh families and keys, expired sessions and outdated failed sign-ins; return their number.

    It is cheap without such rows; a worker calls it once an hour.
    """
    now = timezone.now()
    expired, _ = Session.objects.filter(expire_date__lt=now).delete()
    attempts, _ = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
    return tokens.sweep() + keys.sweep() + expired + sessions.tidy() + int(attempts)
