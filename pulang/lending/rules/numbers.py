"""Numbers of loans and virtual accounts: short, with a check digit, made of the loan's own id."""

import hashlib
from datetime import date

_DIGITS = 9


def loan_number(public_id: str, *, on: date) -> str:
    """Return a number like `26-11-482907135`: year, month, nine digits of which the last checks."""
    return f"{on:%y-%m}-{_checked(_digits(public_id, 'number', _DIGITS - 1))}"


def virtual_account(public_id: str, *, prefix: str) -> str:
    """Return the account number under which she pays: the bank's prefix, ten digits, a check digit."""
    return _checked(prefix + _digits(public_id, "account", 10))


def is_checked(number: str) -> bool:
    """Tell whether the last digit checks (Luhn, ISO/IEC 7812-1): one slip or swap is seen."""
    return number.isdigit() and len(number) > 1 and _checked(number[:-1]) == number


def _digits(public_id: str, what: str, count: int) -> str:
    digest = hashlib.sha256(f"{what}:{public_id}".encode()).digest()
    return str(int.from_bytes(digest[:8], "big") % 10**count).zfill(count)


def _checked(digits: str) -> str:
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if index % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return digits + str(-total % 10)
