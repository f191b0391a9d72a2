"""Products as their page shows them: the terms that hold, those before, ceilings and limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pulang.access.terms import Actor, Permission
from pulang.base.clock import WITA
from pulang.base.errors import NotFound
from pulang.lending.models import Ceiling, Product, ProductTerms, RoleLimit
from pulang.lending.queries import people

Dated = ProductTerms | Ceiling | RoleLimit


@dataclass(frozen=True, slots=True)
class Set:
    """A dated line and the name of who set it; nobody's for what came with the programme."""

    row: Dated
    by: str

    @property
    def set_on(self) -> date:
        """The day in NTT on which it was written down."""
        return self.row.recorded_at.astimezone(WITA).date()


@dataclass(frozen=True, slots=True)
class Offer:
    """A product with everything that says what it is, and by whose word since when."""

    product: Product
    terms: ProductTerms | None
    versions: Sequence[Set]
    """All terms, the latest first; also those that will hold later."""
    ceilings: Sequence[Set]
    limits: Sequence[Set]


def offers(*, on: date) -> list[Offer]:
    """Return every product with what holds on a day."""
    return [_offer(one, on=on) for one in Product.objects.order_by("code")]


def offer_for(public_id: str, *, on: date) -> Offer:
    """Return one product.

    Raises: NotFound.
    """
    found = Product.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return _offer(found, on=on)


def to_change(actor: Actor, public_id: str) -> Product:
    """Return a product of the actor's own bank, whose terms she may set.

    Raises: NotFound.
    """
    found = Product.objects.filter(public_id=public_id).select_related("pool").first()
    if found is None or not actor.may(Permission.LOAN_DECIDE):
        raise NotFound
    if found.pool.bank_id != actor.organisation_id:
        raise NotFound
    return found


def _offer(product: Product, *, on: date) -> Offer:
    versions = list(product.terms.order_by("-starts_on"))
    ceilings = product.ceilings.filter(starts_on__lte=on).select_related("destination")
    newest: dict[tuple[str, str], Ceiling] = {}
    for row in ceilings.order_by("starts_on", "id"):
        newest[row.destination_id or "", row.component] = row
    costs = [newest[key] for key in sorted(newest, key=str)]
    limits = list(product.limits.order_by("role", "-starts_on"))
    rows: list[Dated] = [*versions, *costs, *limits]
    known = people.names_of(row.recorded_by for row in rows)

    def named(rows: Iterable[Dated]) -> list[Set]:
        return [Set(row, known.get(row.recorded_by or 0, "")) for row in rows]

    return Offer(
        product=product,
        terms=next((one for one in versions if one.starts_on <= on), None),
        versions=named(versions),
        ceilings=named(costs),
        limits=named(limits),
    )
