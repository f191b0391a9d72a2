"""A file into the registry's table: our import beside a bare COPY of the very same rows.

Ours is the whole way a steward takes, as the application's role under row-level security: the CSV is
stored and hashed, opened, its columns suggested and confirmed, each row standardised (dates, NIK,
phones, villages), fingerprinted, written with its own text, with progress and the place to resume
after each chunk. The yardstick is PostgreSQL's own COPY, as the owner, of the finished rows into the
same empty table with the same keys, indexes and constraints.
"""

import os
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measuring import answer, in_a_process_of_its_own, ratio

SHARE = 4.6
"""Rows of all lists for one row of the village register."""
AT = datetime(2026, 11, 1, tzinfo=UTC)
EMAIL = "steward@bench.example"


def run(*, rows: int = 100_000) -> dict[str, Any]:
    """Measure both sides on `rows` rows of a village register."""
    home = Path(os.environ.get("PULANG_BENCH_HOME", "bench-out")) / "import"
    shutil.rmtree(home / "work", ignore_errors=True)
    (home / "work").mkdir(parents=True)
    at, count = str(home.resolve()), str(rows)
    in_a_process_of_its_own("import_rate.py", "prepare", at, count)
    ours = in_a_process_of_its_own("import_rate.py", "ours", at, count)
    bare = in_a_process_of_its_own("import_rate.py", "copy", at, count)
    shutil.rmtree(home / "work", ignore_errors=True)
    return {
        "bench": "import",
        "size": ours["rows"],
        "ours": ours,
        "yardstick": bare,
        "ratio": ratio(ours, bare),
    }


def _django(home: str) -> None:
    os.environ.update(PULANG_HOME=home, PULANG_AS_OWNER="yes", PULANG_LOG_LEVEL="WARNING")
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pulang.web.settings")
    import django

    django.setup()


def prepare(home: str, rows: int) -> dict[str, Any]:
    """Make the database, a steward with a source, and the file."""
    _django(home)
    from django.core.management import call_command

    from pulang.access.models import Membership, Organisation, User
    from pulang.linkage.models import Source
    from pulang.web.demo.population import generate

    call_command("migrate", verbosity=0, interactive=False)
    office, _ = Organisation.objects.get_or_create(
        name="Bench", defaults={"kind": "provincial", "area": "53"}
    )
    user = User.objects.filter(email=EMAIL).first() or User.objects.create_user(EMAIL)
    Membership.objects.get_or_create(user=user, organisation=office, role="data_steward", area="53")
    Source.objects.get_or_create(
        slug="village", defaults={"name": "Village register", "organisation": office}
    )
    _empty()
    frame = generate(int(rows * SHARE) + 100).frames["village"].head(rows)
    frame.write_csv(Path(home) / "work" / "village.csv")
    return {"rows": len(frame)}


def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("truncate linkage_batch, linkage_record, linkage_refusal cascade")


def ours(home: str, rows: int) -> dict[str, Any]:
    """Import the file as the application's role; keep the finished rows for the yardstick."""
    del rows
    _django(home)
    from django.db import connection

    from pulang.access import queries
    from pulang.access.context import acting
    from pulang.linkage.actions import imports, uploads
    from pulang.linkage.models import Source
    from pulang.linkage.rules.choice import Choice

    with connection.cursor() as cursor:
        cursor.execute("set role pulang_app")
    by = queries.actor_by_email(EMAIL)
    with acting(by):
        source = Source.objects.get(slug="village")
        started = time.perf_counter()
        with (Path(home) / "work" / "village.csv").open("rb") as file:
            batch = uploads.upload(source=source, file=file, name="village.csv", by=by, at=AT)
        uploads.confirm(batch=batch, choice=Choice.of_json(batch.mapping), by=by, at=AT)
        batch.refresh_from_db()
        batch = imports.perform(batch=batch, by=by, at=AT)
        seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        rows_file = Path(home) / "work" / "rows.copy"
        with (
            rows_file.open("wb") as sink,
            cursor.copy("copy linkage_record to stdout") as copy,
        ):
            for block in copy:
                sink.write(block)
    return _told(batch.accepted_count + batch.repeated_count, seconds)


def copy(home: str, rows: int) -> dict[str, Any]:
    """Copy the finished rows into the same table, emptied."""
    del rows
    _django(home)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("truncate linkage_record cascade")
        started = time.perf_counter()
        with (
            (Path(home) / "work" / "rows.copy").open("rb") as file,
            cursor.copy("copy linkage_record from stdin") as copying,
        ):
            while block := file.read(1 << 20):
                copying.write(block)
        seconds = time.perf_counter() - started
        cursor.execute("select count(*) from linkage_record")
        count = cursor.fetchone()[0]
    return _told(count, seconds)


def _told(count: int, seconds: float) -> dict[str, Any]:
    return {
        "rows": count,
        "seconds": round(seconds, 2),
        "rows_per_second": round(count / seconds),
    }


if __name__ == "__main__":
    side, place, size = sys.argv[1:4]
    work = {"prepare": prepare, "ours": ours, "copy": copy}[side]
    answer(sys.argv[sys.argv.index("--answer") + 1], lambda: work(place, int(size)))
