"""Payment orders and what the bank says of them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from pulang.base.errors import Refused
from pulang.base.money import format_rupiah

MOST_ORDERS = 10_000
MOST_AMOUNT = 10**13
_IDENTIFIER = re.compile(r"[A-Za-z0-9/?:().,'+-]{1,35}")
_ACCOUNT = re.compile(r"[A-Za-z0-9]{4,34}")
_BANK = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOST_NAME = 140
MOST_PURPOSE = 140


class OrderRefused(Refused):
    """A payment order or a batch of them is not one that a bank may be given."""

    code = "lending.order"


@dataclass(frozen=True, slots=True)
class Account:
    """An account by its holder, number (Indonesia has no IBAN) and the BIC of its bank."""

    name: str
    number: str
    bank: str


@dataclass(frozen=True, slots=True)
class Order:
    """One payment in whole rupiah. `end_to_end_id` comes back with its status and is used once."""

    end_to_end_id: str
    amount: int
    to: Account
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Orders of one account for one day, sent as one message."""

    message_id: str
    created_at: datetime
    executes_on: date
    sender: Account
    orders: tuple[Order, ...]

    @property
    def total(self) -> int:
        """The control sum that the bank compares."""
        return sum(order.amount for order in self.orders)


class Outcome(StrEnum):
    """What a status means for the money."""

    WAITING = "waiting"
    PAID = "paid"
    REFUSED = "refused"


OUTCOMES: dict[str, Outcome] = {
    "RCVD": Outcome.WAITING,
    "ACTC": Outcome.WAITING,
    "ACCP": Outcome.WAITING,
    "ACSP": Outcome.WAITING,
    "ACWC": Outcome.WAITING,
    "ACFC": Outcome.WAITING,
    "PDNG": Outcome.WAITING,
    "ACSC": Outcome.PAID,
    "ACCC": Outcome.PAID,
    "RJCT": Outcome.REFUSED,
    "CANC": Outcome.REFUSED,
}
"""Accepted is not paid: only ACSC (settled at the sender) and ACCC (credited) are."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the bank says of one order: its code, and for a refusal why."""

    end_to_end_id: str
    code: str
    reason: str = ""
    text: str = ""

    @property
    def outcome(self) -> Outcome:
        """Return what it means for the money."""
        return OUTCOMES[self.code]


@dataclass(frozen=True, slots=True)
class Report:
    """Statuses of one batch. A status of the whole group or payment holds for orders not named."""

    message_id: str
    group: str
    reason: str
    statuses: tuple[Status, ...]


def check(batch: Batch) -> None:
    """Refuse a batch that is empty, too large, names an order twice, or holds a faulty order.

    Raises: OrderRefused.
    """
    if not 1 <= len(batch.orders) <= MOST_ORDERS:
        raise OrderRefused(
            _("A payment file holds 1 to %(most)d orders, not %(count)d.")
            % {"most": MOST_ORDERS, "count": len(batch.orders)}
        )
    for problem in _problems(batch):
        raise OrderRefused(problem)


def _problems(batch: Batch) -> Iterator[str]:
    if not _IDENTIFIER.fullmatch(batch.message_id):
        yield _("“%(text)s” cannot name a payment file.") % {"text": batch.message_id[:40]}
    yield from _of_account(batch.sender)
    counted = Counter(order.end_to_end_id for order in batch.orders)
    yield from (
        _("The order %(order)s stands in the file twice.") % {"order": name}
        for name, count in counted.items()
        if count > 1
    )
    for order in batch.orders:
        yield from _of_order(order)


def _of_order(order: Order) -> Iterator[str]:
    if not _IDENTIFIER.fullmatch(order.end_to_end_id):
        yield _("“%(text)s” cannot name an order.") % {"text": order.end_to_end_id[:40]}
    if not 1 <= order.amount <= MOST_AMOUNT:
        yield _("The order %(order)s has an amount that cannot be paid: %(amount)s.") % {
            "order": order.end_to_end_id,
            "amount": format_rupiah(order.amount),
        }
    yield from _of_account(order.to)
    if _CONTROL.search(order.purpose) or len(order.purpose) > MOST_PURPOSE:
        yield _("The purpose of the order %(order)s is too long or has unreadable signs.") % {
            "order": order.end_to_end_id
        }


def _of_account(account: Account) -> Iterator[str]:
    name = account.name
    if not name.strip() or len(name) > MOST_NAME or _CONTROL.search(name):
        yield _("The holder of the account %(number)s has no name, or one too long.") % {
            "number": account.number[:40]
        }
    if not _ACCOUNT.fullmatch(account.number):
        yield _("“%(text)s” is no account number: 4 to 34 digits or letters, no spaces.") % {
            "text": account.number[:40]
        }
    if not _BANK.fullmatch(account.bank):
        yield _("“%(text)s” is no BIC of a bank: 8 or 11 letters and digits.") % {
            "text": account.bank[:40]
        }


def account_problem(account: Account) -> str:
    """Say what is wrong with an account; nothing when it can be paid."""
    return next(_of_account(account), "")
