"""What a pool did, in sums: for the governor and the bank's head; no single loan is shown.

Whoever may read the pool may not read a loan, so the sums are taken by the automatic service after
the permission was checked. Counts of people below five are hidden (R8.7).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection

from pulang.access import context
from pulang.access.actions.rights import require
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission
from pulang.base.suppression import suppress, suppress_line
from pulang.law.terms import Component
from pulang.lending.models import Pool
from pulang.lending.rules import arrears
from pulang.lending.rules.rounding import half_up
from pulang.lending.terms import Collectability
from pulang.people.terms import Sex
from pulang.places.models import Country, Place


@dataclass(frozen=True, slots=True)
class State:
    """The money of a pool on a day, in rupiah."""

    name: str
    day: date
    allocated: int
    capitalised: int
    committed: int
    disbursed: int
    outstanding: int
    repaid: int
    repaid_principal: int
    interest_received: int
    lost: int
    insured: int
    available: int
    cash: int
    loans: int
    borrowers: int
    par1: int
    par30: int
    par60: int
    par90: int
    npl_bp: int
    halted: int

    def share(self, amount: int) -> float:
        """Return an amount as a share of what is outstanding."""
        return amount / self.outstanding if self.outstanding else 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: counts below five are None."""

    label: str
    cells: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the governor's page shows."""

    state: State
    places: tuple[Line, ...]
    sexes: tuple[str, ...]
    destinations: tuple[Line, ...]
    purposes: tuple[Line, ...]
    qualities: tuple[Line, ...]
    informal: int | None
    halts: int | None
    claims: int | None
    helped: int | None


@dataclass(frozen=True, slots=True)
class Flow:
    """One month: what went out, what was to come in, what came."""

    month: date
    disbursed: int
    expected: int
    received: int


def pools(actor: Actor) -> list[Pool]:
    """Return the pools that the actor may read, oldest first.

    Raises: NotAllowed.
    """
    require(actor, Permission.POOL_READ)
    return list(Pool.objects.order_by("pk"))


@contextmanager
def summing(actor: Actor) -> Iterator[None]:
    """Read as the automatic service, after the check that the actor may read pools.

    Raises: NotAllowed.
    """
    require(actor, Permission.POOL_READ)
    with context.acting(service_actor(), reason="sums of a loan pool"):
        yield


def overview(actor: Actor, pool: Pool, *, on: date) -> Overview:
    """Return what the page of a pool shows.

    Raises: NotAllowed.
    """
    with summing(actor):
        state = state_of(pool, on=on)
        sexes, places = _places(pool)
        return Overview(
            state=state,
            sexes=sexes,
            places=places,
            destinations=_destinations(pool),
            purposes=_purposes(pool),
            qualities=_qualities(pool),
            informal=_hidden(_people(pool, "l.had_informal_debt")),
            halts=_hidden(state.halted),
            claims=_hidden(_claims(pool)),
            helped=_hidden(state.borrowers),
        )


def state_of(pool: Pool, *, on: date) -> State:
    """Return the money of a pool today; arrears as of a day. The caller reads all loans."""
    sums = _row(_MONEY, pool)
    late = {
        limit: int(amount) for limit, amount in zip(arrears.PAR, _row(_PAR, pool, on), strict=True)
    }
    quality = dict.fromkeys(Collectability, 0)
    for key, _count, amount in _rows(_QUALITY, pool):
        quality[Collectability(key)] = int(amount)
    counts = _row(_COUNTS, pool)
    return State(
        name=pool.name,
        day=on,
        allocated=pool.capital,
        capitalised=pool.capitalised,
        committed=pool.committed,
        disbursed=int(sums[0]),
        outstanding=pool.outstanding,
        repaid=int(sums[1]),
        repaid_principal=int(sums[2]),
        interest_received=int(sums[3]),
        lost=pool.lost,
        insured=int(sums[4]),
        available=pool.available,
        cash=pool.cash,
        loans=int(counts[0]),
        borrowers=int(counts[1]),
        par1=late[1],
        par30=late[30],
        par60=late[60],
        par90=late[90],
        npl_bp=arrears.non_performing(quality),
        halted=int(counts[2]),
    )


