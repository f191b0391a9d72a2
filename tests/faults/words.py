"""What a worker can be asked to do: to arrange, to be killed at, to prove afterwards."""

import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import OuterRef, Subquery, Sum

from pulang.access import context
from pulang.access.actions import audit
from pulang.access.queries import actor_of_membership
from pulang.access.queries import trail as trails
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import stand_at
from pulang.law.terms import Component
from pulang.lending.actions import batches, clock, closing, contracts
from pulang.lending.actions.contracts import Grant, Part
from pulang.lending.actions.ledger import PoolExhausted
from pulang.lending.models import Balance, Loan, Payee, PaymentBatch, Pool, Product, Tranche
from pulang.lending.queries import ledger, reaching
from pulang.lending.queries.reaching import Way
from pulang.lending.terms import TrancheState, TrancheStep
from pulang.lending.tests import factories
from pulang.lending.tests.factories import Bank
from pulang.notices.rules.safety import ANY_HOUR
from pulang.people.tests.factories import make_places
from tests.faults.timing import Timing

SHARE = 10_000_000
"""What each of a crowd wants from the pool."""
SMALL = 50_000
"""What is paid out at a time where many payouts are wanted."""
PAID_ON = date(2026, 1, 26)


# --- to arrange ---


def arrange(people: int, allocation: int) -> int:
    """Found a bank and its pool, register borrowers; as the owner."""
    call_command("migrate", verbosity=0, interactive=False)
    make_places()
    bank = factories.make_bank(allocation=allocation, penalty_rate=1200)
    _remember(bank)
    for number in range(people):
        stand_at(factories.make_borrower(bank, f"Maria {number}"), Stage.REGISTERED)
    return Migration.objects.count()


def lend(count: int, parts: int) -> int:
    """Grant and sign loans in many small parts; return the sum. Nothing is sent."""
    bank = _bank()
    for found in _migrations()[:count]:
        each = [Part(TrancheStep.T1, Component.PASSPORT, SMALL)] * parts
        grant = Grant(found, bank.product.terms.get(), 12, each)
        with context.acting(bank.approver):
            loan = contracts.grant(grant=grant, by=bank.approver, at=factories.AT)
        with context.acting(bank.officer):
            contracts.sign(loan=loan, by=bank.officer, at=factories.AT)
            factories.make_payee(bank, loan)
    return count * parts * SMALL


def release(most: int) -> int:
    """Let some of what is planned, here and there among the loans, wait for the next payment file."""
    bank = _bank()
    hers = Payee.objects.filter(person__loans=OuterRef("loan")).values("pk")[:1]
    planned = Tranche.objects.filter(state=TrancheState.PLANNED).order_by("?")
    some = Tranche.objects.filter(pk__in=list(planned.values_list("pk", flat=True)[:most]))
    # Past the desks, as the owner may: to arrange, never to act.
    by, other = bank.officer.membership_id, bank.approver.membership_id
    at = factories.at(PAID_ON)
    some.update(state="prepared", payee=Subquery(hers), prepared_at=at, prepared_by=by)
    some.update(state="released", released_at=at, released_by=other)
    return Tranche.objects.filter(state__in=("released", "sent")).count()


def begin() -> int:
    """Let every second loan begin its repayment, and tell how its borrower is written to."""
    bank = _bank()
    for loan in Loan.objects.order_by("pk")[::2]:
        factories.begin(bank, loan, on=PAID_ON + timedelta(1), first_due_on=date(2026, 2, 20))
    return Loan.objects.filter(started_on__isnull=False).count()


# --- to be killed at ---


def report() -> int:
    """Make a payment file of what is released, then take in the bank's answer to each open file."""
    bank, at = _bank(), factories.at(PAID_ON)
    _file(bank, at)
    told = []
    for batch in PaymentBatch.objects.filter(tranches__state="sent").distinct().order_by("pk"):
        told += batches.take_report(data=_answer(batch), by=bank.officer, at=at)[1]
    return len(told)


def by_hand() -> int:
    """Make the file, then book one after another by hand what the bank has paid of it."""
    bank, at = _bank(), factories.at(PAID_ON)
    _file(bank, at)
    booked = 0
    for tranche in Tranche.objects.filter(state="sent").select_related("loan").order_by("pk"):
        if _pays(tranche.end_to_end or ""):
            contracts.paid_out(tranche=tranche, paid_on=PAID_ON, by=bank.officer, at=at)
            booked += 1
    return booked


def close(days: int) -> str:
    """Close days as the desk does, a few loans in a transaction; what was killed is taken up first."""
    bank = _bank()
    for day in _nights(bank.pool, days):
        at = factories.at(day + timedelta(1))
        closing.close_through(pool=bank.pool, day=day, by=bank.officer, at=at, batch=3)
    return str(_closed())


def clock_close(days: int) -> str:
    """Close days as the clock does at night, with nobody's hand."""
    bank = _bank()
    for day in _nights(bank.pool, days):
        clock.close_days(at=factories.at(day + timedelta(1)))
    return str(_closed())


