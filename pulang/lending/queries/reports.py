"""Reports of a portfolio for the bank itself: every sum ties to the ledger. Rows are the actor's own bank's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from pulang.access.terms import Actor, Permission
from pulang.base.errors import NotFound
from pulang.lending.models import Pool
from pulang.lending.queries import ledger
from pulang.lending.rules import arrears
from pulang.lending.terms import Account, Collectability, LoanState, RefusalReason

CLASSES = ((0, 0), (1, 29), (30, 59), (60, 89), (90, 120), (121, 180), (181, 99_999))
"""Days past due of the ageing table."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The applications of a month, and how far they came."""

    month: date
    asked: int
    approved: int
    signed: int
    disbursed: int
    departed: int
    first_wage: int
    paying: int


@dataclass(frozen=True, slots=True)
class Vintage:
    """The loans first paid out in a month."""

    month: date
    loans: int
    drawn: int
    outstanding: int
    late: int
    lost: int

    @property
    def late_bp(self) -> int:
        """Return the share of what is outstanding that is 30 days late or more, in basis points."""
        return round(self.late * 10_000 / self.outstanding) if self.outstanding else 0


@dataclass(frozen=True, slots=True)
class Age:
    """One class of the ageing table."""

    first: int
    last: int
    loans: int
    principal: int


@dataclass(frozen=True, slots=True)
class Roll:
    """Of the loans in a class at the last month's end, how many stand where today."""

    first: int
    last: int
    loans: int
    worse: int
    cured: int


@dataclass(frozen=True, slots=True)
class Report:
    """What the reports page shows."""

    cohorts: tuple[Cohort, ...]
    reasons: tuple[tuple[str, int], ...]
    average: int
    effective: float
    ages: tuple[Age, ...]
    rolls: tuple[Roll, ...]
    vintages: tuple[Vintage, ...]
    early: tuple[int, int]
    restructured: tuple[int, int]
    written_off: tuple[int, int]
    claims: tuple[int, int]
    partners: tuple[tuple[str, int], ...]
    interest_income: int
    outstanding: int

    @property
    def effective_bp(self) -> int:
        """Return the average effective rate in basis points."""
        return round(self.effective * 100)


def pool_for(actor: Actor, public_id: str = "") -> Pool:
    """Return a pool of the actor's own bank, the first unless one is named.

    Raises: NotFound, for others too: the reports show single loans.
    """
    if not (actor.may(Permission.LOAN_WRITE) or actor.may(Permission.LOAN_DECIDE)):
        raise NotFound
    rows = Pool.objects.filter(bank_id=actor.organisation_id).order_by("pk")
    found = (rows.filter(public_id=public_id) if public_id else rows).first()
    if found is None:
        raise NotFound
    return found


def report(pool: Pool, *, on: date) -> Report:
    """Return the report of a pool as of a day."""
    books = ledger.balances(pool, on=on)
    words = {one.value: str(one.label) for one in RefusalReason}
    average, effective = _rows(_AVERAGE, pool, on)[0]
    return Report(
        cohorts=tuple(Cohort(*row) for row in _rows(_COHORTS, pool, on)),
        reasons=tuple((words.get(key, key), count) for key, count in _rows(_REASONS, pool, on)),
        average=int(average or 0),
        effective=float(effective or 0),
        ages=ages(pool, on=on),
        rolls=_rolls(pool, on=on),
        vintages=tuple(Vintage(row[0], *map(int, row[1:])) for row in _rows(_VINTAGES, pool, on)),
        early=_pair(_EARLY, pool, on),
        restructured=_pair(_RESTRUCTURED, pool, on),
        written_off=_pair(_WRITTEN_OFF, pool, on),
        claims=_pair(_CLAIMS, pool, on),
        partners=tuple((name, int(amount)) for name, amount in _rows(_PARTNERS, pool, on)),
        interest_income=-books[Account.INTEREST_INCOME].balance,
        outstanding=books[Account.PRINCIPAL].balance,
    )


