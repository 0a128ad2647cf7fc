"""The options of a call: those of the core, and those that only the service has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from onlineocr.ocr import plan
from onlineocr.ocr.errors import InvalidOptions
from onlineocr.ocr.options import Options
from onlineocr.ocr.specs import Scope, Spec, option, specs_of

from .models.states import Priority

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_LONGEST = timedelta(days=3650)


def _priority(value: Any) -> Priority:
    try:
        return Priority[str(value).strip().upper()]
    except KeyError:
        raise ValueError(f"must be one of: {', '.join(name.lower() for name in Priority.names)}") from None


def _retention(value: Any) -> timedelta | None:
    if value in (None, ""):
        return None
    match = re.fullmatch(r"(\d{1,4})([hd])", str(value).strip().lower())
    if str(value).strip().lower() == "none":
        return timedelta(0)
    if not match or not timedelta(0) < (span := int(match[1]) * _UNITS[match[2]]) <= _LONGEST:
        raise ValueError("must be 'none', or a time such as '1h' or '30d', at most 3650 days")
    return span


def _span(value: timedelta | None) -> str:
    """Return the text of a retention, the inverse of :func:`_retention`."""
    if not value:
        return "" if value is None else "none"
    return f"{value.days}d" if not value.seconds else f"{value // _UNITS['h']}h"


def _webhook(value: Any) -> str:
    word = "" if value is None else str(value).strip()
    if len(word) > 2048 or "\0" in word:
        raise ValueError("must be the id or name of a webhook, or an address, of at most 2048 characters")
    return word


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The checked options of one call. A ``retention`` of zero keeps the result until it was fetched; None means that
    the call does not set it."""

    options: Options
    priority: Priority = option(
        Priority.INTERACTIVE, "'interactive' documents are read before 'bulk' ones", _priority,
        lambda value: value.name.lower(),
        scope=Scope.SERVICE, for_regions=True, type="string", enum=[name.lower() for name in Priority.names],
    )  # fmt: skip
    retention: timedelta | None = option(
        None, "how long the document is kept: '1h', '30d', or 'none' to delete it when its result was fetched",
        _retention, _span, scope=Scope.SERVICE, type="string", pattern=r"^(none|\d{1,4}[hd])$",
    )  # fmt: skip
    webhook: str = option(
        "", "the webhook to call at the end, instead of all registered ones: its id or name, or an https address",
        _webhook,
        scope=Scope.SERVICE, type="string", maxLength=2048,
    )  # fmt: skip

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> RunOptions:
        """Check every value; :class:`InvalidOptions` names all invalid ones, of the core and of the service."""
        own = {spec.name: spec for spec in specs_of(cls)}
        known = [spec.name for spec in specs()]
        wrong = {
            name: f"there is no such option; there are: {', '.join(known)}" for name in values if name not in known
        }
        parsed: dict[str, Any] = {}
        for name in own.keys() & values.keys():
            try:
                parsed[name] = own[name].parse(values[name])
            except ValueError as error:
                wrong[name] = str(error)
        try:
            core = {name: value for name, value in values.items() if name not in own and name not in wrong}
            options = plan.parse({"engine": settings.ENGINE} | core)
        except InvalidOptions as error:
            raise InvalidOptions(error.fields | wrong) from None
        if wrong:
            raise InvalidOptions(plan.unknown_engine(core) | wrong)
        return cls(options, **parsed)


def specs() -> tuple[Spec, ...]:
    """Return every option that a call to the service accepts."""
    return (*Options.specs(), *specs_of(RunOptions))