# --- to prove ---


def again() -> list[str]:
    """Take in the bank's answers to all files once more; return what each order came to."""
    bank, at = _bank(), factories.at(PAID_ON)
    fates = set()
    for batch in PaymentBatch.objects.order_by("pk"):
        told = batches.take_report(data=_answer(batch), by=bank.officer, at=at)[1]
        fates |= {str(one.fate) for one in told}
    return sorted(fates)


def paid_by_bank() -> dict[str, int]:
    """Return for each tranche how often the bank was told to pay it and did not refuse."""
    _bank()
    times = dict.fromkeys(Tranche.objects.values_list("public_id", flat=True), 0)
    for batch in PaymentBatch.objects.all():
        for order in batch.orders:
            times[order["tranche"]] += _pays(order["end_to_end"])
    return times


def prove() -> dict[str, Any]:
    """Prove the books, and say where the pool stands."""
    pool = _bank().pool
    sums = Balance.objects.filter(pool=pool).aggregate(
        interest=Sum("interest"), principal=Sum("principal")
    )
    return {
        "faults": [one.name for one in ledger.prove(pool) if one.faults],
        "committed": pool.committed,
        "outstanding": pool.outstanding,
        "available": pool.available,
        "closed_through": str(pool.closed_through),
        **{name: value or 0 for name, value in sums.items()},
    }


def trail() -> list[str]:
    """Chain what a kill left unchained in the audit trail, and return where it is broken."""
    while audit.seal(wait=True):
        pass
    return list(trails.verify_chain().faults)


def session(number: int) -> dict[str, Any]:
    """Grant a loan and disburse it, one of many at the same moment; tell how long statements took."""
    bank = _bank()
    found = _migrations()[number]
    timing = Timing(connection)
    with timing:
        try:
            loan = factories.make_loan(bank, found, amounts=(SHARE,))
            factories.pay_out(bank, loan, on=date(2026, 1, 21))
        except PoolExhausted:
            answer = "exhausted"
        else:
            answer = "paid"
    return {"answer": answer, **timing.told()}


def _remember(bank: Bank) -> None:
    # A worker acts as nobody at first, and policies hide from nobody who there is.
    with connection.cursor() as cursor:
        cursor.execute("create table faults_desk (officer bigint, approver bigint)")
        cursor.execute("grant select on faults_desk to pulang_app")
        ids = [bank.officer.membership_id, bank.approver.membership_id]
        cursor.execute("insert into faults_desk values (%s, %s)", ids)


def _bank() -> Bank:
    """Return the one bank; who acts is its officer from now on."""
    with connection.cursor() as cursor:
        cursor.execute("select officer, approver from faults_desk")
        officer, approver = (actor_of_membership(one) for one in cursor.fetchone() or ())
    context.enter(officer)
    pool = Pool.objects.get()
    return Bank(officer, approver, pool, Product.objects.get(pool=pool))


def _migrations() -> Any:
    return Migration.objects.select_related("person", "destination").order_by("pk")


def _file(bank: Bank, at: datetime) -> None:
    released = list(Tranche.objects.filter(state=TrancheState.RELEASED))
    if released:
        batches.make(pool=bank.pool, tranches=released, execute_on=PAID_ON, by=bank.officer, at=at)


def _pays(order: str) -> bool:
    """Whether the bank executes an order: every seventh it refuses, and then it stays refused."""
    return zlib.crc32(order.encode()) % 7 != 0


def _answer(batch: PaymentBatch) -> bytes:
    """Write what the bank says of a file: the same each time it is asked."""
    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{order['end_to_end']}</OrgnlEndToEndId>"
        f"<TxSts>{'ACSC' if _pays(order['end_to_end']) else 'RJCT'}</TxSts></TxInfAndSts>"
        for order in batch.orders
    )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{batch.message_id}</OrgnlMsgId></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts>{told}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def _nights(pool: Pool, days: int) -> list[date]:
    """The night that may have been cut short, once more; then those that follow."""
    first = pool.closed_through
    return [first + timedelta(number) for number in range(days + 1)]


def _closed() -> date:
    return Pool.objects.get().closed_through


def _ways() -> None:
    """Each borrower is written to on a telephone of her own."""
    reaching.register(
        ways=lambda people: {one: Way("sms", f"0812{one:08}", "id", ANY_HOUR) for one in people},
        silence=lambda _people: (),
    )


def get_ready(word: Callable[..., Any]) -> None:
    """Ask for what each work asks first, so that it does not begin with what is never asked again."""
    if word is not arrange:
        _ways()
        _bank()


WORDS: dict[str, Callable[..., Any]] = {
    word.__name__: word
    for word in (
        arrange, lend, release, begin, report, by_hand, close, clock_close, again, paid_by_bank,
        prove, trail, session,
    )
}  # fmt: skip
