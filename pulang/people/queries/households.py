"""Reading households, and the family that stays behind."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from pulang.base.errors import NotFound
from pulang.people.models import Household, HouseholdMember, Person
from pulang.people.queries import places
from pulang.people.rules import births

CHILD_BELOW, ELDER_FROM = 18, 60


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the page shows her."""

    key: int
    person: Person
    role: str
    born: str
    age: int | None
    is_caregiver: bool
    is_away: bool
    needs: str
    stays_behind_as: str
    """'child', 'elder', 'caregiver' or '': who is meant by the family left behind."""


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """A household with its present members."""

    household: Household
    place: str
    members: tuple[MemberView, ...]

    @property
    def left_behind(self) -> tuple[MemberView, ...]:
        """Return children, elders and caregivers at home while somebody of the house is away."""
        if not any(member.is_away for member in self.members):
            return ()
        return tuple(member for member in self.members if member.stays_behind_as)

    @property
    def concern(self) -> str:
        """Return the sentence of what needs attention, '' when nothing does."""
        left = self.left_behind
        children = [member for member in left if member.stays_behind_as == "child"]
        caregivers = [
            member for member in self.members if member.is_caregiver and not member.is_away
        ]
        if children and not caregivers:
            return _("%(count)d children stay behind and nobody is named who looks after them.") % {
                "count": len(children)
            }
        if children and all(
            member.age is not None and (member.age >= ELDER_FROM or member.age < CHILD_BELOW)
            for member in caregivers
        ):
            return _("Only old people or children look after the children who stay behind.")
        return ""


def households_of(person: Person, *, today: date) -> list[HouseholdView]:
    """Return the households to which the person belongs today, with their members."""
    ids = HouseholdMember.objects.filter(person=person, left_at=None).values("household_id")
    households = list(Household.objects.filter(pk__in=ids))
    members = list(
        HouseholdMember.objects.filter(household__in=households, left_at=None).select_related(
            "person"
        )
    )
    labels = places.labels(household.place_code for household in households)
    return [
        HouseholdView(
            household=household,
            place=labels.get(household.place_code, ""),
            members=tuple(
                _member(member, today) for member in members if member.household_id == household.pk
            ),
        )
        for household in households
    ]


def _member(member: HouseholdMember, today: date) -> MemberView:
    born = member.person.born_on
    age = births.age_on(today, born) if born else None
    behind = ""
    if not member.is_away:
        if age is not None and age < CHILD_BELOW:
            behind = "child"
        elif age is not None and age >= ELDER_FROM:
            behind = "elder"
        elif member.is_caregiver:
            behind = "caregiver"
    return MemberView(
        key=member.pk,
        person=member.person,
        role=str(member.get_role_display()),
        born=births.in_words(born, member.person.birth_precision),
        age=age,
        is_caregiver=member.is_caregiver,
        is_away=member.is_away,
        needs=member.needs,
        stays_behind_as=behind,
    )


def household_for(public_id: str) -> Household:
    """Return a household that the database's policy shows to who acts.

    Raises: NotFound.
    """
    household = Household.objects.filter(public_id=public_id).first()
    if household is None:
        raise NotFound
    return household


def member_for(key: int) -> HouseholdMember:
    """Return a membership in a household that is reachable.

    Raises: NotFound.
    """
    member = HouseholdMember.objects.filter(pk=key).select_related("household", "person").first()
    if member is None:
        raise NotFound
    return member
