"""The one list of engines: ours and those that other packages add by an entry point."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from ..errors import EngineMissing, InvalidOptions
from .base import Engine

GROUP = "onlineocr.engines"

_OURS = {
    "auto": "onlineocr.ocr.engines.auto:Auto",
    "ppocr": "onlineocr.ocr.engines.ppocr.engine:PpOcr",
    "tesseract": "onlineocr.ocr.engines.tesseract.engine:Tesseract",
}


@cache
def names() -> tuple[str, ...]:
    """Every engine's name, ours first. What is installed is looked up once per process: that takes milliseconds."""
    others = sorted(point.name for point in entry_points(group=GROUP) if point.name not in _OURS)
    return (*_OURS, *others)


def targets() -> dict[str, str]:
    """Our own engines by name, each as ``module:class``."""
    return dict(_OURS)


@cache
def get(name: str) -> Engine:
    """The engine called ``name``, loaded once per process."""
    return _factory(name)()


def check(name: str) -> None:
    """Raise :class:`InvalidOptions` unless there is an engine called ``name``."""
    if name not in names():
        raise InvalidOptions({"engine": f"there is no engine '{name}'; there are: {', '.join(names())}"})


def _factory(name: str) -> Callable[[], Engine]:
    check(name)
    if target := _OURS.get(name):
        module, _, attribute = target.partition(":")
        factory: Callable[[], Engine] = getattr(import_module(module), attribute)
        return factory
    for point in entry_points(group=GROUP, name=name):
        try:
            loaded: Callable[[], Engine] = point.load()
        except Exception as error:
            raise EngineMissing(f"The engine '{name}' could not be loaded: {error}") from error
        return loaded
    raise EngineMissing(f"There is no engine '{name}'")
