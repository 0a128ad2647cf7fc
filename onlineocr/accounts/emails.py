"""The e-mail address of an account, and who may reset a password by it.

``User.email`` is the address as the user typed it. Rows of ``EmailAddress`` tell more: ``verified`` that its owner
opened a link in a mail to it, ``primary`` that it was the account's address before others were typed. An account
without rows, as every account from before they existed, has the address that it signed up with.

A password is reset by mail to a verified or primary address, or to that of an account without rows. So somebody with an
API key, who may change the address, cannot get a mail with which to change the password.
"""

from __future__ import annotations

from allauth.account.internal.flows.email_verification import verify_email
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from onlineocr.accounts.models import User

MOST_ACCOUNTS = 10
"""Accounts with one address that are named in mails to it."""


class Taken(Exception):
    """Another account has confirmed this address."""


def accounts_of(address: str) -> list[User]:
    """Return the active accounts with a password that may be reset by mail to ``address``."""
    rows = EmailAddress.objects.filter(user=OuterRef("pk"))
    mine = rows.filter(email=address.strip().lower()).filter(Q(verified=True) | Q(primary=True))
    plain = Q(email__iexact=address.strip()) & ~Exists(rows)
    found = User.objects.filter(Q(Exists(mine)) | plain, is_active=True).order_by("pk")[: MOST_ACCOUNTS * 2]
    return [user for user in found if user.has_usable_password()][:MOST_ACCOUNTS]


def set_unconfirmed(user: User, address: str) -> None:
    """Set the address of ``user``, which stays unconfirmed; until it is confirmed, the earlier one resets a password.

    An empty ``address`` removes the earlier one as well.
    """
    with transaction.atomic():
        _remember(user)
        rows = EmailAddress.objects.filter(user=user)
        if not address:
            rows.delete()
        elif not rows.filter(email=address.lower()).exists():
            rows.filter(verified=False, primary=False).delete()
            EmailAddress.objects.create(user=user, email=address.lower())
        user.email = address
        user.save(update_fields=["email"])


def request_change(user: User, address: str) -> str:
    """Store ``address`` as the one that waits for its confirmation; return the key of the link that confirms it."""
    with transaction.atomic():
        _remember(user)
        rows = EmailAddress.objects.filter(user=user)
        rows.filter(verified=False, primary=False).exclude(email=address.lower()).delete()
        row, _ = rows.get_or_create(email=address.lower(), defaults={"user": user})
    key: str = EmailConfirmationHMAC.create(row).key
    return key


def waiting(user: User) -> str:
    """Return the address that waits for its confirmation; "" for none."""
    row = EmailAddress.objects.filter(user=user, verified=False, primary=False).last()
    return row.email if row else ""


def is_confirmed(user: User) -> bool:
    """Whether the present address of ``user`` is confirmed."""
    return bool(EmailAddress.objects.filter(user=user, email=user.email.lower(), verified=True).exists())


def forget_waiting(user: User) -> None:
    """Withdraw the change that waits for its confirmation."""
    EmailAddress.objects.filter(user=user, verified=False, primary=False).delete()


def by_key(key: str) -> EmailAddress | None:
    """Return the address that a link's ``key`` confirms, None if the key is forged, used or too old."""
    found = EmailConfirmationHMAC.from_key(key)
    return found.email_address if found and found.email_address.user.is_active else None


def confirm(request: HttpRequest, row: EmailAddress) -> str:
    """Make ``row`` the confirmed and only address of its account; return the earlier one, "" for none.

    Raises:
        Taken: another account has confirmed it.
    """
    user = row.user
    primary = EmailAddress.objects.filter(user=user, primary=True).first()
    before: str = primary.email if primary else user.email
    if not verify_email(request, row):
        raise Taken
    return "" if before.lower() == row.email else before


def confirm_by_reset(request: HttpRequest, user: User) -> None:
    """Confirm the address of ``user``, who opened the link of a mail to it."""
    if not user.email:
        return
    _remember(user)
    row = EmailAddress.objects.filter(user=user, primary=True, verified=False).first()
    if row is not None and row.email == user.email.lower():
        verify_email(request, row)


def _remember(user: User) -> None:
    """Make the row of the address that the account has, unless it has rows."""
    if user.email and not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True)
