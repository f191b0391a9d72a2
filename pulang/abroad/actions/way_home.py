"""Costs and who pays, legs and hand-overs, rights of the heirs."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad.actions.death_steps import NotReadyYet, locked, subject_of
from pulang.abroad.models import CostItem, CostShare, DeathCase, HeirClaim, Leg
from pulang.abroad.rules import costs
from pulang.abroad.terms import ClaimState
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission
from pulang.base.errors import Refused, WrongState
from pulang.base.money import format_rupiah


class PaidTwice(Refused):
    """Somebody pays this already; the family's helpers should not pay it a second time."""

    code = "abroad.paid_twice"


@dataclass(frozen=True, slots=True)
class LegPlan:
    """One leg as planned."""

    mode: str
    starts_from: str
    goes_to: str
    leaves_on: date
    carrier: str = ""
    waybill: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Into whose hands, before whose eyes."""

    giver: str
    receiver: str
    witness: str
    receiver_office: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class ClaimNews:
    """What is new about a right of the heirs."""

    state: str
    heir: str = ""
    amount: int | None = None
    currency: str = ""
    filed_on: date | None = None
    paid_on: date | None = None
    reason: str = ""


@transaction.atomic
def add_cost(
    *, case: DeathCase, kind: str, amount: int, by: Actor, at: datetime, label: str = ""
) -> CostItem:
    """Write down one thing that has to be paid, in whole rupiah.

    Raises: NotAllowed, WrongState, PaidTwice when the same thing stands there already.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    if amount <= 0:
        raise NotReadyYet(_("Write the amount in rupiah, above zero."))
    item, made = CostItem.objects.get_or_create(
        case=case,
        kind=kind,
        label=label.strip(),
        defaults={"amount": amount, "entered_at": at, "entered_by": by.membership_id},
    )
    if not made:
        raise PaidTwice(
            _("This cost stands there already with %(amount)s.")
            % {"amount": format_rupiah(item.amount)}
        )
    _audit("death.cost", case, by=by, at=at, kind=kind, amount=amount)
    return item


@transaction.atomic
def promise(
    *, item: CostItem, source: str, amount: int, by: Actor, at: datetime,
    paid_on: date | None = None,
) -> CostShare:  # fmt: skip
    """Let a source of money take over a cost, or a part of it; never more than is left.

    Two who promise at once wait for each other at the row of the cost.

    Raises: NotAllowed, WrongState, PaidTwice.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(item.case)
    item = CostItem.objects.select_for_update().get(pk=item.pk)
    held = list(CostShare.objects.filter(item=item, withdrawn_at=None))
    if any(share.source == source for share in held):
        raise PaidTwice(_("This source pays a part of it already: take that back first."))
    taken = [share.amount for share in held]
    if not costs.may_take(amount=item.amount, shares=taken, more=amount):
        left = costs.left(amount=item.amount, shares=taken)
        raise PaidTwice(
            _("Of this cost %(left)s is left; %(amount)s would be paid twice in part.")
            % {"left": format_rupiah(left), "amount": format_rupiah(amount)},
            left=left,
        )
    share = CostShare.objects.create(
        item=item,
        source=source,
        amount=amount,
        paid_on=paid_on,
        promised_at=at,
        promised_by=by.membership_id,
    )
    _audit("death.cost_share", case, by=by, at=at, source=source, amount=amount)
    return share


@transaction.atomic
def withdraw_promise(*, share: CostShare, by: Actor, at: datetime) -> CostShare:
    """Take a promise back; the cost is open again. Twice changes nothing.

    Raises: NotAllowed, WrongState when it was paid.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(share.item.case)
    found = CostShare.objects.select_for_update(no_key=True).get(pk=share.pk)
    if found.paid_on:
        raise WrongState(_("This was paid already."))
    if found.withdrawn_at is None:
        found.withdrawn_at, found.withdrawn_by = at, by.membership_id
        found.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _audit("death.cost_share_withdrawn", case, by=by, at=at, source=found.source)
    return found


@transaction.atomic
def plan_leg(*, case: DeathCase, plan: LegPlan, by: Actor, at: datetime) -> Leg:
    """Write down one leg of the way home.

    Raises: NotAllowed, WrongState before the family has decided to bring the jenazah home.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    if case.decision != "home":
        raise WrongState(_("The family has not decided for the way home."))
    leg = Leg.objects.create(
        case=case,
        mode=plan.mode,
        starts_from=plan.starts_from.strip(),
        goes_to=plan.goes_to.strip(),
        leaves_on=plan.leaves_on,
        carrier=plan.carrier.strip(),
        waybill=plan.waybill.strip(),
        planned_at=at,
        planned_by=by.membership_id,
    )
    _audit("death.leg", case, by=by, at=at, mode=plan.mode)
    return leg


@transaction.atomic
def hand_over(*, leg: Leg, handed: HandOver, by: Actor, at: datetime) -> Leg:
    """Record a hand-over: who gave, who received, who saw it. Written once.

    Raises: NotAllowed, WrongState, NotReadyYet.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(leg.case)
    found = Leg.objects.select_for_update(no_key=True).get(pk=leg.pk)
    if found.handed_over_at:
        raise WrongState(_("This hand-over was recorded already."))
    if not all(text.strip() for text in (handed.giver, handed.receiver, handed.witness)):
        raise NotReadyYet(_("Each leg needs its hand-over: who gave, who received, who saw it."))
    for name in HandOver.__slots__:
        setattr(found, name, getattr(handed, name).strip())
    found.handed_over_at, found.handed_over_by = at, by.membership_id
    found.save()
    _audit("death.handed_over", case, by=by, at=at, leg=found.public_id)
    return found


@transaction.atomic
def follow_claim(*, claim: HeirClaim, news: ClaimNews, by: Actor, at: datetime) -> HeirClaim:
    """Write down what is new about a right of the heirs.

    Raises: NotAllowed, WrongState when it has ended, NotReadyYet.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(claim.case)
    found = HeirClaim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if found.state in {ClaimState.PAID, ClaimState.NOT_ENTITLED}:
        raise WrongState(_("This right is settled already."))
    paid = news.state == ClaimState.PAID
    if paid and not (news.amount and news.amount > 0 and news.currency and news.paid_on):
        raise NotReadyYet(_("Write the amount, the currency and the day of the payment."))
    if news.state in {ClaimState.NOT_ENTITLED, ClaimState.REFUSED} and not news.reason.strip():
        raise NotReadyYet(_("Write why: the heirs have a right to know."))
    for name in ClaimNews.__slots__:
        value = getattr(news, name)
        if value not in (None, ""):
            setattr(found, name, value)
    found.save()
    _audit("death.claim", case, by=by, at=at, kind=found.kind, to=found.state)
    return found


def _audit(event: str, case: DeathCase, *, by: Actor, at: datetime, **facts: object) -> None:
    audit.record(event, by=by, at=at, subject=subject_of(case), facts=facts)
