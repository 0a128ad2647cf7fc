"""The sessions of browsers: their list with the time of the last use, and their end."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from onlineocr.accounts.models import RefreshFamily, User
from onlineocr.dbpatience import try_now

USE_NOTED = timedelta(minutes=1)


def note_use(request: HttpRequest) -> None:
    """Record the present time, address and browser of the request's session, at most once a minute and process.

    Only requests that looked at their user count. A session from before this record existed gets its row here.
    """
    user = getattr(request, "_cached_user", None)
    if not isinstance(user, User) or not request.session.session_key:
        return
    mark = f"session-used:{hashlib.sha256(request.session.session_key.encode()).hexdigest()}"
    if cache.add(mark, value=True, timeout=USE_NOTED.total_seconds()):
        try_now(lambda: UserSession.objects.create_from_request(request, user=user))


def of(user: User) -> list[UserSession]:
    """Return the user's sessions that still work, the last used first."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def end(user: User, pk: int) -> bool:
    """End one session of ``user``; return False if there is none with this id."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is None:
        return False
    session.end()
    return True


def programs(user: User) -> int:
    """Return the number of programs that are signed in with tokens."""
    return RefreshFamily.objects.living().filter(user=user).count()


def end_others(user: User, kept: str | None = None) -> int:
    """End every session of ``user`` but the one with the key ``kept``, and its tokens; return the number of sessions.

    Sessions that were not used since their record exists are ended too, so all sessions are decoded: only a session's
    data contains its user.
    """
    living = Session.objects.filter(expire_date__gt=timezone.now()).exclude(session_key=kept)
    mine = [one.pk for one in living.iterator() if one.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=mine).delete()
    UserSession.objects.filter(user=user).exclude(session_key=kept).delete()
    RefreshFamily.objects.filter(user=user).revoke()
    return len(mine)


def tidy() -> int:
    """Delete the records of sessions that are gone; return their number."""
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    old = gone.filter(last_seen_at__lt=timezone.now() - timedelta(days=1))
    count: int = old.delete()[0]
    return count
