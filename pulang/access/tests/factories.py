"""The cast's offices and memberships, for tests of every package. Call from a fixture (as owner)."""

from itertools import count

from pulang.access import queries
from pulang.access.models import Membership, Organisation, User
from pulang.access.terms import Actor, OrganisationKind, Role

_number = count(1)
PASSWORD = "jagung-rote-lontar-27"

_OFFICE = {
    Role.WORKER: OrganisationKind.VILLAGE,
    Role.VILLAGE_OFFICER: OrganisationKind.VILLAGE,
    Role.FIELD_VOLUNTEER: OrganisationKind.CHURCH_NGO,
    Role.KABUPATEN_OFFICER: OrganisationKind.KABUPATEN,
    Role.CHECKPOINT_OFFICER: OrganisationKind.CHECKPOINT,
    Role.CASE_WORKER: OrganisationKind.SHELTER,
    Role.POLICE_LIAISON: OrganisationKind.POLICE,
    Role.BANK_OFFICER: OrganisationKind.BANK,
    Role.BANK_APPROVER: OrganisationKind.BANK,
    Role.TRAINER: OrganisationKind.TRAINING_CENTRE,
}


def membership(
    role: Role,
    *,
    area: str = "53",
    office: Organisation | None = None,
    email: str = "",
    password: str | None = None,
) -> Membership:
    """Make a user with one membership, in an office of her own unless given."""
    number = next(_number)
    office = office or Organisation.objects.create(
        kind=_OFFICE.get(role, OrganisationKind.PROVINCIAL), name=f"Office {number}", area=area
    )
    user = User.objects.create_user(
        email or f"{role}-{number}@example.org", password, name=f"{role.label} {number}"
    )
    return Membership.objects.create(user=user, organisation=office, role=role, area=area)


def actor(role: Role, *, area: str = "53", office: Organisation | None = None) -> Actor:
    """Make a member and return her as the one who acts."""
    return queries.actor_of_membership(membership(role, area=area, office=office).pk)
