"""Nothing goes out of a loan that is halted, nor to an account that was stopped meanwhile."""

from datetime import UTC, date, datetime

import pytest

from pulang.access import context
from pulang.journey.models import Hold
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import stand_at
from pulang.lending.actions import batches, payees, payouts
from pulang.lending.models import Balance, Payee, Tranche
from pulang.lending.terms import TrancheState
from pulang.lending.tests import factories

NOW = datetime(2026, 2, 2, 2, tzinfo=UTC)
STOPS = ("halted_since", "hold")


@pytest.fixture
def loan(bank, maria):
    made = factories.make_loan(bank, maria, amounts=(1_000_000,))
    stand_at(maria, Stage.PREPARING)
    return made


@pytest.fixture
def hers(bank, loan) -> Payee:
    return factories.make_payee(bank, loan)


@pytest.fixture
def stop(loan, maria, way) -> None:
    """Halt her loan, or only her file: each must suffice alone."""
    if way == "hold":
        Hold.objects.create(migration=maria, reason="H1", placed_at=NOW, placed_by=1)
    else:
        Balance.objects.filter(pk=loan.pk).update(halted_since=NOW.date())


def _tranche(loan) -> Tranche:
    return Tranche.objects.select_related("loan").get(loan=loan)


def _prepare(bank, loan, payee) -> Tranche:
    with context.acting(bank.officer):
        return payouts.prepare(
            tranche=_tranche(loan), payee=payee, evidence="kuitansi 12", by=bank.officer, at=NOW
        )


def _release(bank, loan) -> Tranche:
    with context.acting(bank.approver):
        return payouts.release(tranche=_tranche(loan), by=bank.approver, at=NOW)


def _send(bank, loan) -> None:
    with context.acting(bank.officer):
        batches.make(
            pool=bank.pool,
            tranches=[_tranche(loan)],
            execute_on=date(2026, 2, 2),
            by=bank.officer,
            at=NOW,
        )


@pytest.fixture
def prepared(bank, loan, hers) -> Tranche:
    return _prepare(bank, loan, hers)


@pytest.fixture
def released(bank, loan, prepared) -> Tranche:
    return _release(bank, loan)


@pytest.fixture
def refused(released, maria) -> None:
    """Her visa is refused after the release."""
    stand_at(maria, Stage.REFUSED)


@pytest.mark.parametrize("way", STOPS)
def test_nothing_is_prepared_while_it_is_halted(bank, loan, hers, stop):
    with pytest.raises(payouts.Stopped, match="halted"):
        _prepare(bank, loan, hers)
    with context.acting(bank.officer):
        assert _tranche(loan).state == TrancheState.PLANNED


@pytest.mark.parametrize("way", STOPS)
def test_nothing_is_released_while_it_is_halted(bank, loan, prepared, stop):
    with pytest.raises(payouts.Stopped, match="halted"):
        _release(bank, loan)
    with context.acting(bank.officer):
        assert _tranche(loan).state == TrancheState.PREPARED


@pytest.mark.parametrize("way", STOPS)
def test_nothing_is_sent_while_it_is_halted(bank, loan, released, stop):
    with pytest.raises(payouts.Stopped, match="halted"):
        _send(bank, loan)
    with context.acting(bank.officer):
        assert _tranche(loan).state == TrancheState.RELEASED


def test_an_account_stopped_after_the_release_gets_nothing(bank, loan, hers, released):
    with context.acting(bank.approver):
        payees.stop(payee=hers, because="wrong name", by=bank.approver, at=NOW)

    with pytest.raises(payouts.PayeeNotAllowed):
        _send(bank, loan)


def test_who_left_the_way_after_the_release_gets_nothing(bank, loan, refused):
    with pytest.raises(payouts.NotReached):
        _send(bank, loan)
