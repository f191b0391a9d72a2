"""Founding a pool and its product, funding it, withdrawing from it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.models import Organisation
from pulang.access.terms import Actor, Permission, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.base.ids import new_ulid
from pulang.lending.actions import ledger
from pulang.lending.actions.ledger import Move
from pulang.lending.models import Pool, PoolFunding, Product, ProductTerms
from pulang.lending.terms import Account, FundingKind, PostingKind, ProductScheme

ALLOCATION = 50_000_000_000
"""What Bank NTT set aside in January 2026, in rupiah."""


class BadAmount(Refused):
    """An amount that cannot be meant."""

    code = "lending.bad_amount"


@dataclass(frozen=True, slots=True)
class Funding:
    """Money for a pool: from whom, how much, on which day, by which decision."""

    kind: FundingKind
    source: str
    amount: int
    booked_on: date
    reference: str = ""
    form: str = field(default_factory=new_ulid)
    """The form it was written in: sent twice, it is booked once."""


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product and the first version of its terms; what is left out has the model's default."""

    code: str
    name: str
    scheme: ProductScheme
    source: str
    terms: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def found(
    *, name: str, account_number: str, virtual_prefix: str, opened_on: date, by: Actor, at: datetime
) -> Pool:
    """Found a pool at the actor's own bank; empty until it is funded.

    Raises: NotAllowed.
    """
    require(by, Permission.LOAN_DECIDE)
    pool = Pool.objects.create(
        name=name,
        bank=Organisation.objects.get(pk=by.organisation_id),
        account_number=account_number,
        virtual_prefix=virtual_prefix,
        opened_on=opened_on,
        closed_through=opened_on - timedelta(days=1),
        created_at=at,
        created_by=by.membership_id,
    )
    _audit("lending.pool_founded", pool, by=by, at=at)
    return pool


@transaction.atomic
def fund(*, pool: Pool, funding: Funding, by: Actor, at: datetime) -> PoolFunding:
    """Book an allocation, a replenishment or a withdrawal.

    The same form sent again answers what was booked.

    Raises: NotAllowed, BadAmount, PoolExhausted, ClosedPeriod, NotYet.
    """
    require(by, Permission.LOAN_DECIDE)
    if funding.amount <= 0:
        raise BadAmount(_("Write an amount above zero."), amount=funding.amount)
    leaves = funding.kind == FundingKind.WITHDRAWAL
    sides = (Account.CAPITAL, Account.CASH) if leaves else (Account.CASH, Account.CAPITAL)
    draft = PoolFunding(
        public_id=funding.form,
        pool=pool,
        kind=funding.kind,
        source=funding.source,
        amount=funding.amount,
        booked_on=funding.booked_on,
        reference=funding.reference,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    posted = ledger.post(
        pool=pool,
        kind=PostingKind.WITHDRAWAL if leaves else PostingKind.FUNDING,
        key=f"funding:{draft.public_id}",
        booked_on=funding.booked_on,
        moves=[Move(*sides, funding.amount)],
        by=by,
        at=at,
    )
    if not posted.is_new:  # the second of two clicks
        return PoolFunding.objects.get(posting_id=posted.id)
    draft.posting_id = posted.id
    draft.save(force_insert=True)
    _audit("lending.pool_funded", pool, by=by, at=at, amount=funding.amount, kind=funding.kind)
    return draft


@transaction.atomic
def offer(*, pool: Pool, draft: ProductDraft, starts_on: date, by: Actor, at: datetime) -> Product:
    """Offer a product from a pool, with the first version of its terms.

    Raises: NotAllowed.
    """
    require(by, Permission.LOAN_DECIDE)
    product = Product.objects.create(
        code=draft.code,
        name=draft.name,
        scheme=draft.scheme,
        pool=pool,
        created_at=at,
        created_by=by.membership_id,
    )
    ProductTerms.objects.create(
        product=product,
        starts_on=starts_on,
        source=draft.source,
        recorded_at=at,
        recorded_by=by.membership_id,
        **draft.terms,
    )
    audit.record(
        "lending.product_offered",
        by=by,
        at=at,
        subject=Subject("loan_product", product.public_id),
        facts={"code": product.code},
    )
    return product


@transaction.atomic
def change_terms(
    *,
    product: Product,
    starts_on: date,
    source: str,
    changes: dict[str, Any],
    by: Actor,
    at: datetime,
) -> ProductTerms:
    """Let new terms hold from a day; loans and applications keep the version they have.

    Raises: NotAllowed, WrongDay.
    """
    require(by, Permission.LOAN_DECIDE)
    last = ProductTerms.objects.select_for_update().filter(product=product, ends_on=None).get()
    if starts_on <= max(last.starts_on, at.astimezone(WITA).date() - timedelta(days=1)):
        raise WrongDay(_("New terms begin today or later, and after the version before."))
    kept = {
        one.attname: getattr(last, one.attname)
        for one in ProductTerms._meta.concrete_fields
        if one.name not in _NOT_KEPT
    }
    last.ends_on = starts_on
    last.save(update_fields=["ends_on"])
    made = ProductTerms.objects.create(
        **{**kept, **changes},
        starts_on=starts_on,
        source=source,
        recorded_at=at,
        recorded_by=by.membership_id,
    )
    audit.record(
        "lending.terms_changed",
        by=by,
        at=at,
        subject=Subject("loan_product", product.public_id),
        facts={"from": starts_on, "changed": sorted(changes)},
    )
    return made


_NOT_KEPT = frozenset(
    {"id", "public_id", "starts_on", "ends_on", "source", "recorded_at", "recorded_by"}
)


class WrongDay(Refused):
    """New terms cannot begin on that day."""

    code = "lending.wrong_day"


def _audit(event: str, pool: Pool, *, by: Actor, at: datetime, **facts: object) -> None:
    audit.record(event, by=by, at=at, subject=Subject("loan_pool", pool.public_id), facts=facts)
