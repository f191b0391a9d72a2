"""Bu Rosa's desk: a bank, its pool of Rp50 billion, Maria who borrows."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.translation import override

from pulang.access.terms import Actor, Role
from pulang.base.clock import now, today
from pulang.journey.models import Migration
from pulang.lending.models import Loan
from pulang.lending.tests import factories
from pulang.lending.tests.applying import (  # noqa: F401 - fixtures of whoever applies
    above,
    candidate,
    her,
    rate,
)
from pulang.lending.tests.factories import Bank
from pulang.people.models import OwnFile
from pulang.people.tests.factories import make_actor, make_places


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The sentences of refusals are compared as they stand in the code."""
    with override("en"):
        yield


@pytest.fixture
def bank(db) -> Bank:
    make_places()
    return factories.make_bank()


@pytest.fixture
def maria(bank) -> Migration:
    return factories.make_borrower(bank)


@pytest.fixture
def loan(bank, maria) -> Loan:
    """Sixty million over twelve months, signed, not paid out."""
    return factories.make_loan(bank, maria)


@pytest.fixture
def running(bank, loan) -> Loan:
    """Paid out two months ago, paid back since forty days; the first instalment is ten days late."""
    day = today()
    factories.pay_out(bank, loan, on=day - timedelta(days=60))
    return factories.begin(
        bank, loan, on=day - timedelta(days=40), first_due_on=day - timedelta(days=10)
    )


@pytest.fixture
def herself(maria) -> Actor:
    """Maria with an account of her own."""
    actor = make_actor(Role.WORKER, area="5304022005")
    OwnFile.objects.create(membership_id=actor.membership_id, person=maria.person, linked_at=now())
    return actor
