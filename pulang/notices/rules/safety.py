"""When and how somebody may be reached without danger (R8.8). Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HOME_ZONE = "Asia/Makassar"
PREVIEW = 60
"""Characters that a locked screen may show."""

# What a bystander must not read: trouble, authorities, money, and that somebody left.
_TELLING = re.compile(
    r"\b(tolong|bantu\w*|darurat|bahaya|korban|kasus|polisi|tppo|trafficking|perdagangan|lapor\w*"
    r"|majikan|agen\w*|gaji|upah|utang|hutang|pinjaman|kontrak|paspor|pmi|tki|tkw|migran"
    r"|help|danger|victim|case|police|report|complain\w*|boss|employer|agency|wage|salary|debt|loan"
    r"|contract|passport|migrant|shelter|pulang)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Safe:
    """How one person may be reached; hours are those of her own clock, `[from_, until)`."""

    zone: str = HOME_ZONE
    from_: time = time(8)
    until: time = time(20)
    no_call_after: time | None = None
    is_shared: bool = False


ANY_HOUR = Safe(from_=time(0), until=time(0))
"""For an officer's mailbox: equal ends mean the whole day."""


def is_open(at: datetime, *, safe: Safe) -> bool:
    """Tell whether a message may arrive at this moment."""
    local = at.astimezone(ZoneInfo(safe.zone)).time()
    if safe.from_ == safe.until:
        return True
    if safe.from_ < safe.until:
        return safe.from_ <= local < safe.until
    return local >= safe.from_ or local < safe.until  # over midnight: she works by day


def next_moment(at: datetime, *, safe: Safe) -> datetime:
    """Return the first moment, from `at` on, at which a message may arrive."""
    if is_open(at, safe=safe):
        return at
    local = at.astimezone(ZoneInfo(safe.zone))
    start = local.replace(
        hour=safe.from_.hour, minute=safe.from_.minute, second=safe.from_.second, microsecond=0
    )
    return (start if start > local else start + timedelta(days=1)).astimezone(at.tzinfo)


def may_call(at: datetime, *, safe: Safe) -> bool:
    """Tell whether the phone may ring: within her hours, and not after "do not call after"."""
    if not is_open(at, safe=safe):
        return False
    if safe.no_call_after is None:
        return True
    return at.astimezone(ZoneInfo(safe.zone)).time() < safe.no_call_after


def tells(text: str) -> str:
    """Return the first word of the preview that tells what the message is about; '' when none does."""
    found = _TELLING.search(text[:PREVIEW])
    return found.group(0) if found else ""


def tells_anywhere(text: str) -> str:
    """Return the first telling word of a text for a shared phone, which others read to its end."""
    found = _TELLING.search(re.sub(r"https?://\S+|\{\w+\}", "", text))
    return found.group(0) if found else ""
