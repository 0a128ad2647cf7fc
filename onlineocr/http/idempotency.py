"""``Idempotency-Key``: a repeated call is executed once (draft-ietf-httpapi-idempotency-key-header).

The same key with the same call gets the first response again, marked ``Idempotency-Replayed: true``; with another call
422; during the first call 409. Keys count for 24 hours, for each account, or for each address without an account.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from onlineocr.documents.limits import idempotency
from onlineocr.documents.models import Document

from .caller import caller_of
from .errors import ProblemError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# Quoted as in the draft, or bare as most clients send it.
_KEY = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255})')


class KeyedRequest:
    """One request with its key, or without one."""

    def __init__(self, request: Request, call: idempotency.Attempt) -> None:
        self._call = call
        self._place = (request.method, request._request.path_info)  # noqa: SLF001 - the same below every prefix

    @property
    def repeats(self) -> bool:
        """Whether an earlier request with this key has created its documents."""
        return self._call.repeats

    def mark(self, options: Mapping[str, Any], files: Iterable[tuple[str, str]], *made: tuple[Document, str]) -> None:
        """Record the documents created from ``files``, pairs of name and SHA-256."""
        self._call.mark(self._seen(options, files), *made)

    def earlier(self, options: Mapping[str, Any], files: Iterable[tuple[str, str]]) -> Sequence[tuple[Document, str]]:
        """Return the documents of the first request; raise :class:`KeyReused` if this is another request."""
        return self._call.earlier(self._seen(options, files))

    def first_response(self, tokens: Sequence[str]) -> Response | None:
        """Return the response to the first request if it was stored; add the document's token, which is not stored."""
        if self._call.kept is None:
            return None
        status, stored = self._call.kept
        more = {"token": tokens[0]} if tokens and tokens[0] else {}
        response = Response(stored["body"] | more, status, headers=stored["headers"])
        response[REPLAYED] = "true"
        return response

    def respond(self, response: Response, *, kept: bool = True) -> Response:
        """Store the response for replays of this key, or mark it as one. With ``kept=False`` a replay builds its
        response again."""
        if self.repeats:
            response[REPLAYED] = "true"
        elif kept and response.status_code < 300:
            body = {name: value for name, value in response.data.items() if name != "token"}
            headers = {name: response[name] for name in ("Location", "Retry-After") if name in response}
            self._call.keep(response.status_code, {"body": body, "headers": headers})
        return response

    def forget(self) -> None:
        """Release the key: the request had no effect, and may be sent again."""
        self._call.forget()

    def _seen(self, options: Mapping[str, Any], files: Iterable[tuple[str, str]]) -> str:
        return idempotency.fingerprint(*self._place, dict(options), list(files))


@contextmanager
def attempt(request: Request) -> Iterator[KeyedRequest]:
    """Hold the request's key, if it has one, during the request; an error releases it."""
    with idempotency.attempt(caller_of(request).share_key, _key(request)) as call:
        yield KeyedRequest(request, call)


def _key(request: Request) -> str | None:
    text = request.headers.get(HEADER)
    if text is None:
        return None
    match = _KEY.fullmatch(text.strip(" \t"))
    if match is None:
        raise ProblemError(
            "invalid_idempotency_key", f"{HEADER} must have 1 to 255 characters of ASCII without spaces, best a UUID."
        )
    return match[1] or match[2]
