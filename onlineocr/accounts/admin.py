"""Admin pages of API keys. ``documents`` registers the pages of users, because it knows the data that a user owns."""

# mypy: disable-error-code="type-arg"
# Django's admin classes are generic in the stubs only.

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.admin import AccessAttemptAdmin
from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from onlineocr.accounts.models import ApiKey, ApiKeyQuerySet
from onlineocr.accounts.read_only import ReadOnly
from onlineocr.ocr.wording import counted


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnly, admin.ModelAdmin):
    """Search and revocation of keys, which only their users create. No secret, hashed or encrypted, is shown."""

    list_display = ("name", "public_name", "user", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("created_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("uid", "name", "user__username")
    search_help_text = "id (the part between the underscores), name of the key, user name"
    fields = list_display
    actions = ("revoke",)

    @admin.action(description="Revoke: from now on and for good", permissions=["view"])
    def revoke(self, request: HttpRequest, keys: ApiKeyQuerySet) -> None:
        self.message_user(request, f"{counted(keys.revoke(), 'key was', 'keys were')} revoked.", messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for a pasted whole key by its id; its secret goes into no query."""
        return super().get_search_results(request, queryset, without_prefix(search_term))


admin.site.unregister(Authenticator)
admin.site.unregister(EmailAddress)
admin.site.unregister(UserSession)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnly, admin.ModelAdmin):
    """Search of the addresses to which mail about an account is sent; only their users change them."""

    list_display = ("email", "user", "verified", "primary")
    list_filter = ("verified", "primary")
    list_select_related = ("user",)
    search_fields = ("email", "user__username")
    fields = list_display

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Authenticator)
class SecondFactorAdmin(ReadOnly, admin.ModelAdmin):
    """Second factors, without their secrets. An operator deletes the factor of a person who has lost the phone."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__username",)
    fields = list_display


@admin.register(AccessAttempt)
class FailedSignInAdmin(AccessAttemptAdmin):  # type: ignore[misc]
    """Failed sign-ins. A worker deletes those that no longer count, so the page omits the action of django-axes for
    this, which fails on requests that are no sign-in."""

    actions = ()


def without_prefix(term: str) -> str:
    """Return the id of a term that is a key or its beginning, and any other term unchanged."""
    return term.split("_")[1] if term.startswith("oo_") else term
