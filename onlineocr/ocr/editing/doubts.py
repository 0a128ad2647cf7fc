"""The doubtful words of a page."""

from __future__ import annotations

from ..page import REVIEW_BELOW, Page


def doubts(page: Page) -> tuple[int, float | None]:
    """Return, of the words that no person has checked, the number with a confidence below `REVIEW_BELOW`, and the
    lowest confidence, None where none is known."""
    unseen = [word.confidence for word in page.words if word.confidence is not None and not word.corrected]
    return sum(sure < REVIEW_BELOW for sure in unseen), min(unseen, default=None)
