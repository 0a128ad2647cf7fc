"""The pages of the user's account: password, API keys, closing the account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from onlineocr.accounts import credentials, emails, keys, passwords, second_factor
from onlineocr.accounts.models import ApiKey, User
from onlineocr.accounts.sessions import programs
from onlineocr.documents.privacy import account_deletion
from onlineocr.http.methods import takes_get
from onlineocr.ocr.wording import counted
from onlineocr.webhooks.models import Webhook

from . import sessions, usage
from .forms import CloseForm, KeyForm, PasswordForm
from .sign_in import too_many

SENT_TWICE = timedelta(seconds=10)


@takes_get
@login_required
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    return _page(request, KeyForm())


@sensitive_post_parameters()
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; this session continues, every other sign-in ends."""
    if not request.user.is_authenticated:
        return _changed_already(request) if request.method == "POST" else _log_in(reverse("web:password"))
    user = _user(request)
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and user.has_usable_password() and form.is_valid():
        try:
            checked = credentials.counted(request, user.get_username(), form.cleaned_data["old_password"])
            form.check_new(checked)
            if form.is_valid():
                return _change(request, user, checked, form.cleaned_data["new_password"])
        except credentials.WrongCredentials:
            form.add_error("old_password", credentials.NOT_CONFIRMED)
        except credentials.TooManyFailures as error:
            return too_many(request, error.standing.seconds)
        except passwords.PasswordMoved:
            return _changed_already(request)
    form.focus_first_error()
    return render(request, "web/password.html", {"form": form, "none": passwords.NONE})


@login_required
@never_cache
def new_key(request: HttpRequest) -> HttpResponse:
    """Create an API key. The response to the form is the only page that shows it."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("web:account") + "#keys")
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    _forget_first(_user(request), form.cleaned_data["name"])
    try:
        key, text = keys.issue(
            user=_user(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.end(),
        )
    except keys.TooManyKeys:
        most = counted(settings.KEYS_PER_USER, "key that works", "keys that work")
        form.add_error(None, f"An account has at most {most}. Revoke one first.")
        return _page(request, form)
    return _page(request, KeyForm(), made={"key": key, "text": text})


@login_required
@never_cache
def revoke(request: HttpRequest, uid: str) -> HttpResponse:
    """Revoke an API key. A GET returns a page that asks for confirmation."""
    found = ApiKey.objects.filter(user=_user(request), uid=uid)
    key = found.first()
    if key is None:
        raise Http404
    if request.method != "POST":
        return render(request, "web/revoke.html", {"key": key})
    found.revoke()
    messages.success(request, f"The key {key.name} was revoked. Programs that use it are refused from now on.")
    return HttpResponseRedirect(reverse("web:account") + "#keys")


@sensitive_post_parameters()
@never_cache
def close(request: HttpRequest) -> HttpResponse:
    """Close the account, confirmed by its password, or by its name if it has none."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("web:home")) if request.method == "POST" else _log_in(request.path)
    user = _user(request)
    form = CloseForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            if user.has_usable_password():
                credentials.counted(request, user.get_username(), form.cleaned_data["password"])
            account_deletion.close(user=user)
            logout(request)
            messages.success(request, "Your account and everything in it were deleted.")
            return HttpResponseRedirect(reverse("web:home"))
        except credentials.WrongCredentials:
            form.add_error("password", credentials.NOT_CONFIRMED)
        except credentials.TooManyFailures as error:
            return too_many(request, error.standing.seconds)
    return render(request, "web/close.html", {"form": form, "facts": account_deletion.summary(user)})


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _log_in(way: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('web:login')}?{urlencode({'next': way})}")


def _changed_already(request: HttpRequest) -> HttpResponse:
    """Redirect to the log-in page: an earlier submission of the form, or another session, has changed the password."""
    messages.info(request, "You were signed out, because the password was changed. Log in with the new one.")
    return _log_in(reverse("web:account"))


def _change(request: HttpRequest, before: User, user: User, new: str) -> HttpResponse:
    passwords.change(before=before, user=user, new=new, presented=None)
    update_session_auth_hash(request, user)
    messages.success(request, "The password was changed. Every other sign-in has ended; API keys still work.")
    return HttpResponseRedirect(reverse("web:account"))


def _forget_first(user: User, name: str) -> None:
    """Delete the key of an earlier submission of the same form, which no page shows; the new key replaces it."""
    since = timezone.now() - SENT_TWICE
    ApiKey.objects.filter(user=user, name=name, created_at__gt=since, last_used_at=None, revoked_at=None).delete()


def _page(request: HttpRequest, form: KeyForm, made: dict[str, Any] | None = None) -> HttpResponse:
    user = _user(request)
    living = ApiKey.objects.living().filter(user=user)
    context = {
        "facts": account_deletion.summary(user),
        "keys": list(living),
        "over": ApiKey.objects.dead().filter(user=user).count(),
        "form": form,
        "made": made,
        "email_confirmed": emails.is_confirmed(user),
        "email_waiting": emails.waiting(user),
        "second_factor": second_factor.is_on(user),
        "codes_left": second_factor.codes_left(user),
        "sessions": sessions.items(request),
        "programs": programs(user),
        "webhooks": list(Webhook.objects.of(user)),
        "bars": usage.bars(user),
    }
    return render(request, "web/account.html", context)
