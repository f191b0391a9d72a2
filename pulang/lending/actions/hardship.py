"""What two human beings do to a loan in hard times: one proposes, another confirms or declines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, office
from pulang.lending.actions import asking, contracts, relief
from pulang.lending.actions.moratoria import hardship_address
from pulang.lending.models import Loan, LoanRequest
from pulang.lending.terms import Hardship, RequestKind, RequestState

TASK = "lending.request"
_DAYS_TO_ANSWER = 3


class SamePerson(Refused):
    """Whoever proposes does not confirm."""

    code = "lending.same_person"


class AskedAlready(Refused):
    """The same proposal waits for an answer."""

    code = "lending.asked_already"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, why, and its figures (`relief` says which each kind needs)."""

    kind: RequestKind
    reason: str
    hardship: Hardship | str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)


Deed = Callable[[Loan, LoanRequest, Actor, datetime], None]
_DEEDS: dict[RequestKind, Deed] = {
    RequestKind.RESTRUCTURE: relief.restructure,
    RequestKind.WAIVE: relief.waive,
    RequestKind.WRITE_OFF: relief.write_off,
    RequestKind.RELEASE: relief.release,
    RequestKind.CANCEL: relief.cancel_payout,
    RequestKind.CLAIM: relief.file_claim,
}
HELPS = frozenset({RequestKind.RESTRUCTURE, RequestKind.WAIVE, RequestKind.RELEASE})
"""What answers a borrower's call that her loan be made lighter."""


@transaction.atomic
def propose(*, loan: Loan, proposal: Proposal, by: Actor, at: datetime) -> LoanRequest:
    """Propose a step; it is tried at once and undone, so that nobody confirms what cannot be done.

    Raises: NotAllowed, AskedAlready, WrongState, and what the step itself refuses.
    """
    require(by, Permission.LOAN_WRITE)
    if proposal.kind not in _DEEDS:
        raise WrongState(_("Only the borrower asks for help."))
    if not proposal.reason.strip():
        raise Refused(_("Say why."))
    request = LoanRequest(
        loan=loan,
        kind=proposal.kind,
        hardship=proposal.hardship,
        reason=proposal.reason.strip()[:300],
        proposal=dict(proposal.figures),
        asked_at=at,
        asked_by=by.membership_id,
    )
    _try(loan, request, by=by, at=at)
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as error:
        if "loan_request_one_open" not in str(error):
            raise
        raise AskedAlready(
            _("The same was proposed already and waits for the second person.")
        ) from error
    tasks.open(
        kind=TASK,
        key=_key(request),
        desk=office(loan.bank_id),
        by=by,
        at=at,
        due_at=at + timedelta(days=_DAYS_TO_ANSWER),
        urgency=Urgency.THIS_WEEK,
        facts={"loan": loan.number, "kind": str(proposal.kind)},
        url=hardship_address(loan),
    )
    _audit("lending.proposed", request, by=by, at=at)
    return request


@transaction.atomic
def confirm(*, request: LoanRequest, by: Actor, at: datetime, note: str = "") -> LoanRequest:
    """Confirm and do what was proposed, in one transaction. Confirmed twice it is done once.

    Raises: NotAllowed, SamePerson, WrongState, and what the step itself refuses.
    """
    require(by, Permission.LOAN_DECIDE)
    loan = contracts.locked(request.loan)
    request = LoanRequest.objects.select_for_update().get(pk=request.pk)
    if request.state == RequestState.CONFIRMED:
        return request
    if request.kind not in _DEEDS:
        raise WrongState(
            _("She asks for help: let an officer propose what helps, or answer her in a sentence.")
        )
    _answer(request, RequestState.CONFIRMED, by=by, at=at, note=note)
    _DEEDS[RequestKind(request.kind)](loan, request, by, at)
    if request.kind in HELPS:
        for call in loan.requests.filter(kind=RequestKind.HELP, state=RequestState.ASKED):
            _answer(call, RequestState.CONFIRMED, by=by, at=at, note="")
    _audit("lending.confirmed", request, by=by, at=at)
    return request


@transaction.atomic
def decline(*, request: LoanRequest, by: Actor, at: datetime, note: str) -> LoanRequest:
    """Decline a proposal, with a reason.

    Raises: NotAllowed, SamePerson, WrongState, Refused without a reason.
    """
    require(by, Permission.LOAN_DECIDE)
    if not note.strip():
        raise Refused(_("Say why."))
    request = LoanRequest.objects.select_for_update().get(pk=request.pk)
    _answer(request, RequestState.DECLINED, by=by, at=at, note=note)
    _audit("lending.declined", request, by=by, at=at)
    return request


def _answer(
    request: LoanRequest, state: RequestState, *, by: Actor, at: datetime, note: str
) -> None:
    if request.state != RequestState.ASKED:
        raise WrongState(_("This proposal was answered already."), state=request.state)
    request.state, request.answer_note = state, note.strip()[:300]
    request.answered_at, request.answered_by = at, by.membership_id
    try:
        with transaction.atomic():
            request.save(update_fields=["state", "answer_note", "answered_at", "answered_by"])
    except IntegrityError as error:
        if "same_person" not in str(error) and "by_two_people" not in str(error):
            raise
        raise SamePerson(
            _("You proposed this yourself: another person must confirm it.")
        ) from error
    tasks.done(key=_key(request), by=by, at=at)


def _try(loan: Loan, request: LoanRequest, *, by: Actor, at: datetime) -> None:
    point = transaction.savepoint()
    try:
        _DEEDS[RequestKind(request.kind)](contracts.locked(loan), request, by, at)
    finally:
        transaction.savepoint_rollback(point)


def today(at: datetime) -> date:
    """Return the day in NTT."""
    return at.astimezone(WITA).date()


def _key(request: LoanRequest) -> str:
    if request.kind == RequestKind.HELP:
        return asking.task_key(request)
    return f"{TASK}:{request.public_id}"


def _audit(event: str, request: LoanRequest, *, by: Actor, at: datetime) -> None:
    audit.record(
        event,
        by=by,
        at=at,
        subject=Subject("loan", request.loan.public_id),
        facts={"kind": request.kind, "request": request.public_id},
    )
