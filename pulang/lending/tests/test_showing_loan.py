"""The page of a loan: settled early, hard times with two names, books folded by month."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from pulang.access import context
from pulang.access.models import Membership
from pulang.access.terms import Actor, Role
from pulang.base.clock import now, today
from pulang.lending.actions import hardship, repayments
from pulang.lending.actions.hardship import Proposal
from pulang.lending.actions.owing import Owing
from pulang.lending.models import Balance, Loan, LoanRequest, Posting
from pulang.lending.queries import loans as pages
from pulang.lending.queries import prepaying as queries
from pulang.lending.queries import statements
from pulang.lending.rules.prepayment import Wish
from pulang.lending.terms import (
    Hardship,
    LoanState,
    PostingKind,
    RequestKind,
    RequestState,
    ScheduleReason,
)
from pulang.lending.tests.clients import client_of
from pulang.people.tests.factories import make_actor

OWED = 60_000_000


@pytest.fixture
def her_call(running, herself) -> LoanRequest:
    """She asks for help herself: a request without figures."""
    return LoanRequest.objects.create(
        loan=running,
        kind=RequestKind.HELP,
        hardship=Hardship.WAGE_LOST,
        reason="Jam kerja dikurangi",
        asked_at=now(),
        asked_by=herself.membership_id,
    )


@pytest.fixture
def proposed(bank, running) -> LoanRequest:
    with context.acting(bank.officer):
        figures = {"months": 18, "first_due_on": f"{today() + timedelta(days=30)}"}
        proposal = Proposal(RequestKind.RESTRUCTURE, "upah turun", Hardship.WAGE_LOST, figures)
        return hardship.propose(loan=running, proposal=proposal, by=bank.officer, at=now())


@pytest.fixture
def officer_of_province(bank) -> Actor:
    return make_actor(Role.PROVINCIAL_OFFICER, area="53")


@pytest.fixture
def stranger(bank) -> Actor:
    return make_actor(Role.BANK_OFFICER)


def _url(name: str, loan: Loan) -> str:
    return reverse(f"lending:{name}", args=[loan.public_id])


def _pay(bank, loan: Loan, amount: int) -> None:
    context.enter(bank.officer)
    repayments.record(
        loan=loan, amount=amount, received_on=today(), key="test:pay", by=bank.officer, at=now()
    )


def _pay_ahead(bank, loan: Loan) -> None:
    """What is due today, and twenty-five million besides."""
    context.enter(bank.officer)
    _pay(bank, loan, loan.instalments.get(number=1).total + 25_000_000)


# --- settling early ---


@pytest.mark.parametrize("days", [0, 1, 19, 20, 21, 60])
def test_what_is_shown_for_a_day_is_what_the_books_would_say_that_day(bank, running, days):
    context.enter(bank.officer)
    on = today() + timedelta(days=days)

    shown = queries.settlement(running, on=on)

    owing = Owing.of(running, on=on, by=bank.officer, at=now())
    assert shown is not None
    assert shown.total == owing.left
    assert shown.interest == owing.balance.interest


def test_paying_what_is_shown_ends_the_loan(bank, running):
    context.enter(bank.officer)
    shown = queries.settlement(running, on=today())
    assert shown is not None
    assert shown.principal == OWED
    assert shown.spared > 0

    _pay(bank, running, shown.total)

    running.refresh_from_db()
    assert running.state == LoanState.SETTLED
    assert queries.settlement(running, on=today()) is None


def test_the_desk_chooses_a_day_and_reads_what_settles_it(bank, running):
    client = client_of(bank.officer)
    later = today() + timedelta(days=30)

    now_shown = client.get(_url("prepay", running)).content.decode()
    then_shown = client.get(_url("prepay", running), {"on": f"{later}"})
    too_far = client.get(_url("prepay", running), {"on": f"{today() + timedelta(days=90)}"})

    assert running.virtual_account in now_shown
    assert then_shown.status_code == 200
    assert then_shown.content.decode() != now_shown
    assert too_far.status_code == 422
    assert "within the next 60 days" in too_far.content.decode()
    assert _url("prepay", running) in client.get(_url("loan", running)).content.decode()


def test_settling_is_for_the_desk_of_her_bank(running, officer_of_province, stranger):
    assert client_of(officer_of_province).get(_url("prepay", running)).status_code == 422
    assert client_of(stranger).get(_url("prepay", running)).status_code == 404


@pytest.mark.parametrize("wish", list(Wish))
def test_what_the_choice_promises_is_what_is_drawn_up(bank, running, wish):
    _pay_ahead(bank, running)
    promised = {one.wish: one for one in queries.choices(running, on=today())}[wish]

    answer = client_of(bank.officer).post(_url("prepay", running), {"wish": wish.value})

    assert answer.status_code == 302
    context.enter(bank.officer)
    made = running.schedules.get(is_current=True)
    rows = list(running.instalments.filter(is_current=True).order_by("number"))
    assert made.reason == ScheduleReason.PREPAYMENT
    assert (len(rows), rows[-1].due_on) == (promised.months, promised.ends_on)
    assert max(row.total for row in rows) == promised.monthly


def test_an_approver_reads_but_does_not_book_what_was_paid_ahead(bank, running):
    _pay_ahead(bank, running)
    client = client_of(bank.approver)

    read = client.get(_url("prepay", running))
    client.post(_url("prepay", running), {"wish": Wish.SOONER.value})

    assert read.status_code == 200
    assert "A loan officer books this." in read.content.decode()
    context.enter(bank.officer)
    assert running.schedules.get(is_current=True).reason == ScheduleReason.START


def test_without_money_paid_ahead_nothing_can_be_drawn_up(bank, running):
    answer = client_of(bank.officer).post(_url("prepay", running), {"wish": Wish.SOONER.value})

    assert answer.status_code == 422
    assert "does not cover the whole loan" in answer.content.decode()


def test_pressed_twice_it_is_drawn_up_once(bank, running):
    _pay_ahead(bank, running)
    client = client_of(bank.officer)

    done = client.post(_url("prepay", running), {"wish": Wish.SOONER.value})
    again = client.post(_url("prepay", running), {"wish": Wish.SOONER.value})

    assert (done.status_code, again.status_code) == (302, 422)
    context.enter(bank.officer)
    assert running.schedules.filter(reason=ScheduleReason.PREPAYMENT).count() == 1


def test_she_reads_what_she_would_pay_to_end_it_today(running, herself):
    page = client_of(herself).get(reverse("lending:my_repayment"))

    context.enter(herself)
    shown = queries.settlement(running, on=today())
    assert shown is not None
    told = page.content.decode()
    assert "Pay everything off today" in told
    assert f"Rp{shown.total:,}".replace(",", ".") in told


def test_before_money_went_out_she_owes_nothing_and_pays_nowhere(loan, herself):
    told = client_of(herself).get(reverse("lending:my_repayment")).content.decode()

    assert "You owe nothing now" in told
    assert loan.virtual_account not in told
    assert "Pay everything off today" not in told


# --- hard times on the same page ---


def test_an_officer_proposes_and_an_approver_confirms_on_the_page_of_the_loan(bank, running):
    rosa, anton = client_of(bank.officer), client_of(bank.approver)
    said = {
        "reason": "upah turun",
        "hardship": Hardship.WAGE_LOST.value,
        "months": 18,
        "first_due_on": f"{today() + timedelta(days=30)}",
        "annual_rate": "6",
        "grace": "none",
        "grace_months": 0,
    }
    step = reverse("lending:propose_step", args=[running.public_id, "restructure"])
    assert step in rosa.get(_url("loan", running)).content.decode()

    rosa.post(step, said)

    context.enter(bank.officer)
    made = LoanRequest.objects.get(loan=running)
    assert made.proposal["annual_rate"] == 600
    confirm = reverse("lending:confirm_step", args=[made.public_id])
    hers = rosa.get(_url("loan", running)).content.decode()
    his = anton.get(_url("loan", running)).content.decode()
    assert "another person of the bank must confirm it" in hers
    assert confirm not in hers
    assert step not in hers
    assert confirm in his
    assert "New instalment, at most" in his

    anton.post(confirm)

    context.enter(bank.officer)
    made.refresh_from_db()
    assert made.state == RequestState.CONFIRMED
    told = rosa.get(_url("loan", running)).content.decode()
    for actor, word in ((bank.officer, "Proposed by"), (bank.approver, "Confirmed by")):
        name = str(Membership.objects.select_related("user").get(pk=actor.membership_id).user)
        assert f"{word} {name}" in told


def test_who_proposed_cannot_confirm_by_the_address_either(bank, proposed):
    confirm = reverse("lending:confirm_step", args=[proposed.public_id])

    assert client_of(bank.officer).post(confirm).status_code == 403


def test_a_wrong_proposal_keeps_what_was_written(bank, running):
    step = reverse("lending:propose_step", args=[running.public_id, "waive"])

    answer = client_of(bank.officer).post(
        step, {"reason": "sakit", "penalty": "lima", "interest": "1.000"}
    )

    told = answer.content.decode()
    assert answer.status_code == 422
    assert "sakit" in told
    assert "1.000" in told
    assert 'id="id_penalty_error"' in told


def test_a_decline_says_why_beside_its_proposal(bank, proposed, running):
    client = client_of(bank.approver)
    decline = reverse("lending:decline_step", args=[proposed.public_id])

    empty = client.post(decline, {"note": ""})
    client.post(decline, {"note": "belum dibicarakan dengannya"})

    assert empty.status_code == 422
    assert "belum dibicarakan dengannya" in client.get(_url("loan", running)).content.decode()


def test_a_call_for_help_is_answered_and_not_confirmed(bank, her_call, running, herself):
    client = client_of(bank.approver)
    page = client.get(_url("loan", running)).content.decode()
    confirm = reverse("lending:confirm_step", args=[her_call.public_id])
    assert "She asks that the loan be made lighter" in page
    assert confirm not in page

    refused = client.post(confirm)
    client.post(
        reverse("lending:decline_step", args=[her_call.public_id]), {"note": "Datanglah Senin."}
    )

    assert refused.status_code == 422
    hers = client_of(herself).get(reverse("lending:my_repayment")).content.decode()
    assert "The bank answered you" in hers
    assert "Datanglah Senin." in hers


def test_what_is_proposed_and_confirmed_answers_her_call(bank, her_call, proposed, herself):
    told = client_of(herself).get(reverse("lending:my_repayment")).content.decode()
    assert "the bank has been preparing a new schedule" in told

    with context.acting(bank.approver):
        hardship.confirm(request=proposed, by=bank.approver, at=now())
        her_call.refresh_from_db()

    assert (her_call.state, her_call.answered_by) == ("confirmed", bank.approver.membership_id)
    told = client_of(herself).get(reverse("lending:my_repayment")).content.decode()
    assert "your loan was made lighter" in told


def test_she_cannot_write_a_proposal_of_the_bank(running, herself):
    context.enter(herself)

    with pytest.raises(DatabaseError), transaction.atomic():
        LoanRequest.objects.create(
            loan=running,
            kind=RequestKind.WRITE_OFF,
            reason="x",
            asked_at=now(),
            asked_by=herself.membership_id,
        )


def test_what_the_bank_prepares_is_not_told_as_her_own_call(proposed, herself):
    told = client_of(herself).get(reverse("lending:my_repayment")).content.decode()

    assert "the bank has been preparing a new schedule" in told
    assert "You asked the bank" not in told


# --- books and names ---


def test_interest_of_days_stands_in_one_line_a_month(bank, running):
    context.enter(bank.officer)
    page = pages.page_of(running)

    months = [one for one in page.booked if one.first.posting.kind == PostingKind.ACCRUAL]
    keys = [(one.first.booked_on.year, one.first.booked_on.month) for one in months]
    assert len(keys) == len(set(keys))
    entries = running.entries.count()
    assert sum(len(one.entries) for one in page.booked) == entries
    assert sum(one.amount for one in months) == sum(
        entry.amount for one in months for entry in one.entries
    )


def test_a_payout_is_never_folded(bank, running):
    context.enter(bank.officer)

    page = pages.page_of(running)

    out = [one for one in page.booked if one.first.posting.kind == PostingKind.DISBURSEMENT]
    made = Posting.objects.filter(kind=PostingKind.DISBURSEMENT, entries__loan=running)
    assert len(out) == made.distinct().count()
    assert not any(one.is_month for one in out)


def test_a_halted_loan_bears_no_interest_until_any_day(bank, running):
    context.enter(bank.officer)
    Balance.objects.filter(pk=running.pk).update(halted_since=today())

    soon = queries.settlement(running, on=today())
    late = queries.settlement(running, on=today() + timedelta(days=50))

    assert soon is not None
    assert late is not None
    assert soon.total == late.total
    assert queries.choices(running, on=today()) == []


def test_the_desk_and_she_read_the_same_sum(bank, running, herself):
    context.enter(herself)
    stands = statements.standing(statements.loans_of_hers(herself)[0], on=today())
    hers = queries.settlement(stands.loan, on=today())
    context.enter(bank.officer)

    assert queries.settlement(running, on=today()) == hers


def test_nothing_settles_a_loan_of_which_nothing_was_paid_out(bank, loan):
    context.enter(bank.officer)

    assert queries.settlement(loan, on=date(2026, 2, 1)) is None
    assert queries.choices(loan, on=date(2026, 2, 1)) == []
