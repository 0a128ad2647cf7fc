"""Webhooks: receivers of messages about documents, and the outcome of each delivery."""

from __future__ import annotations

import json
from typing import Any

from django.db import IntegrityError
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onlineocr.accounts.scopes import Scope
from onlineocr.http.errors import ProblemError
from onlineocr.http.known_fields import Choice, KnownFields, takes_no_body
from onlineocr.http.scopes import KeyScopes
from onlineocr.webhooks import outbox, services
from onlineocr.webhooks.models import EVENTS, Delivery, Webhook
from onlineocr.webhooks.querysets import DeliveryQuerySet, WebhookQuerySet

from ..paging import NumberedPages

KEY_SCOPES: KeyScopes = dict.fromkeys(("GET", "POST", "PATCH", "DELETE"), (Scope.WEBHOOKS,))

_SHOWN_ONCE = "signs the messages; shown only now"


class WebhookSerializer(KnownFields, serializers.ModelSerializer[Webhook]):
    """A registered receiver."""

    id = serializers.CharField(source="uid", read_only=True)
    events = serializers.ListField(
        child=Choice(choices=EVENTS), required=False, help_text="events that it gets; all when empty"
    )

    class Meta:
        model = Webhook
        fields = ("id", "name", "url", "description", "events", "active", "disabled_reason", "created_at")
        read_only_fields = ("disabled_reason", "created_at")
        extra_kwargs = {"url": {"help_text": "an https address on the public internet"}}

    def validate_url(self, value: str) -> str:
        try:
            return str(outbox.checked(value))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None

    def validate_events(self, value: list[str]) -> list[str]:
        return [event for event in EVENTS if event in value]

    def validate_name(self, value: str) -> str:
        try:
            return services.checked_name(value)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from None


class WebhookWithSecretSerializer(WebhookSerializer):
    """A registered receiver and the secret that signs its messages."""

    secret = serializers.CharField(read_only=True, help_text=_SHOWN_ONCE)

    class Meta(WebhookSerializer.Meta):
        fields = (*WebhookSerializer.Meta.fields, "secret")  # type: ignore[assignment]


class WebhookSecretSerializer(serializers.Serializer[Any]):
    """A new secret. For a day, messages are signed with the earlier one as well."""

    secret = serializers.CharField(help_text=_SHOWN_ONCE)


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """One message and the state of its delivery. ``payload`` is null when its document was deleted."""

    id = serializers.CharField(source="message", help_text="the header webhook-id; the same at every try")
    webhook = serializers.CharField(source="webhook.uid", allow_null=True, default=None)
    document = serializers.CharField(source="subject", help_text="id of the document; empty for a ping")
    payload = serializers.SerializerMethodField()
    next_at = serializers.SerializerMethodField(help_text="next try; null when there is none")

    class Meta:
        model = Delivery
        fields = (
            "id", "webhook", "url", "type", "document", "status", "attempts", "next_at", "last_at", "last_status",
            "last_error", "last_excerpt", "created_at", "payload",
        )  # fmt: skip

    @extend_schema_field({"type": ["object", "null"]})
    def get_payload(self, delivery: Delivery) -> Any:
        return json.loads(delivery.payload) if delivery.payload else None

    @extend_schema_field({"type": ["string", "null"], "format": "date-time"})
    def get_next_at(self, delivery: Delivery) -> Any:
        return delivery.next_at if delivery.status == Delivery.Status.WAITING else None


