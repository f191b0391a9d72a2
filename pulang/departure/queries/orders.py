"""Reading job orders and agreements, and what the law says about a wage."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F

from pulang.base.errors import NotFound
from pulang.departure.models import JobOrder, PlacementAgreement
from pulang.departure.queries.agencies import is_closed
from pulang.departure.rules.agencies import OrderFacts
from pulang.departure.rules.contracts import Compared
from pulang.journey.models import Migration


def order_for(public_id: str) -> JobOrder:
    """Return one job order with its permit and company.

    Raises: NotFound.
    """
    found = (
        JobOrder.objects.filter(public_id=public_id)
        .select_related("permit__agency", "permit__destination", "destination")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def orders(
    *, destination: str = "", occupation: str = "", open_on: date | None = None
) -> list[JobOrder]:
    """Return job orders; `open_on`: those that take somebody on that day."""
    found = JobOrder.objects.select_related("permit__agency", "destination").prefetch_related(
        "permit__agency__sanctions"
    )
    if destination:
        found = found.filter(destination_id=destination)
    if occupation:
        found = found.filter(occupation=occupation)
    if open_on is None:
        return list(found)
    rows = found.filter(
        starts_on__lte=open_on,
        ends_on__gt=open_on,
        permit__starts_on__lte=open_on,
        permit__ends_on__gt=open_on,
        used__lt=F("places"),
        permit__used__lt=F("permit__quota"),
        verified_on__isnull=False,
    )
    return [row for row in rows if row.permit.agency.standing_on(open_on) == "valid"]


def facts_of(order: JobOrder, *, on: date) -> OrderFacts:
    """Return the order with what stands above it, as the rules read it."""
    permit = order.permit
    return OrderFacts(
        standing=permit.agency.standing_on(on),
        permit=permit.period,
        quota=permit.quota,
        quota_used=permit.used,
        order=order.period,
        places=order.places,
        places_used=order.used,
        is_verified=order.verified_on is not None and order.verified_on <= on,
        is_closed=is_closed(order.destination_id, order.occupation, on=on) is not None,
    )


def agreement_of(migration: Migration) -> PlacementAgreement | None:
    """Return the agreement of a migration that holds, or None."""
    return (
        PlacementAgreement.objects.filter(migration=migration, cancelled_at=None)
        .select_related("order__permit__agency", "order__destination")
        .first()
    )


def agreement_for(migration: Migration, public_id: str) -> PlacementAgreement:
    """Return an agreement of a migration.

    Raises: NotFound.
    """
    found = (
        PlacementAgreement.objects.filter(migration=migration, public_id=public_id)
        .select_related("order__permit__agency")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def compared(agreement: PlacementAgreement) -> list[Compared]:
    """Return what the order offers beside what her contract says and what she was told (R1.9)."""
    order = agreement.order
    return [
        Compared("wage", order.wage, agreement.wage, agreement.told_wage),
        Compared("weekly_hours", order.weekly_hours, agreement.weekly_hours, None),
        Compared("has_rest_day", order.has_rest_day, agreement.has_rest_day, None),
    ]


def taken_by(order: JobOrder) -> list[PlacementAgreement]:
    """Return the agreements under an order that whoever acts may see."""
    return list(order.agreements.filter(cancelled_at=None).select_related("migration__person"))


Parameter = Callable[..., Any]
"""parameter(code, on=day) of the law; None where it says nothing."""

_law: list[Parameter] = []


def ask_law(parameter: Parameter) -> None:
    """Let minimum wages be asked of the dated law."""
    _law[:] = [parameter]


def minimum_wage(destination: str, occupation: str, *, on: date) -> Decimal | None:
    """Return the least monthly wage in the destination's currency on a day; None: nobody knows.

    The law's values: `wage-min-my-domestic`, else `wage-min-my`.
    """
    land = destination.lower()
    for code in (f"wage-min-{land}-{occupation}", f"wage-min-{land}"):
        for parameter in _law:
            value = parameter(code, on=on)
            if value is not None:
                return _number(value)
    return None


def _number(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
