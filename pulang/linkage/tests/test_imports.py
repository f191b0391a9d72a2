"""Lists come in: once, whole, resumable, with what was refused at hand."""

import os
import signal
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection

from pulang.access.context import acting
from pulang.access.terms import Role
from pulang.base.errors import NotAllowed, WrongState
from pulang.linkage.actions import imports, uploads
from pulang.linkage.models import Batch, Record, Refusal
from pulang.linkage.rules.choice import Choice
from pulang.linkage.tests.intake_cast import (
    AT,
    HEADING,
    MARIA,
    YOHANIS,
    a_list,
    files,
    ina,
    many,
    ready,
    sent,
    source_of,
    steward,
)
from pulang.linkage.tests.matching_cast import actor, source

__all__ = ["files", "ina"]


def test_a_list_comes_in_with_its_rows_as_they_stood(ina):
    with acting(ina):
        batch = imports.perform(batch=ready(a_list(MARIA, YOHANIS), ina), by=ina, at=AT)

        maria = Record.objects.get(full_name="Maria Yasinta Taneo")

    assert (batch.state, batch.accepted_count, batch.refused_count) == ("done", 2, 0)
    assert maria.row_number == 2
    assert maria.raw["Tgl Lahir"] == "01/07/1985"
    assert (maria.sex, str(maria.born_on), maria.phone) == ("F", "1985-07-01", "+6281234567890")
    assert "DOB_DEFAULT_DAY" in maria.warnings


def test_the_same_file_twice_changes_nothing_and_answers_the_same(ina):
    content = a_list(MARIA, YOHANIS)
    with acting(ina):
        first = imports.perform(batch=ready(content, ina), by=ina, at=AT)
        again = imports.perform(batch=ready(content, ina), by=ina, at=AT)

        assert (again.pk, again.accepted_count) == (first.pk, first.accepted_count)
        assert Record.objects.count() == 2
        assert Batch.objects.count() == 1


def test_a_row_that_came_in_an_earlier_file_enters_once(ina):
    with acting(ina):
        imports.perform(batch=ready(a_list(MARIA), ina), by=ina, at=AT)
        # Sorted anew, the running number is another one.
        longer = a_list(YOHANIS, MARIA.replace("1;", "9;", 1))
        batch = imports.perform(batch=ready(longer, ina), by=ina, at=AT)

        assert (batch.accepted_count, batch.repeated_count) == (1, 1)
        assert Record.objects.count() == 2


def test_bad_rows_are_refused_with_reasons_and_the_good_ones_go_in(ina):
    nobody = "3;;;;;;;;"
    long = "4;Ana;;;P;;;;;and;more"
    only_date = "5;Ana Bete;;31/12/2999;;;;;"
    with acting(ina):
        batch = imports.perform(
            batch=ready(a_list(MARIA, nobody.replace("3;", "3;-"), long, only_date), ina),
            by=ina,
            at=AT,
        )
        reasons = dict(Refusal.objects.values_list("row_number", "reasons"))

    assert batch.accepted_count == 1
    assert reasons[3][0] == "NOBODY"
    assert reasons[4] == ["TOO_MANY_CELLS"]
    assert reasons[5][0] == "DOB_IMPLAUSIBLE"


def test_a_date_of_the_year_2999_is_set_aside_where_the_nik_tells_who_it_is(ina):
    with acting(ina):
        imports.perform(
            batch=ready(a_list(MARIA.replace("01/07/1985", "01/07/2999")), ina), by=ina, at=AT
        )
        maria = Record.objects.get()

    assert maria.born_on is None
    assert "DOB_IMPLAUSIBLE" in maria.warnings


def test_a_nik_of_fifteen_digits_is_kept_as_found_and_flagged(ina):
    with acting(ina):
        imports.perform(
            batch=ready(a_list(MARIA.replace("5302184107850001", "530218410785001")), ina),
            by=ina,
            at=AT,
        )
        maria = Record.objects.get()

    assert maria.nik == "530218410785001"
    assert "NIK_LENGTH" in maria.warnings


def test_an_import_that_broke_off_goes_on_without_loss_or_duplicates(ina):
    class Stop(Exception):
        pass

    def after_two(batch):
        if batch.accepted_count >= 40:
            raise Stop

    with acting(ina):
        batch = ready(many(100), ina)
        with pytest.raises(Stop):
            imports.perform(batch=batch, by=ina, at=AT, progress=after_two, size=20)
        batch.refresh_from_db()
        assert (batch.state, batch.accepted_count) == ("failed", 40)

        batch = imports.perform(batch=batch, by=ina, at=AT, size=20)

        assert (batch.state, batch.accepted_count, batch.repeated_count) == ("done", 100, 0)
        assert sorted(Record.objects.values_list("row_number", flat=True)) == list(range(2, 102))


def test_a_cancelled_import_stops_and_can_be_continued(ina):
    with acting(ina):
        batch = ready(many(100), ina)

        def press_stop(running):
            if running.accepted_count == 20:
                imports.cancel(batch=running, by=ina, at=AT)

        stopped = imports.perform(batch=batch, by=ina, at=AT, progress=press_stop, size=20)
        assert stopped.state == "cancelled"
        assert Record.objects.count() == 20

        done = imports.perform(batch=stopped, by=ina, at=AT, size=20)
        assert (done.state, done.accepted_count) == ("done", 100)
        with pytest.raises(WrongState):
            imports.cancel(batch=done, by=ina, at=AT)


@pytest.fixture
def trainer(ina):
    return actor(Role.TRAINER)


