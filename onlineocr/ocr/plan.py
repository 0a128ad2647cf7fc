"""What will be read, known before anything is: light enough for a process that never holds an engine."""

from __future__ import annotations

from .engines import coverage, registry
from .errors import TooManyPages
from .limits import Limits
from .options import Options
from .page import DocumentInfo


def check(options: Options) -> None:
    """Raise :class:`~.errors.OptionError` when this installation cannot do what ``options`` ask for."""
    registry.check(options.engine)
    coverage.check(options.engine, options.languages)


def page_numbers(info: DocumentInfo, options: Options, limits: Limits) -> tuple[int, ...]:
    """The pages that ``options`` choose from a document, ascending.

    Raises :class:`~.errors.NoSuchPage` when it has none of them, :class:`TooManyPages` over the limit.
    """
    numbers = options.pages.numbers(info.pages) if options.pages else tuple(range(1, info.pages + 1))
    if len(numbers) > limits.max_pages:
        raise TooManyPages(f"{len(numbers):,} pages are to be read; at most {limits.max_pages:,} are taken at once")
    return numbers