def ages(pool: Pool, *, on: date) -> tuple[Age, ...]:
    """Return outstanding loans by days past due; their principal sums to the ledger's account."""
    counts = [[0, 0] for _class in CLASSES]
    for _loan, days, principal in _rows(_LATE_ON, pool, on):
        place = _class_of(days)
        counts[place][0] += 1
        counts[place][1] += int(principal)
    return tuple(
        Age(first, last, loans, principal)
        for (first, last), (loans, principal) in zip(CLASSES, counts, strict=True)
    )


def _rolls(pool: Pool, *, on: date) -> tuple[Roll, ...]:
    """Follow each loan from the last month's end: into a worse class, or back to none."""
    before = {
        loan: _class_of(days) for loan, days, _sum in _rows(_LATE_ON, pool, on.replace(day=1))
    }
    after = {loan: _class_of(days) for loan, days, _sum in _rows(_LATE_ON, pool, on)}
    made = []
    for place, (first, last) in enumerate(CLASSES):
        loans = [loan for loan, was in before.items() if was == place]
        made.append(
            Roll(
                first,
                last,
                loans=len(loans),
                worse=sum(after.get(loan, 0) > place for loan in loans),
                cured=sum(after.get(loan, 0) == 0 for loan in loans) if place else 0,
            )
        )
    return tuple(made)


def _class_of(days: int) -> int:
    return next(place for place, (_first, last) in enumerate(CLASSES) if days <= last)


PORTFOLIO_HEADINGS = (
    "number",
    "product",
    "state",
    "kabupaten",
    "destination",
    "signed",
    "began",
    "granted",
    "paid out",
    "principal",
    "interest",
    "penalty",
    "advance",
    "paid back",
    "days late",
    "collectability",
)


def portfolio(pool: Pool, *, on: date) -> Iterator[tuple[Any, ...]]:
    """Yield a row per loan with what stands on it; columns as in PORTFOLIO_HEADINGS."""
    yield from _rows(_PORTFOLIO, pool, on)


GL_HEADINGS = ("day", "posting", "kind", "debit", "credit", "amount", "loan")


def gl_lines(pool: Pool, *, first: date, last: date) -> Iterator[tuple[Any, ...]]:
    """Yield the ledger's lines of some days, for the bank's core system."""
    yield from _rows(_GL, pool, last, first=first)


SUPERVISOR_HEADINGS = (
    "loan",
    "debtor",
    "name",
    "granted",
    "outstanding",
    "interest due",
    "rate bp",
    "first paid out",
    "last due",
    "days late",
    "collectability",
    "provision",
    "restructured",
    "state",
)


def supervisor(pool: Pool, *, on: date) -> Iterator[tuple[Any, ...]]:
    """Yield a row per loan as it stood at the end of a day, for the supervisor's monthly report."""
    for *said, restructured, state, kept in _rows(_SUPERVISOR, pool, on):
        quality = arrears.worst([arrears.collectability(int(said[9])), Collectability(kept)])
        if state == LoanState.WRITTEN_OFF:
            quality = arrears.WORST
        aside = arrears.provision(outstanding=int(said[4]), quality=quality)
        yield (*said, int(quality), aside, restructured, state)


def loans_late(pool: Pool, *, on: date, first: int, last: int) -> list[tuple[Any, ...]]:
    """Return number, public id, days and principal of the loans of one class of the ageing table."""
    return [row for row in _rows(_DRILL, pool, on) if first <= row[2] <= last]


# --- the sums ---

# As it stood at the end of a day: by the schedule that held then, by the day each instalment was paid
# on, and as on its first day for as long as a halt lasted.
_REFERENCE = """least(%(day)s::date, (select h.halted_since from lending_balance h
    where h.loan_id = l.id), (select min(m.starts_on) from lending_moratorium m
    where m.loan_id = l.id and m.starts_on <= %(day)s and coalesce(m.ends_on > %(day)s, true)))"""
