"""The HTTP server of the service: waitress, with rules for clients that are slow, stop or want more than their share.

One thread reads and writes all sockets. A request takes a thread of the application only when its body is here whole,
and gives it back when its response is written to the socket or to a temporary file. So a slow client costs a
descriptor and some disk, and never a thread.
"""

from .limits import Limits
from .server import Server, raise_descriptors

__all__ = ["Limits", "Server", "raise_descriptors"]
