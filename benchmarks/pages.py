"""A million migrations with thirty events each: how long the worklist and a timeline take in the server.

The yardstick is a bare Django page that reads one row, asked in the same run, in turn with ours,
through the same middleware by the same signed-in officer, so that what is compared is what the
pages do. Everything runs as the role of the application under row-level security.
"""

import os
import random
import resource
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SEED = 2026
EVENTS = 30
ASKED = 200
_AT = datetime(2026, 11, 1, tzinfo=UTC)
_ULID = "'01' || upper(lpad(to_hex(%s), 24, '0'))"

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
  (array['interested', 'registered', 'preparing', 'cleared', 'departed', 'working'])[1 + p.id %% 6],
  %(at)s, '2026-01-01', p.place_code, '{{}}', %(at)s, ''
from people_person p
"""
_EVENTS = f"""
insert into journey_event
  (public_id, person_id, migration_id, kind, stage, occurred_at, recorded_at, recorded_by,
   organisation_id, place_code, data_class, facts, state)
select {_ULID % "(m.id::bigint << 8) + k"}, m.person_id, m.id,
  case when k %% 6 = 0 then 'journey.stage' else 'journey.changed' end,
  case when k = 0 then 'interested' when k %% 6 = 0 then m.stage else '' end,
  %(at)s - make_interval(days => {EVENTS} - k), %(at)s - make_interval(days => {EVENTS} - k), null,
  %(office)s, m.place_code, case when k %% 10 = 9 then 'D6' else 'D2' end, '{{}}', 'holds'
from journey_migration m, generate_series(0, {EVENTS - 1}) k
where m.id > %(after)s and m.id <= %(until)s
"""
_TASKS = f"""
insert into coordination_task
  (public_id, kind, key, desk, person_id, migration_id, urgency, due_at, facts, url, opened_at)
select {_ULID % "m.id + 8589934592"}, 'journey.look', 'journey.look:' || m.id,
  'kabupaten_officer@' || left(m.place_code, 4), m.person_id, m.id, m.id %% 4,
  %(at)s + make_interval(hours => (m.id %% 999)::int), '{{}}', '/journey/' || m.public_id || '/', %(at)s
