"""Money as banks write it: 1.500.000 or 1,500,000.00. What is ambiguous is refused, never guessed.

A file has one style, found over all its amounts. Three digits after a single separator are
thousands (a rupiah has no fractions any more); other fractions must be zero.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pulang.lending.refusals import AmountUnreadable, FractionRefused, StylesMixed

MOST_DIGITS = 15
_CURRENCY = re.compile(r"^(?:rp\.?|idr)\s*", re.IGNORECASE)
_MARK = re.compile(r"\s*\b(cr|c|k|kr|kredit|credit|db|dr|d|debit|debet)\b\.?$", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]+")
_POINTS = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]{1,2}))?|([0-9]+),([0-9]{1,2})")
_COMMAS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]{1,2}))?|([0-9]+)\.([0-9]{1,2})")


class Style(StrEnum):
    """What parts the thousands in a file."""

    PLAIN = "plain"
    POINTS = "points"
    COMMAS = "commas"


@dataclass(frozen=True, slots=True)
class Read:
    """A written amount: whole rupiah, its sign, and the bank's mark for direction if there is one."""

    amount: int
    is_negative: bool = False
    is_credit: bool | None = None

    @property
    def signed(self) -> int:
        """The amount, negative for a debit or a minus."""
        return -self.amount if self.is_negative or self.is_credit is False else self.amount


def style_of(texts: Iterable[str]) -> Style:
    """Return the style of all amounts of a file.

    Raises: StylesMixed, with the first amount of each kind.
    """
    seen: dict[Style, str] = {}
    for text in texts:
        body, _negative, _credit = _bare(text)
        if not _PLAIN.fullmatch(body):
            if _POINTS.fullmatch(body):
                seen.setdefault(Style.POINTS, text)
            if _COMMAS.fullmatch(body):
                seen.setdefault(Style.COMMAS, text)
    if len(seen) == 2:
        raise StylesMixed(points=seen[Style.POINTS], commas=seen[Style.COMMAS])
    return next(iter(seen), Style.PLAIN)


def read(text: str, style: Style | None = None) -> Read:
    """Read one amount in whole rupiah; without a style it must be clear on its own.

    Raises: AmountUnreadable, FractionRefused.
    """
    digits, fraction, is_negative, is_credit = _read(text, style)
    if fraction.strip("0"):
        raise FractionRefused(text=text)
    if len(fraction) == 1:  # "1,0" is nobody's way to write whole rupiah
        raise AmountUnreadable(text=text)
    return Read(int(digits), is_negative, is_credit)


def exact(text: str, style: Style | None = None) -> Decimal:
    """Read one amount with its sen, signed: only to check whether balances add up.

    Raises: AmountUnreadable.
    """
    digits, fraction, is_negative, is_credit = _read(text, style)
    amount = Decimal(f"{digits}.{fraction or 0}")
    return -amount if is_negative or is_credit is False else amount


def _read(text: str, style: Style | None) -> tuple[str, str, bool, bool | None]:
    body, is_negative, is_credit = _bare(text)
    digits, fraction = _parts(body, style or style_of([text]))
    if not digits or len(digits) > MOST_DIGITS:
        raise AmountUnreadable(text=text)
    return digits, fraction, is_negative, is_credit


def _parts(body: str, style: Style) -> tuple[str, str]:
    if _PLAIN.fullmatch(body):
        return body, ""
    pattern, separator = (_POINTS, ".") if style == Style.POINTS else (_COMMAS, ",")
    found = pattern.fullmatch(body) if style != Style.PLAIN else None
    if not found:
        return "", ""
    grouped, cents, whole, rest = found.groups()
    return (grouped or whole).replace(separator, ""), cents or rest or ""


def _bare(text: str) -> tuple[str, bool, bool | None]:
    """Take currency, sign and mark off: `(Rp1.500,00) DB` is 1.500,00, negative and a debit."""
    body, is_credit = text.strip(), None
    if mark := _MARK.search(body):
        is_credit = mark.group(1).lower()[0] in "ck"
        body = body[: mark.start()].strip()
    is_negative = body.startswith("(") and body.endswith(")")
    body = body[1:-1].strip() if is_negative else body
    for _either_order in range(2):  # -Rp5 and Rp-5
        if body.startswith(("-", "−")) and not is_negative:
            is_negative, body = True, body[1:].strip()
        body = _CURRENCY.sub("", body.removeprefix("+"))
    return body, is_negative, is_credit
