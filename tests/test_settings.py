from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KEY = "Vt3nq8WfZr0LxKc5yHs7bJm2dGp9aEu1TiQo4w6Y"
SHOW = """
import json
from onlineocr import settings as s
print(json.dumps({name: getattr(s, name) for name in dir(s) if name.isupper()}, default=str))
"""


def start(tmp_path, code=SHOW, **variables) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a process of its own, as the program starts: with these variables and no others of ours."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ONLINEOCR_", "DATABASE_URL"))}
    environment = clean | {"ONLINEOCR_DATA": str(tmp_path / "data"), "PYTHONPATH": str(ROOT)} | variables
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def settings_with(tmp_path, **variables) -> dict:
    done = start(tmp_path, **variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_starts_with_nothing_set(tmp_path):
    found = settings_with(tmp_path)
    assert found["DEBUG"] is False
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / "data" / "db.sqlite3")
    assert found["DATABASES"]["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_it_makes_the_folder_and_the_key_for_their_owner_only(tmp_path):
    settings_with(tmp_path)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "secret-key").stat().st_mode) == 0o600


def test_it_sends_mail_by_a_server(tmp_path):
    public = {"ONLINEOCR_PUBLIC_URL": "https://ocr.example.org"}
    found = settings_with(tmp_path, ONLINEOCR_MAIL="smtp://me%40x:p%3Aw@mail.example.org", **public)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x", "p:w")
    found = settings_with(tmp_path, ONLINEOCR_MAIL="smtps://[::1]:4465", **public)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_SSL"]) == ("::1", 4465, True)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://", "smtp://x:y:z", "smtp://s3cret@x:99999", "smtp://x/s3cret"]
)
def test_it_refuses_what_is_no_mail_server_and_does_not_repeat_it(tmp_path, url):
    done = start(tmp_path, ONLINEOCR_MAIL=url, ONLINEOCR_PUBLIC_URL="https://ocr.example.org")
    assert done.returncode != 0
    assert "ONLINEOCR_MAIL" in done.stderr
    assert "s3cret" not in done.stderr.splitlines()[-1]


def test_it_sends_no_mail_without_a_public_address(tmp_path):
    assert "ONLINEOCR_PUBLIC_URL is not" in start(tmp_path, ONLINEOCR_MAIL="smtp://mail.example.org").stderr


def test_it_keeps_its_key(tmp_path):
    first, second = (settings_with(tmp_path)["SECRET_KEY"] for _ in range(2))
    assert first == second
    assert len(first) >= 64


def test_it_takes_a_key_from_outside_and_makes_none(tmp_path):
    assert settings_with(tmp_path, ONLINEOCR_SECRET_KEY=KEY)["SECRET_KEY"] == KEY
    assert not (tmp_path / "data" / "secret-key").exists()


def test_it_takes_postgresql_by_its_address(tmp_path):
    found = settings_with(tmp_path, DATABASE_URL="postgres://ocr:p%40ss@db:5433/texts?sslmode=require")
    database = found["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("ocr", "p@ss", "db")
    assert (database["PORT"], database["NAME"], database["OPTIONS"]["sslmode"]) == ("5433", "texts", "require")


def test_it_trusts_its_public_names(tmp_path):
    found = settings_with(tmp_path, ONLINEOCR_HOSTS="ocr.example.org, .example.net")
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://ocr.example.org", "https://*.example.net"]


def test_the_public_address_gives_host_origin_and_prefix(tmp_path):
    found = settings_with(tmp_path, ONLINEOCR_PUBLIC_URL="https://OCR.example.org:8443/ocr/")
    assert found["PUBLIC_URL"] == "https://ocr.example.org:8443/ocr"
    assert found["PATH_PREFIX"] == "/ocr"
    assert found["PUBLIC_HOSTS"] == ["ocr.example.org"]
    assert "https://ocr.example.org:8443" in found["CSRF_TRUSTED_ORIGINS"]


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("HOSTS", "https://ocr.example.org/", "ocr.example.org"),
        ("HOSTS", "a.example,ocr.example.org:8443", "write ocr.example.org,"),
        ("HOSTS", "ocr.example.org:", "write ocr.example.org,"),
        ("HOSTS", "*.example.org", "write .example.org"),
        ("HOSTS", "ocr.example.org/ocr", "write ocr.example.org"),
        ("HOSTS", "a b@c", "'b@c'"),
        ("PUBLIC_URL", "ocr.example.org", "write https://ocr.example.org"),
        ("PUBLIC_URL", "ftp://ocr.example.org", "http:// or https://"),
        ("PUBLIC_URL", "https://ocr.example.org/?a=1", "without '?'"),
        ("PUBLIC_URL", "https://ocr.example.org/a b", "not plain"),
        ("PUBLIC_URL", "https://ocr.example.org/api", "such as /ocr"),
        ("PUBLIC_URL", "https://u:p@ocr.example.org", "without them"),
        ("PUBLIC_URL", "https://ocr.example.org:port", "not an address"),
        ("PUBLIC_URL", "https://", "not a host name"),
        ("PROXIES", "127.0.0.1/8", "write 127.0.0.0/8"),
        ("PROXIES", "10.0.0.0/33", "holds no network"),
        ("PROXIES", "true", "holds no network"),
        ("PROXIES", "11", "above the most"),
        ("CORS_ORIGINS", "app.example.org", "write https://app.example.org"),
        ("CORS_ORIGINS", "https://app.example.org/", "write https://app.example.org"),
        ("CORS_ORIGINS", "https://*.example.org", "in full"),
        ("CORS_ORIGINS", "null", "scheme"),
    ],
)
def test_a_value_that_would_serve_nothing_ends_the_start_with_the_right_one(tmp_path, name, value, remedy):
    done = start(tmp_path, **{f"ONLINEOCR_{name}": value})
    assert done.returncode != 0
    assert f"ONLINEOCR_{name}=" in done.stderr.splitlines()[-1]
    assert remedy in done.stderr.splitlines()[-1]


