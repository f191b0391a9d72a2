"""Let a worker follow her own file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import Membership
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base.errors import Refused
from pulang.people.models import OwnFile, Person


class NotAWorker(Refused):
    """Only a worker's account follows a file as its own."""

    code = "people.not_a_worker"


@transaction.atomic
def link(*, person: Person, membership: Membership, by: Actor, at: datetime) -> OwnFile:
    """Tie a worker's account to the person she is; the officer has seen her and her card.

    Raises: NotAllowed, NotAWorker, also when the account is tied to somebody else.
    """
    require(by, Permission.PERSON_WRITE)
    if membership.role != Role.WORKER:
        raise NotAWorker(_("This account is an officer's. Only a worker follows her own file."))
    found, made = OwnFile.objects.get_or_create(
        membership_id=membership.pk,
        defaults={"person": person, "linked_at": at, "linked_by": by.membership_id},
    )
    if found.person_id != person.pk:
        raise NotAWorker(_("This account follows another person's file already."))
    if made:
        audit.record("person.own_file", by=by, at=at, subject=Subject("person", person.public_id))
    return found


@transaction.atomic
def tie(*, person: Person, address: str, by: Actor, at: datetime) -> OwnFile:
    """Tie the worker's account that signs in with an address to the person she is.

    Raises: NotAllowed, NotAWorker, also when no worker of the officer's area signs in with it.
    """
    require(by, Permission.PERSON_WRITE)
    hers = (
        Membership.objects.current()
        .filter(user__email__iexact=address.strip(), role=Role.WORKER)
        .filter(area__startswith=by.area)
        .order_by("pk")
        .first()
    )
    if hers is None:
        raise NotAWorker(
            _("No worker of your area signs in with this address. The administrator makes one.")
        )
    return link(person=person, membership=hers, by=by, at=at)


def addresses_of(person: Person) -> list[str]:
    """Return with which addresses she signs in and follows her file."""
    tied = OwnFile.objects.filter(person=person).values("membership_id")
    found = Membership.objects.current().filter(pk__in=tied).order_by("pk")
    return list(found.values_list("user__email", flat=True))


def person_of(actor: Actor) -> Person | None:
    """Return the person a worker's account belongs to."""
    found = OwnFile.objects.filter(membership_id=actor.membership_id).select_related("person")
    own = found.first()
    return own.person if own else None
