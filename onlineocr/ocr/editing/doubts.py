"""Which words of a page are in doubt."""

from __future__ import annotations

from ..page import REVIEW_BELOW, Page


def doubts(page: Page) -> tuple[int, float | None]:
    """How many words are right with less than `REVIEW_BELOW` probability, of those that no person has seen; and the
    lowest confidence among those that no person has seen, None where none is known."""
    unseen = [word.confidence for word in page.words if word.confidence is not None and not word.corrected]
    return sum(sure < REVIEW_BELOW for sure in unseen), min(unseen, default=None)
