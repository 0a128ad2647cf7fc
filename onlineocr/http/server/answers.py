"""Responses that exist before the body of a request is received."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

HEAD_ONLY = "onlineocr.head_only"
"""True in the WSGI environment of a request before its body is received. The application answers 100 to receive it."""
ANSWER = "onlineocr.answer"
"""The key of the WSGI environment for the :class:`Answer` to a request that has one already."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response; as a WSGI application it is the response to every request."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ARG002
        start_response(self.status, self.headers)
        return [self.body]


def ask(application: Any, environ: dict[str, Any]) -> Answer | None:
    """Return the response of ``application`` to the head of a request; None if it requires the body. Its responses are
    lists."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:  # noqa: ARG001
        begun[:] = [(status, headers)]

    body = b"".join(application(environ | {HEAD_ONLY: True, "wsgi.input": BytesIO()}, start_response))
    status, headers = begun[0]
    return None if status.startswith("100 ") else Answer(status, headers, body)


def with_answers(application: Any) -> Any:
    """Return ``application`` extended: a request that has its :class:`Answer` already gets it without a call, and a
    HEAD gets the head alone."""

    def respond(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        body = environ.get(ANSWER, application)(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return body  # type: ignore[no-any-return]
        if hasattr(body, "close"):
            body.close()
        return ()

    return respond
