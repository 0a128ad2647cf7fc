"""From an engine's lines to blocks in reading order, and to tables."""

from .blocks import arrange, mean_confidence, tables_of
from .compose import compose
from .tables import find as find_tables

__all__ = ["arrange", "compose", "find_tables", "mean_confidence", "tables_of"]
