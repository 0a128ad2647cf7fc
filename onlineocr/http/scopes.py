"""The scopes that a view requires of an API key.

Every view with authentication declares for each of its methods the scopes that a key needs::

    class DocumentsView(APIView):
        key_scopes = {"GET": (Scope.DOCUMENTS_READ,), "POST": (Scope.DOCUMENTS_WRITE,)}

The authentication classes call ``require``, so that no view can omit it. A method without an entry refuses keys;
``CLOSED`` states that this is intended. Tokens, passwords and sessions have no scopes: they have all rights of their
user.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onlineocr.accounts.models import ApiKey
from onlineocr.accounts.scopes import Scope
from onlineocr.http.errors import ProblemError

CLOSED = None
KeyScopes = Mapping[str, tuple[Scope, ...] | None]


def require(view: Any, method: str, key: ApiKey) -> None:
    """Raise ``scope_missing`` (403) unless ``key`` may call ``method`` of ``view``."""
    declared: KeyScopes = getattr(view, "key_scopes", {})
    method = "GET" if method == "HEAD" else method
    if method not in declared and declared and not _offers(view, method):
        return  # 405 follows; OPTIONS shows the methods of the address, and no data
    needed = declared.get(method, CLOSED)
    if needed is CLOSED:
        raise ProblemError("scope_missing", "API keys may not do this. Sign in with a token or a password.")
    if not key.allows(needed):
        missing = ", ".join(f"'{scope.value}'" for scope in needed if scope not in key.scopes)
        raise ProblemError(
            "scope_missing", f"The API key {key.public_name} lacks the scope {missing}. Use one that has it."
        )


def _offers(view: Any, method: str) -> bool:
    return method != "OPTIONS" and hasattr(view, method.lower())
