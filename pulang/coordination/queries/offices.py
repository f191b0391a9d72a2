"""Offices to which a person can be referred: active, with somebody who will receive her."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from pulang.access.models import Membership, Organisation
from pulang.access.terms import MAY, Actor, Permission, Role

RECEIVERS = [role for role, may in MAY.items() if Permission.REFERRAL_WRITE in may]


def receiving(actor: Actor) -> QuerySet[Organisation]:
    """Return the offices that can receive a referral from the actor's."""
    somebody = Membership.objects.current().filter(
        organisation=OuterRef("pk"), role__in=[str(role) for role in RECEIVERS if role != "service"]
    )
    return (
        Organisation.objects.filter(Exists(somebody), is_active=True)
        .exclude(pk=actor.organisation_id)
        .order_by("kind", "name")
    )


def humans_at(organisation_id: int) -> bool:
    """Tell whether anybody at an office finds a task on its desk; nobody does at the service's."""
    return (
        Membership.objects.current()
        .filter(organisation_id=organisation_id)
        .exclude(role="service")
        .exists()
    )


def receives(organisation: Organisation) -> bool:
    """Tell whether anybody there will receive a referral."""
    return (
        organisation.is_active
        and Membership.objects.current()
        .filter(organisation=organisation, role__in=[str(role) for role in RECEIVERS])
        .exclude(role="service")
        .exists()
    )


def nearest(role: Role, place_code: str) -> Organisation | None:
    """Return the office of a role nearest to a place: its village, kabupaten, province, the nation.

    None when no office of that role covers the place; where no place is known, its province's.
    """
    return _closest(
        member
        for member in _members(role)
        if place_code.startswith(member.area) or (not place_code and len(member.area) <= 2)
    )


def protecting(place_code: str) -> Organisation | None:
    """Return the protection office nearest to a place; when none covers it, one of the widest area.

    Somebody who needs protection is handed to somebody, wherever she is found.
    """
    found = nearest(Role.CASE_WORKER, place_code)
    if found is not None:
        return found
    anywhere = list(_members(Role.CASE_WORKER))
    widest = min((len(member.area) for member in anywhere), default=0)
    return _closest(member for member in anywhere if len(member.area) == widest)


def _members(role: Role) -> QuerySet[Membership]:
    return Membership.objects.current().filter(role=role).select_related("organisation")


def _closest(members: Iterable[Membership]) -> Organisation | None:
    """Return the office of the narrowest area; the oldest of equals."""
    best = max(members, key=lambda member: (len(member.area), -member.pk), default=None)
    return best.organisation if best else None