from journey_migration m
"""
_TABLES = ("coordination_task", "journey_event", "journey_migration", "people_person")


def run(records: int = 1_000_000, *, asked: int = ASKED) -> dict[str, Any]:
    """Measure on `records` migrations; the database is built once in its folder and kept."""
    home = Path(os.environ.get("PULANG_BENCH_HOME", "bench-out")) / f"pages-{records}"
    os.environ["PULANG_HOME"] = str(home.resolve())
    os.environ.update(PULANG_AS_OWNER="yes", PULANG_LOG_LEVEL="WARNING", PULANG_HOSTS="testserver")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pulang.web.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    settings.ROOT_URLCONF = "pages_urls"
    loading = _load(records)
    return _measure(records, asked, loading)


def _load(records: int) -> float:
    """Fill the tables by the owner, indexes afterwards; return the seconds it took."""
    from django.db import connection

    from pulang.journey.models import Event

    with connection.cursor() as cursor:
        cursor.execute("select count(*) from coordination_task")
        if cursor.fetchone()[0] == records:
            return 0.0
        began = time.perf_counter()
        at = {"at": _AT, "count": records, "office": _officer().organisation_id}
        cursor.execute(f"truncate {', '.join(_TABLES)} cascade")
        for index in Event._meta.indexes:
            cursor.execute(f'drop index if exists "{index.name}"')
        # No trigger fires: rows that refer to rows made one line above need no second look.
        cursor.execute("set session_replication_role = replica")
        cursor.execute("set synchronous_commit = off")
        cursor.execute("set maintenance_work_mem = '1GB'")
        cursor.execute(_PERSONS, at)
        cursor.execute(_MIGRATIONS, at)
        for after in range(0, records, 50_000):
            cursor.execute(_EVENTS, {**at, "after": after, "until": min(after + 50_000, records)})
        with connection.schema_editor() as editor:
            for index in Event._meta.indexes:
                editor.add_index(Event, index)
        cursor.execute(_TASKS, at)
        cursor.execute("reset session_replication_role")
        for table in _TABLES:
            cursor.execute(f"vacuum analyze {table}")
    return time.perf_counter() - began


def _officer() -> Any:
    from pulang.access.models import Membership, Organisation, User
    from pulang.access.queries import actor_of_membership

    office, _ = Organisation.objects.get_or_create(
        name="bench belu", defaults={"kind": "kabupaten", "area": "5304"}
    )
    user, _ = User.objects.get_or_create(email="belu@bench.example.org")
    membership, _ = Membership.objects.get_or_create(
        user=user, organisation=office, role="kabupaten_officer", area="5304"
    )
    return actor_of_membership(membership.pk)


def _persons(count: int) -> list[str]:
    from pulang.people.models import Person

    keys = Person.objects.filter(place_code__startswith="5304").values_list("public_id", flat=True)
    return random.Random(SEED).choices(list(keys[:20_000]), k=count)


def _measure(records: int, asked: int, loading: float) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client

    from pulang.access.models import User

    officer, persons = _officer(), _persons(asked)
    client = Client()
    client.force_login(User.objects.get(pk=officer.user_id))
    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size('journey_event')")
        event_bytes = cursor.fetchone()[0]
        cursor.execute("set role pulang_app")
    pages: dict[str, Callable[[int], str]] = {
        "bare": lambda _n: "/bare/",
        "worklist": lambda n: f"/work/?page={1 + n % 5}",
        "timeline": lambda n: f"/journey/person/{persons[n]}/timeline/",
        "file": lambda n: f"/people/{persons[n]}/",
    }
    times: dict[str, list[float]] = {name: [] for name in pages}
    sizes = dict.fromkeys(pages, 0)
    for n in range(-10, asked):
        for name, address in pages.items():
            began = time.perf_counter()
            answer = client.get(address(max(n, 0)))
            spent = (time.perf_counter() - began) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"{address(max(n, 0))} answered {answer.status_code}")
            if n >= 0:
                times[name].append(spent)
                sizes[name] = len(answer.content)
    told = {name: _summary(found) for name, found in times.items()}
    bare = told.pop("bare")
    ours: dict[str, Any] = {
        f"{name}_{key}": value for name, found in told.items() for key, value in found.items()
    }
    ours |= {
        "seconds": round(told["worklist"]["median_ms"] / 1000, 5),
        "peak_rss_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "events": records * EVENTS,
        "event_table_bytes": event_bytes,
        "load_seconds": round(loading, 1),
        "worklist_bytes": sizes["worklist"],
        "timeline_bytes": sizes["timeline"],
    }
    return {
        "bench": "pages",
        "size": records,
        "ours": ours,
        "yardstick": {
            "what": "a bare page that reads one row",
            "seconds": round(bare["median_ms"] / 1000, 5),
            **bare,
        },
        "ratio": {
            f"{name}_{key}": round(found[key] / bare[key], 2)
            for name, found in told.items()
            for key in ("median_ms", "p95_ms")
        },
    }


def _summary(times: list[float]) -> dict[str, float]:
    times = sorted(times)
    return {
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))], 2),
    }


def table(result: dict[str, Any]) -> str:
    ours, bare, ratio = result["ours"], result["yardstick"], result["ratio"]
    lines = [
        f"{result['size']:,} migrations, {ours['events']:,} events",
        f"{'page':<34}{'median ms':>10}{'p95 ms':>9}{'p95 ratio':>11}",
        f"{'bare page that reads one row':<34}{bare['median_ms']:>10}{bare['p95_ms']:>9}{1:>11}",
    ]
    for name, label in (
        ("worklist", "worklist"),
        ("timeline", "timeline of a person"),
        ("file", "page of a person"),
    ):
        lines.append(
            f"{label:<34}{ours[name + '_median_ms']:>10}{ours[name + '_p95_ms']:>9}"
            f"{ratio[name + '_p95_ms']:>11}"
        )
    lines.append(
        f"events {ours['event_table_bytes'] / 2**30:.1f} GiB with indexes,"
        f" loaded in {ours['load_seconds']} s"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    import sys

    print(table(run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
