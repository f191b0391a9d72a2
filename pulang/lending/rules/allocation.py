"""What a payment pays: the oldest due item first, its parts in the product's order, never too much."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pulang.lending.refusals import AmountRefused
from pulang.lending.terms import Bucket


@dataclass(frozen=True, slots=True)
class Item:
    """What is still owed of one instalment, by part, in whole rupiah."""

    number: int
    due: date
    penalty: int = 0
    fee: int = 0
    interest: int = 0
    principal: int = 0

    def owed(self, bucket: Bucket) -> int:
        """Return what is owed of one part."""
        amounts = {
            Bucket.PENALTY: self.penalty,
            Bucket.FEE: self.fee,
            Bucket.INTEREST: self.interest,
            Bucket.PRINCIPAL: self.principal,
        }
        return amounts[bucket]

    @property
    def total(self) -> int:
        """Everything that is owed of it."""
        return self.penalty + self.fee + self.interest + self.principal


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a payment goes to this part of this instalment; always at least one rupiah."""

    number: int
    bucket: Bucket
    amount: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where a payment goes; `left` was owed to nobody on that day (to suspense, or early payment)."""

    parts: tuple[Part, ...]
    left: int

    def to(self, bucket: Bucket) -> int:
        """Return what goes to one part over all instalments."""
        return sum(part.amount for part in self.parts if part.bucket == bucket)


class Spread(StrEnum):
    """Whether a payment finishes an instalment first, or one part of all instalments."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


def allocate(
    *,
    amount: int,
    items: Iterable[Item],
    order: Sequence[Bucket],
    on: date,
    spread: Spread = Spread.HORIZONTAL,
) -> Allocation:
    """Divide a payment among what is due on the day `on`, the oldest first.

    Horizontal: all parts of the oldest instalment in `order`, then the next instalment. Vertical:
    the first part of all instalments, then the second. What is due later is not touched: paying
    early is her choice, see `prepayment`.

    Raises: AmountRefused.
    """
    if amount < 1:
        raise AmountRefused(amount=amount)
    if sorted(order) != sorted(Bucket):
        raise ValueError("the order of allocation names each part once")
    due = sorted(
        (item for item in items if item.due <= on), key=lambda item: (item.due, item.number)
    )
    left, parts = amount, []
    for item, bucket in _in_turn(due, order, spread):
        paid = min(left, item.owed(bucket))
        if paid > 0:
            parts.append(Part(item.number, bucket, paid))
            left -= paid
    return Allocation(tuple(parts), left)


def _in_turn(
    due: Sequence[Item], order: Sequence[Bucket], spread: Spread
) -> Iterator[tuple[Item, Bucket]]:
    if spread == Spread.VERTICAL:
        yield from ((item, bucket) for bucket in order for item in due)
    else:
        yield from ((item, bucket) for item in due for bucket in order)
