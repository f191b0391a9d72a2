"""The desk for what people ask about their own data (R8.5)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import SubjectRequest
from pulang.access.terms import (
    LAWFUL_HOURS,
    Actor,
    AnswerChannel,
    IdentityProof,
    Permission,
    Requester,
    RequestKind,
    RequestOutcome,
    Subject,
)
from pulang.base.errors import Refused, WrongState


class SharedPhone(Refused):
    """Somebody else answers that phone."""

    code = "access.shared_phone"


class GroundMissing(Refused):
    """A refusal names its ground (UU 27/2022 Pasal 15)."""

    code = "access.ground_missing"


@transaction.atomic
def receive(
    *,
    kind: RequestKind,
    requester: Requester,
    proof: IdentityProof,
    channel: AnswerChannel,
    by: Actor,
    at: datetime,
    person_id: str = "",
    account: str = "",
    phone_is_hers_alone: bool = False,
) -> SubjectRequest:
    """Take a request in; the answer is due after 3×24 hours.

    Raises: NotAllowed, SharedPhone.
    """
    require(by, Permission.PRIVACY_DESK)
    if channel == AnswerChannel.PHONE and not phone_is_hers_alone:
        raise SharedPhone(
            _(
                "A phone that others answer gets no answer about her data. Choose the office or a letter."
            )
        )
    made = SubjectRequest.objects.create(
        kind=kind,
        person_id=person_id,
        requester=requester,
        proof=proof,
        channel=channel,
        phone_is_hers_alone=phone_is_hers_alone,
        account=account,
        received_at=at,
        received_by_id=by.user_id,
        due_at=at + timedelta(hours=LAWFUL_HOURS),
    )
    audit.record("privacy.requested", by=by, at=at, subject=_subject(made), facts={"kind": kind})
    return made


@transaction.atomic
def answer(
    *, request: SubjectRequest, outcome: RequestOutcome, ground: str, by: Actor, at: datetime
) -> None:
    """Record how a request was answered.

    Raises: NotAllowed, GroundMissing, WrongState.
    """
    require(by, Permission.PRIVACY_DESK)
    if outcome == RequestOutcome.REFUSED and not ground.strip():
        raise GroundMissing(_("Name the ground of the refusal (UU 27/2022, Pasal 15)."))
    changed = SubjectRequest.objects.filter(pk=request.pk, answered_at=None).update(
        outcome=outcome, ground=ground.strip(), answered_at=at, answered_by_id=by.user_id
    )
    if not changed:
        raise WrongState(_("This request was answered already."))
    audit.record(
        "privacy.answered",
        by=by,
        at=at,
        subject=_subject(request),
        facts={"outcome": outcome, "late": at > request.due_at},
    )


def _subject(request: SubjectRequest) -> Subject:
    return Subject("privacy_request", request.public_id)
