"""One night of check-ins over a million placements: close, open, ask, escalate, act.

The night is an ordinary one: most are asked monthly, the first month weekly, after a warning weekly
or daily, the slots spread evenly; every thirtieth question was missed before and climbs the ladder.
Messages are rendered, sealed and put into the outbox; they leave by the minute job. After it the
worst night: the clock stood still for a month and every placement is due at once (opening alone).

The yardstick is what one would write first: the same rule row by row through the ORM, on a sample.
Everything runs as the role of the application under row-level security, as the service.
"""

import os
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

_AT = datetime(2026, 11, 1, 13, tzinfo=UTC)
_ULID = "'01' || upper(lpad(to_hex(%s), 24, '0'))"
SAMPLE = 300

_PERSONS = f"""
insert into people_person
  (id, public_id, state, full_name, sex, born_on, birth_precision, birthplace, mother_name, nik,
   phone, place_code, description, access_class, known_to, search_keys, created_at, updated_at)
select n, {_ULID % "n"}, 'active', 'Maria ' || n, 'F', null, '', '', '', '', '',
  v.codes[1 + n %% array_length(v.codes, 1)], '', 'D2', '{{}}', '{{}}', %(at)s, %(at)s
from generate_series(1, %(count)s) n,
  (select array_agg(code order by code) codes from places_place
   where length(code) = 10 and code like '53%%') v
"""
_MIGRATIONS = f"""
insert into journey_migration
  (id, public_id, person_id, scheme, procedural_status, destination_id, occupation, stage,
   stage_since, ruleset_on, place_code, known_to, opened_at, note)
select p.id, {_ULID % "p.id + 4294967296"}, p.id, 'P_TO_P', 'BELUM_DIKETAHUI', 'MY', 'domestic',
  'working', %(at)s, '2026-01-01', p.place_code, '{{}}', %(at)s, ''
from people_person p
"""
_PLACEMENTS = f"""
insert into abroad_placement (id, public_id, migration_id, began_at, began_by, end_reason)
select id, {_ULID % "id + 8589934592"}, id,
  %(at)s - make_interval(days => case when id %% 12 = 0 then (id %% 30)::int else 40 + (id %% 900)::int end),
  1, ''
from journey_migration
"""
# Eight in a hundred in their first month, two after a warning, three in a thousand in danger.
_SCHEDULES = """
insert into abroad_schedule (placement_id, started_at, risk, warned_at, warned_by, warned_of,
  next_due_at, last_answer_at)
select id, began_at, risk, case when risk <> 'normal' then %(at)s - interval '5 days' end,
  case when risk <> 'normal' then 1 end, case when risk <> 'normal' then 'late' else '' end,
  %(at)s + make_interval(secs => (id %% 86399)::int) - interval '1 day'
    + make_interval(days => case when risk = 'high' then 0
        when risk = 'raised' or began_at > %(at)s - interval '30 days' then (id %% 7)::int
        else (id %% 30)::int end),
  %(at)s - interval '20 days'
from (select p.id, p.began_at, case when p.id %% 333 = 1 then 'high'
        when p.id %% 50 = 1 then 'raised' else 'normal' end as risk
      from abroad_placement p) p
"""
_CONTACTS = """
insert into abroad_safecontact (placement_id, rank, channel, sealed_address, address_hash,
  address_mask, language, zone, from_hour, until_hour, is_shared, noted_at, noted_by)
select id, 1, case when id %% 20 = 0 then 'phone' when id %% 3 = 0 then 'whatsapp' else 'sms' end,
  %(sealed)s, md5(id::text), '+60•••' || lpad((id %% 1000)::text, 3, '0'), 'id',
  'Asia/Kuala_Lumpur', '08:00', '20:00', id %% 9 = 0, %(at)s, 1
from abroad_placement
"""
# Questions of the days before that were not answered: on every step of the ladder.
_MISSED = f"""
insert into abroad_checkin (public_id, placement_id, risk, due_at, asked_at, is_unasked, state,
  step, next_step_at, answer, via, outcome)
select {_ULID % "id + 12884901888"}, id, 'normal', %(at)s - interval '3 days',
  %(at)s - interval '3 days', false, case when step = 0 then 'asked' else 'missed' end, step,
  %(at)s + make_interval(hours => (id %% 60)::int - 30), '', '', ''
from (select id, (id %% 5)::int as step from abroad_placement where id %% 200 = 7) p
"""
_TABLES = (
    "abroad_checkin", "abroad_schedule", "abroad_safecontact", "abroad_placementterms",
    "abroad_placement", "notices_message", "coordination_task", "journey_event",
    "journey_migration", "people_person",
)  # fmt: skip


def run(placements: int = 1_000_000) -> dict[str, Any]:
    """Measure one night over `placements`; the data is made anew each time, in a folder of its own."""
    home = Path(os.environ.get("PULANG_BENCH_HOME", "bench-out")) / f"checkins-{placements}"
    os.environ["PULANG_HOME"] = str(home.resolve())
    os.environ.update(PULANG_AS_OWNER="yes", PULANG_LOG_LEVEL="WARNING")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pulang.web.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    loading = _load(placements)
    return _measure(placements, loading)


