"""The log: structured events on standard error, from our own code and from all libraries."""

from __future__ import annotations

import logging
import sys
import threading
import time
from typing import Any

import structlog

from onlineocr.accounts import keyform

SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]

_REFUSING = (
    "django.request", "django.security.csrf", "onlineocr.http.errors", "onlineocr.http.csrf", "onlineocr.ops.hosts",
)  # fmt: skip
"""Loggers that write a line for each refused request, including those of django-axes."""
_AXES = "axes."
_REFUSALS = {501, 503, 505, 507}
"""Statuses from 500 on that refuse a request; the others are errors of the service."""
_STRANGE = {501, 505}
"""Statuses among them that only the client causes."""


class RefusalFolding(logging.Filter):
    """Logs the first refusal of a kind, then one per kind in ``seconds``, with the number of those between.

    A kind is a logger and a status, or a text. So refused requests cannot fill the log.
    """

    def __init__(self, seconds: float = 10.0) -> None:
        super().__init__()
        self._seconds = seconds
        self._lock = threading.Lock()
        self._passed: dict[tuple[str, object], float] = {}
        self._folded: dict[tuple[str, object], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        status = getattr(record, "status_code", None)
        refuses = record.name in _REFUSING or record.name.startswith(_AXES)
        if not refuses or (status is not None and status >= 500 and status not in _REFUSALS):
            return True
        if status in _STRANGE:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            if not logging.getLogger(record.name).isEnabledFor(record.levelno):
                return False
        between = self._count((record.name, status or record.msg))
        if between:
            record.msg, record.args = f"{record.getMessage()} (and {between} more since the last such line)", ()
        return between is not None

    def _count(self, kind: tuple[str, object]) -> int | None:
        """Return the number of refusals of ``kind`` suppressed since the last one logged; None to suppress this one."""
        now = time.monotonic()
        with self._lock:
            if now - self._passed.get(kind, -self._seconds) < self._seconds:
                self._folded[kind] = self._folded.get(kind, 0) + 1
                return None
            self._passed[kind] = now
            return self._folded.pop(kind, 0)


def logging_config(*, level: str, style: str) -> dict[str, Any]:
    """Configure structlog and return the dictionary for ``logging.config``; ``style`` is auto, text or json."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    as_json = style == "json" or (style == "auto" and not sys.stderr.isatty())
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_render(as_json=as_json),
                    _without_keys,
                ],
            }
        },
        "filters": {"refusals": {"()": RefusalFolding}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        # Django adds its own handlers here; without them its events reach the root logger like all others.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True, "level": "INFO"},
        },
    }


def _render(*, as_json: bool) -> list[structlog.typing.Processor]:
    if as_json:
        # Without local variables, which may contain passwords, tokens and users' texts.
        frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [structlog.processors.ExceptionRenderer(frames), structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    ]


def _without_keys(_: Any, __: str, line: Any) -> Any:
    """Remove API keys from a finished line, the last step, so that no event, error or library can log one."""
    return keyform.without_secrets(line) if isinstance(line, str) else line
