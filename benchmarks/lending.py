"""The end of a day over a million active loans, beside the barest SQL that could do its writing.

The day is an ordinary one: each loan earns, one in thirty has an instalment due and begins its next
period, three in a hundred are late. Closing it is `actions.closing.close_through`, in its batches, as
the role of the application and as the service, with all that follows a day.

The yardstick, in the same run and on the same server: one UPDATE of as many balance rows and one
INSERT .. SELECT of as many entries, on copies of the two tables with the same columns, indexes, checks,
foreign keys and fill. `bare` is the same on copies that have a primary key and nothing else. Each side
is measured on three days in turn; the median counts. A loan has two instalments here, not twelve: the
others are neither read nor written by a close.
"""

import os
import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

_AT = datetime(2026, 11, 20, 13, tzinfo=UTC)
_OPENED = date(2026, 11, 1)
DAYS = 3
_ULID = "'01' || upper(lpad(to_hex(%s), 24, '0'))"

_PERSONS = f"""
insert into people_person
  (id, public_id, state, full_name, sex, born_on, birth_precision, birthplace, mother_name, nik,
   phone, place_code, description, access_class, known_to, search_keys, created_at, updated_at)
select n, {_ULID % "n"}, 'active', 'Maria ' || n, 'F', null, '', '', '', '', '',
  '5304022005', '', 'D2', '{{}}', '{{}}', %(at)s, %(at)s
from generate_series(1, %(count)s) n
"""
_MIGRATIONS = f"""
insert into journey_migration
  (id, public_id, person_id, scheme, procedural_status, destination_id, occupation, stage,
   stage_since, ruleset_on, place_code, known_to, opened_at, note)
select n, {_ULID % "n + 4294967296"}, n, 'P_TO_P', 'BELUM_DIKETAHUI', 'MY', 'domestic',
  'working', %(at)s, '2026-01-01', '5304022005', '{{}}', %(at)s, ''
from generate_series(1, %(count)s) n
"""
_LOANS = f"""
insert into lending_loan
  (id, public_id, number, pool_id, bank_id, person_id, migration_id, terms_id, state, state_since,
   principal, annual_rate, months, method, day_count, grace, grace_months, virtual_account, started_on,
   place_code, sex, had_informal_debt, approved_at, approved_by, signed_at, signed_by)
select n, {_ULID % "n + 8589934592"}, 'B-' || n, %(pool)s, %(bank)s, n, n, %(terms)s, 'repaying', %(at)s,
  60000000, 600, 12, 'annuity', '30/360', 'none', 0, '88810' || lpad(n::text, 9, '0'), '2026-01-01',
  '5304', 'F', false, %(at)s, 1, %(at)s, 1
from generate_series(1, %(count)s) n
"""
_BALANCES = """
insert into lending_balance
  (loan_id, pool_id, drawn, principal, interest, penalty, advance, repaid, is_running, accrual_from,
   accrual_to, accrual_total, accrual_done, accrued_through, overdue, collectability,
   kept_collectability, cure_count)
select n, %(pool)s, 60000000, 55000000, 0, 0, 0, 5000000, true,
  %(opened)s::date - 29 + (n %% 30)::int, %(opened)s::date + 1 + (n %% 30)::int, 275000,
  lending_accrued(275000, %(opened)s::date - 29 + (n %% 30)::int, %(opened)s::date + 1 + (n %% 30)::int,
    %(opened)s::date - 1),
  %(opened)s::date - 1, 0, 1, 1, 0
from generate_series(1, %(count)s) n
"""
_SCHEDULES = f"""
insert into lending_schedule
  (id, public_id, loan_id, version, is_current, reason, principal, interest, annual_rate, months,
   method, grace, grace_months, starts_on, first_due_on, effective_rate, kept, made_at, made_by)
select n, {_ULID % "n + 12884901888"}, n, 1, true, 'start', 60000000, 1967830, 600, 12, 'annuity',
  'none', 0, '2026-01-01', %(opened)s::date + 1 + (n %% 30)::int, 6.1678, 1, %(at)s, 1
from generate_series(1, %(count)s) n
"""
_INSTALMENTS = """
insert into lending_instalment
  (schedule_id, loan_id, number, due_on, principal, interest, accrues, capitalised, balance, penalty,
   principal_paid, interest_paid, penalty_paid, is_current, is_paid)
select n, n, k, %(opened)s::date + 1 + (n %% 30)::int + 30 * (k - 1), 4888986, 275000, 275000, 0,
  50000000, 0, 0, 0, 0, true, false
from generate_series(1, %(count)s) n, generate_series(1, 2) k
union all
select n, n, 3, %(opened)s::date - 20, 100000, 0, 0, 0, 50000000, 0, 0, 0, 0, true, false
from generate_series(1, %(count)s) n where n %% 33 = 0
"""
_POOL = """
update lending_pool set capital = 60000000 * %(count)s::bigint, outstanding = 55000000 * %(count)s::bigint,
  cash = 0 where id = %(pool)s
"""
_TABLES = (
    "lending_entry", "lending_posting", "lending_daybalance", "lending_dayclose", "lending_instalment",
    "lending_schedule", "lending_balance", "lending_loan", "lending_productterms", "lending_product",
    "lending_pool", "notices_message", "coordination_task", "journey_migration", "people_person",
)  # fmt: skip
_COPIES = ("yard_entry", "yard_balance", "bare_entry", "bare_balance")


