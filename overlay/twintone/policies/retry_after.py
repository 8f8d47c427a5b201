"""The Retry-After header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Seconds that nobody waits for; with more digits they could not be reckoned with.
FOREVER = 1e10


def retry_after(headers: Mapping[str, str], today: datetime) -> float:
    """Returns for how many seconds a server asks to be left alone; 0 if it does not, or not readably.

    Args:
        headers: The answer's headers, names in lower case.
        today: The date and time, in UTC, for answers that do not tell it themselves.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value):
        return min(float(value), FOREVER)
    until = _date(value)
    if until is None:
        return 0.0
    # The server's own clock wrote the date, so its own clock says how far off that is.
    return max(0.0, (until - (_date(headers.get("date", "")) or today)).total_seconds())


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
