"""What will be read, known before anything is: light enough for a process that never holds an engine."""

from __future__ import annotations

from onlineocr import __version__

from .engines import registry
from .errors import TooManyPages
from .limits import Limits
from .options import Options
from .page import DocumentInfo


def check(options: Options) -> None:
    """Raise :class:`~.errors.OptionError` when this installation cannot do what ``options`` ask for."""
    registry.describe(options.engine).check(options.languages)


def engines_stamp() -> str:
    """All that a reading depends on beside picture and options: our version, the engines, models and trained data.

    Two readings of one picture under the same stamp and options say the same.
    """
    return repr((__version__, [(one.name, one.stamp()) for one in registry.descriptors()]))


def page_numbers(info: DocumentInfo, options: Options, limits: Limits) -> tuple[int, ...]:
    """The pages that ``options`` choose from a document, ascending.

    Raises :class:`~.errors.NoSuchPage` when it has none of them, :class:`TooManyPages` over the limit.
    """
    numbers = options.pages.numbers(info.pages) if options.pages else tuple(range(1, info.pages + 1))
    if len(numbers) > limits.max_pages:
        raise TooManyPages(f"{len(numbers):,} pages are to be read; at most {limits.max_pages:,} are taken at once")
    return numbers
