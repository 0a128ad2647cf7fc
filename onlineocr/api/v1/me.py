"""The user's own account: show, change, export and close it."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts import emails
from onlineocr.accounts.models import User
from onlineocr.accounts.scopes import Scope
from onlineocr.documents.privacy import account_deletion, account_export
from onlineocr.http.attachment import attachment
from onlineocr.http.authentication import account_of, confirmed_password
from onlineocr.http.known_fields import KnownFields
from onlineocr.http.negotiation import OwnFormats
from onlineocr.http.throttles import ExportThrottle
from onlineocr.ocr.export import zipstream

from ..description import WITH_BODY


class AccountSerializer(KnownFields):
    """An account with its number of documents, pages and bytes."""

    username = serializers.CharField(read_only=True)
    email = serializers.EmailField(allow_blank=True, max_length=254)
    date_joined = serializers.DateTimeField(read_only=True)
    staff = serializers.BooleanField(read_only=True)
    has_password = serializers.BooleanField(
        read_only=True, help_text="whether the account has a password; closing it requires the password"
    )
    documents = serializers.IntegerField(read_only=True)
    pages = serializers.IntegerField(read_only=True)
    bytes = serializers.IntegerField(read_only=True, help_text="of the uploaded files")


class ClosingSerializer(KnownFields):
    """That the account shall really be closed, from somebody who may say so."""

    password = serializers.CharField(required=False, trim_whitespace=False, max_length=1024)
    username = serializers.CharField(required=False, trim_whitespace=False, max_length=150)


class MeView(APIView):
    """View of the user's account."""

    problems = {"DELETE": WITH_BODY}
    key_scopes = {"GET": (Scope.ACCOUNT,), "PATCH": (Scope.ACCOUNT,), "DELETE": (Scope.KEYS,)}

    @extend_schema(operation_id="me_retrieve", tags=["account"], responses=AccountSerializer)
    def get(self, request: Request) -> Response:
        """Return your account, and how many documents, pages and bytes it has."""
        return Response(AccountSerializer(account_deletion.summary(account_of(request))).data)

    @extend_schema(operation_id="me_update", tags=["account"], request=AccountSerializer, responses=AccountSerializer)
    def patch(self, request: Request) -> Response:
        """Change your e-mail address. Until it is confirmed on the account's page, a password is not reset by it."""
        user = account_of(request)
        serializer = AccountSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        if "email" in serializer.validated_data:
            emails.set_unconfirmed(user, serializer.validated_data["email"])
        return self.get(request)

    @extend_schema(operation_id="me_close", tags=["account"], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Close your account. Every document, file, key and session is deleted at once and for good.

        `password` confirms it; for an account without one, its own `username`. Afterwards no credential works.
        """
        user = account_of(request)
        serializer = ClosingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        _confirm(request, user, serializer.validated_data)
        account_deletion.close(user=user)
        logout(request._request)  # noqa: SLF001  (the session of this very call, if it has one)
        return Response(status=204)


class ExportView(APIView):
    """View of the account's export."""

    key_scopes = {"GET": (Scope.ACCOUNT, Scope.DOCUMENTS_READ)}
    throttle_classes = (ExportThrottle,)
    content_negotiation_class = OwnFormats

    @extend_schema(
        operation_id="me_export",
        tags=["account"],
        responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY, "a zip, sent while it is made")},
    )
    def get(self, request: Request) -> StreamingHttpResponse:
        """Export your whole account as a zip file.

        It holds the account, its keys and webhooks without secrets, and a folder for each document.

        A folder holds the original and its result as JSON and as text.
        """
        user = account_of(request)
        name = f"onlineocr-{user.get_username()}-{timezone.now():%Y-%m-%d}.zip"
        response = StreamingHttpResponse(zipstream.stream(account_export.members(user)), content_type="application/zip")
        response["Content-Disposition"] = attachment(name)
        response["Cache-Control"] = "no-store"
        return response


def _confirm(request: Request, user: User, given: dict[str, str]) -> None:
    if user.has_usable_password():
        if not given.get("password"):
            raise serializers.ValidationError({"password": "The password of the account confirms that it shall close."})
        confirmed_password(request, user, given["password"])
    elif given.get("username") != user.get_username():
        text = "The account has no password; its user name, typed exactly, confirms that it shall close."
        raise serializers.ValidationError({"username": text})