_DAYS_LATE = """coalesce((select {reference} - min(i.due_on) from lending_instalment i
    join lending_schedule s on s.id = i.schedule_id
    where i.loan_id = l.id and i.due_on < {reference} and i.principal + i.interest > 0
      and (i.paid_on is null or i.paid_on > {reference})
      and case when i.is_current then s.starts_on <= %(day)s else s.id = (
        select id from lending_schedule h where h.loan_id = l.id and h.starts_on <= %(day)s
        order by h.version desc limit 1) end), 0)""".replace("{reference}", _REFERENCE)
# The quality that a restructured loan keeps, until three instalments were paid in time in a row.
_KEPT = """coalesce((select s.kept from lending_schedule s
    where s.loan_id = l.id and s.reason = 'restructure' and s.starts_on <= %(day)s and not exists (
      select from (select bool_and(i.paid_on <= i.due_on) over three as well, count(*) over three as many
        from lending_instalment i where i.loan_id = l.id and i.is_current and i.due_on <= %(day)s
          and i.due_on > s.starts_on and i.principal + i.interest > 0
        window three as (order by i.due_on, i.number rows 2 preceding)) runs
      where well and many = 3)
    order by s.version desc limit 1), 1)"""
_STATE = """case when l.ended_on <= %(day)s then l.state when l.started_on <= %(day)s then 'repaying'
    else 'signed' end"""
_OWED = """coalesce((select sum(case '{account}' when e.debit then e.amount when e.credit then -e.amount
    else 0 end) from lending_entry e where e.loan_id = l.id and e.booked_on <= %(day)s), 0)::bigint"""
_PARTS = {
    "{days}": _DAYS_LATE,
    "{kept}": _KEPT,
    "{state}": _STATE,
    **{
        f"{{{account}}}": _OWED.replace("{account}", account)
        for account in ("principal", "interest", "penalty", "advance")
    },
}
_COHORTS = """
  select date_trunc('month', a.submitted_at at time zone 'Asia/Makassar')::date, count(*),
    count(l.id), count(l.signed_at), count(*) filter (where b.drawn > 0),
    count(*) filter (where exists (select from journey_event v where v.migration_id = a.migration_id
      and v.stage = 'departed')),
    count(l.started_on),
    count(*) filter (where exists (select from lending_repayment r where r.loan_id = l.id
      and r.reversed_at is null))
  from lending_application a
  left join lending_loan l on l.application_id = a.id
  left join lending_balance b on b.loan_id = l.id
  join lending_productterms t on t.id = a.terms_id join lending_product p on p.id = t.product_id
  where p.pool_id = %(pool)s and a.submitted_at is not null group by 1 order by 1"""
_REASONS = """
  select reason, count(*) from lending_application a
  join lending_productterms t on t.id = a.terms_id join lending_product p on p.id = t.product_id
  join lateral (select d.reasons from lending_decision d where d.application_id = a.id
    and d.step = 'decision' order by d.id desc limit 1) last on true
  cross join lateral jsonb_array_elements_text(last.reasons) as reason
  where p.pool_id = %(pool)s and a.state = 'refused' group by 1 order by 2 desc, 1"""
_AVERAGE = """
  select avg(l.principal), (select avg(s.effective_rate) from lending_schedule s
    join lending_loan m on m.id = s.loan_id where m.pool_id = %(pool)s and s.is_current)
  from lending_loan l where l.pool_id = %(pool)s and l.signed_at is not null"""
_LATE_ON = """
  select * from (select l.id, {days} as days, {principal} as principal
    from lending_loan l where l.pool_id = %(pool)s and l.signed_at is not null) found
  where principal > 0"""
_VINTAGES = """
  select date_trunc('month', f.first)::date, count(*), sum(b.drawn), sum(b.principal),
    coalesce(sum(b.principal) filter (where least(%(day)s, b.halted_since) - b.oldest_due_on >= 30), 0),
    coalesce(sum(b.drawn) filter (where l.state in ('written_off', 'released')), 0)
  from lending_loan l join lending_balance b on b.loan_id = l.id
  join lateral (select min(t.paid_on) as first from lending_tranche t where t.loan_id = l.id) f on true
  where l.pool_id = %(pool)s and f.first is not null group by 1 order by 1"""
