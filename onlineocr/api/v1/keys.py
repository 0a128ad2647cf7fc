"""The user's own API keys: create, list, rename and revoke them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts import keys
from onlineocr.accounts.models import ApiKey, ApiKeyQuerySet
from onlineocr.accounts.scopes import DEFAULT, Scope
from onlineocr.http.authentication import account_of
from onlineocr.http.errors import ProblemError
from onlineocr.http.known_fields import Choice, KnownFields, takes_no_body

from ..expiry import HOW, Expiry
from ..paging import NumberedPages


class NewKeySerializer(KnownFields):
    """The properties of a new key."""

    name = serializers.CharField(max_length=100, help_text="the purpose of the key, for people")
    scopes = serializers.ListField(
        child=Choice(choices=Scope.choices),
        required=False,
        allow_empty=False,
        max_length=20,
        help_text="the permissions of the key; by default all but 'keys'",
    )
    expires = Expiry(required=False, allow_null=True, help_text=f"{HOW}; never when absent or null")
    sigv4 = serializers.BooleanField(default=False, help_text="keep the secret sealed too, to verify AWS signatures")

    def validate_scopes(self, value: list[str]) -> list[Scope]:
        return [Scope(name) for name in dict.fromkeys(value)]


class KeyNameSerializer(KnownFields):
    """The part of a key that can be changed."""

    name = serializers.CharField(max_length=100)


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A key, without its secret."""

    id = serializers.CharField(source="uid")
    prefix = serializers.CharField(source="public_name", help_text="first characters of the key")
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices))
    sigv4 = serializers.SerializerMethodField(help_text="whether the key can verify AWS signatures")

    class Meta:
        model = ApiKey
        fields = (
            "id", "name", "prefix", "scopes", "sigv4", "created_at", "expires_at", "last_used_at", "revoked_at",
        )  # fmt: skip

    def get_sigv4(self, key: ApiKey) -> bool:
        return bool(key.sealed)


class ApiKeyWithSecretSerializer(ApiKeySerializer):
    """A key that was just made."""

    key = serializers.CharField(help_text="the whole key; shown only in this response")

    class Meta:
        model = ApiKey
        fields = (*ApiKeySerializer.Meta.fields, "key")


class KeysView(ListAPIView[ApiKey]):
    """View of the user's own keys."""

    problems = {"POST": ("too_many_keys",)}
    key_scopes = {"GET": (Scope.KEYS,), "POST": (Scope.KEYS,)}
    serializer_class = ApiKeySerializer
    pagination_class = NumberedPages

    def get_queryset(self) -> QuerySet[ApiKey]:
        if getattr(self, "swagger_fake_view", False):
            return ApiKey.objects.none()
        return own(self.request)

    @extend_schema(operation_id="key_list", tags=["account"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your API keys, newest first, without secrets. Expired and revoked keys are listed for a month."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="key_create",
        tags=["account"],
        request=NewKeySerializer,
        responses={201: OpenApiResponse(ApiKeyWithSecretSerializer, description="the key, with its secret")},
    )
    def post(self, request: Request) -> Response:
        """Create an API key. Only this response holds the whole key: the server keeps its hash.

        A key that makes another gives it no scope that it lacks, and no longer life than its own.
        """
        serializer = NewKeySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        asked = serializer.validated_data
        maker = request.auth if isinstance(request.auth, ApiKey) else None
        try:
            key, text = keys.issue(
                user=account_of(request),
                name=asked["name"],
                scopes=_scopes(asked.get("scopes"), maker),
                expires_at=_end(asked.get("expires"), maker),
                sigv4=asked["sigv4"],
            )
        except keys.TooManyKeys:
            detail = f"An account has at most {settings.KEYS_PER_USER} living keys. Revoke one that is not needed."
            raise ProblemError("too_many_keys", detail) from None
        return Response(ApiKeySerializer(key).data | {"key": text}, status=201, headers={"Cache-Control": "no-store"})


class KeyView(APIView):
    """View of one of the user's own keys."""

    key_scopes = {"GET": (Scope.KEYS,), "PATCH": (Scope.KEYS,), "DELETE": (Scope.KEYS,)}

    @extend_schema(operation_id="key_retrieve", tags=["account"], responses=ApiKeySerializer)
    def get(self, request: Request, uid: str) -> Response:
        """Return an API key, without its secret."""
        return Response(ApiKeySerializer(find(request, uid)).data)

    @extend_schema(operation_id="key_rename", tags=["account"], request=KeyNameSerializer, responses=ApiKeySerializer)
    def patch(self, request: Request, uid: str) -> Response:
        """Rename an API key. Its scopes cannot be changed: create another key for that."""
        key = find(request, uid)
        serializer = KeyNameSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        key.name = serializer.validated_data["name"]
        key.save(update_fields=["name"])
        return Response(ApiKeySerializer(key).data)

    @extend_schema(operation_id="key_revoke", tags=["account"], responses={204: None})
    @takes_no_body
    def delete(self, request: Request, uid: str) -> Response:
        """Revoke an API key for good."""
        own(request).filter(pk=find(request, uid).pk).revoke()
        return Response(status=204)


def own(request: Request) -> ApiKeyQuerySet:
    """Return the keys of the authenticated user."""
    return ApiKey.objects.filter(user=account_of(request))


def find(request: Request, uid: str) -> ApiKey:
    key: ApiKey | None = own(request).filter(uid=uid).first()
    if key is None:
        raise NotFound("There is no such key, or it belongs to somebody else")
    return key


def _scopes(asked: list[Scope] | None, maker: ApiKey | None) -> list[Scope]:
    """Return the scopes of the new key; ``maker`` is the key that authenticated the request, or None."""
    if maker is None:
        return list(DEFAULT) if asked is None else asked
    if asked is None:
        usual: list[Scope] = [scope for scope in Scope if scope in DEFAULT and scope in maker.scopes]
        if not usual:
            raise serializers.ValidationError(
                {"scopes": "Name them: the key that makes it has none of the usual ones."}
            )
        return usual
    if beyond := [scope.value for scope in asked if scope not in maker.scopes]:
        text = f"A key cannot make one that may do more than itself; it lacks: {', '.join(beyond)}."
        raise ProblemError("scope_missing", text, fields={"scopes": text})
    return asked


def _end(asked: datetime | None, maker: ApiKey | None) -> datetime | None:
    if maker is None or maker.expires_at is None:
        return asked
    if asked is not None and asked > maker.expires_at:
        raise serializers.ValidationError({"expires": f"Must not be later than the end of the key that makes it, "
                                                      f"{maker.expires_at.isoformat()}."})  # fmt: skip
    return asked or maker.expires_at
