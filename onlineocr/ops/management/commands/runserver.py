"""``manage.py runserver``: Django's development server, with a worker beside it if no other one runs."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.management.commands import runserver

from onlineocr.documents.queue import workers
from onlineocr.processes import end_with_parent, importing, python


class Command(runserver.Command):
    """Django's command, with a worker that runs as long as the server does."""

    default_port = "9999"

    def run(self, **options: Any) -> None:
        # The reloader starts this command again for the server itself: one worker is enough.
        if os.environ.get("RUN_MAIN") == "true" or workers.recognisers():
            super().run(**options)
            return
        with _worker():
            super().run(**options)


@contextlib.contextmanager
def _worker() -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603 - our own module
        python("onlineocr", "worker"),
        env=importing(os.environ),
        preexec_fn=end_with_parent,  # noqa: PLW1509 - one prctl, no locks; a server that is killed leaves no worker
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)
