"""A bank, its pool, a product, borrowers: for tests of every package. Call from a fixture (as owner)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pulang.access import context
from pulang.access.models import Organisation
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.journey.actions import people as sharing
from pulang.journey.models import Migration
from pulang.journey.tests.factories import make_migration
from pulang.law.terms import Component
from pulang.lending.actions import contracts, pools
from pulang.lending.actions.contracts import Grant, Part
from pulang.lending.actions.pools import Funding, ProductDraft
from pulang.lending.models import Loan, Payee, Pool, Product, Tranche
from pulang.lending.terms import (
    FundingKind,
    PayeeKind,
    ProductScheme,
    TrancheState,
    TrancheStep,
)
from pulang.people.tests.factories import make_actor, make_person

OPENED = date(2026, 1, 1)
AT = datetime(2026, 1, 20, 2, tzinfo=UTC)


def at(day: date) -> datetime:
    """Return ten o'clock in the morning of a day in NTT."""
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Bank:
    """A bank with its two desks and a pool that was funded."""

    officer: Actor
    approver: Actor
    pool: Pool
    product: Product


def make_bank(
    *, allocation: int = pools.ALLOCATION, name: str = "Bank Contoh NTT", **terms: Any
) -> Bank:
    """Found a bank with Bu Rosa, an approver, a funded pool and the loan for migrant workers.

    Due days stay as a test says them unless it asks for `due_moves`.
    """
    office = Organisation.objects.create(kind=OrganisationKind.BANK, name=name, area="53")
    officer = make_actor(Role.BANK_OFFICER, office=office)
    approver = make_actor(Role.BANK_APPROVER, office=office)
    with context.acting(approver):
        pool = pools.found(
            name="Dana Pulang",
            account_number="001-01-000001-1",
            virtual_prefix="88810",
            opened_on=OPENED,
            by=approver,
            at=AT,
        )
        if allocation:
            pools.fund(
                pool=pool,
                funding=Funding(FundingKind.ALLOCATION, "Bank NTT", allocation, OPENED),
                by=approver,
                at=AT,
            )
        product = pools.offer(
            pool=pool,
            draft=ProductDraft(
                code=f"kpm-{pool.pk}",
                name="Kredit Pekerja Migran",
                scheme=ProductScheme.KPM_BANK_NTT,
                source="test",
                terms={"due_moves": False} | terms,
            ),
            starts_on=OPENED,
            by=approver,
            at=AT,
        )
        pool.refresh_from_db()
    return Bank(officer, approver, pool, product)


def make_borrower(bank: Bank, name: str = "Maria Taneo", **given: Any) -> Migration:
    """Register a woman of Belu who shares her file with the bank."""
    yos = make_actor(Role.VILLAGE_OFFICER, area="5304022005")
    with context.acting(yos):
        person = make_person(yos, full_name=name, place_code="5304022005", sex="F")
        migration = make_migration(yos, person=person, **given)
        sharing.share(person=person, organisation_id=bank.officer.organisation_id, by=yos, at=AT)
    migration.refresh_from_db()
    return migration


def make_loan(
    bank: Bank, migration: Migration, *, amounts: tuple[int, ...] = (60_000_000,), months: int = 12
) -> Loan:
    """Grant a loan in as many tranches as amounts, and have it signed at the counter."""
    steps = list(TrancheStep)
    components = [Component.PASSPORT, Component.TRAINING, Component.TICKET, Component.FAMILY_START]
    with context.acting(bank.approver):
        loan = contracts.grant(
            grant=Grant(
                migration=migration,
                terms=bank.product.terms.get(),
                months=months,
                parts=[
                    Part(steps[index], components[index], amount)
                    for index, amount in enumerate(amounts)
                ],
            ),
            by=bank.approver,
            at=AT,
        )
    with context.acting(bank.officer):
        contracts.sign(loan=loan, by=bank.officer, at=AT)
    loan.refresh_from_db()
    return loan


def make_payee(bank: Bank, loan: Loan) -> Payee:
    """Allow her own account."""
    return Payee.objects.get_or_create(
        bank_id=bank.pool.bank_id,
        bank_code="BNTTIDJA",
        account_number=f"1{loan.pk:09}",
        defaults={
            "kind": PayeeKind.WORKER,
            "name": "account of the worker",
            "person": loan.person,
            "added_at": AT,
            "added_by": bank.officer.membership_id,
            "allowed_at": AT,
            "allowed_by": bank.approver.membership_id,
        },
    )[0]


def send(bank: Bank, tranche: Tranche) -> Tranche:
    """Put a tranche into a payment file, past the desks: to arrange, never to act."""
    payee = make_payee(bank, tranche.loan)
    for values in (
        {
            "state": TrancheState.PREPARED,
            "payee": payee,
            "prepared_at": AT,
            "prepared_by": bank.officer.membership_id,
        },
        {
            "state": TrancheState.RELEASED,
            "released_at": AT,
            "released_by": bank.approver.membership_id,
        },
        {"state": TrancheState.SENT},
    ):
        Tranche.objects.filter(pk=tranche.pk).update(**values)
    tranche.refresh_from_db()
    return tranche


def pay_out(bank: Bank, loan: Loan, *, on: date) -> Loan:
    """Let the bank pay all tranches on a day."""
    for tranche in loan.tranches.all():
        send(bank, tranche)
        with context.acting(bank.officer):
            contracts.paid_out(tranche=tranche, paid_on=on, by=bank.officer, at=at(on))
    loan.refresh_from_db()
    return loan


def begin(bank: Bank, loan: Loan, *, on: date, first_due_on: date | None = None) -> Loan:
    """Begin repayment on a day, the first instalment a month later unless given."""
    with context.acting(bank.officer):
        contracts.begin(
            loan=loan,
            starts_on=on,
            first_due_on=first_due_on or on + timedelta(days=31),
            by=bank.officer,
            at=at(on),
        )
    loan.refresh_from_db()
    return loan
