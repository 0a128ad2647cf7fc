"""The HTTP server of the service: waitress, with limits for clients that are slow, stall or use more than their share.

One thread reads and writes all sockets. A request occupies a thread of the application only from the time when its
whole body was received until its response is written to the socket or to a temporary file. So a slow client costs a
descriptor and disk space, and never a thread.
"""

from .limits import Limits
from .server import Server

__all__ = ["Limits", "Server"]
