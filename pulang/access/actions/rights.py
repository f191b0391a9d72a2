"""The check every action begins with."""

from django.utils.translation import gettext as _

from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotAllowed


def require(by: Actor, permission: Permission, *, place_code: str | None = None) -> None:
    """Let the actor pass, or refuse: the role must hold the permission, the place lie in her area.

    Raises: NotAllowed.
    """
    if not by.may(permission):
        raise NotAllowed(
            _("Your role (%(role)s) may not do this.") % {"role": by.role.label},
            permission=str(permission),
        )
    if place_code and by.area and not place_code.startswith(by.area):
        raise NotAllowed(_("This place lies outside your area."), place_code=place_code)
