"""Admin pages of tables whose rows only the service creates, for viewing."""

# mypy: disable-error-code="type-arg"
# Django's admin classes are generic in the stubs only.

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest


class ReadOnly(BaseModelAdmin):
    """Base of admins and inlines that cannot add or change rows.

    Every field is read-only by name too: Django builds the form of an inline even without the permission to change, and
    a form with a field that is not editable is an error.
    """

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = self.fields or [field.name for field in self.opts.fields]
        return [*dict.fromkeys([*super().get_readonly_fields(request, obj), *named])]
