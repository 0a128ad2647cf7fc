"""The admin of tables whose rows the service makes: an operator looks at them."""

# mypy: disable-error-code="type-arg"
# Django's admin classes are generic in the stubs only.

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest


class ReadOnly(BaseModelAdmin):
    """Base of admins and inlines that add and change nothing.

    Every field is read-only by name too: Django builds the form of an inline whatever the permission to change is,
    and a form with a field that is not editable is an error.
    """

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = self.fields or [field.name for field in self.opts.fields]
        return [*dict.fromkeys([*super().get_readonly_fields(request, obj), *named])]
