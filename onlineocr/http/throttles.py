"""The rates of ``accounts`` as throttles of REST framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from onlineocr.accounts import rates
from onlineocr.http import rate_limit

if TYPE_CHECKING:  # views import the authentication classes, which import this module
    from rest_framework.views import APIView


class AddressThrottle(BaseThrottle):
    """Throttle that refuses (429) an address that has used up ``rate``, and reports the rest of the rate."""

    rate: ClassVar[rates.Rate]
    standing: rates.Standing

    def allow_request(self, request: Request | HttpRequest, view: APIView | None) -> bool:  # noqa: ARG002
        self.tell(request, self.rate.take(rate_limit.plain(request)))
        return not self.standing.exceeded

    def wait(self) -> float:
        """Return the seconds until the window ends."""
        return self.standing.reset

    def tell(self, request: Request | HttpRequest, standing: rates.Standing) -> None:
        """Attach the rest of the rate to the response."""
        self.standing = standing
        rate_limit.attach(
            request,
            rate_limit.Policy(
                self.rate.scope, standing.quota, standing.remaining, window=self.rate.window, reset=standing.reset
            ),
        )


class SignInThrottle(AddressThrottle):
    rate = rates.SIGN_IN


class RegisterThrottle(AddressThrottle):
    rate = rates.REGISTER


class FailureThrottle(AddressThrottle):
    rate = rates.WRONG_CREDENTIALS


class ExportThrottle(AddressThrottle):
    rate = rates.EXPORT


class BatchThrottle(AddressThrottle):
    rate = rates.BATCH