def run(loans: int = 1_000_000) -> dict[str, Any]:
    """Measure closing a day over `loans`; the data is made anew each time, in a folder of its own."""
    home = Path(os.environ.get("PULANG_BENCH_HOME", "bench-out")) / f"lending-{loans}"
    os.environ["PULANG_HOME"] = str(home.resolve())
    os.environ.update(PULANG_AS_OWNER="yes", PULANG_LOG_LEVEL="WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pulang.web.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    pool = _load(loans)
    sides = {"yardstick": _yard("yard"), "bare": _yard("bare"), "ours": _closing(pool)}
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(DAYS):
        for name, side in sides.items():
            seconds[name].append(side(_OPENED + timedelta(days=number)))
            _tidy()
    _check(pool, loans)
    medians = {name: statistics.median(several) for name, several in seconds.items()}
    return {
        "bench": "lending",
        "size": loans,
        "ours": {
            "seconds": round(medians["ours"], 2),
            "loans_per_second": round(loans / medians["ours"]),
            "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        },
        "yardstick": {"seconds": round(medians["yardstick"], 2)},
        "ratio": {"seconds": round(medians["ours"] / medians["yardstick"], 2)},
        "bare": {"seconds": round(medians["bare"], 2)},
        "ratio_to_bare": round(medians["ours"] / medians["bare"], 2),
        "all_seconds": {
            name: [round(one, 2) for one in several] for name, several in seconds.items()
        },
    }


def table(found: dict[str, Any]) -> str:
    """Write what was found, for people."""
    ours, yard, bare = found["ours"], found["yardstick"]["seconds"], found["bare"]["seconds"]
    ratio, to_bare = found["ratio"]["seconds"], found["ratio_to_bare"]
    rate = ours["loans_per_second"]
    return "\n".join(
        [
            f"lending: the end of a day over {found['size']:,} loans, median of {DAYS} days",
            f"  close of the day                  {ours['seconds']:>8.2f} s, {rate:,} loans a second",
            f"  the same writing, with all keys   {yard:>8.2f} s, ratio {ratio}",
            f"  the same writing, bare copies     {bare:>8.2f} s, ratio {to_bare}",
        ]
    )


def _load(count: int) -> Any:
    from django.db import connection

    from pulang.access.queries import service_actor

    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(_TABLES)} cascade")
        pool, terms = _found(service_actor().membership_id)
        said = {
            "at": _AT, "count": count, "pool": pool.pk, "bank": pool.bank_id, "terms": terms,
            "opened": _OPENED,
        }  # fmt: skip
        # No trigger fires: rows that refer to rows made one line above need no second look.
        cursor.execute("set session_replication_role = replica")
        cursor.execute("set synchronous_commit = off")
        for statement in (
            _PERSONS, _MIGRATIONS, _LOANS, _BALANCES, _SCHEDULES, _INSTALMENTS, _POOL,
        ):  # fmt: skip
            cursor.execute(statement, said)
        cursor.execute("reset session_replication_role")
        cursor.execute("reset synchronous_commit")
        _copy(cursor)
    _tidy()
    return pool


def _found(by: int) -> tuple[Any, int]:
    """Found a bank's pool and the terms of its product; return the pool and the terms' key."""
    from pulang.access.models import Organisation
    from pulang.lending.models import Pool, Product, ProductTerms

    bank, _made = Organisation.objects.get_or_create(kind="bank", name="Bank Ukur", area="53")
    pool = Pool.objects.create(
        name="Ukur", bank=bank, account_number="1", virtual_prefix="88810", opened_on=_OPENED,
        closed_through=_OPENED - timedelta(days=1), created_at=_AT, created_by=by,
    )  # fmt: skip
    product = Product.objects.create(
        code="ukur", name="Ukur", scheme="kpm_bank_ntt", pool=pool, created_at=_AT, created_by=by
    )
    terms = ProductTerms.objects.create(
        product=product, starts_on=_OPENED, source="bench", recorded_at=_AT, recorded_by=by
    )
    return pool, terms.pk


def _copy(cursor: Any) -> None:
    """Make the tables of the yardsticks: one pair with everything, one with a primary key alone."""
    cursor.execute(f"drop table if exists {', '.join(_COPIES)}")
    for kind in ("balance", "entry"):
        whole, bare = f"yard_{kind}", f"bare_{kind}"
        cursor.execute(f"create table {whole} (like lending_{kind} including all)")
        cursor.execute(f"create table {bare} (like lending_{kind} including defaults)")
        key = "loan_id" if kind == "balance" else "id"
        cursor.execute(f"alter table {bare} add primary key ({key})")
        cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint"
            " where conrelid = %s::regclass and contype = 'f'",
            [f"lending_{kind}"],
        )
        for name, said in cursor.fetchall():
            cursor.execute(f'alter table {whole} add constraint "y_{name[:50]}" {said}')
        if kind == "balance":
            for copy in (whole, bare):
                cursor.execute(f"alter table {copy} set (fillfactor = 50)")
                cursor.execute(f"insert into {copy} select * from lending_balance")
        else:
            cursor.execute(f"create sequence if not exists {bare}_id")
            cursor.execute(f"alter table {bare} alter id set default nextval('{bare}_id')")
    # A posting for the yardstick's entries to belong to.
    cursor.execute(
        "insert into lending_posting (public_id, pool_id, bank_id, kind, key, digest, booked_on,"
        " posted_at, posted_by) select 'yard', id, bank_id, 'accrual', 'yard', '', opened_on - 1,"
        " now(), 1 from lending_pool"
    )


