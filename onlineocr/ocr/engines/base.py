"""What an engine is: pixels in, lines out. One contract, kept by all and tested by one suite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ..geometry import Polygon
from ..options import Options
from ..page import EngineInfo, Line, Pixels, Problem, Word


@dataclass(frozen=True, slots=True)
class OtherScriptLine:
    """A line in a ``script`` (ISO 15924) that the engine lacks: its corners (``polygon``, in the text's own direction),
    and the ``line`` of the reading that stands there, if there is one; ``clear`` where the line alone is proof.

    ``latin``: the words of the line as they look in Latin letters, parted at hyphens and slashes too. Some of them may
    be Latin words that stand in the line.
    """

    script: str
    polygon: Polygon
    line: Line | None = None
    clear: bool = False
    latin: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine saw: lines in the engine's own order, boxes in pixels of the picture that it was given.

    ``languages`` are BCP 47 tags, most used first; ``reason`` says why this engine read (only ``auto`` fills it);
    ``other_script`` are the lines that another engine should read, and ``problems`` what the caller should hear of.
    """

    lines: tuple[Line, ...]
    engine: EngineInfo
    languages: tuple[str, ...] = ()
    reason: str = ""
    other_script: tuple[OtherScriptLine, ...] = ()
    problems: tuple[Problem, ...] = ()


@runtime_checkable
class Engine(Protocol):
    """A recogniser, loaded and warm. It is used by one thread at a time and sees pixels only.

    A :class:`~.descriptor.Descriptor` registers it. The class is made without arguments, and making it loads its
    models (:class:`~..errors.EngineMissing` or :class:`~..errors.ModelDamaged` when that cannot be).
    """

    @property
    def info(self) -> EngineInfo: ...

    def languages(self) -> frozenset[str]:
        """BCP 47 tags of the languages that it can read here and now."""
        ...

    def directions(self, pixels: Pixels) -> Mapping[int, float]:
        """How well ``pixels`` would read, were they turned clockwise by 0, 90, 180 and 270 degrees: 0..1 each.

        Evidence for which way up a page lies, asked for only when its look is doubtful; empty when the engine
        cannot tell, and the page stays as it is.
        """
        ...

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read ``pixels`` (height x width x 3, RGB, upright). A blank picture gives no lines.

        Every line has words; boxes lie inside the picture; confidences are 0..1.
        Raises :class:`~..errors.LanguageNotInstalled` when ``options`` ask for a language that is not among
        :meth:`languages`, :class:`~..errors.EngineFailed` when it cannot go on.
        """
        ...


@runtime_checkable
class LineReader(Engine, Protocol):
    """An engine that reads single lines as well: ``auto`` gives it those that PP-OCR cannot read."""

    def read_lines(self, pixels: Pixels, polygons: Iterable[Polygon], tags: tuple[str, ...]) -> Iterable[Line | None]:
        """Read the line at each of ``polygons`` (its corners in ``pixels``, in the text's own direction) in the
        languages ``tags``; None where there is none."""
        ...
