"""What a caller may ask for: one table, from which API, command line, docs and tests derive.

``Options.parse`` takes the values as any edge has them (strings of a form, JSON values, flags) and
answers with one checked value or with :class:`~.errors.InvalidOptions`, which names every bad field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from . import languages
from .errors import InvalidOptions
from .pages import PageSelection


@dataclass(frozen=True, slots=True)
class Spec:
    """One option as the outside sees it. ``parse`` raises ValueError with a text that names the remedy."""

    name: str
    default: Any
    help: str
    schema: dict[str, Any]
    parse: Callable[[Any], Any]


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


def _as_it_is(value: Any) -> Any:
    return value


def _option(
    default: Any,
    help: str,
    parse: Callable[[Any], Any],
    write: Callable[[Any], Any] = _as_it_is,
    *,
    secret: bool = False,
    **schema: Any,
) -> Any:
    """An option. ``write`` is the inverse of ``parse``; a ``secret`` one is neither stored nor shown."""
    metadata = {"help": help, "parse": parse, "write": write, "secret": secret, "schema": schema}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Options:
    """How to read a document. The defaults are right for almost everything."""

    engine: str = _option("auto", "engine that reads: 'auto' picks one for every line", _name, type="string")
    languages: tuple[str, ...] = _option(
        (),
        "languages of the text (BCP 47 or ISO 639), separated by commas, or 'auto'",
        _languages,
        lambda tags: ",".join(tags) or "auto",
        type="string",
    )
    pages: PageSelection | None = _option(
        None,
        "pages to read, such as '1-3,7'; all when empty",
        _pages,
        lambda pages: str(pages or ""),
        type="string",
        pattern=PageSelection.PATTERN,
    )
    dpi: int | None = _option(
        None, "resolution for PDF pages; chosen by the page's size when empty", _dpi,
        type="integer", minimum=50, maximum=600,
    )  # fmt: skip
    orient: bool = _option(True, "turn pages that lie on a side or stand upside down", _boolean, type="boolean")
    deskew: bool = _option(True, "straighten pages that are slightly askew", _boolean, type="boolean")
    text_layer: str = _option(
        "auto", "a PDF's own text: 'auto' takes it where it says what the page shows, 'ignore' always recognizes, "
        "'only' never does", _choice("auto", "ignore", "only"), type="string", enum=["auto", "ignore", "only"],
    )  # fmt: skip
    tables: bool = _option(True, "find tables and their cells", _boolean, type="boolean")
    barcodes: bool = _option(False, "read barcodes and QR codes", _boolean, type="boolean")
    detail: str = _option(
        "words", "how fine the JSON result is: only text, lines too, or words too", _choice("text", "lines", "words"),
        type="string", enum=["text", "lines", "words"],
    )  # fmt: skip
    password: str = _option("", "password of a PDF", _password, secret=True, type="string", maxLength=128)

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
        """Every option, in order."""
        return tuple(
            Spec(f.name, f.default, f.metadata["help"], f.metadata["schema"], f.metadata["parse"]) for f in fields(cls)
        )

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
        """The options as they are stored and shown, without secrets; ``parse`` reads them back."""
        kept = [f for f in fields(self) if not f.metadata["secret"]]
        return {f.name: f.metadata["write"](getattr(self, f.name)) for f in kept}
