"""The field for the time at which something that the caller makes ends."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

LONGEST = timedelta(days=3650)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
HOW = "a date and time such as '2027-01-31T12:00:00Z', or a span such as '12h', '90d' or '8w'; at most ten years"


@extend_schema_field({"type": "string"})
class Expiry(serializers.Field[datetime, str, str, Any]):
    """The end of a key or a link. A time without a zone is UTC."""

    def to_internal_value(self, data: str) -> datetime:
        now = timezone.now()
        moment = _moment(str(data).strip(), now)
        if moment is None or not now < moment <= now + LONGEST:
            raise serializers.ValidationError(f"Must be in the future: {HOW}.")
        return moment


def _moment(text: str, now: datetime) -> datetime | None:
    if span := re.fullmatch(r"(\d{1,5})([hdw])", text, re.ASCII):
        return now + int(span[1]) * _UNITS[span[2]]
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
