"""``onlineocr serve``: start, supervise and end the web server and one worker."""

from __future__ import annotations

import atexit
import errno
import fcntl
import http.client
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, TextIO

import typer

from onlineocr import descriptors, env
from onlineocr.processes import python

from . import datafolder, streams
from .datafolder import Data
from .migrate import is_up_to_date
from .supervise import Child, GaveUp, Stopped, Supervisor

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  an address to compare with


class CannotServe(Exception):
    """The service cannot start. The text names the cause and the remedy."""


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all. [env: ONLINEOCR_HOST]")] = "",
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 for a free one. [env: ONLINEOCR_PORT]", min=0, max=65535)
    ] = None,
    data: Data = None,
    worker: Annotated[bool, typer.Option(help="Run a worker beside the web server.")] = True,
) -> None:
    """Serve the web pages and the API, with one worker that reads the documents."""
    atexit.register(streams.flush)
    datafolder.keep_private()
    try:
        with locked(datafolder.use(data)) as lock:
            descriptors.raise_limit(descriptors.WEB_LEAST, descriptors.WEB_WANTED)
            _check_settings()
            address = free_address(host or env.listen_host(), env.listen_port() if port is None else port)
            lock.write(f"process {os.getpid()}, {url(address)}\n")
            lock.flush()
            _run(address, worker=worker)
    except Stopped:
        say("onlineocr has ended")
    except (CannotServe, GaveUp, env.EnvError, descriptors.TooFewDescriptors) as error:
        say(f"onlineocr cannot serve: {error}")
        raise typer.Exit(1) from None


def _check_settings() -> None:
    """Read all settings once here, so that an invalid one is reported once, and not by each process."""
    import_module("onlineocr.settings")
    for name, hint in env.unknown():
        say(f"{name} is not a setting of onlineocr. {hint}")


def _run(address: tuple[str, int], *, worker: bool) -> None:
    host, port = address
    beside = ["--with-worker"] if worker else []
    children = [Child("the web server", python("onlineocr.server", host, str(port), *beside))]
    if worker:
        children.append(Child("the worker", python("onlineocr", "worker"), waits=True))
    with Supervisor() as supervisor:
        if not is_up_to_date() and supervisor.run_once(Child("the migration", python("onlineocr", "migrate"))) != 0:
            raise CannotServe("the database could not be brought up to date; see the message above")
        supervisor.run(
            children,
            is_ready=lambda: answers(address),
            announce=lambda: _announce(address),
            report=say,
        )


def _announce(address: tuple[str, int]) -> None:
    with suppress(OSError):  # standard output is closed
        typer.echo(f"onlineocr listens on {url(address)} (Ctrl-C ends it)")


def say(text: str) -> None:
    with suppress(OSError):
        typer.echo(text, err=True)


@contextmanager
def locked(folder: Path) -> Iterator[TextIO]:
    """Lock the data folder: two services must not use the same one."""
    try:
        file = (env.make_folder("ONLINEOCR_DATA", folder) / "serve.lock").open("a+")
    except OSError as error:
        raise CannotServe(
            f"nothing can be written to the data folder {folder} ({error.strerror}). "
            "Give this user the right to, or name another folder with --data or ONLINEOCR_DATA."
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            raise CannotServe(
                f"it already runs on the data folder {folder} ({holder}). "
                "Stop that one, or name another folder with --data or ONLINEOCR_DATA."
            ) from None
        file.truncate(0)
        yield file


def free_address(host: str, port: int) -> tuple[str, int]:
    """Return the address and port to listen on, after a test; port 0 becomes a free one."""
    try:
        family, _, _, _, found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            # Not SO_REUSEPORT: with it a second server would share the port unnoticed.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(found[:2])
            trial.listen()
            return str(found[0]), int(trial.getsockname()[1])
    except OSError as error:
        raise CannotServe(_why_not(host, port, error)) from None


def _why_not(host: str, port: int, error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return f"'{host}' is no address of this machine. Use --host 127.0.0.1, or 0.0.0.0 for all addresses."
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken by another program. "
            "Stop that one, or choose another port with --port or ONLINEOCR_PORT."
        )
    if error.errno == errno.EACCES:
        return f"only root may listen on port {port}. Choose one above 1023 with --port, and put a proxy in front."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine. Use --host 127.0.0.1, or 0.0.0.0 for all addresses."
    return f"it cannot listen on {host}, port {port}: {error.strerror}"


def url(address: tuple[str, int]) -> str:
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    return f"http://{host}:{address[1]}/"


def answers(address: tuple[str, int]) -> bool:
    """Return whether the health check answers 200."""
    connection = http.client.HTTPConnection(WILDCARDS.get(address[0], address[0]), address[1], timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
