"""The contract of an engine: pixels in, lines out. All engines keep it, and one test suite checks it."""

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
    and the engine's own ``line`` at that place, if there is one. ``clear``: the line alone is proof of the script.

    ``latin``: the words of the line read as Latin letters, also split at hyphens and slashes. Some of them may be
    real Latin words in the line.
    """

    script: str
    polygon: Polygon
    line: Line | None = None
    clear: bool = False
    latin: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of an engine: lines in the engine's own order, boxes in pixels of the picture that it was given.

    ``languages`` are BCP 47 tags, most used first; ``reason`` says why this engine read (only ``auto`` sets it);
    ``other_script`` are the lines that another engine should read, and ``problems`` are reported to the caller.
    """

    lines: tuple[Line, ...]
    engine: EngineInfo
    languages: tuple[str, ...] = ()
    reason: str = ""
    other_script: tuple[OtherScriptLine, ...] = ()
    problems: tuple[Problem, ...] = ()


@runtime_checkable
class Engine(Protocol):
    """A recogniser with its models loaded. It is used by one thread at a time and receives pixels only.

    A :class:`~.descriptor.Descriptor` registers it. The constructor takes no arguments and loads the models. It raises
    :class:`~..errors.EngineMissing` or :class:`~..errors.ModelDamaged` when it cannot.
    """

    @property
    def info(self) -> EngineInfo: ...

    def languages(self) -> frozenset[str]:
        """Return the BCP 47 tags of the languages that it can currently read on this installation."""
        ...

    def directions(self, pixels: Pixels) -> Mapping[int, float]:
        """Return how well ``pixels`` read when turned clockwise by 0, 90, 180 and 270 degrees: 0..1 each.

        The pipeline uses this evidence of the page's orientation only when the orientation network is in doubt. The
        result is empty when the engine has no evidence; then the page is not turned.
        """
        ...

    def recognize(self, pixels: Pixels, options: Options) -> Reading:
        """Read ``pixels`` (height x width x 3, RGB, upright). A blank picture gives no lines.

        Every line has words; boxes lie inside the picture; confidences are 0..1.
        Raises :class:`~..errors.LanguageNotInstalled` when ``options`` request a language that is not among
        :meth:`languages`, :class:`~..errors.EngineFailed` when recognition fails.
        """
        ...


@runtime_checkable
class LineReader(Engine, Protocol):
    """An engine that also reads single lines: ``auto`` passes it the lines that PP-OCR cannot read."""

    def read_lines(self, pixels: Pixels, polygons: Iterable[Polygon], tags: tuple[str, ...]) -> Iterable[Line | None]:
        """Read the line at each of ``polygons`` (its corners in ``pixels``, in the text's own direction) in the
        languages ``tags``; None where no line is found."""
        ...
