"""Companies, orders and officers for tests of departure. Call from a fixture (as owner)."""

from datetime import date
from typing import Any

from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.departure.actions import agencies, orders
from pulang.departure.models import Agency, JobOrder, PlacementAgreement, RecruitmentPermit
from pulang.journey.actions import events
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import AT, make_migration, malaysia, stand_at
from pulang.people.tests.factories import make_actor, make_person
from pulang.places.models import ExitPoint

TODAY = date(2026, 11, 24)


def make_agency(by: Actor, **given: Any) -> Agency:
    """Enter a company with a licence for the year."""
    values = {
        "name": "PT Sinar Timur Sejahtera",
        "licence": "SIP3MI-0001",
        "licence_starts_on": date(2026, 1, 1),
        "licence_ends_on": date(2027, 1, 1),
        "deposit": 1_500_000_000,
    } | given
    return agencies.record(values=values, by=by, at=AT)


def make_permit(by: Actor, agency: Agency, **given: Any) -> RecruitmentPermit:
    """Enter a permit to recruit domestic workers for Malaysia."""
    values = {
        "number": "SIP2MI-0001",
        "destination": malaysia(),
        "occupation": "domestic",
        "quota": 20,
        "starts_on": date(2026, 6, 1),
        "ends_on": date(2027, 1, 1),
    } | given
    return agencies.permit(agency=agency, values=values, by=by, at=AT)


def make_order(by: Actor, permit: RecruitmentPermit, **given: Any) -> JobOrder:
    """Enter a job order that the attaché verified."""
    values = {
        "number": "JO-0001",
        "employer": "Puan Aminah, Petaling Jaya",
        "occupation": "domestic",
        "wage": 1700,
        "currency": "MYR",
        "weekly_hours": 48,
        "has_rest_day": True,
        "places": 20,
        "starts_on": date(2026, 7, 1),
        "ends_on": date(2027, 1, 1),
    } | given
    order = orders.record(permit=permit, values=values, by=by, at=AT)
    orders.verify(
        order=order, verified_on=date(2026, 7, 2), reference="KBRI-KL/7/2026", by=by, at=AT
    )
    return orders.queries.order_for(order.public_id)


def make_candidate(by: Actor, name: str = "Maria Taneo", **given: Any) -> Migration:
    """Register a candidate who prepares for household work in Malaysia."""
    person = make_person(by, full_name=name, place_code="5304022005")
    migration = make_migration(by, person=person, **({"occupation": "domestic"} | given))
    for stage in (Stage.REGISTERED, Stage.PREPARING):
        events.record(
            person=person, migration=migration, kind="journey.stage", stage=stage, by=by, at=AT
        )
    return stand_at(migration, Stage.PREPARING)


def make_agreement(by: Actor, migration: Migration, order: JobOrder) -> PlacementAgreement:
    """Sign her agreement, known to the Dinas."""
    return orders.sign(
        migration=migration,
        order=order,
        signed_on=TODAY,
        known_to_dinas_on=TODAY,
        wage=order.wage,
        by=by,
        at=AT,
    )


def make_checkpoint(area: str = "5307") -> Actor:
    """Return an officer of the immigration office at Maumere."""
    return make_actor(
        Role.CHECKPOINT_OFFICER,
        area=area,
        office="Kantor Imigrasi Maumere",
        kind=OrganisationKind.CHECKPOINT,
    )


def lorens_say() -> ExitPoint:
    """Return the harbour of Maumere."""
    return ExitPoint.objects.get(pk="lorens-say")


__all__ = ["AT", "TODAY", "make_actor", "make_person", "malaysia", "stand_at"]