def _load(count: int) -> float:
    from django.db import connection

    from pulang.base import crypto

    began = time.perf_counter()
    sealed = crypto.seal("+60123456789", data_class="D2")
    said = {"at": _AT, "count": count, "sealed": sealed}
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(_TABLES)} cascade")
        # No trigger fires: rows that refer to rows made one line above need no second look.
        cursor.execute("set session_replication_role = replica")
        cursor.execute("set synchronous_commit = off")
        for statement in (
            _PERSONS, _MIGRATIONS, _PLACEMENTS, _SCHEDULES, _CONTACTS, _MISSED,
        ):  # fmt: skip
            cursor.execute(statement, said)
        cursor.execute("reset session_replication_role")
        cursor.execute("reset synchronous_commit")
        for table in ("abroad_checkin", "abroad_placement"):
            cursor.execute(f"select setval('{table}_id_seq', %s)", [count + 1])
        for table in _TABLES:
            cursor.execute(f"vacuum analyze {table}")
    return time.perf_counter() - began


def _measure(count: int, loading: float) -> dict[str, Any]:
    from django.db import connection

    from pulang.abroad.actions import clock, escalations, running
    from pulang.access.queries import service_actor

    with connection.cursor() as cursor:
        cursor.execute("set role pulang_app")
    service = service_actor()
    times: dict[str, float] = {}
    counts: dict[str, int] = {}
    at = _AT
    for name, stage in (
        ("lay_down", lambda: clock.lay_down(at=at, by=service)),
        ("open", lambda: clock.open_due(at=at, by=service)),
        ("ask", lambda: running.until_none(lambda: clock.ask(at=at, by=service))),
        ("escalate", lambda: escalations.advance(at=at, by=service)),
        ("act", lambda: running.until_none(lambda: escalations.act(at=at, by=service))),
    ):
        began = time.perf_counter()
        counts[name] = stage()
        times[name] = round(time.perf_counter() - began, 2)
    night = round(sum(times.values()), 2)
    yardstick = _row_by_row(service, at)
    began = time.perf_counter()
    worst_opened = clock.open_due(at=at + timedelta(days=40), by=service)
    worst = round(time.perf_counter() - began, 2)
    rate = yardstick / SAMPLE * count
    return {
        "bench": "checkins",
        "size": count,
        "ours": {
            "seconds": night,
            "stages": times,
            "rows": counts,
            "all_due_at_once_seconds": worst,
            "all_due_at_once_opened": worst_opened,
            "load_seconds": round(loading, 1),
            "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        },
        "yardstick": {
            "what": f"row by row through the ORM, {SAMPLE:,} placements scaled up to all",
            "seconds": round(rate, 1),
        },
        "ratio": {"all_due_at_once": round(worst / rate, 4)},
    }


def _row_by_row(service: Any, at: datetime) -> float:
    """Open questions for a sample as one would write it first; rolled back."""
    from django.db import transaction

    from pulang.abroad.models import CheckIn, Schedule
    from pulang.abroad.rules import rhythm
    from pulang.access import context

    held = rhythm.RHYTHMS[0]
    with context.acting(service), transaction.atomic():
        sample = list(
            Schedule.objects.filter(next_due_at__gt=at)
            .exclude(placement__check_ins__isnull=False)
            .select_related("placement__migration")[:SAMPLE]
        )
        began = time.perf_counter()
        for schedule in sample:
            hours = rhythm.every_hours(
                started_at=schedule.started_at, risk=schedule.risk,
                warned_at=schedule.warned_at, at=at, rhythm=held,
            )  # fmt: skip
            due = schedule.next_due_at
            CheckIn.objects.get_or_create(
                placement=schedule.placement, due_at=due, defaults={"risk": schedule.risk}
            )
            schedule.next_due_at = rhythm.next_due(due_at=due, at=at, hours=hours)
            schedule.save()
        spent = time.perf_counter() - began
        transaction.set_rollback(True)
    return spent


def table(result: dict[str, Any]) -> str:
    """Return the figures for people."""
    ours = result["ours"]
    lines = [
        f"one night of check-ins, {result['size']:,} placements",
        f"{'stage':<28}{'rows':>12}{'seconds':>10}",
    ]
    for name, seconds in ours["stages"].items():
        lines.append(f"{name:<28}{ours['rows'][name]:>12,}{seconds:>10}")
    lines += [
        f"{'the whole night':<28}{'':>12}{ours['seconds']:>10}",
        (
            f"{'all due at once, opening':<28}{ours['all_due_at_once_opened']:>12,}"
            f"{ours['all_due_at_once_seconds']:>10}"
        ),
        f"{'the same row by row (ORM)':<28}{'':>12}{result['yardstick']['seconds']:>10}",
        f"loaded in {ours['load_seconds']} s",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    print(table(run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
