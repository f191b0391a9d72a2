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


def actor_for(user: User, *, membership_id: int | None = None) -> Actor | None:
    """Return the actor of a signed-in user: the chosen membership, or her first; None without any."""
    mine = Membership.objects.current().filter(user=user).select_related("user", "organisation")
    chosen = mine.filter(pk=membership_id).first() if membership_id else None
    membership = chosen or mine.order_by("pk").first()
    return _actor(membership) if membership else None


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
