"""``Idempotency-Key``: a call that is sent again is done once (draft-ietf-httpapi-idempotency-key-header).

The same key with the same call gets the first answer again, marked ``Idempotency-Replayed: true``; with another call
422; while the first one is under way 409. Keys count for 24 hours, for each account, or for each address without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from onlineocr.accounts.rates import caller
from onlineocr.documents.limits import idempotency
from onlineocr.documents.limits.callers import lane_of
from onlineocr.documents.models import Document, KeyedCall

from .errors import ProblemError

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
# Quoted as the draft has it, or bare as most clients send it.
_KEY = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x7e]{1,255})')


class Attempt:
    """One call with or without a key."""

    def __init__(self, request: Request, row: KeyedCall | None) -> None:
        self._row = row
        self._call = (request.method, request._request.path_info)  # noqa: SLF001 - the same below every prefix

    @property
    def repeats(self) -> bool:
        """Whether its documents are there already."""
        return self._row is not None and not self._row.mine

    def mark(self, options: Mapping[str, Any], files: Iterable[tuple[str, str]], *made: tuple[Document, str]) -> None:
        """Enter what was made of ``files``, pairs of name and SHA-256."""
        if self._row is not None:
            seen = self._seen(options, files)
            idempotency.mark(self._row, seen, [one for one, _ in made], [token for _, token in made])

    def earlier(self, options: Mapping[str, Any], files: Iterable[tuple[str, str]]) -> Sequence[tuple[Document, str]]:
        """What the first call made; :class:`KeyReused` when this is another call."""
        assert self._row is not None  # noqa: S101 - who repeats has a key
        idempotency.check(self._row, self._seen(options, files))
        return list(zip(*idempotency.made(self._row), strict=True))

    def first_answer(self, tokens: Sequence[str]) -> Response | None:
        """The first answer, where it was kept. A token is not kept with it."""
        if not self.repeats or self._row is None or self._row.body is None:
            return None
        told = {"token": tokens[0]} if tokens and tokens[0] else {}
        answer = Response(self._row.body["body"] | told, self._row.status, headers=self._row.body["headers"])
        answer[REPLAYED] = "true"
        return answer

    def answer(self, response: Response, *, kept: bool = True) -> Response:
        """Keep ``response`` for repetitions, or mark it as one. Where it is not ``kept``, they are told anew."""
        if self.repeats:
            response[REPLAYED] = "true"
        elif self._row is not None and kept and response.status_code < 300:
            body = {name: value for name, value in response.data.items() if name != "token"}
            headers = {name: response[name] for name in ("Location", "Retry-After") if name in response}
            idempotency.keep(self._row, response.status_code, {"body": body, "headers": headers})
        return response

    def forget(self) -> None:
        """The call came to nothing: the same one may be sent again."""
        if self._row is not None:
            idempotency.forget(self._row)

    def _seen(self, options: Mapping[str, Any], files: Iterable[tuple[str, str]]) -> str:
        return idempotency.fingerprint(*self._call, dict(options), list(files))


@contextmanager
def attempt(request: Request) -> Iterator[Attempt]:
    """Take the call's key, if it has one; an error gives it back."""
    key = _key(request)
    if key is None:
        yield Attempt(request, None)
        return
    owner = request.user if request.user.is_authenticated else None
    row = idempotency.take(lane_of(owner, caller(request._request)), key)  # noqa: SLF001 - as rates counts
    found = Attempt(request, row)
    try:
        yield found
    except BaseException:
        if row.mine:
            idempotency.release(row)
        raise
    finally:
        if row.mine:
            idempotency.let_go(row)


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
