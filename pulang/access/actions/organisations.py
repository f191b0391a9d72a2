"""Organisations and the names they bear."""

import csv
from datetime import date, datetime
from importlib.resources import files

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import Organisation, OrganisationName
from pulang.access.terms import Actor, OrganisationKind, Permission, Subject
from pulang.base.errors import Refused


class NameTaken(Refused):
    """An organisation of that name is already there."""

    code = "access.name_taken"


class StillHasMembers(Refused):
    """People still work for it here."""

    code = "access.still_has_members"


@transaction.atomic
def found(*, kind: OrganisationKind, name: str, area: str, by: Actor, at: datetime) -> Organisation:
    """Let an organisation take part.

    Raises: NotAllowed, NameTaken.
    """
    require(by, Permission.ORGANISATION_WRITE, place_code=area or None)
    if Organisation.objects.filter(name__iexact=name, area=area).exists():
        raise NameTaken(_("An organisation named %(name)s is already there.") % {"name": name})
    made = Organisation.objects.create(kind=kind, name=name, area=area)
    audit.record("organisation.founded", by=by, at=at, subject=_subject(made))
    return made


@transaction.atomic
def rename(*, organisation: Organisation, name: str, on: date, by: Actor, at: datetime) -> None:
    """Give an organisation its new name from a day on; the old one stays findable.

    Raises: NotAllowed, NameTaken.
    """
    require(by, Permission.ORGANISATION_WRITE, place_code=organisation.area or None)
    twin = Organisation.objects.filter(name__iexact=name, area=organisation.area)
    if twin.exclude(pk=organisation.pk).exists():
        raise NameTaken(_("An organisation named %(name)s is already there.") % {"name": name})
    last = organisation.names.order_by("-ends_on").first()
    begun = last.ends_on if last else None
    if begun and begun >= on:
        raise Refused(
            _("The present name holds since %(day)s; the new one must begin later.")
            % {"day": begun.isoformat()}
        )
    OrganisationName.objects.create(
        organisation=organisation, name=organisation.name, starts_on=begun, ends_on=on
    )
    organisation.name = name
    organisation.save(update_fields=["name"])
    audit.record("organisation.renamed", by=by, at=at, subject=_subject(organisation))


@transaction.atomic
def close(*, organisation: Organisation, by: Actor, at: datetime) -> None:
    """Let an organisation take part no longer.

    Raises: NotAllowed, StillHasMembers.
    """
    require(by, Permission.ORGANISATION_WRITE, place_code=organisation.area or None)
    members = organisation.memberships.filter(ended_at=None).count()
    if members:
        raise StillHasMembers(
            _("%(count)d people still have a role here; end their roles first.")
            % {"count": members},
            count=members,
        )
    organisation.is_active = False
    organisation.save(update_fields=["is_active"])
    audit.record("organisation.closed", by=by, at=at, subject=_subject(organisation))


@transaction.atomic
def load_known() -> int:
    """Load the institutions of NTT (handbook 6.5) that are not there yet; as the owner.

    Returns how many were new. Called by `pulang migrate`; no person stands in the file.
    """
    text = (files("pulang.access") / "data" / "organisations.csv").read_text(encoding="utf-8")
    there = set(Organisation.objects.values_list("name", "area"))
    new = [
        Organisation(kind=OrganisationKind(row["kind"]), name=row["name"], area=row["area"])
        for row in csv.DictReader(text.splitlines())
        if (row["name"], row["area"]) not in there
    ]
    Organisation.objects.bulk_create(new)
    return len(new)


def _subject(organisation: Organisation) -> Subject:
    return Subject("organisation", organisation.public_id)