class WebhooksView(ListAPIView[Webhook]):
    """View of the user's own webhooks."""

    problems = {"POST": ("conflict",)}
    serializer_class = WebhookSerializer
    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES
    pagination_class = NumberedPages

    @extend_schema(operation_id="webhook_list", tags=["webhooks"], responses={200: WebhookSerializer(many=True)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your webhooks, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="webhook_create",
        tags=["webhooks"],
        request=WebhookSerializer,
        responses={201: WebhookWithSecretSerializer},
    )
    def post(self, request: Request) -> Response:
        """Create a webhook. Only this response holds the secret that signs its messages."""
        fields = WebhookSerializer(data=request.data)
        fields.is_valid(raise_exception=True)
        try:
            webhook, secret = services.register(owner=request.user, **fields.validated_data)
        except services.TooManyWebhooks as error:
            raise ProblemError("conflict", str(error)) from None
        except IntegrityError:
            raise serializers.ValidationError({"name": [services.NAME_TAKEN]}) from None
        return _with_secret(WebhookSerializer(webhook).data, secret, status.HTTP_201_CREATED)

    def get_queryset(self) -> WebhookQuerySet:
        return Webhook.objects.of(self.request.user)


class WebhookView(APIView):
    """View of one webhook."""

    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES

    @extend_schema(operation_id="webhook_retrieve", tags=["webhooks"], responses={200: WebhookSerializer})
    def get(self, request: Request, uid: str) -> Response:
        """Return a webhook, without its secret."""
        return Response(WebhookSerializer(_find(request, uid)).data)

    @extend_schema(
        operation_id="webhook_update",
        tags=["webhooks"],
        request=WebhookSerializer(partial=True),
        responses={200: WebhookSerializer},
    )
    def patch(self, request: Request, uid: str) -> Response:
        """Change a webhook. Messages that wait are sent to the new address.

        `active: true` enables a disabled webhook again.
        """
        webhook = _find(request, uid)
        fields = WebhookSerializer(webhook, data=request.data, partial=True)
        fields.is_valid(raise_exception=True)
        try:
            services.change(webhook, **fields.validated_data)
        except IntegrityError:
            raise serializers.ValidationError({"name": [services.NAME_TAKEN]}) from None
        return Response(WebhookSerializer(webhook).data)

    @extend_schema(operation_id="webhook_delete", tags=["webhooks"], responses={204: None})
    @takes_no_body
    def delete(self, request: Request, uid: str) -> Response:
        """Delete a webhook with its messages. Waiting messages are not sent."""
        _find(request, uid).delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


class RotateView(APIView):
    """View that replaces the secret of one webhook."""

    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES

    @extend_schema(
        operation_id="webhook_rotate", tags=["webhooks"], request=None, responses={200: WebhookSecretSerializer}
    )
    @takes_no_body
    def post(self, request: Request, uid: str) -> Response:
        """Replace the secret of a webhook. For 24 hours each message is signed with the old and the new secret."""
        return _with_secret({}, _find(request, uid).rotate())


class DefaultSecretView(APIView):
    """View of the secret that signs messages to addresses that are not registered."""

    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES

    @extend_schema(
        operation_id="webhook_default_secret_rotate",
        tags=["webhooks"],
        request=None,
        responses={200: WebhookSecretSerializer},
    )
    @takes_no_body
    def post(self, request: Request) -> Response:
        """Replace the default webhook secret. It signs messages to addresses given in the option `webhook`."""
        return _with_secret({}, services.rotate_default(request.user))


class PingView(APIView):
    """View that sends a test message."""

    problems = {"POST": ("conflict",)}
    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES

    @extend_schema(operation_id="webhook_test", tags=["webhooks"], request=None, responses={202: DeliverySerializer})
    @takes_no_body
    def post(self, request: Request, uid: str) -> Response:
        """Send a `ping` to a webhook. Returns the delivery; fetch it again to see its outcome."""
        try:
            delivery = services.ping(_find(request, uid))
        except services.CannotPing as error:
            raise ProblemError("conflict", str(error)) from None
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_202_ACCEPTED)


class DeliveriesView(ListAPIView[Delivery]):
    """View of the user's deliveries."""

    serializer_class = DeliverySerializer
    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES
    pagination_class = NumberedPages

    @extend_schema(operation_id="delivery_list", tags=["webhooks"], responses={200: DeliverySerializer(many=True)})
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List your webhook deliveries, newest first."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> DeliveryQuerySet:
        return Delivery.objects.of(self.request.user).select_related("webhook").order_by("-id")


class WebhookDeliveriesView(DeliveriesView):
    """View of the deliveries of one webhook."""

    @extend_schema(
        operation_id="webhook_delivery_list", tags=["webhooks"], responses={200: DeliverySerializer(many=True)}
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List the deliveries of one webhook, newest first."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> DeliveryQuerySet:
        if getattr(self, "swagger_fake_view", False):
            return Delivery.objects.none()
        return super().get_queryset().filter(webhook=_find(self.request, self.kwargs["uid"]))


class DeliveryView(APIView):
    """View of one delivery."""

    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES

    @extend_schema(operation_id="delivery_retrieve", tags=["webhooks"], responses={200: DeliverySerializer})
    def get(self, request: Request, message: str) -> Response:
        """Return one webhook delivery."""
        return Response(DeliverySerializer(_message(request, message)).data)


class ReplayView(APIView):
    """View that sends a delivery again."""

    problems = {"POST": ("conflict",)}
    permission_classes = (IsAuthenticated,)
    key_scopes = KEY_SCOPES

    @extend_schema(operation_id="delivery_replay", tags=["webhooks"], request=None, responses={202: DeliverySerializer})
    @takes_no_body
    def post(self, request: Request, message: str) -> Response:
        """Send a webhook delivery again, with the same id. 409 if it still waits, or its document is gone."""
        delivery = _message(request, message)
        if not services.replay(delivery):
            text = "The message waits to be sent anyway, its document was deleted, or its webhook is disabled."
            raise ProblemError("conflict", text)
        delivery.refresh_from_db()
        return Response(DeliverySerializer(delivery).data, status=status.HTTP_202_ACCEPTED)


def _find(request: Request, uid: str) -> Webhook:
    webhook = Webhook.objects.of(request.user).filter(uid=uid).first()
    if webhook is None:
        raise NotFound("There is no such webhook, or it belongs to somebody else")
    return webhook


def _message(request: Request, message: str) -> Delivery:
    delivery = Delivery.objects.of(request.user).select_related("webhook").filter(message=message).first()
    if delivery is None:
        raise NotFound("There is no such message, or it belongs to somebody else")
    return delivery


def _with_secret(body: dict[str, Any], secret: str, code: int = status.HTTP_200_OK) -> Response:
    return Response(body | {"secret": secret}, status=code, headers={"Cache-Control": "no-store"})
