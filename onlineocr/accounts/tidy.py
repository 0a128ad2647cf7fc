"""What accounts leave behind and nobody needs any more."""

from __future__ import annotations

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from onlineocr.accounts import keys, tokens


def tidy() -> int:
    """Delete dead refresh families and keys, expired sessions and failed sign-ins that no longer count; how many went.

    Cheap when there is nothing to do; a worker calls it once an hour.
    """
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    attempts, _ = AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()
    return tokens.sweep() + keys.sweep() + sessions + int(attempts)
