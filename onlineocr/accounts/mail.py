"""Mails about an account: plain text, from the templates in ``accounts/mail``."""

from __future__ import annotations

import logging
import threading
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

log = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server did not take the mail. The log has the reason."""


def send(to: str, name: str, context: dict[str, Any]) -> None:
    """Send the mail ``name`` to the address ``to``; its template's first line is the subject.

    Raises:
        NotSent: the mail server refused it or cannot be reached.
    """
    try:
        compose(to, name, context).send()
    except (OSError, SMTPException) as error:
        log.warning("a mail could not be sent: %s", error)
        raise NotSent from None


def send_later(messages: list[EmailMessage]) -> threading.Thread:
    """Send ``messages`` in a thread, so that the time of the response does not depend on them; log failures."""
    thread = threading.Thread(target=_send_all, args=(messages,), name="mail", daemon=True)
    thread.start()
    return thread


def compose(to: str, name: str, context: dict[str, Any]) -> EmailMessage:
    """Return the mail ``name`` to ``to``."""
    text = render_to_string(f"accounts/mail/{name}.txt", context)
    subject, _, body = text.partition("\n")
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to])


def _send_all(messages: list[EmailMessage]) -> None:
    for message in messages:
        try:
            message.send()
        except Exception as error:  # noqa: BLE001  (the thread has nobody to raise it to)
            log.warning("a mail could not be sent: %s", error)
