"""Facts about each engine, read from the descriptors, for a process that must never load an engine."""

from __future__ import annotations

from dataclasses import dataclass

from . import registry
from .descriptor import Descriptor


@dataclass(frozen=True, slots=True)
class Card:
    """An engine's facts. ``version`` as in results, None where only the loaded engine knows it; ``languages`` are the
    BCP 47 tags of the languages that it can currently read, None where they are not known."""

    name: str
    version: str | None
    available: bool
    languages: tuple[str, ...] | None


def cards() -> tuple[Card, ...]:
    """Return every engine, in the registry's order."""
    return tuple(map(_card, registry.descriptors()))


def readable(engine: str = "") -> list[str]:
    """Return the BCP 47 tags of the languages that ``engine`` can currently read; those of all engines when the
    engine's languages are not known or no engine is named."""
    there = [card for card in cards() if card.available]
    tags = next((card.languages for card in there if card.name == engine), None)
    return sorted(tags if tags is not None else {tag for card in there for tag in card.languages or ()})


def readers() -> dict[str, list[str]]:
    """Return the names of the engines that read each language (by BCP 47 tag) without another engine."""
    found: dict[str, list[str]] = {}
    for descriptor in registry.descriptors():
        for tag in () if descriptor.delegates else descriptor.languages() or ():
            found.setdefault(tag, []).append(descriptor.name)
    return found


def _card(descriptor: Descriptor) -> Card:
    tags = descriptor.languages()
    return Card(
        descriptor.name,
        descriptor.version(),
        descriptor.missing() is None,
        None if tags is None else tuple(sorted(tags)),
    )
