#!/usr/bin/env python
"""Django's own commands: migrate, createsuperuser, runserver, shell. Run by any Python, it takes that of ``.venv``."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onlineocr.settings")
    os.umask(0o077)  # no other user may read the database and uploads, in any folder
    from django.core.management import execute_from_command_line  # noqa: PLC0415  it may be missing

    from onlineocr.env import EnvError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except EnvError as error:
        sys.exit(f"manage.py: {error}")


def run_in_environment() -> None:
    """Start again with the environment's Python; say how to make the environment where there is none."""
    environment = Path(os.environ.get("ONLINEOCR_VENV") or HERE / ".venv")
    python = environment / "bin" / "python"
    if not python.exists() or Path(sys.prefix).resolve() == environment.resolve():
        sys.exit(
            f"manage.py: Django is not installed for {sys.executable}. Run ./serve once: it makes the environment "
            f"{environment}. The first administrator is made by: {environment}/bin/onlineocr admin create"
        )
    os.execv(python, [str(python), __file__, *sys.argv[1:]])  # noqa: S606  the clone's own interpreter


if __name__ == "__main__":
    if find_spec("django"):
        main()
    else:
        run_in_environment()
