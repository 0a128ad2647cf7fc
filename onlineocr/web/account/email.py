"""The e-mail address of the account: its change, confirmed by a link in a mail to the new address."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from onlineocr.accounts import credentials, emails, mail
from onlineocr.accounts.models import User
from onlineocr.http.links import mailed

from .forms import EmailForm
from .sign_in import too_many

MAILS_AN_HOUR = 10
"""Mails that one account may send to addresses that are not confirmed."""
NOT_SENT = "The mail could not be sent. Try again later, or tell the operator. Nothing was changed."


@sensitive_post_parameters()
@login_required
@never_cache
def change(request: HttpRequest) -> HttpResponse:
    """Ask for a new address and the password; send the link that confirms the address."""
    user = cast("User", request.user)
    form = EmailForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            if user.has_usable_password():
                credentials.counted(request, user.get_username(), form.cleaned_data["password"])
            return _set(request, user, form.cleaned_data["email"])
        except credentials.WrongCredentials:
            form.add_error("password", credentials.NOT_CONFIRMED)
        except credentials.TooManyFailures as error:
            return too_many(request, error.standing.seconds)
        except mail.NotSent:
            form.add_error(None, NOT_SENT)
    return render(request, "web/account/email.html", {"form": form, "waiting": emails.waiting(user)})


@login_required
@never_cache
def confirm_present(request: HttpRequest) -> HttpResponse:
    """Send the link that confirms the address of the account, or the one that waits; a GET leads to the form."""
    user = cast("User", request.user)
    address = emails.waiting(user) or user.email
    if request.method == "POST" and address and (emails.waiting(user) or not emails.is_confirmed(user)):
        try:
            return _ask(request, user, address)
        except mail.NotSent:
            messages.error(request, NOT_SENT)
    return HttpResponseRedirect(reverse("web:account") + "#email")


@never_cache
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link. Only its button confirms: programs that look for viruses open links, too."""
    row = emails.by_key(key)
    if row is None:
        return render(request, "web/account/old_link.html", {"way": reverse("web:account")}, status=410)
    if request.method != "POST":
        return render(request, "web/account/confirm.html", {"email": row.email, "username": row.user.get_username()})
    try:
        before = emails.confirm(request, row)
    except emails.Taken:
        messages.error(request, "Another account has this address already. Choose another one.")
    else:
        messages.success(request, f"{row.email} is confirmed.")
        if before:
            context = {"username": row.user.get_username(), "host": mailed(request, reverse("web:home"))}
            mail.send_later([mail.compose(before, "changed", context)])
    return HttpResponseRedirect(
        reverse("web:account") + "#email" if request.user.is_authenticated else reverse("web:home")
    )


def _set(request: HttpRequest, user: User, address: str) -> HttpResponse:
    if address and address.lower() == user.email.lower() and emails.is_confirmed(user):
        emails.forget_waiting(user)
        messages.info(request, "The account has this address already.")
    elif address:
        return _ask(request, user, address)
    else:
        emails.set_unconfirmed(user, "")
        messages.success(request, "The address was removed.")
    return HttpResponseRedirect(reverse("web:account") + "#email")


def _ask(request: HttpRequest, user: User, address: str) -> HttpResponse:
    """Send the link to ``address``. The address is stored first, because the link names its row."""
    mark = f"confirm-mails:{user.pk}"
    cache.add(mark, 0, 3600)
    if cache.incr(mark) > MAILS_AN_HOUR:
        return too_many(request, 3600)
    way = reverse("web:email-confirm", args=[emails.request_change(user, address)])
    host = mailed(request, reverse("web:home"))
    context = {"username": user.get_username(), "link": mailed(request, way), "host": host}
    try:
        mail.send(address, "confirm", context)
    except mail.NotSent:
        emails.forget_waiting(user)
        raise
    messages.success(request, f"A mail is on its way to {address}. Open its link to confirm the address.")
    return HttpResponseRedirect(reverse("web:account") + "#email")
