"""Errors of outgoing calls to URLs given by users.

::

    FetchError
    ├── InvalidAddress        no http or https address, or one in a spelling that hides its host
    ├── AddressRefused        this installation does not call its host
    ├── FetchesOff            the operator does not allow downloads for this caller
    ├── FetchesBusy           too many files are being downloaded
    └── RemoteFailed          the server is at fault
        └── RemoteUnreachable · RemoteTimeout · RemoteRefused · RemoteTooLarge

``code`` is stable; HTTP statuses are a table at the edge. A name in a private network and an unknown name give
the same error: a stranger must not learn such names here.
"""

from __future__ import annotations

from collections.abc import Iterator


class FetchError(Exception):
    """Base class, never raised itself. ``str(error)`` is the fault, ``remedy`` the advice."""

    code: str
    title: str
    remedy = ""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)

    @property
    def detail(self) -> str:
        """Return the fault and the advice as one text."""
        return f"{self}. {self.remedy}" if self.remedy else f"{self}."


class InvalidAddress(FetchError):
    code = "invalid_address"
    title = "The address is not valid"
    remedy = "Send a whole address such as https://example.org/scan.pdf, without a user name in it."


class AddressRefused(FetchError):
    code = "address_refused"
    title = "This installation does not call that address"
    remedy = "Use an address on the public internet; the operator can allow others by ONLINEOCR_FETCH_ALLOW."


class FetchesOff(FetchError):
    code = "url_uploads_off"
    title = "This installation fetches no files from addresses"
    remedy = "Send the file itself; the operator can turn this on by ONLINEOCR_URL_UPLOADS."


class FetchesBusy(FetchError):
    code = "queue_full"
    title = "Too many files are being fetched"
    remedy = "Try again in some seconds, or send the file itself."


class RemoteFailed(FetchError):
    code = "remote_failed"
    title = "The other server did not give a usable answer"
    remedy = "Look at what the address answers, then try again."


class RemoteUnreachable(RemoteFailed):
    code = "remote_unreachable"
    title = "The other server cannot be reached"
    remedy = (
        "Check the name, the port and the certificate. A name in a private network is called only where the operator "
        "allows that network by ONLINEOCR_FETCH_ALLOW."
    )


class RemoteTimeout(RemoteFailed):
    code = "remote_timeout"
    title = "The other server took too long"
    remedy = "Try again later, or send the file itself."


class RemoteRefused(RemoteFailed):
    """The response's status was not 2xx; ``status`` is that status."""

    code = "remote_refused"
    title = "The other server refused"
    remedy = "The address must answer 200 without a sign-in."

    def __init__(self, detail: str = "", *, status: int = 0) -> None:
        super().__init__(detail)
        self.status = status


class RemoteTooLarge(RemoteFailed):
    code = "remote_too_large"
    title = "The file behind the address is too large"
    remedy = "Name a smaller file, or ask the operator to raise the limit."


def tree(root: type[FetchError] = FetchError) -> Iterator[type[FetchError]]:
    """Yield every error class below ``root``, depth first."""
    for child in root.__subclasses__():
        yield child
        yield from tree(child)