def as_plain(state: State) -> dict[str, Any]:
    """Return the figures for machines."""
    return {**asdict(state), "day": state.day.isoformat()}


def flows(actor: Actor, pool: Pool) -> list[Flow]:
    """Return money out, money expected and money received by month, the coming year included.

    Raises: NotAllowed.
    """
    with summing(actor):
        return [Flow(m, int(out), int(due), int(came)) for m, out, due, came in _rows(_FLOW, pool)]


def by_day(actor: Actor, pool: Pool) -> list[tuple[date, str, int]]:
    """Return what was lent, and what stood in the account, at the close of every seventh day.

    Raises: NotAllowed.
    """
    with summing(actor):
        return [(day, account, int(amount)) for day, account, amount in _rows(_BY_DAY, pool)]


# --- people: counted by human being, small numbers hidden ---


def _places(pool: Pool) -> tuple[tuple[str, ...], tuple[Line, ...]]:
    names = dict(Place.objects.filter(level=4).values_list("code", "name"))
    found = _rows(_PLACES, pool)
    sexes = [Sex.FEMALE.value, Sex.MALE.value]
    if any(sex == "" for _code, sex, _people in found):
        sexes.append("")
    counts: dict[str, list[int]] = {}
    for code, sex, people in found:
        counts.setdefault(code, [0] * len(sexes))[sexes.index(sex)] += people
    if not counts:
        return (), ()
    codes = sorted(counts, key=lambda code: (-sum(counts[code]), code))
    shown = suppress([counts[code] for code in codes])
    labels = tuple(str(Sex(sex).label) if sex else "?" for sex in sexes)
    rows = [
        Line(names.get(code, code or "?").removeprefix("Kabupaten "), cells)
        for code, cells in zip(codes, shown, strict=False)
    ]
    return labels, (*rows, Line("", shown[-1]))


def _destinations(pool: Pool) -> tuple[Line, ...]:
    return _one_line(
        [
            (key or "", int(people), int(amount))
            for key, people, amount in _rows(_DESTINATIONS, pool)
        ],
        {country.pk: str(country) for country in Country.objects.all()},
    )


def _purposes(pool: Pool) -> tuple[Line, ...]:
    words = {one.value: str(one.label) for one in Component}
    rows = [(key, int(people), int(amount)) for key, people, amount in _rows(_PURPOSES, pool)]
    return _one_line(rows, words)


def _qualities(pool: Pool) -> tuple[Line, ...]:
    found = {key: (int(count), int(amount)) for key, count, amount in _rows(_QUALITY, pool)}
    rows = [(str(one.value), *found.get(one.value, (0, 0))) for one in Collectability]
    return _one_line(rows, {str(one.value): str(one.label) for one in Collectability})


def _one_line(rows: list[tuple[str, int, int]], words: dict[str, str]) -> tuple[Line, ...]:
    """Return people and rupiah of each row; where the people are hidden their money is as well."""
    shown = suppress_line([people for _key, people, _amount in rows])
    return tuple(
        Line(words.get(key, key or "?"), (people, amount if people is not None else None))
        for (key, _people, amount), people in zip(rows, shown, strict=True)
    )


def _hidden(count: int) -> int | None:
    return suppress_line([count])[0]


def _people(pool: Pool, condition: str) -> int:
    return int(_row(_HELPED.format(condition=condition), pool)[0])


def _claims(pool: Pool) -> int:
    return int(_row(_CLAIMS, pool)[0])


# --- the sums ---

_MONEY = """
  select
    coalesce((select sum(drawn) from lending_balance where pool_id = %(pool)s), 0),
    coalesce((select sum(repaid) from lending_balance where pool_id = %(pool)s), 0),
    coalesce(sum(case when credit = 'principal' and debit in ('cash', 'suspense', 'advance') then amount
      when debit = 'principal' and credit in ('suspense', 'advance') then -amount else 0 end), 0),
    coalesce(sum(case when credit = 'interest' and debit in ('cash', 'suspense', 'advance') then amount
      when debit = 'interest' and credit in ('cash', 'suspense', 'advance') then -amount else 0 end), 0),
    coalesce((select sum(c.paid) from lending_insuranceclaim c join lending_loan l on l.id = c.loan_id
      where l.pool_id = %(pool)s), 0)
  from lending_entry
  where pool_id = %(pool)s and (credit in ('principal', 'interest') or debit in ('principal', 'interest'))"""
