"""The description of one option: a field of a dataclass with all data for API, command line and docs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from enum import Flag, auto
from typing import Any


class Scope(Flag):
    """The step that an option affects."""

    SELECTION = auto()
    """which pages of the document are read"""
    DECODING = auto()
    """how a decode child makes pixels of a page; only these options and the selection travel to it"""
    READING = auto()
    """the reading of a page; two pages are read alike where these options and those of decoding are the same"""
    PRESENTATION = auto()
    """the form in which a result is shown; it changes nothing that is stored of a page"""
    SERVICE = auto()
    """the treatment of the document by the service"""


@dataclass(frozen=True, slots=True)
class Spec:
    """One option of API and command line. ``parse`` raises ValueError with a text that names the remedy; ``write`` is
    its inverse, for a string or a JSON value.

    A ``secret`` option is neither stored nor shown. An option ``for_regions`` also applies to a part of a page that is
    read again. With a ``label`` the option is in the form of the start page; ``short`` is its short flag on the command
    line.
    """

    name: str
    default: Any
    help: str
    schema: dict[str, Any]
    parse: Callable[[Any], Any]
    write: Callable[[Any], Any]
    scope: Scope
    secret: bool = False
    for_regions: bool = False
    label: str = ""
    short: str = ""

    @property
    def written_default(self) -> Any:
        """The default as a caller would write it; None if it is empty."""
        return None if self.default is None else self.write(self.default)


def as_it_is(value: Any) -> Any:
    return value


def option(
    default: Any,
    help: str,
    parse: Callable[[Any], Any],
    write: Callable[[Any], Any] = as_it_is,
    *,
    scope: Scope,
    secret: bool = False,
    for_regions: bool = False,
    label: str = "",
    short: str = "",
    **schema: Any,
) -> Any:
    """Declare a field of a dataclass as an option: see :class:`Spec`. ``schema`` is its JSON schema."""
    said = {
        "help": help, "schema": schema, "parse": parse, "write": write, "scope": scope, "secret": secret,
        "for_regions": for_regions, "label": label, "short": short,
    }  # fmt: skip
    return field(default=default, repr=not secret, metadata={"option": said})


def specs_of(kind: type[Any]) -> tuple[Spec, ...]:
    """Return every option that the dataclass ``kind`` declares, in order."""
    return tuple(_spec(one) for one in fields(kind) if "option" in one.metadata)


def _spec(one: Field[Any]) -> Spec:
    return Spec(one.name, one.default, **one.metadata["option"])
