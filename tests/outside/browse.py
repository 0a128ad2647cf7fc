"""Every web page in Chromium, as a command for a world without an outside: ``python -m tests.outside.browse DATA``.

A person signs up, uploads, searches and looks at everything; the operator opens the admin. Each request must go to the
service itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tests.support.drawing import ENGLISH, draw_text
from tests.support.processes import ROOT, service
from tests.web.conftest import CHROMIUM, FLAGS

PASSWORD = "a long walk home"
PLACES = (
    "/", "/history/", "/search/?q=fox", "/docs/", "/accounts/login/", "/accounts/signup/", "/api/register/",
    "/api/v1/documents/", "/api-auth/login/", "/admin/", "/admin/documents/document/", "/admin/accounts/user/",
)  # fmt: skip


def main(data: str) -> None:
    hosts: set[str] = set()
    with service(Path(data), ONLINEOCR_ENGINE="auto") as (_, port), sync_playwright() as machine:
        _make_operator(data)
        browser = machine.chromium.launch(
            executable_path=str(CHROMIUM), args=[*FLAGS, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        )
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        page = context.new_page()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        for name in ("alice", "root"):
            _enter(page, name)
            _upload(page)
            for place in PLACES:
                page.goto(place)
                page.wait_for_load_state("networkidle")
            context.clear_cookies()
        browser.close()
    assert hosts <= {f"127.0.0.1:{port}", ""}, hosts


def _make_operator(data: str) -> None:
    code = (
        "import django; django.setup(); from onlineocr.accounts.models import User; "
        f"User.objects.create_superuser('root', 'root@example.org', {PASSWORD!r})"
    )
    environment: dict[str, Any] = os.environ | {"ONLINEOCR_DATA": data, "DJANGO_SETTINGS_MODULE": "onlineocr.settings"}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)


def _enter(page: Page, name: str) -> None:
    page.goto("/accounts/login/" if name == "root" else "/accounts/signup/")
    page.fill("input[name=username]", name)
    for field in page.locator("main input[type=password]:visible").all():
        field.fill(PASSWORD)
    if email := page.locator("input[name=email]").all():
        email[0].fill(f"{name}@example.org")
    page.locator("main form:has(input[name=username]) button").first.click()
    page.wait_for_load_state("networkidle")


def _upload(page: Page) -> None:
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(draw_text(ENGLISH).png)
        file.flush()
        page.goto("/")
        page.set_input_files("input[type=file]", file.name)
        page.wait_for_url("**/documents/**", timeout=120_000)
        page.get_by_text("quick brown fox").first.wait_for(timeout=120_000)
        page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main(sys.argv[1])
