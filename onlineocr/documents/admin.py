"""The operator's pages for documents, runs and pages: view, run again, cancel, delete."""

# mypy: disable-error-code="type-arg"
# Django's admin classes are generic in the stubs only.

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from onlineocr.accounts.models import User
from onlineocr.accounts.read_only import ReadOnly
from onlineocr.ocr.errors import OcrError
from onlineocr.ocr.wording import counted

from . import services
from .corrections import history
from .limits.errors import AdmissionError
from .models import Allowance, Document, Page, QueueEntry, Revision, Run, Usage, Worker
from .privacy import account_deletion
from .search import document_index
from .search.terms import parse

LONGEST_NAME = 24  # characters of a file's or a user's name in a list
_DIGITS = 19  # of a number that may be too large for a key
MOST_FOUND = 1_000  # documents that a search shows


class RunInline(ReadOnly, admin.TabularInline):
    model = Run
    fk_name = "document"
    fields = ("id", "status", "priority", "options", "created_at", "started_at", "finished_at")
    show_change_link = True
    can_delete = False
    extra = 0


class PageInline(ReadOnly, admin.TabularInline):
    model = Page
    fields = ("number", "status", "attempts", "worker", "confidence", "duration_ms", "error_code")
    show_change_link = True
    can_delete = False
    extra = 0
    max_num = 500

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return super().get_queryset(request).defer("result", "text")


def _short(text: str) -> str:
    """Shorten a text for a list column: a text without spaces does not wrap."""
    return Truncator(text).chars(LONGEST_NAME)


@admin.register(Document)
class DocumentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "by", "status", "pages", "sure", "created_at")  # these fit on a screen 1280 pixels wide
    list_filter = ("status", "media_type", "created_at")
    search_fields = ("uid",)  # shows the field; `get_search_results` does the search
    search_help_text = "words of the text or the file name, a user's name, or an id"
    list_select_related = ("owner",)
    show_full_result_count = False
    readonly_fields = ("uid", "sha256", "created_at", "updated_at")
    inlines = (RunInline,)
    actions = ("run_again", "cancel")

    @admin.display(description="file name", ordering="file_name")
    def name(self, document: Document) -> str:
        return _short(document.file_name) or str(document)

    @admin.display(description="owner", ordering="owner__username", empty_value="nobody")
    def by(self, document: Document) -> str | None:
        return _short(document.owner.username) if document.owner else None

    @admin.display(description="sure", ordering="confidence")
    def sure(self, document: Document) -> str | None:
        return None if document.confidence is None else f"{document.confidence:.0%}"

    def get_search_results(
        self,
        request: HttpRequest,  # noqa: ARG002
        queryset: QuerySet[Document],
        search_term: str,
    ) -> tuple[QuerySet[Document], bool]:
        """Search by indexes only: a search for part of a name in a million rows takes a second."""
        if not search_term.strip():
            return queryset, False
        with suppress(ValueError):
            return queryset.filter(uid=UUID(search_term.strip())), False
        found = document_index.documents(parse(search_term), None, most=MOST_FOUND)
        owner = User.objects.named(search_term.strip())
        owned = Q(owner=owner) if owner is not None else Q()
        return queryset.filter(Q(pk__in=found) | owned), False

    @admin.action(description="Read again with the same options", permissions=["view"])
    def run_again(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        started = 0
        for document in documents:
            try:
                services.rerun(document, options=document.run.options, skip_quota=True)
                started += 1
            except (OcrError, AdmissionError) as error:
                self.message_user(request, f"{document}: {error.detail}", messages.ERROR)
            except services.StillReading:
                self.message_user(request, f"{document}: it is being read", messages.ERROR)
        self.message_user(
            request, f"{counted(started, 'document waits', 'documents wait')} to be read again.", messages.SUCCESS
        )

    @admin.action(description="Cancel: stop reading, keep finished pages", permissions=["view"])
    def cancel(self, request: HttpRequest, documents: QuerySet[Document]) -> None:
        for document in documents:
            services.cancel(document)
        self.message_user(
            request, f"{counted(len(documents), 'document was', 'documents were')} told to stop.", messages.SUCCESS
        )

    def get_deleted_objects(
        self,
        objs: Any,
        request: HttpRequest,  # noqa: ARG002
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """List the documents only on the confirmation page: nobody has a permission to delete single pages."""
        return [f"{document}: {document.file_name}" for document in objs], {"documents": len(objs)}, set(), []

    # Delete through the service, so that the file and the index entry are deleted with the rows.
    def delete_model(self, request: HttpRequest, obj: Document) -> None:  # noqa: ARG002
        services.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Document]) -> None:  # noqa: ARG002
        for document in queryset:
            services.delete(document)


