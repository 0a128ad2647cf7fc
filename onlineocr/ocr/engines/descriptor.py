"""The description of an engine for every process: values and functions that load no network and no model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from importlib import import_module

from .. import languages
from ..confidence import Curve
from ..errors import EngineMissing, LanguageNotInstalled
from ..languages import Language
from .base import Engine


class Descriptor(ABC):
    """The only description of one engine. Registry, catalog, API, command line, documentation and confidence read it.

    An engine of another package is a subclass that an entry point of the group ``onlineocr.engines`` names. Each
    process that shows or checks engines imports its module, so the module must import neither networks nor models nor
    the engine's own class. ``target`` names that class as ``module:class``; only a process that recognizes loads it.
    """

    name: str
    title: str
    """The engine's display name, as in ``engine_reason``."""
    text: str = ""
    """A paragraph for the documentation; an engine without one is left out of it."""
    target: str
    curve: Curve | None = None
    """The share of right words by the engine's own confidence; None: the engine's confidence is used as it is."""
    reads_lines: bool = False
    """Whether the engine is a :class:`~.base.LineReader`: ``auto`` passes it the lines that PP-OCR cannot read."""
    delegates: bool = False
    """Whether it only calls other engines, as ``auto`` does: lists of the engines that read a language omit it."""

    @abstractmethod
    def version(self) -> str | None:
        """Return the version as in results; None where only the loaded engine knows it."""

    @abstractmethod
    def languages(self) -> frozenset[str] | None:
        """Return the BCP 47 tags of the languages that it can currently read; None: only the loaded engine knows."""

    def missing(self) -> EngineMissing | None:
        """Return the error, with its remedy, that currently prevents the engine from reading; None if there is none."""
        return None

    def lacking(self, language: Language) -> LanguageNotInstalled:
        """Return the error for a ``language`` that the engine cannot currently read."""
        return LanguageNotInstalled(
            f"The engine '{self.name}' does not read {language.name}", remedy="Use the engine 'auto'."
        )

    def models(self, tags: Iterable[str]) -> tuple[str, ...]:  # noqa: ARG002  the contract's
        """Return the names of the models that read the languages ``tags``, as in results."""
        return ()

    def stamp(self) -> object:
        """Return a value that identifies everything a reading depends on besides picture, options and our version.

        Two equal stamps mean equal readings.
        """
        return self.version()

    def check(self, tags: Iterable[str]) -> None:
        """Raise :class:`LanguageNotInstalled` for the first of ``tags`` that the engine does not read."""
        known = self.languages()
        for tag in tags:
            if known is not None and tag not in known:
                raise self.lacking(languages.parse(tag))

    def load(self) -> Engine:
        """Create the engine with its models loaded; :class:`EngineMissing` when that is not possible."""
        module, _, attribute = self.target.partition(":")
        engine: Engine = getattr(import_module(module), attribute)()
        return engine
