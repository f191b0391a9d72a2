"""What the page of a migration may say of a loan: the bank's figures to the bank, a milestone to others."""

from typing import Any

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Role
from pulang.journey.models import Migration
from pulang.lending.models import Loan
from pulang.lending.terms import LoanState

_SHOWN = (LoanState.APPROVED, LoanState.SIGNED, LoanState.REPAYING, LoanState.SETTLED)
_DESKS = frozenset(
    {
        Role.VILLAGE_OFFICER,
        Role.KABUPATEN_OFFICER,
        Role.PROVINCIAL_OFFICER,
        Role.CASE_WORKER,
    }
)
"""Who learns that there is a loan: those who prepare or protect her, and could warn of a second debt."""


def panel(migration: Migration, actor: Actor) -> dict[str, Any] | None:
    """Return the panel's context, or None when there is nothing that this actor may know."""
    if actor.may(Permission.LOAN_WRITE) or actor.may(Permission.LOAN_DECIDE):
        loans = list(
            Loan.objects.filter(migration=migration, bank_id=actor.organisation_id)
            .select_related("balance", "terms__product")
            .order_by("-id")
        )
        return {"loans": loans, "has_loan": bool(loans), "is_bank": True} if loans else None
    if actor.role not in _DESKS:
        return None
    return {"loans": [], "has_loan": has_loan(migration), "is_bank": False}


def has_loan(migration: Migration) -> bool:
    """Tell whether she has a loan of the programme; nothing else of it leaves the bank."""
    with context.acting(service_actor(), reason="milestone of a loan"):
        return Loan.objects.filter(migration=migration, state__in=_SHOWN).exists()
