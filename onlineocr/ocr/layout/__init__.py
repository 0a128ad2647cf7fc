"""From an engine's lines to blocks in reading order."""

from .blocks import arrange, mean_confidence
from .compose import compose

__all__ = ["arrange", "compose", "mean_confidence"]
