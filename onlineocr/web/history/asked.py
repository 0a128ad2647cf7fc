"""The address of the history: a search, filters, an order and a place, all of it in the query."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from onlineocr.documents.search import parameters
from onlineocr.documents.search.filters import Criterion
from onlineocr.documents.search.terms import MOST_CHARACTERS, Term, check
from onlineocr.ocr.errors import InvalidOptions

ORDERINGS = {
    "-created_at": "Newest first",
    "created_at": "Oldest first",
    "file_name": "By name",
    "-pages": "Most pages first",
    "-size": "Largest first",
    "confidence": "Least sure first",
}
FILTERS = ("status", "language", "tag", "media_type", "created_after", "created_before", "needs_review")
"""Those of the API's list, with the same names and values."""
_LONGEST = 200  # characters of a filter's value


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for. ``problem`` is the reason for which nothing can be listed; ``filters`` are the texts
    of the filters in use; ``cursor`` is a place in the list or, with ``terms``, among the hits."""

    query: str
    terms: tuple[Term, ...]
    criteria: tuple[Criterion, ...]
    filters: dict[str, str] = field(default_factory=dict)
    ordering: str = ""
    cursor: str = ""
    problem: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        query = (request.GET.get("q") or request.GET.get("search", "")).replace("\0", "").strip()
        ordering = request.GET.get("ordering", "")
        filters = {name: text for name in FILTERS if (text := _text(request.GET, name))}
        terms: tuple[Term, ...] = ()
        criteria: tuple[Criterion, ...] = ()
        problem = ""
        try:
            criteria = tuple(parameters.criteria(parameters.parse(_query_dict(filters), {})))
            terms = check(query) if query else ()
        except InvalidOptions as error:
            problem = " ".join(f"The filter '{name}' {detail}." for name, detail in error.fields.items())
        except ValueError as error:
            problem = f"The search {error}."
        return cls(
            query[: MOST_CHARACTERS + 1],
            terms,
            criteria,
            filters,
            ordering if ordering in ORDERINGS else next(iter(ORDERINGS)),
            request.GET.get("cursor", ""),
            problem,
        )

    @property
    def values(self) -> dict[str, str]:
        """Return the query without the place: search, filters, and an order that is not the usual one."""
        ordering = "" if self.ordering == next(iter(ORDERINGS)) else self.ordering
        return {name: text for name, text in {"q": self.query, **self.filters, "ordering": ordering}.items() if text}

    def address(self, **changes: str) -> str:
        """Return the address with these changes; an empty text takes a value away."""
        kept = {name: text for name, text in (self.values | changes).items() if text}
        return "?" + urlencode(kept)


def _text(query: QueryDict, name: str) -> str:
    texts = (text.replace("\0", "").strip() for text in query.getlist(name))
    return ",".join(filter(None, texts))[:_LONGEST]


def _query_dict(values: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(values)
    return query
