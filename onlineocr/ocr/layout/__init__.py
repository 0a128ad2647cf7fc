"""Conversion of an engine's lines to blocks in reading order, and to tables."""

from ..confidence import mean as mean_confidence
from .blocks import arrange, tables_of
from .compose import compose
from .gutters import parted
from .leaders import without as without_leaders
from .tables import find as find_tables
from .views import is_column

__all__ = [
    "arrange", "compose", "find_tables", "is_column", "mean_confidence", "parted", "tables_of", "without_leaders",
]  # fmt: skip
