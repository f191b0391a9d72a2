"""Keeping placement companies, their permits, what is imposed on them, and closed destinations."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.errors import NotFound, Refused
from pulang.departure.models import Agency, AgencyBranch, Closure, RecruitmentPermit, Sanction
from pulang.places.models import Country, Place


class NumberKnown(Refused):
    """A licence or permit number stands in the register already."""

    code = "departure.number_known"


class QuotaTooSmall(Refused):
    """More agreements hold than the new quota allows."""

    code = "departure.quota_too_small"


def _subject(agency: Agency) -> Subject:
    return Subject("agency", agency.public_id)


@transaction.atomic
def record(*, values: dict[str, Any], by: Actor, at: datetime) -> Agency:
    """Enter a company with its licence; `values` holds the fields of AgencyForm.

    Raises: NotAllowed, NumberKnown.
    """
    require(by, Permission.AGENCY_WRITE)
    if Agency.objects.filter(licence=values["licence"]).exists():
        raise NumberKnown(_("A company with this licence number stands in the register already."))
    made = Agency.objects.create(**values, recorded_at=at, recorded_by=by.membership_id)
    audit.record("agency.recorded", by=by, at=at, subject=_subject(made))
    return made


@transaction.atomic
def change(*, agency: Agency, values: dict[str, Any], by: Actor, at: datetime) -> Agency:
    """Write down a new period of the licence, a new deposit or address; the history keeps the old.

    Raises: NotAllowed, NotFound, NumberKnown.
    """
    require(by, Permission.AGENCY_WRITE)
    found = Agency.objects.select_for_update(no_key=True).filter(pk=agency.pk).first()
    if found is None:
        raise NotFound
    if Agency.objects.filter(licence=values["licence"]).exclude(pk=found.pk).exists():
        raise NumberKnown(_("A company with this licence number stands in the register already."))
    for name, value in values.items():
        setattr(found, name, value)
    found.recorded_at, found.recorded_by = at, by.membership_id
    found.save()
    audit.record("agency.changed", by=by, at=at, subject=_subject(found))
    return found


@transaction.atomic
def open_branch(
    *,
    agency: Agency,
    regency: Place,
    starts_on: date,
    by: Actor,
    at: datetime,
    permit: str = "",
    address: str = "",
) -> AgencyBranch:
    """Enter a branch office in a kabupaten; one that stands already is that one.

    Raises: NotAllowed.
    """
    require(by, Permission.AGENCY_WRITE, place_code=regency.code)
    branch, made = AgencyBranch.objects.get_or_create(
        agency=agency,
        regency=regency,
        ends_on=None,
        defaults={"permit": permit, "address": address, "starts_on": starts_on},
    )
    if made:
        facts = {"regency": regency.code}
        audit.record("agency.branch", by=by, at=at, subject=_subject(agency), facts=facts)
    return branch


@transaction.atomic
def impose(
    *,
    agency: Agency,
    kind: str,
    starts_on: date,
    decree: str,
    reason: str,
    by: Actor,
    at: datetime,
    ends_on: date | None = None,
) -> Sanction:
    """Enter a sanction; from its first day nobody is cleared through a stopped company.

    Raises: NotAllowed.
    """
    require(by, Permission.AGENCY_WRITE)
    made = Sanction.objects.create(
        agency=agency,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        decree=decree,
        reason=reason,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    audit.record("agency.sanctioned", by=by, at=at, subject=_subject(agency), facts={"kind": kind})
    return made


@transaction.atomic
def lift(*, sanction: Sanction, ends_on: date, by: Actor, at: datetime) -> Sanction:
    """Let a sanction end on a day; it stays in the register.

    Raises: NotAllowed, Refused when it would end before it began.
    """
    require(by, Permission.AGENCY_WRITE)
    if ends_on <= sanction.starts_on:
        raise Refused(_("A sanction cannot end before it began."))
    found = Sanction.objects.select_for_update(no_key=True).get(pk=sanction.pk)
    found.ends_on = ends_on
    found.save(update_fields=["ends_on"])
    audit.record(
        "agency.sanction_ends",
        by=by,
        at=at,
        subject=_subject(found.agency),
        facts={"ends_on": str(ends_on)},
    )
    return found


@transaction.atomic
def permit(*, agency: Agency, values: dict[str, Any], by: Actor, at: datetime) -> RecruitmentPermit:
    """Enter a recruitment permit (SIP2MI); `values` holds the fields of PermitForm.

    Raises: NotAllowed, NumberKnown.
    """
    require(by, Permission.AGENCY_WRITE)
    if RecruitmentPermit.objects.filter(number=values["number"]).exists():
        raise NumberKnown(_("A permit with this number stands in the register already."))
    made = RecruitmentPermit.objects.create(
        **values, agency=agency, recorded_at=at, recorded_by=by.membership_id
    )
    audit.record(
        "agency.permit",
        by=by,
        at=at,
        subject=_subject(agency),
        facts={"permit": made.public_id, "quota": made.quota},
    )
    return made


@transaction.atomic
def set_quota(*, permit: RecruitmentPermit, quota: int, by: Actor, at: datetime) -> None:
    """Write down a new quota, never below the agreements that hold.

    Raises: NotAllowed, QuotaTooSmall.
    """
    require(by, Permission.AGENCY_WRITE)
    found = RecruitmentPermit.objects.select_for_update(no_key=True).get(pk=permit.pk)
    if quota < found.used:
        raise QuotaTooSmall(
            _("%(used)d agreements hold under this permit: the quota cannot be %(quota)d.")
            % {"used": found.used, "quota": quota},
            used=found.used,
        )
    found.quota = quota
    found.save(update_fields=["quota"])
    audit.record(
        "agency.quota",
        by=by,
        at=at,
        subject=_subject(found.agency),
        facts={"permit": found.public_id, "quota": quota},
    )


@transaction.atomic
def close_destination(
    *,
    destination: Country,
    starts_on: date,
    decree: str,
    by: Actor,
    at: datetime,
    occupation: str = "",
    ends_on: date | None = None,
) -> Closure:
    """Enter that nobody may be placed to a country, or in a job there, in [from, until).

    Raises: NotAllowed.
    """
    require(by, Permission.AGENCY_WRITE)
    made = Closure.objects.create(
        destination=destination,
        occupation=occupation,
        starts_on=starts_on,
        ends_on=ends_on,
        decree=decree,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    audit.record("destination.closed", by=by, at=at, subject=Subject("closure", made.public_id))
    return made
