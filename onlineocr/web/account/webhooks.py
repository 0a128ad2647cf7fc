"""The pages of webhooks: a new one, its deliveries, a test, on and off, deletion."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from onlineocr.accounts.models import User
from onlineocr.http.methods import takes_get
from onlineocr.webhooks import services
from onlineocr.webhooks.models import EVENTS, Webhook

from .forms import EVENT_WORDS, WebhookForm

SHOWN = 20
"""Deliveries on the page of a webhook; the API lists all."""


@login_required
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Create a webhook. The response to the form is the only page that shows its secret."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data
        events = [] if len(chosen["events"]) == len(EVENTS) else [one for one in EVENTS if one in chosen["events"]]
        try:
            owner = cast("User", request.user)
            webhook, secret = services.register(owner=owner, url=chosen["url"], name=chosen["name"], events=events)
        except services.TooManyWebhooks as error:
            form.add_error(None, f"{error} Delete one first.")
        except IntegrityError:
            form.add_error("name", services.NAME_TAKEN)
        else:
            return _page(request, webhook, secret)
    return render(request, "web/account/new_webhook.html", {"form": form})


@takes_get
@login_required
@never_cache
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    return _page(request, _find(request, uid))


@login_required
@never_cache
def test(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send a test message. A GET leads to the webhook's page."""
    webhook = _find(request, uid)
    if request.method == "POST":
        try:
            services.ping(webhook)
            messages.success(request, "A test is on its way. Load the page again in a moment to see what came of it.")
        except (services.CannotPing, ValueError) as error:
            messages.error(request, str(error))
    return _back(webhook)


@login_required
@never_cache
def switch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Switch a webhook on or off, as the field ``active`` says. A GET leads to the webhook's page."""
    webhook = _find(request, uid)
    if request.method == "POST":
        services.change(webhook, active=request.POST.get("active") == "yes")
        messages.success(request, f"The webhook is {'on' if webhook.active else 'off'}.")
    return _back(webhook)


@login_required
@never_cache
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete a webhook with its deliveries. A GET returns a page that asks for confirmation."""
    webhook = _find(request, uid)
    if request.method != "POST":
        return render(request, "web/account/delete_webhook.html", {"webhook": webhook})
    webhook.delete()
    messages.success(request, "The webhook was deleted. Messages that were waiting are not sent.")
    return HttpResponseRedirect(reverse("web:account") + "#webhooks")


def _find(request: HttpRequest, uid: UUID) -> Webhook:
    webhook = Webhook.objects.of(request.user).filter(uid=uid).first()
    if webhook is None:
        raise Http404
    return webhook


def _back(webhook: Webhook) -> HttpResponse:
    return HttpResponseRedirect(reverse("web:webhook", args=[webhook.uid]))


def _page(request: HttpRequest, webhook: Webhook, secret: str = "") -> HttpResponse:
    context = {
        "webhook": webhook,
        "secret": secret,
        "events": [EVENT_WORDS[event] for event in webhook.events or EVENTS],
        "deliveries": list(webhook.deliveries.order_by("-id")[:SHOWN]),
        "shown": SHOWN,
    }
    return render(request, "web/account/webhook.html", context)
