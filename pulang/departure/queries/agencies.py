"""Reading placement companies: a directory that everybody who works here may read."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from pulang.base.errors import NotFound
from pulang.departure.models import (
    Agency,
    Closure,
    JobOrder,
    PlacementAgreement,
    RecruitmentPermit,
    Sanction,
)
from pulang.departure.models.agencies import AgencyQuerySet
from pulang.departure.terms import Standing


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """A company as the list shows it."""

    agency: Agency
    standing: Standing
    ends_soon: bool
    places_left: int


def agencies(*, words: str = "", standing: str = "", regency: str = "", on: date) -> AgencyQuerySet:
    """Return companies by name or licence, standing on a day, and kabupaten of a branch."""
    found = Agency.objects.prefetch_related("sanctions", "permits", "branches__regency")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(licence__icontains=words))
    if regency:
        found = found.filter(branches__regency_id=regency, branches__ends_on=None)
    if standing == Standing.VALID:
        found = found.filter(pk__in=Agency.objects.valid(on=on).values("pk"))
    elif standing:
        found = found.exclude(pk__in=Agency.objects.valid(on=on).values("pk"))
    return found


def lines(found: list[Agency], *, on: date) -> list[AgencyLine]:
    """Return the companies with what counts on a day."""
    return [
        AgencyLine(
            agency,
            agency.standing_on(on),
            agency.period.ends_soon(on),
            sum(p.quota - p.used for p in agency.permits.all() if p.period.covers(on)),
        )
        for agency in found
    ]


def agency_for(public_id: str) -> Agency:
    """Return one company.

    Raises: NotFound.
    """
    found = (
        Agency.objects.filter(public_id=public_id)
        .prefetch_related("sanctions", "branches__regency")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def permit_for(public_id: str) -> RecruitmentPermit:
    """Return one recruitment permit.

    Raises: NotFound.
    """
    found = (
        RecruitmentPermit.objects.filter(public_id=public_id)
        .select_related("agency", "destination")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def permits_of(agency: Agency) -> list[RecruitmentPermit]:
    """Return the company's permits, the latest first."""
    return list(agency.permits.select_related("destination"))


def orders_of(agency: Agency) -> list[JobOrder]:
    """Return the job orders under the company's permits, the latest first."""
    return list(
        JobOrder.objects.filter(permit__agency=agency).select_related("destination", "permit")
    )


def sanction_for(public_id: str) -> Sanction:
    """Return one sanction.

    Raises: NotFound.
    """
    found = Sanction.objects.filter(public_id=public_id).select_related("agency").first()
    if found is None:
        raise NotFound
    return found


def is_closed(destination_id: str | None, occupation: str, *, on: date) -> Closure | None:
    """Return the closure that forbids placing to a country, or in a job there, on a day."""
    return (
        Closure.objects.filter(destination_id=destination_id, starts_on__lte=on)
        .filter(Q(ends_on=None) | Q(ends_on__gt=on))
        .filter(occupation__in=["", occupation])
        .first()
    )


def closures(*, on: date) -> list[Closure]:
    """Return the closures that hold on a day or will."""
    return list(
        Closure.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related("destination")
    )


def cases_against(agency: Agency) -> list[PlacementAgreement]:
    """Return the agreements under the company's orders that whoever acts may see."""
    return list(
        PlacementAgreement.objects.filter(order__permit__agency=agency).select_related(
            "migration__person", "migration__destination", "order"
        )
    )
