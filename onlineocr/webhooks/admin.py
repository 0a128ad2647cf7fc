"""Admin pages of webhooks and deliveries: the operator can view and disable them, but not see secrets and payloads."""

# mypy: disable-error-code="type-arg"
# Django's admin classes are generic in the stubs only.

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from onlineocr.accounts.read_only import ReadOnly
from onlineocr.ocr.wording import counted

from .models import Delivery, Webhook


@admin.register(Webhook)
class WebhookAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "owner", "url", "active", "disabled_reason", "failing_since", "created_at")
    list_filter = ("active",)
    search_fields = ("name", "url", "owner__username")
    list_select_related = ("owner",)
    fields = (
        "uid", "owner", "name", "url", "description", "events", "active", "disabled_reason", "failing_since",
        "created_at",
    )  # fmt: skip
    actions = ("disable",)

    @admin.action(description="Disable: send nothing more", permissions=["view"])
    def disable(self, request: HttpRequest, webhooks: QuerySet[Webhook]) -> None:
        for webhook in webhooks:
            webhook.disable("The operator switched it off.")
        self.message_user(
            request, f"{counted(len(webhooks), 'webhook is', 'webhooks are')} told nothing more.", messages.SUCCESS
        )


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("message", "type", "status", "owner", "host", "attempts", "last_status", "next_at", "created_at")
    list_filter = ("status", "type")
    search_fields = ("message", "host", "owner__username", "subject")
    list_select_related = ("owner",)
    fields = (
        "message", "type", "webhook", "owner", "url", "subject", "status", "attempts", "next_at", "worker", "last_at",
        "last_status", "last_error", "created_at", "ended_at",
    )  # fmt: skip
