"""Pages of the bank's desk that belong together, side by side."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Permission
from pulang.ui.templatetags.ui import tabs

register = template.Library()

_DESK = (Permission.LOAN_WRITE, Permission.LOAN_DECIDE)
_SUMS = (Permission.POOL_READ,)

Door = tuple[Promise | str, str, tuple[Permission, ...]]
GROUPS: dict[str, Sequence[Door]] = {
    "loans": (
        (_("Loans"), "lending:loans", _DESK),
        (_("Late loans"), "lending:arrears", _DESK),
        (_("Proposals and halts"), "lending:proposals", _DESK),
    ),
    "money": (
        (_("Bank statements"), "lending:statements", _DESK),
        (_("Suspense desk"), "lending:suspense", _DESK),
        (_("Payment files"), "lending:batches", _DESK),
        (_("Payees"), "lending:payees", _DESK),
    ),
    "pool": (
        (_("Loan pool"), "lending:pool", _SUMS),
        (_("What if"), "lending:simulate", _SUMS),
        (_("Products"), "lending:products", ()),
        (_("Reports"), "lending:reports", _DESK),
        (_("Close of the day"), "lending:days", _DESK),
    ),
}


@register.inclusion_tag("lending/parts/tabs.html", takes_context=True)
def desk_tabs(context: Context, group: str) -> dict[str, Any]:
    """Links to the pages of a group that open for the actor; none where only one does."""
    actor = context["actor"]
    doors = [
        (str(label), reverse(name))
        for label, name, wanted in GROUPS[group]
        if not wanted or any(actor.may(one) for one in wanted)
    ]
    return tabs(context, doors if len(doors) > 1 else [], str(_("Pages of this desk")))
