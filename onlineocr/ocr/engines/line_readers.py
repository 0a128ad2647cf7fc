"""The engines that read single lines for ``auto``, by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .. import languages
from ..errors import EngineMissing
from ..geometry import Polygon
from ..languages import Language
from ..page import EngineInfo, Line, Pixels
from . import registry
from .base import LineReader
from .descriptor import Descriptor


@dataclass(frozen=True, slots=True)
class LineReaders:
    """Descriptors by BCP 47 tag, for one page: languages are installed and removed while the service runs."""

    by_tag: Mapping[str, Descriptor]

    @classmethod
    def here(cls) -> LineReaders:
        """Return the engine of each language that can currently be read: the first such engine of the registry."""
        found: dict[str, Descriptor] = {}
        for descriptor in registry.descriptors():
            for tag in (descriptor.languages() or ()) if descriptor.reads_lines else ():
                found.setdefault(tag, descriptor)
        return cls(found)

    def __contains__(self, tag: str) -> bool:
        return tag in self.by_tag

    def languages(self) -> list[Language]:
        """Return all languages that can be read; within a script the most used one first."""
        return [language for language in languages.every() if language.tag in self.by_tag]

    def title(self, tag: str) -> str:
        return self.by_tag[tag].title

    def read(self, pixels: Pixels, polygons: Sequence[Polygon], tag: str) -> list[Line | None]:
        """Read the line at each of ``polygons`` in the language ``tag``; None where no line is found."""
        return list(self._engine(tag).read_lines(pixels, polygons, (tag,))) if polygons else []

    def info(self, tag: str) -> EngineInfo:
        """Return the engine of the language ``tag`` with its models for it."""
        return replace(self._engine(tag).info, models=self.by_tag[tag].models([tag]))

    def _engine(self, tag: str) -> LineReader:
        """Return the engine of the language ``tag``, loaded when first needed."""
        name = self.by_tag[tag].name
        engine = registry.get(name)
        if not isinstance(engine, LineReader):
            raise EngineMissing(f"The engine '{name}' is described as one that reads lines, but has no read_lines()")
        return engine

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_tag)
