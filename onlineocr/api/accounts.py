"""Registration and sign-in: ``/api/register/``, ``/api/token_obtain_pair/``, ``/api/token_refresh/``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import IntegrityError, transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts import passwords, tokens
from onlineocr.accounts.models import TAKEN, User
from onlineocr.http.authentication import CredentialError, check_password
from onlineocr.http.errors import ProblemError
from onlineocr.http.known_fields import KnownFields
from onlineocr.http.throttles import RegisterThrottle, SignInThrottle


class Password(serializers.CharField):
    """Never shown, never trimmed."""

    def __init__(self, **kwargs: Any) -> None:
        style = {"input_type": "password"}
        super().__init__(write_only=True, trim_whitespace=False, max_length=1024, style=style, **kwargs)


class RegisterSerializer(KnownFields):
    username = serializers.CharField(
        max_length=150,
        validators=[AbstractUser.username_validator],
        help_text="Up to 150 letters, digits and @ . + - _",
    )
    email = serializers.EmailField(required=False, allow_blank=True, default="", max_length=254)
    password = Password(help_text=passwords.STRONG)

    def validate_username(self, value: str) -> str:
        name = User.normalize_username(value)
        if len(name) > 150:
            raise serializers.ValidationError("Ensure this field has no more than 150 characters.")
        if User.objects.named(name) is not None:
            raise serializers.ValidationError(TAKEN)
        return name

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        user = User(username=attrs["username"], email=attrs["email"])
        try:
            validate_password(attrs["password"], user)
        except DjangoValidationError as error:
            raise serializers.ValidationError({"password": error.messages}) from None
        return attrs

    def create(self, validated_data: dict[str, Any]) -> User:
        name, email = validated_data["username"], User.objects.normalize_email(validated_data["email"])
        user = User(username=name, email=email)
        user.set_password(validated_data["password"])  # slow, so it is done before the transaction locks the database
        try:
            with transaction.atomic():
                user.save(force_insert=True)
                return user
        except IntegrityError:  # another call took the name after the check
            raise serializers.ValidationError({"username": [TAKEN]}) from None


class SignInSerializer(KnownFields):
    username = serializers.CharField(max_length=150)
    password = Password()
    code = serializers.CharField(
        max_length=20,
        required=False,
        write_only=True,
        help_text="the code of the authenticator app, or a recovery code; only for an account with a second factor",
    )


class RefreshSerializer(KnownFields):
    """A refresh token."""

    refresh = serializers.CharField(max_length=4096)


class TokenPairSerializer(serializers.Serializer[tokens.TokenPair]):
    access = serializers.CharField(
        help_text="For 'Authorization: Bearer …'; works for 15 minutes, unless the operator says otherwise."
    )
    refresh = serializers.CharField(help_text="Works once, at /api/token_refresh/.")


class OpenView(APIView):
    """Base of views that need no account: they ignore a stale token in the headers."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class RegisterView(OpenView):
    problems = {"POST": ("registration_closed",)}
    throttle_classes = (RegisterThrottle,)

    @extend_schema(
        operation_id="register", tags=["sign-in"], request=RegisterSerializer, responses={201: RegisterSerializer}
    )
    def post(self, request: Request) -> Response:
        """Create an account. Usernames that differ only in case or Unicode form are the same name."""
        if not settings.REGISTRATION_OPEN:
            raise ProblemError("registration_closed", "New accounts are made by the operator. Ask for one.")
        serializer = RegisterSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = serializer.save()
        return Response({"username": user.username, "email": user.email}, status=201)


class TokenObtainPairView(OpenView):
    problems = {"POST": ("wrong_credentials", "second_factor_required", "too_many_failures")}
    throttle_classes = (SignInThrottle,)

    @extend_schema(
        operation_id="token_obtain_pair", tags=["sign-in"], request=SignInSerializer, responses=TokenPairSerializer
    )
    def post(self, request: Request) -> Response:
        """Sign in with name and password, and with a code if the account has a second factor. Returns an access token
        and a refresh token."""
        serializer = SignInSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = check_password(request, **serializer.validated_data)
        pair = tokens.sign_in(user)
        # Updates the time of the last sign-in; django-axes then forgets the failures before it.
        user_logged_in.send(sender=User, request=request._request, user=user)  # noqa: SLF001
        return _secret(pair)


class TokenRefreshView(OpenView):
    problems = {"POST": ("invalid_token", "token_reused", "account_inactive")}

    @extend_schema(
        operation_id="token_refresh", tags=["sign-in"], request=RefreshSerializer, responses=TokenPairSerializer
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair of tokens. A refresh token works once."""
        serializer = RefreshSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            return _secret(tokens.refresh(serializer.validated_data["refresh"]))
        except tokens.InvalidToken as error:
            raise CredentialError(request, error.code, str(error)) from None


def _secret(pair: tokens.TokenPair) -> Response:
    return Response(asdict(pair), headers={"Cache-Control": "no-store"})
