"""Keeping job orders, and the agreements that take their places."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import NotFound, Refused, WrongState
from pulang.departure.models import JobOrder, PlacementAgreement, RecruitmentPermit
from pulang.departure.queries import orders as queries
from pulang.departure.rules import agencies as rules
from pulang.departure.sentences import fault_in_words
from pulang.departure.terms import Fault
from pulang.journey.actions import events
from pulang.journey.actions.subjects import subject_of
from pulang.journey.models import Migration
from pulang.journey.terms import Stage


class OrderTakesNobody(Refused):
    """The job order, its permit or its company does not allow one more agreement."""

    code = "departure.order_takes_nobody"


class QuotaUsed(OrderTakesNobody):
    """Every place of the permit or of the order is taken."""

    code = "departure.quota_used"


class DoesNotFit(Refused):
    """The job order is for another country or job than her file."""

    code = "departure.does_not_fit"


_EARLY = frozenset({Stage.REGISTERED, Stage.PREPARING})


@transaction.atomic
def record(
    *, permit: RecruitmentPermit, values: dict[str, Any], by: Actor, at: datetime
) -> JobOrder:
    """Enter a job order under a permit; `values` holds the fields of OrderForm.

    Raises: NotAllowed, DoesNotFit, WrongState when the number stands there already.
    """
    require(by, Permission.ORDER_WRITE)
    if permit.occupation and values["occupation"] != permit.occupation:
        raise DoesNotFit(
            _("The permit is for: %(occupation)s.")
            % {"occupation": permit.get_occupation_display()}
        )
    if JobOrder.objects.filter(permit=permit, number=values["number"]).exists():
        raise WrongState(_("This job order stands under the permit already."))
    made = JobOrder.objects.create(
        **values,
        permit=permit,
        destination=permit.destination,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    audit.record("order.recorded", by=by, at=at, subject=Subject("job_order", made.public_id))
    return made


@transaction.atomic
def verify(
    *, order: JobOrder, verified_on: date, reference: str, by: Actor, at: datetime
) -> JobOrder:
    """Write down that the labour attaché verified the demand (UU 18/2017 Pasal 9-10).

    Raises: NotAllowed.
    """
    require(by, Permission.ORDER_WRITE)
    found = JobOrder.objects.select_for_update(of=("self",), no_key=True).get(pk=order.pk)
    found.verified_on, found.verified_reference = verified_on, reference
    found.save(update_fields=["verified_on", "verified_reference"])
    audit.record("order.verified", by=by, at=at, subject=Subject("job_order", found.public_id))
    return found


@transaction.atomic
def sign(
    *,
    migration: Migration,
    order: JobOrder,
    signed_on: date,
    by: Actor,
    at: datetime,
    known_to_dinas_on: date | None = None,
    wage: int | None = None,
    weekly_hours: int | None = None,
    has_rest_day: bool | None = None,
    told_wage: int | None = None,
) -> PlacementAgreement:
    """Enter her agreement under a job order; it takes a place of the order and of the permit.

    Raises: NotAllowed, NotFound, WrongState, DoesNotFit, OrderTakesNobody, QuotaUsed.
    """
    require(by, Permission.ORDER_WRITE)
    if signed_on > at.astimezone(WITA).date():
        raise WrongState(
            _("This day lies in the future. Write the agreement down when it is signed.")
        )
    if migration.stage not in _EARLY:
        raise WrongState(
            _("An agreement is signed while she prepares; she stands at “%(stage)s”.")
            % {"stage": migration.get_stage_display()}
        )
    if queries.agreement_of(migration):
        raise WrongState(_("She has an agreement that holds. Cancel it first."))
    found = _locked(order)
    _check_fit(migration, found)
    _check_room(found, on=signed_on)
    made = PlacementAgreement.objects.create(
        migration=migration,
        order=found,
        signed_on=signed_on,
        known_to_dinas_on=known_to_dinas_on,
        wage=wage,
        weekly_hours=weekly_hours,
        has_rest_day=has_rest_day,
        told_wage=told_wage,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    _tell("departure.agreement", made, by=by, at=at)
    return made


@transaction.atomic
def cancel(
    *, agreement: PlacementAgreement, because: str, by: Actor, at: datetime
) -> PlacementAgreement:
    """Cancel an agreement: its place is free again, the row stays with the reason.

    Raises: NotAllowed, WrongState when it is cancelled, or she is cleared under it.
    """
    require(by, Permission.ORDER_WRITE)
    if not because.strip():
        raise Refused(_("Say why."))
    found = (
        PlacementAgreement.objects.select_for_update(of=("self",), no_key=True)
        .select_related("migration__person", "order")
        .filter(pk=agreement.pk, cancelled_at=None)
        .first()
    )
    if found is None:
        raise WrongState(_("This agreement is cancelled already."))
    if found.migration.stage == Stage.CLEARED:
        raise WrongState(_("She is cleared under this agreement: take the clearance back first."))
    found.cancelled_at, found.cancelled_by = at, by.membership_id
    found.cancelled_because = because[:300]
    found.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_because"])
    _tell("departure.agreement_cancelled", found, by=by, at=at)
    return found


def _locked(order: JobOrder) -> JobOrder:
    # The permit's row belongs to the province: whoever signs cannot lock it, and two officers may
    # sign under two orders of one permit. Its key is locked instead; the trigger counts.
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtext(%s))", [f"departure permit {order.permit_id}"]
        )
    if not JobOrder.objects.select_for_update(no_key=True).filter(pk=order.pk).exists():
        raise NotFound
    return queries.order_for(order.public_id)


def _check_fit(migration: Migration, order: JobOrder) -> None:
    if migration.destination_id and migration.destination_id != order.destination_id:
        raise DoesNotFit(
            _("Her file is for %(hers)s, the job order for %(order)s.")
            % {"hers": migration.destination, "order": order.destination}
        )
    if migration.occupation and migration.occupation != order.occupation:
        raise DoesNotFit(
            _("Her file and the job order name different jobs. Describe her file anew first.")
        )


def _check_room(order: JobOrder, *, on: date) -> None:
    found = rules.refusals(queries.facts_of(order, on=on), on=on)
    if not found:
        return
    sentence = " ".join(fault_in_words(one, order) for one in found)
    full = {Fault.QUOTA, Fault.FULL}.intersection(found)
    raise (QuotaUsed if full else OrderTakesNobody)(
        sentence,
        faults=[str(one) for one in found],
        quota=order.permit.quota,
        used=order.permit.used,
    )


def _tell(kind: str, agreement: PlacementAgreement, *, by: Actor, at: datetime) -> None:
    migration = agreement.migration
    facts = {"agreement": agreement.public_id, "order": agreement.order.public_id}
    events.record(
        person=migration.person, migration=migration, kind=kind, by=by, at=at, facts=facts
    )
    audit.record(kind, by=by, at=at, subject=subject_of(migration), facts=facts)
