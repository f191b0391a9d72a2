"""Words of the desks: urgency, how a desk is named, referrals and their steps."""

from collections.abc import Mapping

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Role


class Urgency(IntegerChoices):
    """How soon a task wants to be done."""

    NOW = 0, _("now")
    TODAY = 1, _("today")
    THIS_WEEK = 2, _("this week")
    IN_TIME = 3, _("when there is time")


_DIGITS = {Role.VILLAGE_OFFICER: 10, Role.KABUPATEN_OFFICER: 4}
"""The level at which a role has its desks; every other role's is the province."""


def desk(role: Role, place_code: str) -> str:
    """Return the desk of a role for a place: `kabupaten_officer@5304`.

    The database's `access_desks()` names the desks of a membership in the same way.
    """
    return f"{role}@{place_code[: _DIGITS.get(role, 2)]}"


def office(organisation_id: int) -> str:
    """Return the desk of one office: whoever works there."""
    return f"org:{organisation_id}"


def member(membership_id: int) -> str:
    """Return the desk of one member."""
    return f"member:{membership_id}"


def desks_of(*, role: Role, area: str, organisation_id: int, membership_id: int) -> list[str]:
    """Return the desks whose work a membership does."""
    return [f"{role}@{area}", office(organisation_id), member(membership_id)]


class Service(TextChoices):
    """What a person is referred for (handbook 2.6)."""

    SCREENING = "screening", _("screening")
    RESCUE = "rescue", _("rescue")
    SHELTER = "shelter", _("temporary shelter")
    MEDICAL = "medical", _("medical care")
    VISUM = "visum", _("medical report (visum)")
    PSYCHOLOGICAL = "psychological", _("counselling")
    LEGAL = "legal", _("legal aid")
    INTERPRETER = "interpreter", _("interpreter")
    DOCUMENTS = "documents", _("civil documents")
    TRANSPORT = "transport", _("transport, return home")
    FAMILY_TRACING = "family_tracing", _("finding the family")
    MEDIATION = "mediation", _("mediation in the village")
    EDUCATION = "education", _("schooling, training")
    LIVELIHOOD = "livelihood", _("livelihood, small business")
    LOAN_ADVICE = "loan_advice", _("advice on a loan")
    SPIRITUAL = "spiritual", _("spiritual care")
    RESTITUTION = "restitution", _("restitution")
    BURIAL = "burial", _("burial")
    HANDOVER = "handover", _("take over the file")


class Item(TextChoices):
    """What of a person may be shared with the desk she is referred to."""

    NAME = "name", _("name")
    BIRTH = "birth", _("birth date")
    SEX = "sex", _("sex")
    PLACE = "place", _("village")
    PHONE = "phone", _("phone")
    NIK = "nik", _("NIK")
    STAGE = "stage", _("where she is on her way")
    NOTE = "note", _("the note below")
    FILE = "file", _("her file, once accepted")


class ReferralState(TextChoices):
    """Where a referral stands."""

    SENT = "sent", _("sent")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    RETURNED = "returned", _("returned")
    COMPLETED = "completed", _("completed")
    WITHDRAWN = "withdrawn", _("withdrawn")


_R = ReferralState

NEXT: Mapping[ReferralState, frozenset[ReferralState]] = {
    _R.SENT: frozenset({_R.ACCEPTED, _R.DECLINED, _R.WITHDRAWN}),
    _R.ACCEPTED: frozenset({_R.RETURNED, _R.COMPLETED}),
    _R.DECLINED: frozenset(),
    _R.RETURNED: frozenset(),
    _R.COMPLETED: frozenset(),
    _R.WITHDRAWN: frozenset(),
}
"""The allowed steps of a referral."""

PROTECTIVE = frozenset(
    {
        Service.SCREENING,
        Service.RESCUE,
        Service.SHELTER,
        Service.MEDICAL,
        Service.VISUM,
        Service.PSYCHOLOGICAL,
        Service.LEGAL,
        Service.RESTITUTION,
    }
)
"""Services whose mere name tells that somebody may have been hurt: not for a village's timeline."""

OPEN = frozenset({_R.SENT, _R.ACCEPTED})
WITH_REASON = frozenset({_R.DECLINED, _R.RETURNED, _R.WITHDRAWN})
BY_SENDER = frozenset({_R.WITHDRAWN})

ANSWER_HOURS = 48
"""Within which a hand-over must be accepted or declined (handbook 9.3)."""

LADDER: tuple[tuple[int, Role], ...] = (
    (3, Role.KABUPATEN_OFFICER),
    (7, Role.PROVINCIAL_OFFICER),
    (14, Role.COORDINATOR),
)
"""Days after the due date, and the desk that is told then (handbook 9.3)."""
