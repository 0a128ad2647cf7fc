"""A new password by mail, for somebody who has lost the old one.

The response is the same whether an account has the address or not, and so is its time: the mails are sent afterwards.
"""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from onlineocr.accounts import emails, mail, passwords, rates
from onlineocr.accounts.models import User
from onlineocr.http.links import mailed
from onlineocr.ocr.wording import counted

from .forms import NewPasswordForm, ResetForm
from .sign_in import Counted, too_many

MAILS_AN_HOUR = 3
"""Mails to one address: nobody fills the mailbox of another."""


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Send a link with which the password of each account with the given address can be replaced."""
    if request.method == "POST" and (standing := rates.RESET.take(request)).exceeded:
        return too_many(request, standing.seconds)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _send(request, form.cleaned_data["email"])
        return HttpResponseRedirect(reverse("web:reset-sent"))
    return render(request, "web/account/reset.html", {"form": form})


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "web/account/sent.html", {"hours": counted(settings.PASSWORD_RESET_TIMEOUT // 3600, "hour")})


@method_decorator(sensitive_post_parameters(), name="dispatch")
class Choose(Counted, PasswordResetConfirmView):
    """The page of the link in the mail: a new password, which ends every sign-in and makes none."""

    rate = rates.SIGN_IN
    form_class = NewPasswordForm  # type: ignore[assignment]
    template_name = "web/account/choose.html"

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active and user.has_usable_password() else None

    def get_form_kwargs(self) -> dict[str, object]:
        return {"user": self.user, "data": self.request.POST if self.request.method == "POST" else None}

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:  # type: ignore[override]
        emails.confirm_by_reset(self.request, form.user)
        passwords.reset(form.user, form.cleaned_data["new_password"])
        self.request.session.pop("_password_reset_token", None)
        messages.success(
            self.request, "The password was changed, and every sign-in has ended. Log in with the new one."
        )
        return HttpResponseRedirect(reverse("web:login"))


def _send(request: HttpRequest, address: str) -> None:
    mark = f"reset-mails:{hashlib.sha256(address.strip().lower().encode()).hexdigest()}"
    cache.add(mark, 0, 3600)
    if cache.incr(mark) <= MAILS_AN_HOUR:
        mail.send_later([_letter(request, user, address) for user in emails.accounts_of(address)])


def _letter(request: HttpRequest, user: User, address: str) -> EmailMessage:
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    way = reverse("web:reset-choose", args=[uid, default_token_generator.make_token(user)])
    hours = counted(settings.PASSWORD_RESET_TIMEOUT // 3600, "hour")
    link, host = mailed(request, way), mailed(request, reverse("web:home"))
    return mail.compose(address, "reset", {"username": user.get_username(), "link": link, "host": host, "hours": hours})
