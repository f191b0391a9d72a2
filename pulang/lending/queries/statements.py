"""What stands on one loan: for her, and for the desk that prints it for her."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.queries import service_actor
from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.lending.models import Balance, Instalment, Loan, LoanRequest
from pulang.lending.terms import RUNNING, LoanState, PostingKind, RequestKind, RequestState


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a statement: what was added to her debt, what she paid, what is owed after it."""

    day: date
    kind: PostingKind
    added: int
    paid: int
    owed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a loan stands on a day."""

    loan: Loan
    balance: Balance
    instalments: Sequence[Instalment]
    day: date
    asked: LoanRequest | None
    answered: LoanRequest | None
    """The bank's last answer to a call for help of hers, while nothing new is asked."""

    @property
    def owed_now(self) -> int:
        """Return what should be paid by today, early payments taken off."""
        due = sum(one.unpaid for one in self.instalments if one.due_on <= self.day)
        return max(0, due - self.balance.advance)

    @property
    def next_one(self) -> Instalment | None:
        """Return the next instalment after today that is not paid."""
        return next(
            (one for one in self.instalments if one.due_on > self.day and not one.is_paid), None
        )

    @property
    def paid_count(self) -> int:
        """Return how many instalments are paid."""
        return sum(one.is_paid for one in self.instalments)

    @property
    def share_paid(self) -> float:
        """Return which share of the principal that went out is paid back."""
        drawn = self.balance.drawn
        return (drawn - self.balance.principal) / drawn if drawn else 0.0

    @property
    def left(self) -> int:
        """Return what she still owes in all, if nothing more accrued."""
        one = self.balance
        return one.principal + one.interest + one.penalty - one.advance

    @property
    def is_halted(self) -> bool:
        """Tell whether nothing is asked of her now."""
        return self.balance.halted_since is not None

    @property
    def days_late(self) -> int:
        """Return how many days the oldest unpaid instalment is late; 0 while collection is halted."""
        due = [one.due_on for one in self.instalments if not one.is_paid and one.due_on < self.day]
        return 0 if self.is_halted or not due else (self.day - min(due)).days


def loan_for(actor: Actor, public_id: str) -> Loan:
    """Return a loan that the actor may read.

    Raises: NotFound.
    """
    found = (
        Loan.objects.visible_to(actor)
        .filter(public_id=public_id)
        .select_related("person", "terms__product", "destination")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def loans_of_hers(actor: Actor) -> list[Loan]:
    """Return a worker's own loans, the one that runs first."""
    found = (
        Loan.objects.visible_to(actor)
        .exclude(state=LoanState.CANCELLED)
        .select_related("terms__product", "person", "application")
    )
    ended = {LoanState.SETTLED, LoanState.RELEASED}
    return sorted(found, key=lambda one: (one.state in ended, -one.pk))


def open_one(actor: Actor) -> Loan | None:
    """Return a loan of hers that is to be signed or runs: then no second one is offered."""
    found = Loan.objects.visible_to(actor).filter(state__in=(LoanState.APPROVED, *RUNNING))
    return found.select_related("application").order_by("-pk").first()


def bank_of(loan: Loan) -> str:
    """Return the name of the bank that lends: she may not read the pool, but knows whom she owes."""
    with context.acting(service_actor(), reason="name of her bank"):
        return str(Organisation.objects.get(pk=loan.bank_id))


def standing(loan: Loan, *, on: date) -> Standing:
    """Return how a loan stands on a day."""
    rows = loan.instalments.filter(is_current=True).order_by("number")
    lighter = loan.requests.filter(kind__in=(RequestKind.HELP, RequestKind.RESTRUCTURE))
    # What the bank prepares already tells her more than that she asked.
    asked = lighter.filter(state=RequestState.ASKED).order_by("-kind", "-id").first()
    last = lighter.filter(kind=RequestKind.HELP).order_by("-id").first()
    answered = last if last and last.answered_at and not asked else None
    return Standing(loan, Balance.objects.get(pk=loan.pk), list(rows), on, asked, answered)


def statement(loan: Loan, *, through: date) -> list[Row]:
    """Return every move on a loan through a day; interest of a month stands in one line.

    The last line's `owed` is what the ledger says she owes on that day.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, {"loan": loan.pk, "day": through + timedelta(days=1)})
        found = cursor.fetchall()
    owed, rows = 0, []
    for day, kind, amount in found:
        owed += int(amount)
        rows.append(Row(day, PostingKind(kind), max(int(amount), 0), max(-int(amount), 0), owed))
    return rows


_MOVES = """
  select max(day), kind, sum(change) from (
    select e.booked_on as day, p.kind, case p.kind when 'accrual' then -1 else p.id end as posting,
      case p.kind when 'accrual' then date_trunc('month', e.booked_on) else e.booked_on end as at,
      case when e.debit in ('principal', 'interest', 'penalty', 'advance') then e.amount else 0 end
      - case when e.credit in ('principal', 'interest', 'penalty', 'advance') then e.amount else 0 end
      as change
    from lending_entry e join lending_posting p on p.id = e.posting_id
    where e.loan_id = %(loan)s and e.booked_on < %(day)s
  ) moves group by kind, posting, at having sum(change) <> 0
  order by max(day), case kind when 'accrual' then 0 else 1 end, posting"""
