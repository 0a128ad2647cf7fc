"""From an engine's lines to blocks in reading order."""

from .blocks import arrange, mean_confidence

__all__ = ["arrange", "mean_confidence"]
