"""``DATABASE_URL``, parsed into Django's database settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from onlineocr.env import EnvError

EXAMPLE = "Example: DATABASE_URL=postgres://user:password@host:5432/name"


_BUSY_SECONDS = 10  # longest wait of a connection for SQLite's lock
_POSTGRES = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""Options that detect a lost server within seconds; the URL may override them."""


def sqlite(file: Path, timeout: float = _BUSY_SECONDS) -> dict[str, Any]:
    """Return settings with which many threads and processes can share SQLite without losing acknowledged data.

    IMMEDIATE takes the write lock at the start: a transaction that reads and then writes waits for its turn instead of
    failing with 'database is locked'. WAL lets readers go on meanwhile; FULL syncs every commit to the disk;
    secure_delete writes zeros over deleted data.
    """
    return {
        "ENGINE": "onlineocr.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,  # a connection takes milliseconds to open, and nothing to keep: one per thread
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": timeout,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        },
    }


def parse(url: str) -> dict[str, Any]:
    """Parse ``postgres://…`` or ``sqlite:///file``; a query string becomes connection options.

    ``?sslmode=require`` for PostgreSQL; for SQLite ``?timeout=10``, the seconds to wait for a lock.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise EnvError(f"DATABASE_URL is no address ({error}). {EXAMPLE}") from None
    if parts.scheme == "sqlite":
        return sqlite(_sqlite_file(url, parts.path), _seconds(dict(parse_qsl(parts.query)).get("timeout")))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise EnvError(f"DATABASE_URL: the scheme {parts.scheme!r} is neither postgres nor sqlite. {EXAMPLE}")
    return _postgres(url)


def _sqlite_file(url: str, path: str) -> Path:
    file = unquote(path.removeprefix("/"))
    if not file or (url.startswith("sqlite://") and not url.startswith("sqlite:///")):
        raise EnvError(
            "DATABASE_URL: the file is missing. Example: DATABASE_URL=sqlite:////var/lib/onlineocr/db.sqlite3"
        )
    return Path(file).absolute()


def _seconds(text: str | None) -> float:
    try:
        return float(text or _BUSY_SECONDS)
    except ValueError:
        raise EnvError(f"DATABASE_URL: timeout={text} is no number of seconds. {EXAMPLE}") from None


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise EnvError(f"DATABASE_URL: the port is not a number from 0 to 65535. {EXAMPLE}") from None
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise EnvError(f"DATABASE_URL: the name of the database is missing. {EXAMPLE}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _POSTGRES | dict(parse_qsl(parts.query)),
    }
