"""Parts that all packages of Office Open XML share (ISO/IEC 29500-2, Open Packaging Conventions)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CORE_PROPERTIES = f"{_PACKAGE}/relationships/metadata/core-properties"


def relationships(relations: Iterable[tuple[str, str]]) -> str:
    """Return a ``.rels`` part: kind and target of each, called rId1 and so on. A kind without ``:`` is in OFFICE."""
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{kind if ":" in kind else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for number, (kind, target) in enumerate(relations, 1)
    )
    return f'{XML}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def content_types(parts: Mapping[str, str], default: str = "application/xml") -> str:
    """Return ``[Content_Types].xml``: the type of each part by its name, ``default`` for every other XML part."""
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="{default}"/>{overrides}</Types>'
    )
