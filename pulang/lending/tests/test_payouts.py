"""Money out: two persons, the right account, not before she came so far, and each payment once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from pulang.access import context
from pulang.access.models import Membership
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed, WrongState
from pulang.journey.models import Hold
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import stand_at
from pulang.law.terms import Component
from pulang.lending.actions import batches, payees, payouts
from pulang.lending.actions.batches import Fate
from pulang.lending.actions.payees import PayeeDraft, PayeeRefused, SamePerson
from pulang.lending.models import Application, Balance, Ceiling, LoanFlag, Payee, Tranche
from pulang.lending.payments import write_csv, write_pain001
from pulang.lending.queries import ledger as books
from pulang.lending.queries import milestones
from pulang.lending.terms import LoanState, PayeeKind, TrancheState, TrancheStep
from pulang.lending.tests import factories
from pulang.people.tests.factories import make_actor

NOW = datetime(2026, 2, 2, 2, tzinfo=UTC)
DAY = date(2026, 2, 2)


@pytest.fixture
def bank(bank):
    other = make_actor(Role.BANK_OFFICER)
    object.__setattr__(bank, "other", other)
    return bank


@pytest.fixture
def loan(bank, maria):
    """T1 passport and T2 training; she is preparing."""
    made = factories.make_loan(bank, maria, amounts=(1_000_000, 5_000_000))
    stand_at(maria, Stage.PREPARING)
    return made


@pytest.fixture
def school(bank, loan) -> Payee:
    return _payee(bank, PayeeKind.TRAINING_CENTRE, "LPK Musubu", "2001")


@pytest.fixture
def hers(bank, loan) -> Payee:
    return _payee(bank, PayeeKind.WORKER, "Maria Taneo", "3001", person=loan.person)


def _payee(bank, kind, name, number, person=None, *, allowed=True) -> Payee:
    with context.acting(bank.officer):
        draft = PayeeDraft(kind, name, "BMRIIDJA", number, person)
        payee = payees.add(draft=draft, by=bank.officer, at=NOW)
    if not allowed:
        return payee
    with context.acting(bank.approver):
        return payees.allow(payee=payee, by=bank.approver, at=NOW)


def _tranche(loan, step="T2") -> Tranche:
    return Tranche.objects.select_related("loan").get(loan=loan, step=step)


def _prepare(bank, loan, payee, step="T2", evidence="kuitansi 12"):
    with context.acting(bank.officer):
        return payouts.prepare(
            tranche=_tranche(loan, step), payee=payee, evidence=evidence, by=bank.officer, at=NOW
        )


def _release(bank, loan, step="T2", at=NOW):
    with context.acting(bank.approver):
        return payouts.release(tranche=_tranche(loan, step), by=bank.approver, at=at)


def _send(bank, loan, *steps):
    with context.acting(bank.officer):
        rows = [_tranche(loan, step) for step in steps]
        return batches.make(pool=bank.pool, tranches=rows, execute_on=DAY, by=bank.officer, at=NOW)


def _report(batch, *lines, group="") -> bytes:
    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{code}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for name, code, reason in lines
    )
    group = f"<GrpSts>{group}</GrpSts>" if group else ""
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{batch.message_id}</OrgnlMsgId>{group}"
        f"</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts>{told}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def _take(bank, data):
    with context.acting(bank.officer):
        return batches.take_report(data=data, by=bank.officer, at=NOW)[1]


def _fates(told):
    return [one.fate for one in told]


def _proven(bank) -> None:
    with context.acting(bank.officer):
        assert [check.name for check in books.prove(bank.pool) if check.faults] == []


@pytest.fixture
def sent(bank, loan, school, hers):
    _prepare(bank, loan, hers, "T1")
    _prepare(bank, loan, school, "T2")
    _release(bank, loan, "T1")
    _release(bank, loan, "T2")
    return _send(bank, loan, "T1", "T2")


# --- who may be paid ---


def test_an_account_is_allowed_by_another_person_than_who_added_it(bank, proposed, twin):
    with context.acting(twin), pytest.raises(SamePerson):
        payees.allow(payee=proposed, by=twin, at=NOW)
    with context.acting(bank.officer), pytest.raises(NotAllowed):
        payees.allow(payee=proposed, by=bank.officer, at=NOW)


@pytest.fixture
def proposed(bank, loan) -> Payee:
    return _payee(bank, PayeeKind.CLINIC, "Klinik Sehat", "4001", allowed=False)


@pytest.fixture
def twin(bank):
    """Bu Rosa under a second membership, as an approver."""
    Membership.objects.filter(pk=bank.approver.membership_id).update(user_id=bank.officer.user_id)
    return replace(bank.approver, user_id=bank.officer.user_id)


def test_the_same_account_or_a_faulty_one_is_not_added(bank, loan, school):
    for number in ("2001", "20 01", "x"):
        draft = PayeeDraft(PayeeKind.CLINIC, "Klinik", "BMRIIDJA", number)
        with context.acting(bank.officer), pytest.raises(PayeeRefused):
            payees.add(draft=draft, by=bank.officer, at=NOW)


def test_a_stopped_account_is_paid_no_more(bank, loan, school):
    _prepare(bank, loan, school)
    with context.acting(bank.officer):
        payees.stop(payee=school, because="rekening ditutup", by=bank.officer, at=NOW)

    with pytest.raises(payouts.PayeeNotAllowed):
        _release(bank, loan)


@pytest.fixture
def clinic(bank, loan) -> Payee:
    return _payee(bank, PayeeKind.CLINIC, "Klinik Sehat", "4001")


def test_a_training_is_not_paid_to_a_clinic_nor_to_another_worker(bank, loan, hers, clinic):
    with pytest.raises(payouts.PayeeNotAllowed, match="clinic"):
        _prepare(bank, loan, clinic)
    with pytest.raises(payouts.PayeeNotAllowed):
        _prepare(bank, loan, hers)


def test_fees_of_go_betweens_have_no_account(bank):
    assert Component.AGENT_FEE not in payouts.KINDS
    assert Component.COMPANY_FEE not in payouts.KINDS


# --- when, and by whom ---


@pytest.fixture
def registered(maria, loan):
    return stand_at(maria, Stage.REGISTERED)


def test_a_tranche_waits_until_she_has_come_so_far(bank, registered, loan, school):
    with pytest.raises(payouts.NotReached, match="registered"):
        _prepare(bank, loan, school)


def test_a_package_above_may_tell_of_a_milestone(bank, registered, loan, school, monkeypatch):
    monkeypatch.setattr(milestones, "_providers", [])
    milestones.register(lambda migration: [TrancheStep.T2])

    assert _prepare(bank, loan, school).state == TrancheState.PREPARED


@pytest.mark.parametrize("stage", [Stage.REFUSED, Stage.WITHDRAWN, Stage.MISSING, Stage.DECEASED])
def test_who_left_the_way_has_reached_nothing(bank, maria, loan, stage, monkeypatch):
    monkeypatch.setattr(milestones, "_providers", [lambda _migration: list(TrancheStep)])

    maria.stage = stage
    assert milestones.reached(maria) == frozenset()


@pytest.fixture
def ceiling(bank) -> Ceiling:
    return Ceiling.objects.create(
        product=bank.product, component=Component.TRAINING, most=4_000_000,
        starts_on=date(2026, 1, 1), source="test", recorded_at=NOW,
    )  # fmt: skip


def test_the_programme_pays_no_more_than_its_ceiling(bank, loan, school, ceiling):
    with pytest.raises(payouts.AboveCeiling, match=r"4\.000\.000"):
        _prepare(bank, loan, school)


def test_nothing_is_prepared_without_evidence(bank, loan, school):
    with pytest.raises(payouts.NoEvidence):
        _prepare(bank, loan, school, evidence="  ")


def test_money_waits_while_she_may_think_it_over(bank, loan, school):
    _prepare(bank, loan, school)

    with pytest.raises(payouts.CoolingOff):
        _release(bank, loan, at=factories.AT + timedelta(hours=23))
    assert _release(bank, loan).state == TrancheState.RELEASED


@pytest.fixture
def prepared(bank, loan, school) -> Tranche:
    return _prepare(bank, loan, school)


def test_who_prepared_does_not_release_be_it_under_another_role(bank, loan, prepared, twin):
    with context.acting(twin), pytest.raises(SamePerson):
        payouts.release(tranche=_tranche(loan), by=twin, at=NOW)
    with (
        context.acting(twin),
        pytest.raises(IntegrityError, match="same_person"),
        transaction.atomic(),
    ):
        Tranche.objects.filter(pk=prepared.pk).update(
            state="released", released_at=NOW, released_by=twin.membership_id
        )


@pytest.fixture
def released(bank, loan, prepared) -> Tranche:
    return _release(bank, loan)


@pytest.fixture
def halt(maria) -> Hold:
    return Hold.objects.create(migration=maria, reason="H1", placed_at=NOW, placed_by=1)


def test_a_halt_of_her_file_stops_the_release(bank, loan, prepared, halt):
    with pytest.raises(payouts.Stopped, match="halted"):
        _release(bank, loan)


def test_a_halt_after_the_release_stops_the_file(bank, loan, released, halt):
    with pytest.raises(payouts.Stopped, match="halted"):
        _send(bank, loan, "T2")


def test_a_warning_sign_has_to_be_cleared_first(bank, loan, school, flag):
    with pytest.raises(payouts.Stopped, match="warning"):
        _prepare(bank, loan, school)


@pytest.fixture
def flag(application) -> LoanFlag:
    return LoanFlag.objects.create(
        application=application, code="informal_debt", raised_at=NOW, raised_by=1
    )


@pytest.fixture
def application(bank, maria, loan) -> Application:
    made = Application.objects.create(
        migration=maria, person=maria.person, bank_id=bank.pool.bank_id, state_since=NOW,
        terms=bank.product.terms.get(), created_at=NOW, created_by=1,
    )  # fmt: skip
    type(loan).objects.filter(pk=loan.pk).update(application=made)
    return made


def test_only_the_desks_of_her_bank_act(bank, loan, school):
    with context.acting(bank.approver), pytest.raises(NotAllowed):
        payouts.prepare(
            tranche=_tranche(loan), payee=school, evidence="x", by=bank.approver, at=NOW
        )
    with context.acting(bank.other):
        assert not Tranche.objects.exists()
        assert not Payee.objects.exists()


# --- files and answers ---


def test_the_file_is_the_same_however_often_it_is_fetched(bank, loan, sent):
    with context.acting(bank.officer):
        first = write_pain001(batches.message(sent))
        batches.fetched(batch=sent, by=bank.officer, at=NOW)
    _take(bank, _report(sent, (f"{_name(loan, 'T1')}", "RJCT", "AC04")))
    with context.acting(bank.officer):
        sent.refresh_from_db()
        again = write_pain001(batches.message(sent))
        table = write_csv(batches.message(sent))

    assert first == again
    assert b"LPK Musubu" in first
    assert "5000000" in table
    assert (sent.count, sent.total) == (2, 6_000_000)


def _name(loan, step) -> str:
    return f"{_tranche_id(loan, step)}-1"


def _tranche_id(loan, step) -> str:
    return {one.step: one.public_id for one in loan.tranches_kept}[step]


@pytest.fixture(autouse=True)
def kept(request):
    if "loan" in request.fixturenames:
        loan = request.getfixturevalue("loan")
        loan.tranches_kept = list(loan.tranches.all())


def test_a_tranche_is_in_one_file_at_a_time(bank, loan, sent):
    with pytest.raises(WrongState, match="not released"):
        _send(bank, loan, "T2")


def test_paid_is_booked_refused_is_planned_again_and_twice_is_once(bank, loan, sent):
    report = _report(sent, (_name(loan, "T1"), "RJCT", "AC04"), (_name(loan, "T2"), "ACSC", ""))

    assert sorted(_fates(_take(bank, report))) == [Fate.PAID, Fate.REFUSED]
    assert set(_fates(_take(bank, report))) == {Fate.KNOWN}

    with context.acting(bank.officer):
        first, second = _tranche(loan, "T1"), _tranche(loan, "T2")
        assert (first.state, first.attempt, first.end_to_end) == (TrancheState.PLANNED, 2, None)
        assert first.refused_because == "AC04"
        assert (second.state, second.paid_on) == (TrancheState.PAID, DAY)
        assert Balance.objects.get(pk=loan.pk).principal == 5_000_000
    _proven(bank)


def test_a_status_of_the_whole_file_holds_for_each_order(bank, loan, sent):
    assert set(_fates(_take(bank, _report(sent, group="ACSC")))) == {Fate.PAID}
    _proven(bank)


def test_accepted_is_not_paid_and_an_unknown_order_is_told(bank, loan, sent):
    told = _take(bank, _report(sent, (_name(loan, "T1"), "ACSP", ""), ("OTHER", "ACSC", "")))

    assert _fates(told) == [Fate.WAITING, Fate.UNKNOWN]
    with context.acting(bank.officer):
        assert _tranche(loan, "T1").state == TrancheState.SENT


def test_what_was_paid_and_is_refused_later_goes_to_a_person(bank, loan, sent):
    _take(bank, _report(sent, (_name(loan, "T2"), "ACSC", "")))

    told = _take(bank, _report(sent, (_name(loan, "T2"), "RJCT", "AC04")))

    assert _fates(told) == [Fate.CONTRADICTS]
    with context.acting(bank.officer):
        assert _tranche(loan, "T2").state == TrancheState.PAID


def test_a_report_of_another_banks_file_is_unknown(bank, loan, sent):
    with context.acting(bank.other), pytest.raises(batches.UnknownFile):
        batches.take_report(data=_report(sent, group="ACSC"), by=bank.other, at=NOW)


def test_the_second_attempt_has_a_name_of_its_own(bank, loan, sent, hers):
    _take(bank, _report(sent, (_name(loan, "T1"), "RJCT", "AC04")))
    _prepare(bank, loan, hers, "T1")
    _release(bank, loan, "T1")

    again = _send(bank, loan, "T1")

    assert again.orders[0]["end_to_end"] == f"{_tranche_id(loan, 'T1')}-2"
    assert again.message_id != sent.message_id


def test_an_officer_confirms_by_hand_with_evidence(bank, loan, sent):
    with context.acting(bank.officer):
        with pytest.raises(payouts.NoEvidence):
            batches.confirm(
                tranche=_tranche(loan), paid_on=DAY, evidence="", by=bank.officer, at=NOW
            )
        paid = batches.confirm(
            tranche=_tranche(loan), paid_on=DAY, evidence="rekening koran", by=bank.officer, at=NOW
        )

    assert paid.evidence == "kuitansi 12 · rekening koran"
    _proven(bank)


# --- back into the pool ---


def test_the_last_tranche_given_back_ends_a_loan_of_which_nothing_went_out(bank, loan):
    with context.acting(bank.approver):
        assert payouts.cancel_rest(loan=loan, by=bank.approver, at=NOW) == 2
        loan.refresh_from_db()
        bank.pool.refresh_from_db()

    assert loan.state == LoanState.CANCELLED
    assert bank.pool.committed == 0


def test_a_provider_gives_money_back_once_and_she_owes_less(bank, loan, sent):
    _take(bank, _report(sent, group="ACSC"))

    with context.acting(bank.officer):
        for _twice in range(2):
            payouts.refund(
                tranche=_tranche(loan), amount=2_000_000, received_on=DAY, reference="BNTT-9",
                by=bank.officer, at=NOW,
            )  # fmt: skip
        with pytest.raises(WrongState, match="come back"):
            payouts.refund(
                tranche=_tranche(loan), amount=3_000_001, received_on=DAY, reference="BNTT-10",
                by=bank.officer, at=NOW,
            )  # fmt: skip
        balance = Balance.objects.get(pk=loan.pk)

    assert (balance.principal, balance.drawn, balance.repaid) == (4_000_000, 4_000_000, 0)
    _proven(bank)
