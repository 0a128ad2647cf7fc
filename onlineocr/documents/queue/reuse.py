"""Reuse of results: a page picture already read for the same owner, engines and options is not read again.

The decoded pictures are compared, so the same page is found in another file, under another name, at another position.
Results are never taken from another owner's documents.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from django.conf import settings

from onlineocr.ocr import plan
from onlineocr.ocr.page import Page as PageValue
from onlineocr.ocr.sandbox import SharedImage
from onlineocr.ocr.specs import Scope

from ..corrections import history
from ..models import Page
from .claims import Claim

KNOWN = "the same picture was read before"


def fingerprint(claim: Claim, shared: SharedImage) -> str:
    """Return a hash of everything that a page's result depends on, 64 hexadecimal digits; empty if reuse is off."""
    if not settings.DEDUPLICATE or not claim.caller.startswith("u") or claim.region is not None:
        return ""
    options = claim.options.within(Scope.DECODING | Scope.READING)
    meta = {name: value for name, value in shared.meta.items() if name != "number"}
    turned = [] if claim.turned is None else [claim.turned]
    said = json.dumps([claim.caller, plan.engines_stamp(), options, meta, *turned], sort_keys=True)
    digest = hashlib.blake2b(said.encode(), digest_size=32)
    digest.update(shared.image().pixels.reshape(-1).data)
    return digest.hexdigest()


def find(claim: Claim, fingerprint: str) -> PageValue | None:
    """Return a stored result with the same fingerprint as this page's result; None if there is none."""
    if not fingerprint:
        return None
    rows = Page.objects.succeeded().same_as(fingerprint).exclude(pk=claim.page_id).select_related("run")
    row = rows.order_by("-id").first()
    if row is None:
        return None
    value = history.as_read(row)  # corrections belong to that document
    reasons = [value.engine_reason] if value.engine_reason else []
    reason = value.engine_reason if KNOWN in value.engine_reason else "; ".join([*reasons, KNOWN])
    return replace(value, number=claim.number, duration_ms=0, engine_reason=reason)
