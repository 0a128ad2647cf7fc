"""The webhook dispatcher: sends messages from the outbox, in threads separate from the slots.

Each message under way has its own thread, so that a slow receiver does not delay the others. Only a limited number are
sent at once to one host and for one owner, so that a hundred messages to a slow receiver do not take all threads.
"""

from __future__ import annotations

import threading
import time
from collections import Counter

import structlog
from django.db import close_old_connections, connection
from django.db.utils import DatabaseError

from onlineocr.dberrors import is_away
from onlineocr.webhooks import queue, sending
from onlineocr.webhooks.models import Delivery

from .loop import Loop

log = structlog.get_logger(__name__)

AT_ONCE = 16  # messages under way
PER_HOST = 2
PER_OWNER = 6

_LOOK = 1.0  # seconds between two looks into the outbox


class WebhookDispatcher(Loop):
    """Works until :meth:`stop`; then messages under way are put back, to be sent again."""

    def __init__(self, worker: str) -> None:
        super().__init__("webhook-dispatcher")
        self._worker = worker
        self._lock = threading.Lock()
        self._under_way: dict[str, Delivery] = {}  # by token
        self._wake = threading.Event()

    def turn(self) -> None:
        while self._take():
            pass
        self._wake.wait(_LOOK)
        self._wake.clear()

    def stop(self, *, grace: float) -> None:
        """Take no more messages, wait ``grace`` seconds for those under way, and put the rest back."""
        self.stopping.set()
        self._wake.set()
        deadline = time.monotonic() + grace
        while self._under_way and time.monotonic() < deadline:
            time.sleep(0.02)
        self.join(timeout=5)
        with self._lock:
            left, self._under_way = list(self._under_way.values()), {}
        try:
            for delivery in left:
                queue.give_back(delivery)
        except DatabaseError as error:  # their leases end by themselves, and they are sent again
            log.warning("database_away", error=str(error).strip())

    def _take(self) -> bool:
        """Start to send one message; return False if none is due, or none may start now."""
        with self._lock:
            under_way = list(self._under_way.values())
        if self.stopping.is_set() or len(under_way) >= AT_ONCE:
            return False
        hosts = Counter(delivery.host for delivery in under_way)
        owners = Counter(delivery.owner_id for delivery in under_way if delivery.owner_id is not None)
        delivery = queue.claim(
            self._worker,
            hosts=[host for host, count in hosts.items() if count >= PER_HOST],
            owners=[owner for owner, count in owners.items() if count >= PER_OWNER],
        )
        if delivery is None:
            return False
        with self._lock:
            self._under_way[delivery.token] = delivery
        threading.Thread(target=self._send, args=(delivery,), name=f"send {delivery.message}", daemon=True).start()
        return True

    def _send(self, delivery: Delivery) -> None:
        try:
            outcome = sending.attempt(delivery)
            self._settle(delivery, outcome)
            log.info(
                "webhook", message=delivery.message, host=delivery.host, status=outcome.status, error=outcome.error
            )
        except Exception as error:
            if is_away(error):
                log.warning("database_away", error=str(error).strip())  # its lease ends, and it is sent again
            else:
                log.exception("webhook_failed", message=delivery.message)
        finally:
            connection.close()
            with self._lock:
                self._under_way.pop(delivery.token, None)
            self._wake.set()

    def _settle(self, delivery: Delivery, outcome: sending.Outcome) -> None:
        """Write the result of the attempt, after a wait if the database is unavailable: the message has been sent."""
        while True:
            try:
                return queue.settle(delivery, outcome)
            except Exception as error:
                if not is_away(error) or self.stopping.is_set():
                    raise
                log.warning("outcome_kept", message=delivery.message, error=str(error).strip())
            self.stopping.wait(_LOOK)
            close_old_connections()
