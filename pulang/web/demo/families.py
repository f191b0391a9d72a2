"""Families left behind and what people agreed to, entered as village officers enter them."""

from collections import defaultdict
from datetime import date, datetime

import numpy as np

from pulang.access.context import acting
from pulang.access.terms import Actor, OrganisationKind
from pulang.linkage.models import Record
from pulang.people.actions import consents, households
from pulang.people.actions.consents import Given
from pulang.people.actions.households import Membership
from pulang.people.actions.persons import Draft
from pulang.people.models import Household, Person
from pulang.people.terms import ConsentChannel, ConsentPurpose, HouseholdRole
from pulang.web.demo.gazetteer import gazetteer
from pulang.web.demo.lexicon import lexicon
from pulang.web.demo.names import SPOKEN, grammars
from pulang.web.demo.persons import Rng

AWAY = (OrganisationKind.PLACEMENT_COMPANY, OrganisationKind.CHECKPOINT)
"""Whom an organisation of these kinds lists lives elsewhere, as far as the demo tells."""
GENERATION = 17 * 365


def found_families(*, cards: int, by: Actor, at: datetime, rng: Rng) -> int:
    """Open households for family cards of the village registers, with children and elders who stay behind."""
    with acting(by, reason="demo province"):
        houses = _houses(cards)
        away = set(
            Record.objects.filter(
                source__organisation__kind__in=AWAY, person__isnull=False
            ).values_list("person_id", flat=True)
        )
        for card, members in houses.items():
            _found_family(card, members, away, by=by, at=at, rng=rng)
    return len(houses)


def _houses(cards: int) -> dict[str, list[Person]]:
    """The persons of each family card, larger families first."""
    rows = (
        Record.objects.filter(
            source__organisation__kind=OrganisationKind.VILLAGE, person__isnull=False
        )
        .exclude(family_card="")
        .select_related("person")
        .order_by("id")
    )
    found: dict[str, dict[int, Person]] = defaultdict(dict)
    for row in rows:
        if row.person is not None:
            found[row.family_card][row.person.pk] = row.person
    largest = sorted(found, key=lambda card: (-len(found[card]), card))[:cards]
    return {card: list(found[card].values()) for card in largest}


def _found_family(
    card: str, members: list[Person], away: set[int], *, by: Actor, at: datetime, rng: Rng
) -> None:
    members.sort(key=lambda person: person.born_on or date(2000, 1, 1))
    head, *others = members
    household = households.found(
        person=head,
        membership=Membership(HouseholdRole.HEAD, is_away=head.pk in away),
        by=by,
        at=at,
        family_card=card,
    )
    for person in others:
        role = _role_beside(head, person)
        belongs = Membership(role, is_away=person.pk in away)
        households.join(household=household, person=person, membership=belongs, by=by, at=at)
    if any(person.pk in away for person in members):
        _leave_behind(household, head, by=by, at=at, rng=rng)


def _role_beside(head: Person, person: Person) -> str:
    """A guess that an officer would make at the door, to be corrected there."""
    if not head.born_on or not person.born_on:
        return HouseholdRole.RELATIVE
    if (person.born_on - head.born_on).days > GENERATION:
        return HouseholdRole.CHILD
    same_mother = head.mother_name and head.mother_name[:5] == person.mother_name[:5]
    if same_mother or head.sex == person.sex:
        return HouseholdRole.SIBLING
    return HouseholdRole.SPOUSE


def _leave_behind(household: Household, head: Person, *, by: Actor, at: datetime, rng: Rng) -> None:
    """Children who stay, and the grandmother who looks after them."""
    fam = head.full_name.split()[-1] if head.full_name else ""
    for _ in range(int(rng.integers(1, 3))):
        woman = bool(rng.random() < 0.5)
        born = at.date().replace(month=int(rng.integers(1, 13)), day=int(rng.integers(1, 28)))
        child = Draft(
            full_name=f"{_given_name(head.place_code, rng, woman=woman)} {fam}".strip(),
            sex="F" if woman else "M",
            born_on=born.replace(year=at.year - int(rng.integers(3, 14))),
            birth_precision="day",
            place_code=head.place_code,
        )
        belongs = Membership(
            HouseholdRole.CHILD, needs="" if rng.random() < 0.8 else "biaya sekolah"
        )
        households.join_new(household=household, draft=child, membership=belongs, by=by, at=at)
    elder = Draft(
        full_name=_given_name(head.place_code, rng, woman=True),
        sex="F",
        born_on=date(at.year - int(rng.integers(58, 75)), 1, 1),
        birth_precision="year",
        place_code=head.place_code,
    )
    households.join_new(
        household=household,
        draft=elder,
        membership=Membership(HouseholdRole.GRANDPARENT, is_caregiver=True),
        by=by,
        at=at,
    )


def _given_name(place_code: str, rng: Rng, *, woman: bool) -> str:
    code = f"{place_code[:2]}.{place_code[2:4]}"
    spoken = SPOKEN.get(code) or SPOKEN[gazetteer().regency_codes[0]]
    grammar = grammars()[max(spoken, key=lambda area: spoken[area])]
    drawn = (grammar.female if woman else grammar.male).draw(rng, 1)
    return str(lexicon().write(np.asarray(drawn))[0])


def enter_consents(*, area: str, most: int, witness: str, by: Actor, at: datetime) -> int:
    """Enter what people of a village agreed to before a witness; one of them takes it back."""
    with acting(by, reason="demo province"):
        people = Person.objects.active().visible_to(by).filter(place_code__startswith=area)[:most]
        given = [
            consents.give(
                person=person,
                given=Given(purpose, channel=ConsentChannel.ORAL, witness=witness),
                by=by,
                at=at,
            )
            for number, person in enumerate(people)
            for purpose in _purposes(number)
        ]
        if given:
            reason = "tidak ingin datanya sampai ke bank"
            consents.withdraw(consent=given[-1], by=by, at=at, reason=reason)
    return len(given)


def _purposes(number: int) -> list[str]:
    """Everybody is asked for each purpose by itself; fewer agree to the second and third."""
    asked = [ConsentPurpose.REGISTER, ConsentPurpose.CONTACT_FAMILY, ConsentPurpose.SHARE_PLACEMENT]
    return [str(purpose) for purpose in asked[: 1 + number % 3]]