@admin.register(Run)
class RunAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "status", "priority", "cancel_requested", "created_at", "finished_at")
    list_filter = ("status", "priority")
    list_select_related = ("document",)
    show_full_result_count = False
    inlines = (PageInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Page)
class PageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("__str__", "status", "attempts", "worker", "confidence", "duration_ms", "error_code")
    list_select_related = ("run__document",)
    ordering = ("-id",)
    show_full_result_count = False
    fields = (
        "run", "number", "status", "attempts", "worker", "finished_at", "error_code", "error_detail",
        "confidence", "duration_ms", "languages", "text",
    )  # fmt: skip

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Page]:
        return super().get_queryset(request).defer("result", "text")


@admin.register(QueueEntry)
class QueueEntryAdmin(ReadOnly, admin.ModelAdmin):
    """Open pages: the callers that wait, and the pages that workers hold."""

    list_display = ("page", "priority", "caller", "turn", "attempts", "worker", "lease_until")
    list_filter = ("priority",)
    list_select_related = ("page__run__document",)
    ordering = ("priority", "turn", "page_id")
    show_full_result_count = False
    exclude = ("token",)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> QueueEntry | None:
        """Reject an id too large for the database: Django does not check the range of a key that is a relation."""
        return super().get_object(request, object_id, from_field) if len(object_id) < _DIGITS else None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnly, admin.ModelAdmin):
    """Changes of page results, with their authors. A change is undone on the page's own view, not here."""

    list_display = ("__str__", "kind", "standing", "made_by", "created_at")
    list_filter = ("kind", "standing")
    list_select_related = ("document", "made_by")
    ordering = ("-id",)
    show_full_result_count = False
    fields = ("document", "page", "number", "kind", "standing", "made_by", "created_at", "target", "places")
    readonly_fields = ("created_at", "places")

    @admin.display(description="before and after")
    def places(self, revision: Revision) -> str:
        """Return each changed line before and after, one per line."""
        found = history.to_dict(revision)["changes"]
        return "\n".join(f"{place['before'] or ''} → {place['after'] or ''}" for place in found)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


@admin.register(Worker)
class WorkerAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("name", "recognisers", "started_at", "seen_at")


@admin.register(Allowance)
class AllowanceAdmin(admin.ModelAdmin):
    """Quotas of single accounts. This is the only table that an operator edits by hand."""

    list_display = ("user", "pages", "bytes", "storage")
    list_select_related = ("user",)
    search_fields = ("user__username",)
    raw_id_fields = ("user",)


@admin.register(Usage)
class UsageAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("share_key", "window", "since", "pages", "bytes")
    list_filter = ("window", "since")
    search_fields = ("share_key",)
    search_help_text = "'u' and the number of the account"


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Users. Defined here because deleting a user closes the account and deletes its documents and files."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:  # noqa: ARG002
        """Count the rows to delete, as a list of every page would be long. Requires only the permission to delete
        users."""
        users = list(objs)
        documents = Document.objects.filter(owner__in=users).count()
        told = [f"{user}, with its keys, sessions and all documents" for user in users]
        return told, {"users": len(users), "documents": documents}, set(), []

    def delete_model(self, request: HttpRequest, obj: User) -> None:  # noqa: ARG002
        account_deletion.close(user=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:  # noqa: ARG002
        for user in queryset:
            account_deletion.close(user=user)
