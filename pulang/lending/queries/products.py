"""Reading what is offered: products with the terms of a day, ceilings, limits of roles."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.queries import service_actor
from pulang.base.errors import NotFound
from pulang.lending.models import Ceiling, Pool, ProductTerms, RoleLimit


def offered_on(day: date, *, bank_id: int | None = None) -> list[ProductTerms]:
    """Return the terms of every product that takes applications on a day, of one bank or all."""
    found = ProductTerms.objects.on(day).filter(product__is_open=True).select_related("product")
    if bank_id is None:
        return list(found.order_by("product__code"))
    return [one for one in found.order_by("product__code") if bank_of(one).pk == bank_id]


def terms_for(code: str, *, on: date) -> ProductTerms:
    """Return the terms of an open product on a day.

    Raises: NotFound.
    """
    found = next((one for one in offered_on(on) if one.product.code == code), None)
    if found is None:
        raise NotFound
    return found


def bank_of(terms: ProductTerms) -> Organisation:
    """Return the bank of a product: no secret, though its pool is read by the bank and the province."""
    with context.acting(service_actor(), reason="bank of a product"):
        return Pool.objects.select_related("bank").get(pk=terms.product.pool_id).bank


def ceilings_of(terms: ProductTerms, *, destination: str | None, on: date) -> Mapping[str, int]:
    """Return component → the most the product pays for it on a day; her country's before the general."""
    rows = (
        Ceiling.objects.filter(product_id=terms.product_id, starts_on__lte=on)
        .filter(Q(destination=None) | Q(destination=destination))
        .order_by("starts_on")
    )
    general = {row.component: row.most for row in rows if row.destination_id is None}
    own = {row.component: row.most for row in rows if row.destination_id is not None}
    return general | own


def limit_of(terms: ProductTerms, role: str, *, on: date) -> int:
    """Return up to which amount a role decides on a day; without a line, up to the product's own."""
    lines = RoleLimit.objects.filter(product_id=terms.product_id, role=role, starts_on__lte=on)
    last = lines.order_by("-starts_on").first()
    return last.most if last else terms.amount_most


def tenors_elsewhere(terms: ProductTerms, *, on: date) -> tuple[int, ...]:
    """Return longer tenors that exist: of other open products, else those of KUR PMI (handbook 5.1)."""
    longer = {one.months_most for one in offered_on(on) if one.months_most > terms.months_most}
    return tuple(sorted(longer)) or (24, 36)
