"""The rules of this service for django-allauth."""

from __future__ import annotations

import ipaddress
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from onlineocr.accounts.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
NO_ADDRESS = "0.0.0.0"  # noqa: S104  (stored for a client without an address)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sessions of Django's own backend, the client's address from our proxy rules, redirects to this host only."""

    def login(self, request: HttpRequest, user: User) -> None:
        login(request, user, backend=BACKEND)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that ``ops.proxy`` found, else 0.0.0.0, as for a client of a Unix socket."""
        try:
            return str(ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")).partition("%")[0]))
        except ValueError:
            return NO_ADDRESS

    def is_safe_url(self, url: str) -> bool:
        host, secure = self.request.get_host(), self.request.is_secure()
        return url_has_allowed_host_and_scheme(url, allowed_hosts={host}, require_https=secure)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:  # noqa: ARG002
        messages.error(request, "This account is closed.")
        return HttpResponseRedirect(resolve_url("account_login"))

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Add none of allauth's messages: the pages say what happened in their own words."""
