"""The methods that a view allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.views import APIView

_PAGE = ("GET", "HEAD", "POST")
_View = TypeVar("_View", bound=Callable[..., Any])


def takes(*methods: str) -> Callable[[_View], _View]:
    """Decorate the view of a page that allows ``methods``; without any, it answers every method itself.

    A page without this decorator allows GET, HEAD and POST.
    """

    def declared(view: _View) -> _View:
        view.methods = methods or None  # type: ignore[attr-defined]
        return view

    return declared


takes_get = takes("GET", "HEAD")


def methods_of(view: Callable[..., Any]) -> tuple[str, ...] | None:
    """Return the methods that ``view`` allows; None if it answers every method itself.

    A class-based page allows only the methods of a page: Django's forms would treat a PUT as a POST.
    """
    api, page = getattr(view, "cls", None), getattr(view, "view_class", None)
    if api is not None and issubclass(api, APIView):
        return _of_class(api, view.initkwargs)  # type: ignore[attr-defined]
    if page is not None:
        taken = _of_class(page, view.view_initkwargs)  # type: ignore[attr-defined]
        return tuple(method for method in taken if method in _PAGE)
    return getattr(view, "methods", _PAGE)


def _of_class(cls: type[Any], options: dict[str, Any]) -> tuple[str, ...]:
    names = options.get("http_method_names", cls.http_method_names)
    return tuple(name.upper() for name in names if hasattr(cls, name) or (name == "head" and hasattr(cls, "get")))
