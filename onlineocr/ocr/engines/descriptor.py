"""An engine as every process may know it: values and functions that load no network and no model."""

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
    """One engine, described once. Registry, catalog, API, command line, documentation and confidence read it.

    An engine of another package is a subclass that an entry point of the group ``onlineocr.engines`` names. Each
    process that shows or checks engines imports its module, so the module must import neither networks nor models nor
    the engine's own class: ``target`` names that one as ``module:class``, and only a process that reads loads it.
    """

    name: str
    title: str
    """The engine's name for people, as ``engine_reason`` has it."""
    text: str = ""
    """A paragraph for the documentation; an engine without one is left out of it."""
    target: str
    curve: Curve | None = None
    """The share of right words by what the engine says of them; None: the engine is taken at its word."""
    reads_lines: bool = False
    """Whether the engine is a :class:`~.base.LineReader`: ``auto`` gives it the lines that PP-OCR cannot read."""
    delegates: bool = False
    """Whether other engines read for it, as for ``auto``: lists of the engines that read a language leave it out."""

    @abstractmethod
    def version(self) -> str | None:
        """Return the version as results have it; None where only the loaded engine knows."""

    @abstractmethod
    def languages(self) -> frozenset[str] | None:
        """Return the BCP 47 tags of the languages that it reads here and now; None: only the loaded engine knows."""

    def missing(self) -> EngineMissing | None:
        """Return the error, with its remedy, that keeps the engine from reading here and now."""
        return None

    def lacking(self, language: Language) -> LanguageNotInstalled:
        """Return the error for a ``language`` that the engine does not read here and now."""
        return LanguageNotInstalled(
            f"The engine '{self.name}' does not read {language.name}", remedy="Use the engine 'auto'."
        )

    def models(self, tags: Iterable[str]) -> tuple[str, ...]:  # noqa: ARG002  the contract's
        """Return the names of the models that read the languages ``tags``, as results have them."""
        return ()

    def stamp(self) -> object:
        """Return all that a reading depends on beside picture, options and our version.

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
        """Make the engine, warm; :class:`EngineMissing` when that cannot be."""
        module, _, attribute = self.target.partition(":")
        engine: Engine = getattr(import_module(module), attribute)()
        return engine