_EARLY = """
  select count(*), coalesce(sum(b.drawn), 0) from lending_loan l
  join lending_balance b on b.loan_id = l.id
  where l.pool_id = %(pool)s and l.state = 'settled'
    and l.ended_on < (select max(i.due_on) from lending_instalment i where i.loan_id = l.id)
    and not exists (select from lending_insuranceclaim c where c.loan_id = l.id and c.state = 'paid')"""
_RESTRUCTURED = """
  select count(distinct s.loan_id), coalesce(sum(s.principal), 0) from lending_schedule s
  join lending_loan l on l.id = s.loan_id
  where l.pool_id = %(pool)s and s.reason = 'restructure' and s.is_current"""
_WRITTEN_OFF = """
  select count(distinct e.loan_id), coalesce(sum(case 'write_off' when e.debit then e.amount else -e.amount end), 0)
  from lending_entry e where e.pool_id = %(pool)s and 'write_off' in (e.debit, e.credit)
    and e.booked_on <= %(day)s"""
_CLAIMS = """
  select count(*), coalesce(sum(c.paid), 0) from lending_insuranceclaim c
  join lending_loan l on l.id = c.loan_id where l.pool_id = %(pool)s"""
_PARTNERS = """
  select p.name, sum(t.amount) from lending_tranche t join lending_payee p on p.id = t.payee_id
  where t.pool_id = %(pool)s and t.state = 'paid' and p.kind <> 'worker'
  group by 1 order by 2 desc, 1 limit 5"""
_PORTFOLIO = """
  select l.number, p.code, l.state, l.place_code, l.destination_id,
    (l.signed_at at time zone 'Asia/Makassar')::date, l.started_on, l.principal, b.drawn,
    {principal}, {interest}, {penalty}, -{advance},
    b.repaid, {days}, b.collectability
  from lending_loan l join lending_balance b on b.loan_id = l.id
  join lending_productterms t on t.id = l.terms_id join lending_product p on p.id = t.product_id
  where l.pool_id = %(pool)s order by l.id"""
_GL = """
  select e.booked_on, p.public_id, p.kind, e.debit, e.credit, e.amount, coalesce(l.number, '')
  from lending_entry e join lending_posting p on p.id = e.posting_id
  left join lending_loan l on l.id = e.loan_id
  where e.pool_id = %(pool)s and e.booked_on between %(first)s and %(day)s order by e.booked_on, e.id"""
_SUPERVISOR = """
  select l.number, q.public_id, q.full_name, l.principal, {principal}, {interest}, l.annual_rate,
    (select min(t.paid_on) from lending_tranche t where t.loan_id = l.id),
    (select max(i.due_on) from lending_instalment i where i.loan_id = l.id and i.is_current),
    {days},
    exists (select from lending_schedule s where s.loan_id = l.id and s.reason = 'restructure'
      and s.starts_on <= %(day)s), {state}, {kept}
  from lending_loan l join people_person q on q.id = l.person_id
  where l.pool_id = %(pool)s and exists (select from lending_tranche t where t.loan_id = l.id
    and t.paid_on <= %(day)s) order by l.id"""
_DRILL = """
  select * from (select l.number, l.public_id, {days} as days, {principal} as principal
    from lending_loan l where l.pool_id = %(pool)s and l.signed_at is not null) found
  where principal > 0 order by days desc, number"""


def _rows(
    statement: str, pool: Pool, day: date, *, first: date | None = None
) -> list[tuple[Any, ...]]:
    for mark, part in _PARTS.items():
        statement = statement.replace(mark, part)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"pool": pool.pk, "day": day, "first": first})
        return list(cursor.fetchall())


def _pair(statement: str, pool: Pool, day: date) -> tuple[int, int]:
    count, amount = _rows(statement, pool, day)[0]
    return int(count), int(amount)