_PAR = """
  select
    coalesce(sum(principal) filter (where days >= 1), 0),
    coalesce(sum(principal) filter (where days >= 30), 0),
    coalesce(sum(principal) filter (where days >= 60), 0),
    coalesce(sum(principal) filter (where days >= 90), 0)
  from (
    -- Whose collection is halted stays as late as on the first day of the halt.
    select principal, least(%(day)s, halted_since) - oldest_due_on as days
    from lending_balance where pool_id = %(pool)s and is_running
  ) late"""
_QUALITY = """
  select collectability, count(distinct l.person_id), sum(b.principal)
  from lending_balance b join lending_loan l on l.id = b.loan_id
  where b.pool_id = %(pool)s and b.is_running and b.principal > 0 group by 1 order by 1"""
_COUNTS = """
  select count(*) filter (where b.drawn > 0), count(distinct l.person_id) filter (where b.drawn > 0),
    count(distinct l.person_id) filter (where b.halted_since is not null)
  from lending_loan l join lending_balance b on b.loan_id = l.id where l.pool_id = %(pool)s"""
_HELPED = """
  select count(distinct l.person_id) from lending_loan l join lending_balance b on b.loan_id = l.id
  where l.pool_id = %(pool)s and b.drawn > 0 and {condition}"""
_CLAIMS = """
  select count(distinct l.person_id) from lending_insuranceclaim c join lending_loan l on l.id = c.loan_id
  where l.pool_id = %(pool)s"""
_PLACES = """
  select l.place_code, case when l.sex in ('F', 'M') then l.sex else '' end, count(distinct l.person_id)
  from lending_loan l join lending_balance b on b.loan_id = l.id
  where l.pool_id = %(pool)s and b.drawn > 0 group by 1, 2"""
_DESTINATIONS = """
  select l.destination_id, count(distinct l.person_id), sum(b.drawn)
  from lending_loan l join lending_balance b on b.loan_id = l.id
  where l.pool_id = %(pool)s and b.drawn > 0 group by 1 order by 2 desc, 1"""
_PURPOSES = """
  select t.component, count(distinct l.person_id), sum(t.amount)
  from lending_tranche t join lending_loan l on l.id = t.loan_id
  where t.pool_id = %(pool)s and t.state = 'paid' group by 1 order by 3 desc, 1"""
_FLOW = """
  with moves as (
    select date_trunc('month', e.booked_on)::date as month,
      case when p.kind = 'disbursement' then e.amount else 0 end as disbursed, 0::bigint as expected,
      case when p.kind <> 'disbursement' and e.debit in ('cash', 'suspense') then e.amount
           when p.kind in ('reversal', 'returned') and e.credit in ('cash', 'suspense') then -e.amount
           else 0 end as received
    from lending_entry e join lending_posting p on p.id = e.posting_id
    where e.pool_id = %(pool)s and e.loan_id is not null and p.kind <> 'accrual'
    union all
    select date_trunc('month', i.due_on)::date, 0, i.principal + i.interest, 0
    from lending_instalment i join lending_balance b on b.loan_id = i.loan_id
    where b.pool_id = %(pool)s and i.is_current
  )
  select month, sum(disbursed), sum(expected), sum(received) from moves group by 1
  having sum(disbursed) + sum(expected) + abs(sum(received)) > 0 order by 1"""
_BY_DAY = """
  select d.day, d.account, d.debit - d.credit
  from lending_daybalance d join lending_pool p on p.id = d.pool_id
  where d.pool_id = %(pool)s and d.account in ('principal', 'cash')
    and ((d.day - p.opened_on) %% 7 = 0 or d.day = p.closed_through)
  order by 1, 2"""


def _rows(statement: str, pool: Pool, day: date | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"pool": pool.pk, "day": day})
        return list(cursor.fetchall())


def _row(statement: str, pool: Pool, day: date | None = None) -> tuple[Any, ...]:
    return _rows(statement, pool, day)[0]


def share_of(amount: int, whole: int) -> int:
    """Return a share in basis points."""
    return half_up(amount * 10_000, whole) if whole else 0
