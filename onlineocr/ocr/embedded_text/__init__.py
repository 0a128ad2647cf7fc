"""What a PDF page's own text is worth: judged against what the page shows, and completed by reading pictures.

A PDF draws glyphs; what they mean is said apart, and may be missing, wrong, or an older recognition hidden under a
scan. So nothing is taken that a reading of a few places of the picture does not bear out. See
docs/design/recognition.md.
"""

from __future__ import annotations

from .judge import Refused, Taken, only, take

__all__ = ["Refused", "Taken", "only", "take"]
