"""What must hold in every statement before a rupiah of it is booked."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pulang.lending.statements.refusals import DoesNotAddUp, Twice
from pulang.lending.statements.values import RUPIAH, Booking, Statement


def checked(
    bookings: Sequence[Booking],
    *,
    format: str,  # noqa: A002 - the word of the trade
    identifier: str,
    account: str,
    starts_on: date | None,
    ends_on: date | None,
    opening: Decimal | None,
    closing: Decimal | None,
    currency: str = RUPIAH,
) -> Statement:
    """Make a statement of bookings: none stands twice, and they lead from opening to closing.

    Raises: Twice, DoesNotAddUp.
    """
    _once(bookings)
    moved = sum((one.exact for one in bookings), Decimal(0))
    if opening is not None and closing is not None and opening + moved != closing:
        raise DoesNotAddUp(opening=opening, moved=moved, closing=closing)
    days = [one.line.booked_on for one in bookings]
    return Statement(
        format=format,
        identifier=identifier,
        account=account,
        starts_on=starts_on or min(days, default=None),
        ends_on=ends_on or max(days, default=None),
        opening=_whole(opening),
        closing=_whole(closing),
        lines=tuple(one.line for one in bookings),
        currency=currency,
    )


def _once(bookings: Sequence[Booking]) -> None:
    seen: set[str] = set()
    for one in bookings:
        if one.line.reference in seen:
            raise Twice(reference=one.line.reference)
        seen.add(one.line.reference)


def _whole(balance: Decimal | None) -> int | None:
    """Return a balance in whole rupiah; sen of other bookings do not concern the ledger."""
    return None if balance is None else int(balance)
