"""Change of the user's own password."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from onlineocr.accounts import failures, names, tokens
from onlineocr.accounts.models import RefreshFamily, User

STRONG = "At least 8 characters; not common, not only digits, not like the name."
NONE = "This account has no password. The operator can set one under /admin/."
MOVED = "The password was changed meanwhile. Sign in with the new one."
SAME = "This is the password that the account has already. Choose another one."


class PasswordMoved(Exception):
    """The password was changed, or the account closed, since the old password was checked."""


def check_new(new: str, user: User, *, old: str) -> None:
    """Raise Django's ``ValidationError`` with every rule that the password ``new``, a successor of ``old``, breaks."""
    if names.password_form(new) == names.password_form(old):
        raise ValidationError(SAME)
    validate_password(new, user)


def reset(user: User, new: str) -> None:
    """Set the password ``new`` of ``user``, who proved to read the mail of the account. Every sign-in ends."""
    user.set_password(new)
    with transaction.atomic():
        user.save(update_fields=["password"])
        RefreshFamily.objects.filter(user=user).revoke()
    failures.forget(user)


def change(*, before: User, user: User, new: str, presented: str | None) -> str | None:
    """Set the password ``new`` of ``user``; earlier sessions and tokens end, since they contain a hash of the old one.

    ``before`` is the user at the check of this call's credentials, ``presented`` the call's access token. Return the
    next access token of its sign-in, which continues; None without an access token.

    Raises:
        PasswordMoved: nothing was changed.
    """
    checked = user.password
    user.set_password(new)
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, password=checked).update(password=user.password):
            raise PasswordMoved
        return None if presented is None else tokens.keep(presented, before=before, after=user)
