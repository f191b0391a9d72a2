"""Bu Rosa's desk: a bank, its pool of Rp50 billion, Maria who borrows."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

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
from pulang.people.tests.factories import make_places


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
