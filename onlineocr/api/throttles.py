"""The rates of ``accounts`` as REST framework asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from onlineocr.accounts import rates

if TYPE_CHECKING:  # views load the authentication classes, which load this module
    from rest_framework.views import APIView


class AddressThrottle(BaseThrottle):
    """429 for an address that has used up ``rate``."""

    rate: ClassVar[rates.Rate]

    def allow_request(self, request: Request | HttpRequest, view: APIView | None) -> bool:  # noqa: ARG002
        return self.rate.take(_plain(request))

    def is_spent(self, request: Request | HttpRequest) -> bool:
        """Whether the next call would be refused; counts nothing."""
        return self.rate.is_spent(_plain(request))

    def wait(self) -> float:
        """Seconds until the window ends."""
        return self.rate.wait()


class SignInThrottle(AddressThrottle):
    rate = rates.SIGN_IN


class RegisterThrottle(AddressThrottle):
    rate = rates.REGISTER


class BasicFailureThrottle(AddressThrottle):
    rate = rates.BASIC_FAILURE


def _plain(request: Request | HttpRequest) -> HttpRequest:
    return request._request if isinstance(request, Request) else request  # noqa: SLF001
