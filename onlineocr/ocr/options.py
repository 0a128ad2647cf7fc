"""The options of a request: one table, from which API, command line, docs and tests derive.

``Options.parse`` takes the values of a form (strings), of JSON or of the command line, and returns one checked value or
raises :class:`~.errors.InvalidOptions`, which names every invalid field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import languages
from .errors import InvalidOptions
from .pages import PageSelection
from .specs import Scope, Spec, option, specs_of


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in {"true", "1", "yes", "on"}:
        return True
    if word in {"false", "0", "no", "off"}:
        return False
    raise ValueError("must be true or false")


def _choice(*choices: str) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        word = str(value).strip().lower()
        if word not in choices:
            raise ValueError(f"must be one of: {', '.join(choices)}")
        return word

    return parse


def _name(value: Any) -> str:
    word = str(value).strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", word):
        raise ValueError("must be a name: a letter, then letters, digits, '-' or '_'")
    return word


def _languages(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str) and not value:
        return ()
    if not isinstance(value, str | Iterable):
        raise ValueError("must be a string such as 'en,ru' or a list of language codes")  # noqa: TRY004
    parts = re.split(r"[,+\s]+", value) if isinstance(value, str) else list(value)
    words = [str(part).strip() for part in parts if str(part).strip()]
    if [word.lower() for word in words] == ["auto"]:
        return ()
    if not words or len(words) > 16:
        raise ValueError("must be 'auto' or one to sixteen language codes, such as 'en' or 'en,ru'")
    tags = [languages.parse(word).tag for word in words]
    return tuple(dict.fromkeys(tags))


def _pages(value: Any) -> PageSelection | None:
    return None if value in (None, "") else PageSelection.parse(str(value))


def _dpi(value: Any) -> int | None:
    if value in (None, ""):
        return None
    try:
        number = int(str(value))
    except ValueError:
        raise ValueError("must be a whole number from 50 to 600") from None
    if isinstance(value, bool) or not 50 <= number <= 600:
        raise ValueError("must be a whole number from 50 to 600")
    return number


def _password(value: Any) -> str:
    word = str(value)
    if len(word) > 128:
        raise ValueError("must have at most 128 characters")
    return word


@dataclass(frozen=True, slots=True)
class Options:
    """The options of reading a document. The defaults suit almost every document."""

    engine: str = option(
        "auto", "the recognition engine; 'auto' picks one for each line", _name,
        scope=Scope.READING, for_regions=True, short="-e", type="string",
    )  # fmt: skip
    languages: tuple[str, ...] = option(
        (), "languages of the text (BCP 47 or ISO 639), separated by commas, or 'auto'",
        _languages, lambda tags: ",".join(tags) or "auto",
        scope=Scope.READING, for_regions=True, label="Language of the text", short="-l", type="string",
    )  # fmt: skip
    pages: PageSelection | None = option(
        None, "pages to read, such as '1-3,7'; all when empty",
        _pages, lambda pages: str(pages or ""),
        scope=Scope.SELECTION, label="Pages", short="-p", type="string", pattern=PageSelection.PATTERN,
    )  # fmt: skip
    dpi: int | None = option(
        None, "resolution for PDF pages; chosen by the page's size when empty", _dpi,
        scope=Scope.DECODING, for_regions=True, type="integer", minimum=50, maximum=600,
    )  # fmt: skip
    orient: bool = option(
        True, "turn pages that lie on a side or stand upside down", _boolean, scope=Scope.READING, type="boolean"
    )
    deskew: bool = option(
        True, "straighten pages that are slightly askew", _boolean,
        scope=Scope.READING, for_regions=True, type="boolean",
    )  # fmt: skip
    text_layer: str = option(
        "auto", "a PDF's own text: 'auto' uses it where it agrees with the page, 'ignore' always recognizes, "
        "'only' never recognizes", _choice("auto", "ignore", "only"),
        scope=Scope.DECODING | Scope.READING, type="string", enum=["auto", "ignore", "only"],
    )  # fmt: skip
    tables: bool = option(True, "find tables and their cells", _boolean, scope=Scope.READING, type="boolean")
    barcodes: bool = option(False, "read barcodes and QR codes", _boolean, scope=Scope.READING, type="boolean")
    detail: str = option(
        "words", "detail of the JSON result: text, lines or words", _choice("text", "lines", "words"),
        scope=Scope.PRESENTATION, type="string", enum=["text", "lines", "words"],
    )  # fmt: skip
    password: str = option(
        "", "password of a PDF", _password,
        scope=Scope.DECODING, secret=True, for_regions=True, label="PDF password", type="string", maxLength=128,
    )  # fmt: skip

    if TYPE_CHECKING:
        # Accepted types; the fields above have the types after parsing.
        def __init__(  # noqa: PLR0917  (the signature of the dataclass)
            self,
            engine: str = "auto",
            languages: str | Iterable[str] = (),
            pages: PageSelection | str | None = None,
            dpi: int | None = None,
            orient: bool = True,
            deskew: bool = True,
            text_layer: str = "auto",
            tables: bool = True,
            barcodes: bool = False,
            detail: str = "words",
            password: str = "",
        ) -> None: ...

    def __post_init__(self) -> None:
        """Parse every value; :class:`InvalidOptions` names each one that is out of range."""
        wrong: dict[str, str] = {}
        for spec in self.specs():
            try:
                object.__setattr__(self, spec.name, spec.parse(getattr(self, spec.name)))
            except ValueError as error:
                wrong[spec.name] = str(error)
        if wrong:
            raise InvalidOptions(wrong)

    @classmethod
    def specs(cls) -> tuple[Spec, ...]:
        """Return every option, in order."""
        return specs_of(cls)

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> Options:
        """Check ``values``; :class:`InvalidOptions` names each one that is unknown or out of range."""
        known = [spec.name for spec in cls.specs()]
        wrong = {
            name: f"there is no such option; there are: {', '.join(known)}" for name in values if name not in known
        }
        try:
            options = cls(**{name: value for name, value in values.items() if name in known})
        except InvalidOptions as error:
            wrong |= error.fields
        if wrong:
            raise InvalidOptions(wrong)
        return options

    def to_dict(self) -> dict[str, Any]:
        """Return the options as they are stored and shown, without secrets; ``parse`` reads them back."""
        return self.within(~Scope(0))

    def within(self, scope: Scope, *, secret: bool = False) -> dict[str, Any]:
        """Return the options of ``scope``, with ``secret`` the secret ones too; ``parse`` reads them back."""
        chosen = (spec for spec in self.specs() if spec.scope & scope and (secret or not spec.secret))
        return {spec.name: spec.write(getattr(self, spec.name)) for spec in chosen}
