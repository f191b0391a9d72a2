"""Reading who acts."""

from pulang.access.models import Membership, User
from pulang.access.terms import MAY, Actor, Role
from pulang.base.errors import NotFound


def _actor(membership: Membership) -> Actor:
    role = Role(membership.role)
    return Actor(
        user_id=membership.user_id,
        membership_id=membership.pk,
        organisation_id=membership.organisation_id,
        role=role,
        area=membership.area,
        name=str(membership.user),
        organisation_name=membership.organisation.name,
        permissions=MAY[role],
    )


def memberships_now(user: User) -> tuple[Membership, ...]:
    """Return the memberships under which a user may act today, the oldest first."""
    mine = Membership.objects.current().filter(user=user)
    return tuple(mine.select_related("user", "organisation").order_by("pk"))


def chosen_actor(mine: tuple[Membership, ...], *, membership_id: int | None = None) -> Actor | None:
    """Return the actor of one's chosen membership, or of the first; None without any."""
    chosen = next((one for one in mine if one.pk == membership_id), None)
    membership = chosen or next(iter(mine), None)
    return _actor(membership) if membership else None


def actor_for(user: User, *, membership_id: int | None = None) -> Actor | None:
    """Return the actor of a signed-in user: the chosen membership, or her first; None without any."""
    return chosen_actor(memberships_now(user), membership_id=membership_id)


def actor_of_membership(membership_id: int) -> Actor:
    """Return the actor of a membership: for jobs, which act as whoever asked for them.

    Raises: NotFound when it ended meanwhile.
    """
    membership = (
        Membership.objects.current()
        .filter(pk=membership_id)
        .select_related("user", "organisation")
        .first()
    )
    if membership is None:
        raise NotFound
    return _actor(membership)


def actor_by_email(email: str, *, role: Role | None = None) -> Actor:
    """Return the actor of an account: for the command line.

    Raises: NotFound.
    """
    mine = Membership.objects.current().filter(user__email=email.lower())
    if role:
        mine = mine.filter(role=role)
    membership = mine.select_related("user", "organisation").order_by("pk").first()
    if membership is None:
        raise NotFound
    return _actor(membership)


def first_actor(role: Role) -> Actor:
    """Return the actor of the oldest membership in a role: for the command line without an account.

    Raises: NotFound.
    """
    mine = Membership.objects.current().filter(role=role)
    membership = mine.select_related("user", "organisation").order_by("pk").first()
    if membership is None:
        raise NotFound
    return _actor(membership)


def service_actor() -> Actor:
    """Return the automatic service: clocks and reminders act as it, and no human being can.

    Raises: NotFound before the first migration has founded it.
    """
    return first_actor(Role.SERVICE)
