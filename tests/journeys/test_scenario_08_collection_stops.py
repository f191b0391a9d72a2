"""Golden scenario 8: a borrower is screened MERAH: collection stops at once, the bank sees H1 only."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pulang.access import context
from pulang.access.models import User
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Role
from pulang.base.clock import now
from pulang.journey.actions import holds, people
from pulang.journey.terms import HoldReason
from pulang.lending.actions import closing, reminders
from pulang.lending.models import Balance, Loan, Moratorium
from pulang.lending.queries import reaching
from pulang.lending.queries.reaching import Way
from pulang.lending.tests import factories
from pulang.notices.models import Message
from pulang.notices.rules.safety import ANY_HOUR
from pulang.people.tests.factories import make_actor, make_places

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 1)


@pytest.fixture
def bank(db: None) -> factories.Bank:
    make_places()
    return factories.make_bank()


@pytest.fixture
def loan(bank: factories.Bank) -> Loan:
    """Maria's loan: the first instalment fell due on 1 March and did not come."""
    found = factories.make_loan(bank, factories.make_borrower(bank))
    factories.pay_out(bank, found, on=date(2026, 1, 15))
    return factories.begin(bank, found, on=date(2026, 2, 1), first_due_on=DUE)


@pytest.fixture
def ina(loan: Loan) -> Actor:
    """The case worker who screens her."""
    worker = make_actor(Role.CASE_WORKER, area="5304")
    yos = make_actor(Role.VILLAGE_OFFICER, area="5304022005")
    with context.acting(yos):
        people.share(
            person=loan.person, organisation_id=worker.organisation_id, by=yos, at=factories.AT
        )
    return worker


@pytest.fixture
def rosa(bank: factories.Bank) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=bank.officer.user_id))
    return client


def test_from_the_moment_of_the_screening_nobody_collects_and_the_bank_knows_a_code(
    bank: factories.Bank,
    loan: Loan,
    ina: Actor,
    rosa: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    way = Way("sms", "+60123456789", "id", ANY_HOUR)
    monkeypatch.setattr(reaching, "_ways", [lambda ids: dict.fromkeys(ids, way)])
    morning = factories.at(DUE + timedelta(days=3))
    context.enter(bank.officer)
    closing.close_through(pool=bank.pool, day=DUE + timedelta(days=2), by=bank.officer, at=morning)
    before = Balance.objects.get(pk=loan.pk)
    key = reminders.key_of(loan, DUE, 3)
    with context.acting(service_actor()):
        assert Message.objects.get(key=key).state == "queued"

    # She is screened MERAH: protection halts the file with a code and no word.
    started = now()
    with context.acting(ina):
        holds.place(migration=loan.migration, reason=HoldReason.H1, by=ina, at=morning)
    took = now() - started

    assert took < timedelta(minutes=1)
    with context.acting(service_actor()):
        assert Message.objects.get(key=key).state == "cancelled"
    context.enter(bank.officer)
    closing.close_through(
        pool=bank.pool,
        day=date(2026, 4, 30),
        by=bank.officer,
        at=factories.at(date(2026, 5, 1)),
    )
    after = Balance.objects.get(pk=loan.pk)
    assert (after.interest, after.penalty, after.overdue) == (
        before.interest,
        before.penalty,
        before.overdue,
    )
    assert after.collectability == before.collectability
    assert Moratorium.objects.get(loan=loan).code == HoldReason.H1
    with context.acting(service_actor()):
        assert not Message.objects.filter(state="queued").exists()
    page = rosa.get(reverse("lending:hardship", args=[loan.public_id])).text
    page = page[page.index("<main") : page.index("</main>")]
    assert "H1" in page
    assert "MERAH" not in page
    assert str(HoldReason.H1.label) not in page
