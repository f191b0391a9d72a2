"""Accounts and memberships: who may sign in, and in which role."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import Membership, Organisation, User
from pulang.access.terms import Actor, OrganisationKind, Permission, Role, Subject
from pulang.base.errors import NotAllowed, Refused, WrongState


class AddressTaken(Refused):
    """Somebody signs in with that address already."""

    code = "access.address_taken"


class LastAdministrator(Refused):
    """Without her nobody could let anybody in."""

    code = "access.last_administrator"


class Yourself(NotAllowed):
    """Nobody decides about herself here."""

    code = "access.yourself"


@transaction.atomic
def found_first_administrator(
    *, email: str, name: str, organisation: str, area: str, at: datetime
) -> str:
    """Let the first administrator of an installation in; return her way in. Runs as the owner.

    Her office is founded with her when it is not there yet.

    Raises: Refused when an administrator is already there.
    """
    if Membership.objects.current().filter(role=Role.ADMINISTRATOR).exists():
        raise Refused(_("An administrator is there already; she gives further roles."))
    # On the first day nobody is there who could have founded it.
    office, _made = Organisation.objects.get_or_create(
        name=organisation, defaults={"kind": OrganisationKind.PROVINCIAL, "area": area}
    )
    user = User.objects.filter(email=email.lower()).first()
    user = user or User.objects.create_user(email, name=name)
    made = Membership.objects.create(
        user=user, organisation=office, role=Role.ADMINISTRATOR, area=area
    )
    audit.record("membership.granted", by=None, at=at, subject=_membership(made))
    return _way_in(user)


SERVICE_ADDRESS = "service@pulang.invalid"  # RFC 2606: no mail reaches it, no password opens it


def found_service() -> None:
    """Give the automatic service its membership, as the owner who migrates; idempotent."""
    if Membership.objects.filter(role=Role.SERVICE).exists():
        return
    office, _made = Organisation.objects.get_or_create(
        name="Pulang", defaults={"kind": OrganisationKind.PROVINCIAL, "area": ""}
    )
    user = User.objects.filter(email=SERVICE_ADDRESS).first() or User.objects.create_user(
        SERVICE_ADDRESS, name="Pulang"
    )
    Membership.objects.create(user=user, organisation=office, role=Role.SERVICE, area="")


@transaction.atomic
def invite(*, email: str, name: str, by: Actor, at: datetime) -> tuple[User, str]:
    """Make an account; return it with the path by which its holder sets her password, once.

    Raises: NotAllowed, AddressTaken.
    """
    require(by, Permission.MEMBERSHIP_WRITE)
    if User.objects.filter(email__iexact=email).exists():
        raise AddressTaken(_("An account with this e-mail address is already there."))
    user = User.objects.create_user(email, name=name)
    audit.record("account.invited", by=by, at=at, subject=_account(user))
    return user, _way_in(user)


@transaction.atomic
def new_way_in(*, user: User, by: Actor, at: datetime) -> str:
    """Return a path by which the holder sets a new password; the old one holds until she does.

    Raises: NotAllowed, Yourself.
    """
    require(by, Permission.MEMBERSHIP_WRITE)
    _not_herself(user.pk, by)
    audit.record("account.way_in_made", by=by, at=at, subject=_account(user))
    return _way_in(user)


def _way_in(user: User) -> str:
    # The token dies with its use, with the next sign-in, and after PASSWORD_RESET_TIMEOUT.
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )


@transaction.atomic
def grant(
    *, user: User, organisation: Organisation, role: Role, area: str, by: Actor, at: datetime
) -> Membership:
    """Give an account a role in an organisation for an area.

    Raises: NotAllowed, Yourself, WrongState.
    """
    require(by, Permission.MEMBERSHIP_WRITE)
    _not_herself(user.pk, by)
    if not area.startswith(by.area):
        raise NotAllowed(_("This place lies outside your area."), place_code=area)
    if not organisation.is_active:
        raise WrongState(_("%(name)s takes part no longer.") % {"name": organisation.name})
    if Membership.objects.filter(
        user=user, organisation=organisation, role=role, area=area, ended_at=None
    ).exists():
        raise WrongState(_("She has this role already."))
    made = Membership.objects.create(
        user=user, organisation=organisation, role=role, area=area, granted_by_id=by.user_id
    )
    audit.record(
        "membership.granted",
        by=by,
        at=at,
        subject=_membership(made),
        facts={"role": role, "area": area, "account": user.public_id},
    )
    return made


@transaction.atomic
def end(*, membership: Membership, by: Actor, at: datetime) -> None:
    """End a membership: from this moment it opens nothing.

    Raises: NotAllowed, WrongState, LastAdministrator.
    """
    require(by, Permission.MEMBERSHIP_WRITE)
    if not membership.area.startswith(by.area):
        raise NotAllowed(_("This place lies outside your area."), place_code=membership.area)
    if membership.role == Role.ADMINISTRATOR:
        _another_administrator(membership.user_id)
    changed = Membership.objects.filter(pk=membership.pk, ended_at=None).update(
        ended_at=at, ended_by_id=by.user_id
    )
    if not changed:
        raise WrongState(_("This role has ended already."))
    audit.record(
        "membership.ended",
        by=by,
        at=at,
        subject=_membership(membership),
        facts={"role": membership.role, "area": membership.area},
    )


@transaction.atomic
def deactivate(*, user: User, by: Actor, at: datetime) -> None:
    """Close an account: nobody signs in with it; what it did stays answerable.

    Raises: NotAllowed, Yourself, LastAdministrator.
    """
    require(by, Permission.MEMBERSHIP_WRITE)
    _not_herself(user.pk, by)
    if Membership.objects.current().filter(user=user, role=Role.ADMINISTRATOR).exists():
        _another_administrator(user.pk)
    User.objects.filter(pk=user.pk).update(is_active=False)
    audit.record("account.closed", by=by, at=at, subject=_account(user))


@transaction.atomic
def reactivate(*, user: User, by: Actor, at: datetime) -> None:
    """Open a closed account again.

    Raises: NotAllowed, Yourself.
    """
    require(by, Permission.MEMBERSHIP_WRITE)
    _not_herself(user.pk, by)
    User.objects.filter(pk=user.pk).update(is_active=True)
    audit.record("account.reopened", by=by, at=at, subject=_account(user))


@transaction.atomic
def remove_factors(*, user: User, by: Actor, at: datetime) -> int:
    """Take the second step off an account whose phone is lost; she sets up a new one.

    Raises: NotAllowed, Yourself.
    """
    require(by, Permission.MEMBERSHIP_WRITE)
    _not_herself(user.pk, by)
    count, _per_model = Authenticator.objects.filter(user=user).delete()
    audit.record(
        "account.factors_removed", by=by, at=at, subject=_account(user), facts={"count": count}
    )
    return int(count)


@transaction.atomic
def act_as(*, membership: Membership, by: Actor, at: datetime) -> None:
    """Record that a member now acts under another of her memberships; the door sets the session.

    Raises: NotAllowed.
    """
    if membership.user_id != by.user_id:
        raise NotAllowed(_("This is not your role."))
    audit.record("membership.switched", by=by, at=at, subject=_membership(membership))


@transaction.atomic
def choose_language(*, language: str, by: Actor, at: datetime) -> None:
    """Keep the language a member reads."""
    User.objects.filter(pk=by.user_id).update(language=language)
    audit.record("account.language", by=by, at=at, facts={"language": language})


def _not_herself(user_id: int, by: Actor) -> None:
    if user_id == by.user_id:
        raise Yourself(_("You cannot do this for yourself; ask another administrator."))


def _another_administrator(leaving: int) -> None:
    # Locked, so that the last two cannot end each other at once.
    staying = list(
        Membership.objects.current()
        .filter(role=Role.ADMINISTRATOR)
        .select_for_update(of=("self",), no_key=True)
        .values_list("user_id", flat=True)
    )
    if not set(staying) - {leaving}:
        raise LastAdministrator(
            _("She is the last administrator; give somebody else the role first.")
        )


def _account(user: User) -> Subject:
    return Subject("account", user.public_id)


def _membership(membership: Membership) -> Subject:
    return Subject("membership", membership.public_id)
