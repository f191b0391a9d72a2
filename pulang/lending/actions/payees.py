"""The list of accounts that may be paid: one person adds, another allows."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import Membership
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import Refused, WrongState
from pulang.lending.models import Payee
from pulang.lending.payments.values import Account, account_problem
from pulang.lending.terms import PayeeKind
from pulang.people.models import Person


class PayeeRefused(Refused):
    """An account that cannot stand on the list."""

    code = "lending.payee"


class SamePerson(Refused):
    """Maker and checker are two human beings."""

    code = "lending.same_person"


@dataclass(frozen=True, slots=True)
class PayeeDraft:
    """An account: whose, of which kind, at which bank."""

    kind: PayeeKind
    name: str
    bank_code: str
    account_number: str
    person: Person | None = None


@transaction.atomic
def add(*, draft: PayeeDraft, by: Actor, at: datetime) -> Payee:
    """Propose an account for the list.

    Raises: NotAllowed, PayeeRefused.
    """
    require(by, Permission.LOAN_WRITE)
    number = "".join(draft.account_number.split()).replace("-", "")
    bank_code = draft.bank_code.strip().upper()
    if problem := account_problem(Account(draft.name, number, bank_code)):
        raise PayeeRefused(problem)
    if (draft.kind == PayeeKind.WORKER) != (draft.person is not None):
        raise PayeeRefused(
            _("An account of the kind “worker” belongs to one borrower, others to none.")
        )
    try:
        with transaction.atomic():
            payee = Payee.objects.create(
                bank_id=by.organisation_id,
                kind=draft.kind,
                name=draft.name.strip(),
                person=draft.person,
                bank_code=bank_code,
                account_number=number,
                added_at=at,
                added_by=by.membership_id,
            )
    except IntegrityError as error:
        if "payee_account_once" not in str(error):
            raise
        raise PayeeRefused(_("This account stands on the list already.")) from error
    _audit("lending.payee_added", payee, by=by, at=at, kind=payee.kind)
    return payee


@transaction.atomic
def allow(*, payee: Payee, by: Actor, at: datetime) -> Payee:
    """Allow an account that another person added. Twice is once.

    Raises: NotAllowed, SamePerson, WrongState.
    """
    require(by, Permission.LOAN_DECIDE)
    payee = _locked(payee)
    if payee.stopped_at:
        raise WrongState(_("This account was stopped. Add it anew."))
    if payee.allowed_at:
        return payee
    two_people(payee.added_by, by)
    payee.allowed_at, payee.allowed_by = at, by.membership_id
    payee.save(update_fields=["allowed_at", "allowed_by"])
    _audit("lending.payee_allowed", payee, by=by, at=at)
    return payee


@transaction.atomic
def stop(*, payee: Payee, because: str, by: Actor, at: datetime) -> Payee:
    """Pay this account no more; either desk may, alone and at once.

    Raises: NotAllowed, PayeeRefused.
    """
    if not by.may(Permission.LOAN_WRITE):
        require(by, Permission.LOAN_DECIDE)
    if not because.strip():
        raise PayeeRefused(_("Write why the account is stopped."))
    payee = _locked(payee)
    if payee.stopped_at:
        return payee
    payee.stopped_at, payee.stopped_by = at, by.membership_id
    payee.stopped_because = because.strip()[:200]
    payee.save(update_fields=["stopped_at", "stopped_by", "stopped_because"])
    _audit("lending.payee_stopped", payee, by=by, at=at)
    return payee


def two_people(maker: int | None, by: Actor) -> None:
    """Refuse when the checker is the maker, be it under another membership.

    Raises: SamePerson.
    """
    if maker and Membership.objects.filter(pk=maker, user_id=by.user_id).exists():
        raise SamePerson(
            _("You took the first step yourself. A second person must take this one."), maker=maker
        )


def _locked(payee: Payee) -> Payee:
    return Payee.objects.select_for_update(of=("self",), no_key=True).get(pk=payee.pk)


def _audit(event: str, payee: Payee, *, by: Actor, at: datetime, **facts: object) -> None:
    audit.record(event, by=by, at=at, subject=Subject("payee", payee.public_id), facts=facts)
