"""Failed sign-ins, which django-axes counts: the name under which they are counted, and their deletion."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest

from onlineocr.accounts import names
from onlineocr.accounts.models import User


def counted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str | None:
    """Return the stored name of the user, for any spelling; for an unknown name, its keyed hash.

    People sometimes type their password into the field of the name, so an unknown name must not be stored as it is.
    """
    tried = credentials.get("username") if credentials else request.POST.get("username")
    if not isinstance(tried, str) or "\0" in tried:
        return None
    user = User.objects.named(tried)
    if user is not None:
        return user.get_username()
    key = b"sign-in:" + names.key_of(tried).encode(errors="replace")
    return f"#{hmac.new(settings.SECRET_KEY.encode(), key, hashlib.sha256).hexdigest()[:32]}"


def forget(user: User) -> int:
    """Delete the failed sign-ins of ``user`` from every address; return their number."""
    attempts = AccessAttempt.objects.filter(username=user.get_username())
    count: int = attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
    attempts.delete()
    return count
