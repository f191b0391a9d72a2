"""What the desk of showing hangs up when the registry is ready."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Actor, Permission

if TYPE_CHECKING:
    from pulang.journey.models import Migration


def _hardship(facts: Mapping[str, Any]) -> str:
    from pulang.lending.terms import Hardship  # noqa: PLC0415 - the registry is ready when asked

    code = facts.get("hardship", "")
    return str(Hardship(code).label) if code in Hardship.values else ""


def panel(migration: "Migration", actor: Actor) -> dict[str, Any] | None:
    """Return what the page of a migration shows of her loan: to the bank all, to others yes or no.

    Who may not read a bank's rows learns one milestone and no figure.
    """
    from pulang.lending.queries import loan_panel  # noqa: PLC0415 - as above

    return loan_panel.panel(migration, actor)


def ready() -> None:
    """Register words, tasks and doors."""
    from pulang.coordination.queries import kinds as tasks  # noqa: PLC0415 - as above
    from pulang.journey.queries import panels  # noqa: PLC0415 - as above
    from pulang.ui import menu  # noqa: PLC0415 - as above

    menu.add(
        _("Loan pool"),
        "lending:pool",
        permission=Permission.POOL_READ,
        icon="building-bank",
        order=31,
        covers=("/lending/products/", "/lending/reports/", "/lending/days/"),
        group=menu.Group.LENDING,
    )
    menu.add(
        _("My loan"),
        "lending:my_repayment",
        permission=Permission.OWN_FILE,
        icon="cash",
        order=31,
        group=menu.Group.LENDING,
    )
    tasks.register(
        "lending.asked_help",
        title=_("A borrower asks that her loan be made lighter"),
        action=_("Open"),
        sentence=_hardship,
        icon="heart-handshake",
    )
    panels.register(
        panels.Panel("lending", _("Departure loan"), "lending/parts/panel.html", panel, order=60)
    )
