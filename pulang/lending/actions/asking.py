"""A worker asks the bank for help with her loan: two persons of the bank decide about it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import WrongState
from pulang.coordination.actions import tasks
from pulang.coordination.terms import Urgency, office
from pulang.lending.models import Loan, LoanRequest
from pulang.lending.terms import RUNNING, Hardship, RequestKind, RequestState

ANSWER_DAYS = 5

HERS = (
    Hardship.WAGE_LOST,
    Hardship.JOB_LOST,
    Hardship.SICK,
    Hardship.EMPLOYER_GONE,
    Hardship.DISASTER,
)
"""What she may choose from; a coded halt is never hers to write."""


TASK = "lending.asked_help"


def task_key(request: LoanRequest) -> str:
    """Return the key of the task that her call puts before the bank."""
    return f"{TASK}:{request.public_id}"


@transaction.atomic
def for_help(
    *, loan: Loan, hardship: Hardship, reason: str, by: Actor, at: datetime
) -> LoanRequest:
    """Ask that the loan be made lighter. Asked twice, it is one request.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.OWN_FILE)
    if loan.state not in RUNNING:
        raise WrongState(_("This loan is not running: nothing is to be paid."), state=loan.state)
    open_one = loan.requests.filter(kind=RequestKind.HELP, state=RequestState.ASKED).first()
    if open_one:
        return open_one
    made = LoanRequest.objects.create(
        loan=loan,
        kind=RequestKind.HELP,
        hardship=hardship,
        reason=reason,
        asked_at=at,
        asked_by=by.membership_id,
    )
    tasks.open(
        kind=TASK,
        key=task_key(made),
        desk=office(loan.bank_id),
        person=loan.person,
        migration=loan.migration,
        by=by,
        at=at,
        due_at=at + timedelta(days=ANSWER_DAYS),
        urgency=Urgency.THIS_WEEK,
        facts={"hardship": hardship.value, "number": loan.number},
        url=f"/lending/loans/{loan.public_id}/",
    )
    audit.record(
        "lending.help_asked",
        by=by,
        at=at,
        subject=Subject("loan", loan.public_id),
        facts={"hardship": hardship.value},
    )
    return made
