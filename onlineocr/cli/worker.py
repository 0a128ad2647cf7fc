"""``onlineocr worker``: read queued pages, by default with one recogniser per core."""

from __future__ import annotations

import signal
from typing import Annotated

import typer

from onlineocr import descriptors

from . import datafolder
from .datafolder import Data


def worker(
    recognisers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Pages read side by side; one per core when not given.")
    ] = None,
    data: Data = None,
) -> None:
    """Read queued documents until told to stop (SIGTERM or Ctrl-C)."""
    datafolder.of_service(data)
    datafolder.keep_private()
    import django  # noqa: PLC0415 - 'onlineocr read' must not wait for it

    django.setup()
    from django.conf import settings  # noqa: PLC0415

    from onlineocr.sqlite3.base import never_create  # noqa: PLC0415
    from onlineocr.worker.run import Worker  # noqa: PLC0415

    never_create()

    try:
        descriptors.raise_limit(descriptors.worker_least(recognisers or settings.RECOGNISERS))
    except descriptors.TooFewDescriptors as error:
        typer.echo(f"onlineocr cannot read documents: {error}", err=True)
        raise typer.Exit(1) from None

    running = Worker(recognisers=recognisers)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.stop())
    running.run()
