"""Reading referrals: the receiving office reads the sheet, never the person behind it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.coordination.models import Referral
from pulang.coordination.terms import BY_SENDER, NEXT, Item, ReferralState
from pulang.journey.models import Migration
from pulang.journey.terms import Stage


@dataclass(frozen=True, slots=True)
class Line:
    """One shared item as the page shows it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a reader of a referral sees: what was shared, and what she may do."""

    referral: Referral
    lines: tuple[Line, ...]
    steps: tuple[ReferralState, ...]
    is_sender: bool
    file: Migration | None
    """her file, when it was shared and the reader may open it"""


def of_office(actor: Actor) -> QuerySet[Referral]:
    """Return the referrals of the actor's office, with both offices."""
    return Referral.objects.visible_to(actor).select_related("sender", "receiver")


def referral_for(actor: Actor, public_id: str) -> Referral:
    """Return a referral of the actor's office.

    Raises: NotFound, also for one of two other offices.
    """
    found = of_office(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def sheet(actor: Actor, referral: Referral) -> Sheet:
    """Return what the reader sees; never more than was shared, whoever reads."""
    is_sender = referral.sender_id == actor.organisation_id
    state = ReferralState(referral.state)
    steps = [step for step in NEXT[state] if (step in BY_SENDER) == is_sender]
    told: dict[str, Any] = referral.sheet
    lines = tuple(
        Line(str(item.label), _said(item, str(told[item])))
        for item in Item
        if item in referral.shared and told.get(item)
    )
    is_shared = Item.FILE in referral.shared and state == ReferralState.ACCEPTED
    return Sheet(
        referral=referral,
        lines=lines,
        steps=tuple(sorted(steps)),
        is_sender=is_sender,
        file=_file(referral) if is_sender or is_shared else None,
    )


def _file(referral: Referral) -> Migration | None:
    # She may have moved since: whoever sent her on does not see every file for ever.
    if referral.migration_id is None:
        return None
    return Migration.objects.filter(pk=referral.migration_id).first()


def _said(item: Item, value: str) -> str:
    if item == Item.STAGE and value in Stage:
        return str(Stage(value).label)
    if item == Item.SEX:
        return {"F": _("woman"), "M": _("man")}.get(value, value)
    return value
