"""Work of a month in the data folder of a running service, and an operator, charlie, who looks at it.

Run as a program with the folder in ``ONLINEOCR_DATA``: the tests of a browser cannot use the models of another service.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests.web.conftest import PASSWORD, ROOT


def operated(data: Path) -> None:
    """Store counts, failures, a missing language, a lost worker and a slow document in the folder, once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE"))}
    environment = kept | {"ONLINEOCR_DATA": str(data), "DJANGO_SETTINGS_MODULE": "onlineocr.settings"}
    command = [sys.executable, "-m", "tests.web.operated"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from onlineocr.accounts.models import User
    from onlineocr.documents.limits.quotas import window
    from onlineocr.documents.models import Document, PageCount, Run, Usage, Worker

    if User.objects.filter(username="charlie").exists():
        return
    charlie, now = User.objects.create_superuser("charlie", password=PASSWORD), timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    for back in range(0, 24 * 30, 3):
        ends = (("ended", "succeeded", 90 + back % 50), ("ended", "damaged_file", back % 7), ("language", "tha", 1))
        for kind, name, pages in ends:
            PageCount.objects.create(since=hour - timedelta(hours=back), kind=kind, name=name, pages=pages)
    long = Document.objects.create(owner=charlie, file_name="minutes-of-the-council-" * 6, size=1, media_type="x/y")
    run = Run.objects.create(document=long, status="succeeded", total=40, done=40, spent_ms=300_000)
    long.latest = long.shown = run
    long.save()
    Worker.objects.create(name="another-machine/7/1", recognisers=2, seen_at=now - timedelta(minutes=40))
    since, _ = window(now)
    for key in (f"u{charlie.pk}", "a0123456789"):
        Usage.objects.create(share_key=key, window=settings.QUOTA_WINDOW, since=since, pages=40, bytes=10**7)


if __name__ == "__main__":
    main()