def _yard(prefix: str) -> Callable[[date], float]:
    """Return the measuring of the two barest statements on a pair of copies."""

    def measure(day: date) -> float:
        from django.db import connection

        with connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(
                f"update {prefix}_balance set accrual_done = accrual_done + 9167,"
                " interest = interest + 9167, accrued_through = %s"
                " where is_running and accrued_through < %s",
                [day, day],
            )
            cursor.execute(
                f"insert into {prefix}_entry (posting_id, pool_id, bank_id, booked_on, debit, credit,"
                " amount, loan_id) select p.id, p.pool_id, p.bank_id, %s, 'interest',"
                f" 'interest_income', 9167, b.loan_id from {prefix}_balance b"
                " cross join (select * from lending_posting where key = 'yard') p",
                [day],
            )
            return time.perf_counter() - began

    return measure


def _closing(pool: Any) -> Callable[[date], float]:
    """Return the measuring of our close, as the application's role and the service."""

    def measure(day: date) -> float:
        from django.db import connection

        from pulang.access import context
        from pulang.access.guard import APP_ROLE
        from pulang.access.queries import service_actor
        from pulang.lending.actions.closing import close_through

        service = service_actor()
        with connection.cursor() as cursor:
            cursor.execute(f"set role {APP_ROLE}")
            with context.acting(service, reason="bench"):
                began = time.perf_counter()
                close_through(pool=pool, day=day, by=service, at=_AT)
                took = time.perf_counter() - began
            cursor.execute("reset role")
        return took

    return measure


def _tidy() -> None:
    """Do what autovacuum does between two nights, outside the time that is measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        for name in ("lending_balance", "lending_entry", "lending_instalment", *_COPIES):
            cursor.execute(f"vacuum analyze {name}")
        cursor.execute("checkpoint")


def _check(pool: Any, loans: int) -> None:
    """Prove that every loan earned on every day, and that sums tie."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select (select sum(interest) from lending_balance), (select sum(amount) from lending_entry),"
            " (select sum(interest) from lending_dayclose), (select sum(loans) from lending_dayclose),"
            " (select count(*) from lending_dayclose where finished_at is not null)"
        )
        on_loans, entered, told, seen, days = cursor.fetchone()
    if not (on_loans == entered == told and seen == loans * DAYS and days == DAYS):
        raise SystemExit(f"The close is wrong: {on_loans} {entered} {told} {seen} {days}")
