"""Tables of a page: conversion of its lines of text and its rules to grids of cells."""

from .find import MOST_CELLS, Found, Grid, GridCell, find

__all__ = ["MOST_CELLS", "Found", "Grid", "GridCell", "find"]
