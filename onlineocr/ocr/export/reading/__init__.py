"""Strict reader of the JSON result. The file may be of any size and by any author."""

from .file import Result, opened

__all__ = ["Result", "opened"]
