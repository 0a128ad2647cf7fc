"""The interface of the outbox: publish an event, remove a document's messages, and find the receiver of an upload."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from onlineocr import fetch
from onlineocr.dbclock import DatabaseNow

from . import secret, sending
from .models import Delivery, Webhook, message_id


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to ``subject``, the id of a document.

    ``target`` selects the receivers: "" for every subscribed webhook of the owner, else the id of one webhook, or an
    address. ``secret`` signs the messages of a document without an owner.
    """

    type: str
    subject: str
    data: Mapping[str, Any]
    owner_id: int | None
    target: str = ""
    secret: str = ""


def target_of(value: str, owner: Any) -> str:
    """Return the ``target`` of an upload's option ``webhook``: the id or name of an own webhook, or an address.

    Raise ValueError with a text for the caller. ``owner`` is None for a visitor.
    """
    if not value:
        return ""
    if "/" in value or ":" in value:
        if owner is None and not settings.ANONYMOUS_WEBHOOKS:
            raise ValueError("needs an account; this installation tells no addresses that visitors name")
        return str(checked(value))
    found = _named(value, owner) if owner is not None else None
    if found is None:
        raise ValueError("is neither an address nor the id or name of a webhook of yours; see /api/v1/webhooks/")
    if not found.active:
        raise ValueError(f"names a webhook that is disabled: {found.disabled_reason or 'its owner switched it off'}")
    return str(found.uid)


def checked(text: str) -> fetch.Url:
    """Parse an address; raise ValueError with the reason if messages to it are certain to be refused."""
    try:
        url = fetch.Url.parse(text.strip())
        sending.policy().foresee(url)
    except fetch.FetchError as error:
        raise ValueError(error.detail) from None
    return url


def publish(event: Event) -> int:
    """Create one delivery for each receiver, in the caller's transaction; return their number."""
    receivers = list(_receivers(event))
    if not receivers:
        return 0
    payload = payload_of(event.type, event.data)
    rows = [_delivery(event, payload, url, webhook) for url, webhook in receivers]
    return len(Delivery.objects.bulk_create(rows))


def payload_of(type_: str, data: Mapping[str, Any]) -> str:
    """Return the body of a message, as it is signed and sent."""
    body = {"type": type_, "timestamp": timezone.now().isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def forget(subjects: Collection[str]) -> None:
    """Remove all data of the deleted documents ``subjects`` from their deliveries."""
    Delivery.objects.filter(subject__in=subjects).forget()


def withdraw(subject: str) -> None:
    """Delete the deliveries of the refused document ``subject`` of which no try has ended."""
    Delivery.objects.filter(subject=subject, last_at=None).waiting().delete()


def host_of(url: fetch.Url) -> str:
    """Return the host and port of an address, for which concurrent deliveries are limited."""
    return f"{url.host}:{url.port}"


def _receivers(event: Event) -> Iterator[tuple[fetch.Url, Webhook | None]]:
    if "/" in event.target:
        yield fetch.Url.parse(event.target), None
    elif event.owner_id is not None:
        for webhook in Webhook.objects.filter(owner_id=event.owner_id).active():
            if str(webhook.uid) == event.target or (not event.target and webhook.wants(event.type)):
                yield fetch.Url.parse(webhook.url), webhook


def _delivery(event: Event, payload: str, url: fetch.Url, webhook: Webhook | None) -> Delivery:
    message = message_id()
    return Delivery(
        message=message,
        webhook=webhook,
        owner_id=event.owner_id,
        url=str(url),
        host=host_of(url),
        sealed=secret.seal(event.secret, message) if event.secret else "",
        type=event.type,
        subject=event.subject,
        payload=payload,
        next_at=DatabaseNow(),
    )


def _named(value: str, owner: Any) -> Webhook | None:
    mine = Webhook.objects.of(owner)
    try:
        return mine.filter(uid=uuid.UUID(value)).first()
    except ValueError:
        return mine.filter(name=value).first()
