"""Reading organisations, accounts and memberships."""

from django.db.models import Count, Prefetch, Q, QuerySet

from pulang.access.models import Membership, Organisation, User
from pulang.access.terms import Actor
from pulang.base.errors import NotFound


def organisations(actor: Actor, *, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Return the organisations of the actor's area with the number of their current members."""
    found = Organisation.objects.filter(area__startswith=actor.area)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(names__name__icontains=text)).distinct()
    if kind:
        found = found.filter(kind=kind)
    current = Q(memberships__ended_at=None, memberships__user__is_active=True)
    counted = Count("memberships", filter=current, distinct=True)
    return found.annotate(members=counted).order_by("name", "id")


def organisation_for(actor: Actor, public_id: str) -> Organisation:
    """Return one organisation of the actor's area.

    Raises: NotFound.
    """
    found = organisations(actor).filter(public_id=public_id).prefetch_related("names").first()
    if found is None:
        raise NotFound
    return found


def accounts(*, text: str = "") -> QuerySet[User]:
    """Return accounts with their current memberships."""
    found = User.objects.prefetch_related(
        Prefetch(
            "memberships",
            Membership.objects.filter(ended_at=None).select_related("organisation"),
            to_attr="current",
        )
    )
    if text:
        found = found.filter(Q(email__icontains=text) | Q(name__icontains=text))
    return found.order_by("name", "email")


def account_for(public_id: str) -> User:
    """Return one account.

    Raises: NotFound.
    """
    found = User.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


def memberships_of(user_id: int) -> QuerySet[Membership]:
    """Return all memberships an account has or had, present ones first."""
    return (
        Membership.objects.filter(user_id=user_id)
        .select_related("organisation", "granted_by", "ended_by")
        .order_by("-ended_at", "-id")
    )


def membership_for(public_id: str) -> Membership:
    """Return one membership.

    Raises: NotFound.
    """
    found = (
        Membership.objects.filter(public_id=public_id)
        .select_related("user", "organisation")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def own_membership(actor: Actor, public_id: str) -> Membership:
    """Return a current membership of the actor's own account: to act under it.

    Raises: NotFound.
    """
    found = Membership.objects.current().filter(public_id=public_id, user_id=actor.user_id).first()
    if found is None:
        raise NotFound
    return found


def members_of(organisation: Organisation) -> QuerySet[Membership]:
    """Return the current memberships of an organisation."""
    return organisation.memberships.filter(ended_at=None).select_related("user").order_by("role")


def membership_of_address(email: str) -> int | None:
    """Return the key of the newest membership of an address; None when there is none."""
    if not email:
        return None
    mine = Membership.objects.filter(user__email__iexact=email).order_by("-id")
    return mine.values_list("pk", flat=True).first()
