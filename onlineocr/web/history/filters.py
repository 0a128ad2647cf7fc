"""The filters of the history as links, and those in use as links that take them away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from onlineocr.documents.search import languages as used
from onlineocr.ocr import languages

from .asked import ORDERINGS, Asked

STATES = {
    "succeeded": "Read",
    "queued,running": "Being read",
    "partial": "Partly read",
    "failed": "Not read",
    "canceled": "Stopped",
}
KINDS = {"image/*": "Pictures", "application/pdf": "PDF"}
REVIEW = {"true": "Needs review", "false": "Needs no review"}
_AGES = {"Today": 0, "7 days": 6, "30 days": 29, "A year": 364}


@dataclass(frozen=True, slots=True)
class Link:
    """A value of a filter; ``on``: it is in use, and ``address`` takes it away."""

    text: str
    address: str
    on: bool


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    links: list[Link]


def groups(asked: Asked, owner: int) -> list[Group]:
    """Return the filters by what they are about; those without a choice are left out."""
    tongues = {language.tag: language.name for language in used.of_owner(owner)}
    found = [
        Group("State", _links(asked, "status", STATES)),
        Group("To do", _links(asked, "needs_review", {"true": REVIEW["true"]})),
        Group("Kind", _links(asked, "media_type", KINDS)),
        Group("Uploaded", list(_ages(asked))),
        Group("Language", _links(asked, "language", tongues)),
    ]
    if not asked.query:  # hits have an order of their own
        orders = [
            Link(name, asked.address(ordering=value), value == asked.ordering) for value, name in ORDERINGS.items()
        ]
        found.append(Group("Order", orders))
    return [group for group in found if group.links]


def chips(asked: Asked) -> list[Link]:
    """Return the filters in use, each with the address without it."""
    return [Link(_said(name, text), asked.address(**{name: ""}), on=True) for name, text in asked.filters.items()]


def dates(asked: Asked) -> Mapping[str, str]:
    """Return the values of the two date fields; a time of day has no place in them."""
    return {
        name: text if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else ""
        for name in ("created_after", "created_before")
        for text in (asked.filters.get(name, ""),)
    }


def _links(asked: Asked, name: str, values: Mapping[str, str]) -> list[Link]:
    now = asked.filters.get(name, "")
    return [
        Link(text, asked.address(**{name: "" if value == now else value}), value == now)
        for value, text in values.items()
    ]


def _ages(asked: Asked) -> Iterator[Link]:
    now = asked.filters.get("created_after", ""), asked.filters.get("created_before", "")
    for text, days in _AGES.items():
        day = (timezone.now() - timedelta(days=days)).date().isoformat()
        on = now == (day, "")
        yield Link(text, asked.address(created_after="" if on else day, created_before=""), on)


def _said(name: str, text: str) -> str:
    if name == "created_after":
        return f"From {text}"
    if name == "created_before":
        return f"Before {text}"
    if name == "language":
        return ", ".join(_language(tag) for tag in text.split(","))
    if name == "tag":
        return f"Tag {text}"
    return {"status": STATES, "media_type": KINDS, "needs_review": REVIEW}[name].get(text, text)


def _language(tag: str) -> str:
    try:
        return languages.parse(tag).name
    except ValueError:
        return tag
