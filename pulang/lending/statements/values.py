"""What a bank statement says, whatever its format."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

RUPIAH = "IDR"
MOST_REFERENCE = 80
MOST_NAME = 140
MOST_TEXT = 300
MOST_ACCOUNT = 34


@dataclass(frozen=True, slots=True)
class Line:
    """One booking. `reference` is the bank's own and unique; `problem` says why it cannot be booked."""

    reference: str
    booked_on: date
    amount: int
    is_credit: bool
    payer_name: str = ""
    virtual_account: str = ""
    remittance_text: str = ""
    currency: str = RUPIAH
    is_reversal: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """Bookings of one account over some days; a notification (camt.054) has no balances."""

    format: str
    identifier: str
    account: str
    starts_on: date | None
    ends_on: date | None
    opening: int | None
    closing: int | None
    lines: tuple[Line, ...]
    currency: str = RUPIAH


@dataclass(frozen=True, slots=True)
class Booking:
    """A line with its exact signed amount, for the sum that opening and closing must show."""

    line: Line
    exact: Decimal


def cut(text: str, most: int) -> str:
    """Trim a free text to the length that is kept."""
    return " ".join(text.split())[:most].strip()


def key(*parts: object) -> str:
    """Return a reference made of parts, for a bank that gives none or a longer one than is kept."""
    joined = "/".join(str(part) for part in parts)
    if len(joined) <= MOST_REFERENCE:
        return joined
    return f"{joined[:39]}…{sha256(joined.encode()).hexdigest()[:40]}"
