"""Households: who lives together, who is away, who looks after those who stay."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit, require
from pulang.access.terms import Actor, Permission
from pulang.base import crypto
from pulang.base.errors import Refused
from pulang.people.actions import persons
from pulang.people.actions.persons import DOCUMENT_CLASS, Draft, subject_of
from pulang.people.models import Household, HouseholdMember, Person
from pulang.people.queries.search import document_hash


class AlreadyMember(Refused):
    """The person belongs to this household already."""

    code = "people.already_member"


@dataclass(frozen=True, slots=True)
class Membership:
    """How a person belongs to a household."""

    role: str
    is_caregiver: bool = False
    is_away: bool = False
    needs: str = ""


@transaction.atomic
def found(
    *,
    person: Person,
    membership: Membership,
    by: Actor,
    at: datetime,
    place_code: str = "",
    address: str = "",
    family_card: str = "",
) -> Household:
    """Open a household with its first member; the number of the family card is sealed.

    Raises: NotAllowed.
    """
    require(by, Permission.PERSON_WRITE)
    household = Household.objects.create(
        place_code=place_code or person.place_code,
        address=address[:300],
        sealed_card=crypto.seal(family_card, data_class=DOCUMENT_CLASS) if family_card else "",
        card_hash=document_hash(family_card) if family_card else "",
        known_to=sorted({*person.known_to, by.organisation_id}),
        created_at=at,
        created_by=by.membership_id,
    )
    join(household=household, person=person, membership=membership, by=by, at=at)
    return household


@transaction.atomic
def join(
    *, household: Household, person: Person, membership: Membership, by: Actor, at: datetime
) -> HouseholdMember:
    """Let a person of the registry belong to the household.

    Raises: NotAllowed, AlreadyMember.
    """
    require(by, Permission.PERSON_WRITE)
    if HouseholdMember.objects.filter(household=household, person=person, left_at=None).exists():
        raise AlreadyMember(_("This person belongs to the household already."))
    member = HouseholdMember.objects.create(
        household=household,
        person=person,
        role=membership.role,
        is_caregiver=membership.is_caregiver,
        is_away=membership.is_away,
        needs=membership.needs[:200],
        joined_at=at,
        joined_by=by.membership_id,
    )
    audit.record("household.joined", by=by, at=at, subject=subject_of(person))
    return member


@transaction.atomic
def join_new(
    *, household: Household, draft: Draft, membership: Membership, by: Actor, at: datetime
) -> HouseholdMember:
    """Bring a relative into the registry (a child often has a name only) and into the household.

    Raises: NotAllowed, NothingKnown, NikMalformed.
    """
    person = persons.create(draft=draft, by=by, at=at)
    return join(household=household, person=person, membership=membership, by=by, at=at)


@transaction.atomic
def change(*, member: HouseholdMember, membership: Membership, by: Actor, at: datetime) -> None:
    """Change a member's role, whether she is away and whom she looks after.

    Raises: NotAllowed.
    """
    require(by, Permission.PERSON_WRITE)
    member.role = membership.role
    member.is_caregiver, member.is_away = membership.is_caregiver, membership.is_away
    member.needs = membership.needs[:200]
    member.save()
    audit.record("household.changed", by=by, at=at, subject=subject_of(member.person))


@transaction.atomic
def leave(*, member: HouseholdMember, by: Actor, at: datetime) -> None:
    """End a membership; it stays in the record.

    Raises: NotAllowed.
    """
    require(by, Permission.PERSON_WRITE)
    if member.left_at is None:
        member.left_at, member.left_by = at, by.membership_id
        member.save()
        audit.record("household.left", by=by, at=at, subject=subject_of(member.person))
