"""What settles a loan on a day, and what money paid ahead could do to it; nothing is booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pulang.access.terms import Actor, Permission
from pulang.lending.models import Balance, Instalment, Loan, Tranche
from pulang.lending.rules import accrual
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.prepayment import Wish
from pulang.lending.rules.prepayment import prepay as reckon
from pulang.lending.terms import COMMITTED, RUNNING, DayCount, InterestMethod, LoanState


@dataclass(frozen=True, slots=True)
class Settlement:
    """What she pays on a day so that nothing is owed: parts, what was paid ahead taken off."""

    on: date
    principal: int
    interest: int
    penalty: int
    advance: int
    spared: int
    """Interest of the schedule that she need not pay, because she pays sooner."""
    tomorrow: int
    """What one more day adds."""
    is_bound: bool
    """Money is still on its way out: the loan is not over before it arrived or came back."""
    grows: bool
    """A penalty may come on top for each day that it stays late."""

    @property
    def total(self) -> int:
        """What is still to be paid."""
        return max(0, self.principal + self.interest + self.penalty - self.advance)

    @property
    def beyond(self) -> int:
        """What was paid ahead beyond the last rupiah: it goes back to her."""
        return max(0, self.advance - self.principal - self.interest - self.penalty)


@dataclass(frozen=True, slots=True)
class Choice:
    """What the rest of a loan would be if the money paid ahead were used today."""

    wish: Wish
    months: int
    monthly: int
    ends_on: date


def settlement(loan: Loan, *, on: date) -> Settlement | None:
    """Return what settles a loan on a day; None where nothing is owed or was paid out."""
    balance = Balance.objects.filter(pk=loan.pk).first()
    if balance is None or loan.state not in RUNNING or not balance.drawn:
        return None
    rows = list(loan.instalments.filter(is_current=True).order_by("number"))
    interest = interest_until(balance, rows, on=on)
    unpaid = sum(row.interest - row.interest_paid for row in rows)
    return Settlement(
        on=on,
        principal=balance.principal,
        interest=interest,
        penalty=balance.penalty,
        advance=balance.advance,
        spared=max(0, unpaid - interest),
        tomorrow=interest_until(balance, rows, on=on + timedelta(days=1)) - interest,
        is_bound=Tranche.objects.filter(loan=loan, state__in=COMMITTED).exists(),
        grows=bool(balance.overdue and loan.terms.penalty_rate and not balance.halted_since),
    )


def choices(loan: Loan, *, on: date) -> list[Choice]:
    """Return what the two wishes would make of what was paid ahead; empty when there is nothing."""
    balance = Balance.objects.get(pk=loan.pk)
    rows = list(loan.instalments.filter(is_current=True).order_by("number"))
    interest = interest_until(balance, rows, on=on)
    coming = [row for row in rows if row.due_on > on and not row.is_paid]
    due = [row for row in rows if row.due_on <= on and not row.is_paid]
    left = balance.advance - sum(row.unpaid for row in due)
    owed = balance.principal + interest + balance.penalty
    if loan.state != LoanState.REPAYING or balance.halted_since or not coming:
        return []
    if left < 1 or balance.advance >= owed:
        return []
    terms = Plan(
        annual_rate=loan.annual_rate,
        method=InterestMethod(loan.method),
        first_due=coming[0].due_on,
        day_count=DayCount(loan.day_count),
    )
    paid = [row.principal - row.principal_paid for row in due]
    asked = [row.interest - row.interest_paid for row in due]
    found = []
    for wish in Wish:
        drawn = reckon(
            amount=left,
            outstanding=balance.principal - sum(paid),
            accrued=max(0, interest - sum(asked)),
            months=len(coming),
            instalment=max(row.total for row in coming),
            plan=terms,
            wish=wish,
        ).schedule
        if drawn:
            last = drawn.instalments[-1]
            found.append(Choice(wish, len(drawn.instalments), drawn.monthly, last.due))
    return found


def may_book(actor: Actor) -> bool:
    """Tell whether the actor books what was paid ahead."""
    return actor.may(Permission.LOAN_WRITE)


def interest_until(balance: Balance, rows: Sequence[Instalment], *, on: date) -> int:
    """Return the interest until the evening before a day: what is booked, and what will be by then.

    The same sum as `owing.bring_up` books, over the ends of periods.
    """
    ends, through = balance.accrual_to, balance.accrued_through
    if not balance.is_running or balance.halted_since or balance.accrual_from is None or not ends:
        return balance.interest
    if through and through >= on - timedelta(days=1):
        return balance.interest
    starts, total, done = balance.accrual_from, balance.accrual_total, balance.accrual_done
    more = max(0, accrual.accrued(accrual.Period(starts, ends, total), on=on) - done)
    for row in rows:
        if row.due_on <= ends:
            continue
        if ends > on:
            break
        more += accrual.accrued(accrual.Period(ends, row.due_on, row.accrues), on=on)
        ends = row.due_on
    return balance.interest + more
