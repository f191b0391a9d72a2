"""Persons and officers for tests: the cast of the house."""

from datetime import UTC, date, datetime

from pulang.access.models import Membership, Organisation, User
from pulang.access.queries import actor_of_membership
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.people.actions import persons
from pulang.people.actions.persons import Draft
from pulang.people.models import Person
from pulang.places.models import Place

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = date(2026, 11, 24)

PLACES = {
    "53": "Nusa Tenggara Timur",
    "5304": "Belu",
    "5318": "Sumba Barat Daya",
    "5321": "Malaka",
    "530402": "Tasifeto Timur",
    "532101": "Malaka Tengah",
    "531801": "Kodi",
    "5304022005": "Manleten",
    "5321012009": "Kletek",
    "5321012006": "Wehali",
}


def make_places() -> None:
    """Make the few places the stories need, unless the list is loaded."""
    for code, name in PLACES.items():
        parent = next((code[:n] for n in (6, 4, 2) if n < len(code)), None)
        Place.objects.get_or_create(
            code=code, defaults={"level": len(code), "name": name, "parent_id": parent}
        )


def make_actor(
    role: Role, *, area: str = "53", office: str = "", kind: str = OrganisationKind.PROVINCIAL
) -> Actor:
    """Make a user with one membership and return who she acts as."""
    name = office or f"{role.label} {area}"
    organisation, _ = Organisation.objects.get_or_create(
        name=name, defaults={"kind": kind, "area": area}
    )
    email = f"{role}-{area}-{organisation.pk}@example.org"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=organisation, role=role, area=area
    )
    return actor_of_membership(membership.pk)


def make_person(by: Actor, **said: object) -> Person:
    """Make a person as an officer would, from what is said."""
    return persons.create(draft=Draft(**said), by=by, at=AT)  # type: ignore[arg-type]
