"""The log: structured events on standard error, from our own code and from every library alike."""

from __future__ import annotations

import sys
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


def logging_config(*, level: str, style: str) -> dict[str, Any]:
    """Set structlog up and return the dictionary for ``logging.config``; ``style`` is auto, text or json."""
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
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
        # Django puts handlers of its own here; without them its events reach the root like all others.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True, "level": "INFO"},
        },
    }


def _render(*, as_json: bool) -> list[structlog.typing.Processor]:
    if as_json:
        # Without the local variables: among them are passwords, tokens and people's texts.
        frames = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [structlog.processors.ExceptionRenderer(frames), structlog.processors.JSONRenderer(ensure_ascii=False)]
    return [
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    ]


def _without_keys(_: Any, __: str, line: Any) -> Any:
    """The last step sees the whole line: no API key leaves, whatever event, error or library wrote it there."""
    return keyform.without_secrets(line) if isinstance(line, str) else line
