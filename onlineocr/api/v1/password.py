"""Change of the user's own password."""

from __future__ import annotations

from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts import passwords
from onlineocr.accounts.models import User
from onlineocr.http.authentication import SessionAuthentication, account_of, confirmed_password
from onlineocr.http.errors import ProblemError
from onlineocr.http.known_fields import KnownFields
from onlineocr.http.scopes import CLOSED

from ..accounts import Password


class PasswordChangeSerializer(KnownFields):
    """The present and the new password of the account."""

    old_password = Password()
    new_password = Password(help_text=passwords.STRONG)


class NextAccessSerializer(serializers.Serializer[dict[str, str | None]]):
    """The access token for the caller's next calls."""

    access = serializers.CharField(
        allow_null=True, help_text="the next access token, in place of the one that was sent; null if none was sent"
    )


class PasswordView(APIView):
    """View that changes the password of the user's account."""

    problems = {"POST": ("conflict",)}
    key_scopes = {"POST": CLOSED}

    @extend_schema(
        operation_id="me_password", tags=["account"], request=PasswordChangeSerializer, responses=NextAccessSerializer
    )
    def post(self, request: Request) -> Response:
        """Change your password. Every other sign-in ends: sessions, access tokens and refresh tokens.

        The sign-in that calls goes on. A session stays signed in. A client that called with an access token replaces
        it by `access`, and keeps its refresh token. API keys stay as they are.

        A wrong `old_password` counts as a failed sign-in. API keys may not call this.
        """
        before = account_of(request)
        if not before.has_usable_password():
            raise ProblemError("conflict", passwords.NONE)
        serializer = PasswordChangeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        old, new = serializer.validated_data["old_password"], serializer.validated_data["new_password"]
        user = confirmed_password(request, before, old)
        _check(old, new, user)
        presented = request.auth if isinstance(request.auth, str) else None
        try:
            access = passwords.change(before=before, user=user, new=new, presented=presented)
        except passwords.PasswordMoved:
            raise ProblemError("conflict", passwords.MOVED) from None
        if isinstance(request.successful_authenticator, SessionAuthentication):
            update_session_auth_hash(request._request, user)  # noqa: SLF001
        return Response({"access": access}, headers={"Cache-Control": "no-store"})


def _check(old: str, new: str, user: User) -> None:
    try:
        passwords.check_new(new, user, old=old)
    except ValidationError as error:
        raise serializers.ValidationError({"new_password": error.messages}) from None
