"""The methods that the view of an address takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.views import APIView

_PAGE = ("GET", "HEAD", "POST")
_View = TypeVar("_View", bound=Callable[..., Any])


def takes(*methods: str) -> Callable[[_View], _View]:
    """Decorate the view of a page that takes ``methods``; without any, it answers every method itself.

    A page that says nothing takes GET, HEAD and POST.
    """

    def declared(view: _View) -> _View:
        view.methods = methods or None  # type: ignore[attr-defined]
        return view

    return declared


takes_get = takes("GET", "HEAD")


def methods_of(view: Callable[..., Any]) -> tuple[str, ...] | None:
    """Return the methods that ``view`` takes; None if it answers every method itself.

    A page made by a class takes no other methods than those of a page: Django's forms would take a PUT for a POST.
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