def test_it_takes_names_in_every_alphabet_and_addresses(tmp_path):
    found = settings_with(
        tmp_path, ONLINEOCR_HOSTS="Bücher.example my_ocr.example.org 2001:db8::1 [2001:db8::2] .a.example *"
    )
    names = ["xn--bcher-kva.example", "my_ocr.example.org", "[2001:db8::1]", "[2001:db8::2]", ".a.example", "*"]
    assert found["PUBLIC_HOSTS"] == names


def test_it_takes_proxies_by_number_or_network(tmp_path):
    assert settings_with(tmp_path, ONLINEOCR_PROXIES="2")["TRUSTED_PROXIES"] == 2
    found = settings_with(tmp_path, ONLINEOCR_PROXIES="172.18.0.0/16 ::1")
    assert (found["TRUSTED_PROXIES"], found["PROXY_NETWORKS"]) == (0, ["172.18.0.0/16", "::1/128"])


def test_settings_that_contradict_one_another_end_the_start(tmp_path):
    done = start(tmp_path, ONLINEOCR_HTTPS="true", ONLINEOCR_PUBLIC_URL="http://ocr.example.org")
    assert done.returncode != 0
    assert "Write https://" in done.stderr.splitlines()[-1]


def test_https_only_is_one_setting(tmp_path):
    found = settings_with(tmp_path, ONLINEOCR_HTTPS="on")
    assert (found["SESSION_COOKIE_SECURE"], found["CSRF_COOKIE_SECURE"]) == (True, True)
    assert found["SECURE_HSTS_SECONDS"] > 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONLINEOCR_MAX_BYTES", "a lot"),
        ("ONLINEOCR_DEBUG", "perhaps"),
        ("ONLINEOCR_REGISTRATION", "shut"),
        ("ONLINEOCR_SECRET_KEY", "short"),
        ("ONLINEOCR_SECRET_KEY", "k" * 40),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "postgres://host:port/x"),
        ("ONLINEOCR_DATA", "/dev/null/x"),
    ],
)
def test_a_wrong_value_ends_the_start_with_one_line(tmp_path, name, value):
    done = start(tmp_path, **{name: value})
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert last.startswith("onlineocr.env.EnvError: " + name)


def test_the_limits_come_from_the_environment(tmp_path):
    found = settings_with(tmp_path, ONLINEOCR_MAX_BYTES="2MiB", ONLINEOCR_MAX_PAGES="7")
    assert "max_bytes=2097152" in found["LIMITS"]
    assert "max_pages=7" in found["LIMITS"]
    assert found["MAX_BODY_BYTES"] > 2097152 * 4 / 3


def test_a_misspelt_variable_is_noticed(tmp_path):
    code = "from django.core.management import execute_from_command_line as run; run(['manage.py', 'check'])"
    done = start(
        tmp_path, code, DJANGO_SETTINGS_MODULE="onlineocr.settings", ONLINEOCR_MAX_BYTE="1MB", ONLINEOCR_DEBUG="1"
    )
    assert "Did you mean ONLINEOCR_MAX_BYTES?" in done.stderr
    assert "onlineocr.W002" in done.stderr


def test_the_installation_of_these_tests_has_no_issue(db):
    from django.core.checks import run_checks

    assert run_checks() == []


def test_no_migration_is_missing(db):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_sqlite_keeps_what_it_acknowledged(db):
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("another database")
    with connection.cursor() as cursor:
        modes = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert modes == ["wal", 2]
