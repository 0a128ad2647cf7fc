"""Use of a PDF page's own text: it is compared with the drawn page, and completed by recognition of pictures.

A PDF draws glyphs and maps them to text separately. The text may be missing, wrong, or an older recognition hidden
under a scan. So it is used only if recognition of a few places of the page confirms it. See docs/design/recognition.md.
"""

from __future__ import annotations

from .judge import Refused, Taken, only, take

__all__ = ["Refused", "Taken", "only", "take"]
