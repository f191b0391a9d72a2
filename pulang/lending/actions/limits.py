"""Ceilings of cost components, and up to which amount a role decides: a change is a new dated line."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base.errors import Refused
from pulang.law.terms import Component
from pulang.lending.models import Ceiling, Product, RoleLimit
from pulang.places.models import Country


class AlreadySet(Refused):
    """Another value holds from the same day."""

    code = "lending.limit_already_set"


def set_ceiling(
    *,
    product: Product,
    component: Component,
    destination: Country | None,
    most: int,
    starts_on: date,
    source: str,
    by: Actor,
    at: datetime,
) -> Ceiling:
    """Set the most that a product pays for a component, from a day on.

    Raises: NotAllowed, AlreadySet.
    """
    require(by, Permission.LOAN_DECIDE)
    row = Ceiling(
        product=product,
        component=component,
        destination=destination,
        most=most,
        starts_on=starts_on,
        source=source,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    _save(row, product, by=by, at=at, what="ceiling", component=component, most=most)
    return row


def set_limit(
    *, product: Product, role: Role, most: int, starts_on: date, by: Actor, at: datetime
) -> RoleLimit:
    """Set up to which amount a role decides on a product, from a day on.

    Raises: NotAllowed, AlreadySet.
    """
    require(by, Permission.LOAN_DECIDE)
    row = RoleLimit(
        product=product,
        role=role,
        most=most,
        starts_on=starts_on,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    _save(row, product, by=by, at=at, what="limit", role=role, most=most)
    return row


@transaction.atomic
def _save(
    row: Ceiling | RoleLimit, product: Product, *, by: Actor, at: datetime, **facts: object
) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadySet(
            _("From this day another amount holds already. Choose a later day.")
        ) from error
    subject = Subject("loan_product", product.public_id)
    audit.record("lending.limit_set", by=by, at=at, subject=subject, facts=facts)
