"""Reading the books: balances on any date, and the proof that everything ties."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Sum

from pulang.access.terms import Actor
from pulang.lending.models import DayBalance, Entry, Pool, Posting
from pulang.lending.terms import Account


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What stands on an account: sums of both sides in rupiah."""

    account: Account
    debit: int
    credit: int

    @property
    def balance(self) -> int:
        """Return debit less credit."""
        return self.debit - self.credit


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must tie, and the rows that do not."""

    name: str
    faults: int


def balances(pool: Pool, *, on: date) -> dict[Account, AccountBalance]:
    """Return every account at the end of a day: from the closed day before, and the entries since."""
    closed = (
        DayBalance.objects.filter(pool=pool, day__lte=on)
        .order_by("-day")
        .values_list("day")
        .first()
    )
    sums: dict[str, list[int]] = {account.value: [0, 0] for account in Account}
    entries = Entry.objects.filter(pool=pool, booked_on__lte=on).order_by()
    if closed:
        for one in DayBalance.objects.filter(pool=pool, day=closed[0]):
            sums[one.account] = [one.debit, one.credit]
        entries = entries.filter(booked_on__gt=closed[0])
    for side, index in (("debit", 0), ("credit", 1)):
        for account, amount in entries.values_list(side).annotate(total=Sum("amount")):
            sums[account][index] += amount
    return {
        Account(account): AccountBalance(Account(account), debit, credit)
        for account, (debit, credit) in sums.items()
    }


def postings(actor: Actor, *, pool: Pool, day: date | None = None) -> "list[Posting]":
    """Return the latest postings of a pool, or those of a day, with their entries."""
    rows = Posting.objects.filter(pool=pool).prefetch_related("entries")
    return list(rows.filter(booked_on=day) if day else rows[:100])


_CHECKS = {
    "balances follow the entries": """
      select count(*) from lending_balance b left join (
        select loan_id,
          sum(case 'principal' when debit then amount when credit then -amount else 0 end) as principal,
          sum(case 'interest' when debit then amount when credit then -amount else 0 end) as interest,
          sum(case 'penalty' when debit then amount when credit then -amount else 0 end) as penalty,
          sum(case 'advance' when credit then amount when debit then -amount else 0 end) as advance
        from lending_entry where pool_id = %(pool)s and loan_id is not null group by loan_id
      ) e on e.loan_id = b.loan_id
      where b.pool_id = %(pool)s and (b.principal, b.interest, b.penalty, b.advance) is distinct from
        (coalesce(e.principal, 0), coalesce(e.interest, 0), coalesce(e.penalty, 0), coalesce(e.advance, 0))""",
    "the pool follows the entries": """
      select count(*) from lending_pool p, (
        select coalesce(sum(case 'principal' when debit then amount when credit then -amount else 0 end), 0) as outstanding,
          coalesce(sum(case 'write_off' when debit then amount when credit then -amount else 0 end)
            - sum(case 'recovery' when credit then amount when debit then -amount else 0 end), 0) as lost,
          coalesce(sum(case 'capital' when credit then amount when debit then -amount else 0 end), 0) as capital,
          coalesce(sum(case when (debit, credit) = ('principal', 'interest') then amount
            when (debit, credit) = ('interest', 'principal') then -amount else 0 end), 0) as capitalised,
          coalesce(sum(case 'cash' when debit then amount when credit then -amount else 0 end), 0) as cash
        from lending_entry where pool_id = %(pool)s
      ) e where p.id = %(pool)s and (p.outstanding, p.lost, p.capital, p.capitalised, p.cash)
        is distinct from (e.outstanding, e.lost, e.capital, e.capitalised, e.cash)""",
    "what may be lent is in the account": """
      select count(*) from lending_pool p where p.id = %(pool)s
        and p.capital + p.capitalised - p.committed - p.outstanding - p.lost > p.cash""",
    "what is bound is in tranches": """
      select count(*) from lending_pool p where p.id = %(pool)s and p.committed <> coalesce((
        select sum(amount) from lending_tranche
        where pool_id = %(pool)s and state in ('planned', 'prepared', 'released', 'sent')), 0)""",
    "each posting has entries": """
      select count(*) from lending_posting p where p.pool_id = %(pool)s and p.kind not in ('accrual', 'penalty')
        and not exists (select from lending_entry e where e.posting_id = p.id)""",
    "each entry is of its posting's day": """
      select count(*) from lending_entry e join lending_posting p on p.id = e.posting_id
      where e.pool_id = %(pool)s and (e.booked_on, e.pool_id, e.bank_id) is distinct from
        (p.booked_on, p.pool_id, p.bank_id)""",
    "a reversal is the opposite": """
      select count(*) from lending_posting r where r.pool_id = %(pool)s and r.reverses_id is not null
        and (select coalesce(jsonb_agg(jsonb_build_array(e.debit, e.credit, e.amount, e.loan_id)
               order by e.debit, e.credit, e.amount, e.loan_id), '[]')
             from lending_entry e where e.posting_id = r.id) is distinct from
            (select coalesce(jsonb_agg(jsonb_build_array(e.credit, e.debit, e.amount, e.loan_id)
               order by e.credit, e.debit, e.amount, e.loan_id), '[]')
             from lending_entry e where e.posting_id = r.reverses_id)""",
    "each tranche that was paid is booked once": """
      select count(*) from lending_tranche t where t.pool_id = %(pool)s and t.state = 'paid'
        and 1 <> (select count(*) from lending_entry e where e.posting_id = t.posting_id
          and e.loan_id = t.loan_id and e.amount = t.amount and e.debit = 'principal')""",
    "payouts are tranches": """
      select count(*) from lending_posting p where p.pool_id = %(pool)s and p.kind = 'disbursement'
        and not exists (select from lending_tranche t where t.posting_id = p.id)""",
    "closed days have no gap": """
      select count(*) from lending_pool p where p.id = %(pool)s
        and p.closed_through - p.opened_on + 1 <> (select count(*) from lending_dayclose c
          where c.pool_id = %(pool)s and c.finished_at is not null)""",
    "balances of closed days follow the entries": """
      with last as (select max(day) as day from lending_daybalance where pool_id = %(pool)s),
      sides as (
        select debit as account, amount as debit, 0 as credit, booked_on from lending_entry where pool_id = %(pool)s
        union all
        select credit, 0, amount, booked_on from lending_entry where pool_id = %(pool)s
      ), sums as (
        select account, sum(debit) as debit, sum(credit) as credit from sides, last
        where booked_on <= last.day group by account
      )
      select count(*) from sums full join (
        select b.account, b.debit, b.credit from lending_daybalance b, last
        where b.pool_id = %(pool)s and b.day = last.day
      ) kept using (account)
      where (sums.debit, sums.credit) is distinct from (kept.debit, kept.credit)""",
}


def prove(pool: Pool) -> list[Check]:
    """Prove a pool's books: each check counts the rows that do not tie; all must be zero."""
    checks = []
    with connection.cursor() as cursor:
        for name, statement in _CHECKS.items():
            cursor.execute(statement, {"pool": pool.pk})
            (faults,) = cursor.fetchone() or (0,)
            checks.append(Check(name, int(faults)))
    return checks
