"""Facts about a document as a whole, collected page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..page import EngineInfo, Page, Problem
from ..schema import Json


class Summary:
    """The fields of a document, complete after :meth:`add` of each page in order. ``problems`` are the reasons why
    other pages were not read."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        self._texts: list[str] = []
        self._engines: dict[EngineInfo, None] = {}
        self._languages: Counter[str] = Counter()
        self._confidence = 0.0
        self._letters = 0
        self._problems = list(problems)
        self.needs_review = bool(problems)

    def add(self, page: Page) -> None:
        letters = len(page.text)
        self._texts.append(page.text)
        self._engines[page.engine] = None
        # A page lists its languages by use, so this weight keeps their order without a count of words.
        for place, tag in enumerate(page.languages):
            self._languages[tag] += max(1, letters >> place)
        if page.confidence is not None:
            self._confidence += page.confidence * letters
            self._letters += letters
        self.needs_review |= page.needs_review
        self._problems += page.problems

    @property
    def text(self) -> str:
        """The texts of the pages, with an empty line between them."""
        return "\n\n".join(text for text in self._texts if text)

    @property
    def confidence(self) -> float | None:
        """The mean over all letters, 0..1; None if no page has a confidence."""
        return round(self._confidence / self._letters, 4) if self._letters else None

    @property
    def languages(self) -> tuple[str, ...]:
        """BCP 47 tags, the most used first."""
        return tuple(tag for tag, _ in self._languages.most_common())

    @property
    def engine(self) -> EngineInfo:
        """The engine that read the pages; if there were several, their names, versions and models joined."""
        names, versions = _distinct(e.name for e in self._engines), _distinct(e.version for e in self._engines)
        models = _distinct(model for engine in self._engines for model in engine.models)
        return EngineInfo("+".join(names), "+".join(versions), tuple(models))

    def to_dict(self) -> Json:
        """Return the fields beside ``pages`` in the JSON result."""
        return {
            "engine": self.engine.to_dict(),
            "text": self.text,
            "confidence": self.confidence,
            "languages": list(self.languages),
            "needs_review": self.needs_review,
            "problems": [problem.to_dict() for problem in self._problems],
        }


def _distinct(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