def test_a_role_without_the_permission_cannot_bring_anything_in(ina, trainer):
    with acting(ina):
        batch = ready(a_list(MARIA), ina)

    with acting(trainer):
        with pytest.raises(NotAllowed):
            imports.perform(batch=batch, by=trainer, at=AT)
        with pytest.raises(NotAllowed):
            uploads.upload(source=batch.source, file=None, name="x.csv", by=trainer, at=AT)
        assert not Record.objects.exists()


def test_columns_that_identify_nobody_are_refused_when_confirmed(ina):
    with acting(ina):
        batch = sent(a_list(MARIA), ina)
        with pytest.raises(uploads.NothingMapped):
            uploads.confirm(batch=batch, choice=Choice({"Desa": "village"}), by=ina, at=AT)
        with pytest.raises(uploads.MappedTwice):
            uploads.confirm(
                batch=batch,
                choice=Choice({"Nama CPMI": "full_name", "Desa": "full_name"}),
                by=ina,
                at=AT,
            )


def test_the_mapping_is_kept_with_the_source_and_a_changed_file_says_so(ina):
    with acting(ina):
        batch = sent(a_list(MARIA), ina)
        columns = {**Choice.of_json(batch.mapping).columns, "Kabupaten": ""}
        uploads.confirm(batch=batch, choice=Choice(columns), by=ina, at=AT)

        heading = HEADING.replace("No HP", "Email")
        changed = sent(a_list(YOHANIS, heading=heading), ina, name="next.csv")

    assert changed.mapping["columns"]["Kabupaten"] == ""
    assert changed.findings["difference"] == {"added": ["Email"], "missing": ["No HP"]}


def test_a_file_that_cannot_be_read_leaves_nothing_behind(ina, files):
    from pulang.linkage.reading import WrongKind

    with acting(ina):
        with pytest.raises(WrongKind):
            sent(b"%PDF-1.7 not a list", ina)

        assert not Batch.objects.exists()
        assert list((files / "lists").iterdir()) == []


@pytest.fixture
def arranged(transactional_db, files):
    by = steward()
    source("placement")
    return by


CHILD = """
import os, signal, sys, django
django.setup()
from datetime import UTC, datetime
from django.test import override_settings
from pulang.access.context import acting
from pulang.access.queries import actor_of_membership
from pulang.linkage.actions import imports
from pulang.linkage.models import Batch
by = actor_of_membership(int(sys.argv[1]))
def die(batch):
    if batch.accepted_count >= 60:
        os.kill(os.getpid(), signal.SIGKILL)
with acting(by):
    imports.perform(batch=Batch.objects.get(pk=int(sys.argv[2])), by=by, at=datetime.now(UTC), progress=die, size=20)
"""


@pytest.mark.slow
def test_an_import_killed_without_warning_resumes_behind_its_last_chunk(arranged, files):
    with acting(arranged):
        batch = ready(many(100), arranged)
    place = connection.get_connection_params()
    home = files / "home"
    (home / "files").mkdir(parents=True)
    (home / "files" / "lists").symlink_to(files / "lists")
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(arranged.membership_id), str(batch.pk)],
        env={
            **os.environ,
            "PULANG_AS_OWNER": "",
            "PULANG_HOME": str(home),
            "PULANG_SECRET_KEY": settings.SECRET_KEY,
            "PULANG_FIELD_KEYS": ",".join(settings.PULANG_FIELD_KEYS),
            "DATABASE_URL": f"postgresql://pulang_app@/{place['dbname']}?host={place['host']}",
            "DJANGO_SETTINGS_MODULE": "pulang.web.settings",
        },
        capture_output=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()[-2000:]

    with acting(arranged):
        batch.refresh_from_db()
        assert (batch.state, batch.accepted_count, Record.objects.count()) == ("running", 60, 60)
        done = imports.perform(batch=batch, by=arranged, at=AT, size=20)

        assert (done.state, done.accepted_count, done.repeated_count) == ("done", 100, 0)
        assert sorted(Record.objects.values_list("row_number", flat=True)) == list(range(2, 102))


def test_an_import_whose_database_goes_away_is_continued_when_it_is_back(arranged, files):
    with acting(arranged):
        batch = ready(many(100), arranged)
    place = connection.get_connection_params()

    def cut_the_line(running):
        if running.accepted_count == 60:
            with psycopg.connect(
                host=place["host"], dbname=place["dbname"], user="postgres", autocommit=True
            ) as owner:
                owner.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()"
                )

    with pytest.raises(OperationalError), acting(arranged):
        imports.perform(batch=batch, by=arranged, at=AT, progress=cut_the_line, size=20)
    connection.close()

    with acting(arranged):
        batch.refresh_from_db()
        assert (batch.state, batch.accepted_count, Record.objects.count()) == ("running", 60, 60)
        done = imports.perform(batch=batch, by=arranged, at=AT, size=20)

        assert (done.state, done.accepted_count, done.repeated_count) == ("done", 100, 0)
        assert sorted(Record.objects.values_list("row_number", flat=True)) == list(range(2, 102))


def test_two_people_importing_one_file_at_once_the_second_is_told_so(arranged, files):
    with acting(arranged):
        batch = ready(many(60), arranged)
        told = []

        def second(running):
            import threading

            def go():
                try:
                    with acting(arranged):
                        imports.perform(batch=Batch.objects.get(pk=batch.pk), by=arranged, at=AT)
                except imports.ImportUnderWay as refused:
                    told.append(refused.sentence)
                finally:
                    connection.close()

            if not told:
                thread = threading.Thread(target=go)
                thread.start()
                thread.join(20)

        done = imports.perform(batch=batch, by=arranged, at=AT, progress=second, size=20)

        assert len(told) == 1
        assert (done.accepted_count, Record.objects.count()) == (60, 60)
        assert source_of("placement").records.count() == 60
