"""The scopes of API keys."""

from __future__ import annotations

from django.db import models


class Scope(models.TextChoices):
    """A permission of a key. Callers with a password, a token or a session have all permissions."""

    DOCUMENTS_READ = "documents:read", "list, search and fetch documents and what was read"
    DOCUMENTS_WRITE = "documents:write", "send, correct, stop and delete documents"
    WEBHOOKS = "webhooks", "see and change webhooks"
    ACCOUNT = "account", "see the account, its use and its export; change its address"
    KEYS = "keys", "list, make and revoke keys; with the password, close the account"


DEFAULT = tuple(scope for scope in Scope if scope is not Scope.KEYS)
"""The default scopes of a key. They exclude ``KEYS``, so that a leaked key cannot create others."""
