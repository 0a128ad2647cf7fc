"""The JSON result, read back: by anybody's hand, of any size, strictly."""

from .file import Result, opened

__all__ = ["Result", "opened"]
