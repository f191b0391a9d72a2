"""Reading what came in: statements, what waits at the suspense desk, whose it may be."""

from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.lending.models import BankStatement, Instalment, Loan, StatementLine
from pulang.lending.rules.numbers import is_checked
from pulang.lending.terms import RUNNING, LineState

MOST_SUGGESTED = 5
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A loan that a payment may belong to, and why."""

    loan: Loan
    why: str


def statements(actor: Actor) -> QuerySet[BankStatement]:
    """Return the statements of the actor's bank, the latest first, with what became of them.

    `first` and `last` are its period; where the file names none, the days of its lines.
    """
    return (
        BankStatement.objects.filter(bank_id=actor.organisation_id)
        .annotate(
            stored=Count("lines"),
            matched=Count("lines", filter=Q(lines__state=LineState.MATCHED)),
            waiting=Count("lines", filter=Q(lines__state=LineState.SUSPENSE)),
            refused=Count("lines", filter=Q(lines__state=LineState.REFUSED)),
            first=Coalesce("starts_on", Min("lines__booked_on")),
            last=Coalesce("ends_on", Max("lines__booked_on")),
        )
        .order_by("-id")
    )


def statement_for(actor: Actor, public_id: str) -> BankStatement:
    """Return one statement.

    Raises: NotFound.
    """
    found = statements(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def waiting(actor: Actor) -> QuerySet[StatementLine]:
    """Return what waits at the suspense desk, the oldest first."""
    return (
        StatementLine.objects.filter(bank_id=actor.organisation_id, state=LineState.SUSPENSE)
        .select_related("statement", "pool")
        .order_by("booked_on", "id")
    )


def line_for(actor: Actor, public_id: str) -> StatementLine:
    """Return one line.

    Raises: NotFound.
    """
    lines = StatementLine.objects.select_related("statement", "pool", "loan")
    found = lines.filter(bank_id=actor.organisation_id, public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def suggestions(line: StatementLine) -> list[Suggestion]:
    """Return whose a payment may be: an account one slip away, a like name, a fitting amount."""
    found: dict[int, Suggestion] = {}
    for loans, why in (
        (_one_slip_away(line), _("the account number differs in one digit or two swapped ones")),
        (_named_alike(line), _("the payer's name is like hers")),
        (_due_alike(line), _("the amount is an instalment that is due about then")),
    ):
        for loan in loans:
            found.setdefault(loan.pk, Suggestion(loan, why))
    return list(found.values())[:MOST_SUGGESTED]


def _loans(line: StatementLine) -> QuerySet[Loan]:
    return Loan.objects.filter(pool=line.pool_id, state__in=RUNNING).select_related("person")


def _one_slip_away(line: StatementLine) -> list[Loan]:
    account = line.virtual_account
    if not account.isdigit():
        return []
    candidates = set()
    for index, digit in enumerate(account):
        for other in "0123456789":
            if other != digit:
                candidates.add(f"{account[:index]}{other}{account[index + 1 :]}")
        if index:
            swapped = account[: index - 1] + digit + account[index - 1] + account[index + 1 :]
            candidates.add(swapped)
    fitting = [one for one in candidates if is_checked(one)]
    return list(_loans(line).filter(virtual_account__in=fitting)[:MOST_SUGGESTED])


def _named_alike(line: StatementLine) -> list[Loan]:
    words = [word for word in line.payer.split() if len(word) > 2]
    if not words:
        return []
    like = Q()
    for word in words:
        like |= Q(person__full_name__icontains=word)
    payer = line.payer.casefold()
    loans = [
        (SequenceMatcher(None, payer, loan.person.full_name.casefold()).ratio(), loan)
        for loan in _loans(line).filter(like)[:200]
    ]
    best = sorted((one for one in loans if one[0] >= _ALIKE), key=lambda one: -one[0])
    return [loan for _share, loan in best[:MOST_SUGGESTED]]


def _due_alike(line: StatementLine) -> list[Loan]:
    near = timedelta(days=10)
    paid = F("principal_paid") + F("interest_paid") + F("penalty_paid")
    due = (
        Instalment.objects.alias(left=F("principal") + F("interest") + F("penalty") - paid)
        .filter(
            is_current=True,
            is_paid=False,
            loan__pool=line.pool_id,
            due_on__range=(line.booked_on - near, line.booked_on + near),
            left=line.amount,
        )
        .select_related("loan__person")
        .order_by("due_on", "id")
    )
    return [row.loan for row in due[:MOST_SUGGESTED]]
