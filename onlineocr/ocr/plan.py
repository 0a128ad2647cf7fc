"""Checks and facts of a reading before it starts, cheap enough for a process that never loads an engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onlineocr import __version__

from .engines import registry
from .errors import InvalidOptions, TooManyPages
from .limits import Limits
from .options import Options
from .page import DocumentInfo


def check(options: Options) -> None:
    """Raise :class:`~.errors.OptionError` when this installation cannot satisfy ``options``."""
    registry.describe(options.engine).check(options.languages)


def parse(values: Mapping[str, Any]) -> Options:
    """Parse ``values``; :class:`InvalidOptions` names each that is wrong, and the engine if there is none such."""
    try:
        return Options.parse(values)
    except InvalidOptions as error:
        raise InvalidOptions(unknown_engine(values) | error.fields) from None


def unknown_engine(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the fault of the option ``engine`` if there is no such engine, else nothing."""
    try:
        registry.describe(str(values.get("engine") or "auto").strip().lower())
    except InvalidOptions as error:
        return error.fields
    return {}


def engines_stamp() -> str:
    """Identify everything a reading depends on besides picture and options: our version, engines, models, trained data.

    Two readings of one picture with the same stamp and options have the same result.
    """
    return repr((__version__, [(one.name, one.stamp()) for one in registry.descriptors()]))


def page_numbers(info: DocumentInfo, options: Options, limits: Limits) -> tuple[int, ...]:
    """Return the pages that ``options`` select from a document, ascending.

    Raises :class:`~.errors.NoSuchPage` when it has none of them, :class:`TooManyPages` above the limit.
    """
    numbers = options.pages.numbers(info.pages) if options.pages else tuple(range(1, info.pages + 1))
    if len(numbers) > limits.max_pages:
        raise TooManyPages(f"{len(numbers):,} pages are to be read; at most {limits.max_pages:,} are taken at once")
    return numbers
