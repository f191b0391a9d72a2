"""The database itself refuses what a role may not see or do, whatever the code forgets."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import psycopg
import pytest
from django.db import Error, IntegrityError, connection, transaction

from pulang.access import context, queries
from pulang.access.actions import audit
from pulang.access.models import (
    AuditEntry,
    EmergencyAccess,
    HistoryEntry,
    Membership,
    Organisation,
    User,
)
from pulang.access.terms import Role
from pulang.access.tests import factories
from pulang.people.models import Person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def cast() -> SimpleNamespace:
    belu = factories.actor(Role.KABUPATEN_OFFICER, area="5304")
    people = [
        Person.objects.create(
            full_name=name, place_code=place, created_at=AT, updated_at=AT, **more
        )
        for name, place, more in (
            ("Maria", "5304102001", {}),
            ("Yuliana", "5307012001", {}),
            ("Unknown place", "", {}),
            ("Known to Belu", "5307012001", {"known_to": [belu.organisation_id]}),
        )
    ]
    return SimpleNamespace(
        belu=belu,
        sikka=factories.actor(Role.KABUPATEN_OFFICER, area="5307"),
        adi=factories.actor(Role.CASE_WORKER, area="53"),
        province=factories.actor(Role.PROVINCIAL_OFFICER, area="53"),
        steward=factories.actor(Role.DATA_STEWARD, area="53"),
        administrator=factories.actor(Role.ADMINISTRATOR, area="5304"),
        auditor=factories.actor(Role.AUDITOR, area="53"),
        tika=factories.actor(Role.COORDINATOR, area="53"),
        maria=people[0],
        yuliana=people[1],
    )


def names() -> set[str]:
    return set(Person.objects.values_list("full_name", flat=True))


def refused(sql: str, *params: object) -> str:
    with pytest.raises(Error) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
    return str(caught.value)


# --- persons ---


def test_an_officer_sees_her_kabupaten_and_whom_her_office_knows(cast: SimpleNamespace) -> None:
    with context.acting(cast.belu):
        assert names() == {"Maria", "Known to Belu"}


def test_an_officer_of_another_kabupaten_does_not_see_maria(cast: SimpleNamespace) -> None:
    with context.acting(cast.sikka):
        assert names() == {"Yuliana", "Known to Belu"}


def test_the_province_sees_persons_of_unknown_place(cast: SimpleNamespace) -> None:
    with context.acting(cast.province):
        assert len(names()) == 4


@pytest.mark.parametrize("who", ["adi", "tika", "administrator", "auditor"])
def test_a_role_without_reach_sees_nobody(cast: SimpleNamespace, who: str) -> None:
    with context.acting(getattr(cast, who)):
        assert names() == set()


def test_nobody_signed_in_sees_nobody(cast: SimpleNamespace) -> None:
    assert names() == set()


def test_raw_sql_sees_no_more_than_the_code(cast: SimpleNamespace) -> None:
    with context.acting(cast.sikka), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_person where full_name = 'Maria'")

        assert cursor.fetchone() == (0,)


def test_an_officer_changes_nobody_of_another_kabupaten(cast: SimpleNamespace) -> None:
    with context.acting(cast.sikka):
        assert Person.objects.filter(pk=cast.maria.pk).update(full_name="X") == 0
        with pytest.raises(Error), transaction.atomic():
            Person.objects.filter(full_name="Yuliana").update(place_code="5304102001")


def test_an_ended_membership_sees_nobody(cast: SimpleNamespace, ended: None) -> None:
    with context.acting(cast.belu):
        assert names() == set()


@pytest.fixture
def ended(cast: SimpleNamespace) -> None:
    Membership.objects.filter(pk=cast.belu.membership_id).update(
        ended_at=AT, ended_by_id=cast.administrator.user_id
    )


# --- who acts ---


def test_smuggled_sql_cannot_act_for_somebody_else(cast: SimpleNamespace) -> None:
    with context.acting(cast.sikka), connection.cursor() as cursor:
        cursor.execute(
            "select set_config('pulang.membership', %s, false)", [str(cast.steward.membership_id)]
        )

        assert names() == set()


def test_a_proof_of_one_connection_opens_nothing_on_another(cast: SimpleNamespace) -> None:
    settings = context.session_settings(cast.steward, backend_pid=1)

    with connection.cursor() as cursor:
        for name, value in settings.items():
            cursor.execute("select set_config(%s, %s, false)", [name, value])

        assert names() == set()


def test_the_key_of_proofs_cannot_be_read(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward):
        assert "permission denied" in refused("select * from access_key")


# --- roles, grants, accounts ---


@pytest.mark.parametrize("who", ["belu", "steward", "auditor", "province"])
def test_nobody_but_an_administrator_grants_a_role(cast: SimpleNamespace, who: str) -> None:
    me = getattr(cast, who)
    with context.acting(me), pytest.raises(Error), transaction.atomic():
        Membership.objects.create(
            user_id=cast.adi.user_id,
            organisation_id=me.organisation_id,
            role=Role.DATA_STEWARD,
            area="53",
            granted_by_id=me.user_id,
        )


@pytest.mark.parametrize(
    ("user", "area", "by"),
    [
        ("administrator", "5304", "administrator"),  # to herself
        ("adi", "53", "administrator"),  # beyond her area
        ("adi", "5304", "steward"),  # in another's name
    ],
)
def test_an_administrator_cannot_grant(
    cast: SimpleNamespace, user: str, area: str, by: str
) -> None:
    with context.acting(cast.administrator), pytest.raises(Error), transaction.atomic():
        Membership.objects.create(
            user_id=getattr(cast, user).user_id,
            organisation_id=cast.administrator.organisation_id,
            role=Role.KABUPATEN_OFFICER,
            area=area,
            granted_by_id=getattr(cast, by).user_id,
        )


def test_an_administrator_grants_within_her_area(cast: SimpleNamespace) -> None:
    with context.acting(cast.administrator):
        made = Membership.objects.create(
            user_id=cast.adi.user_id,
            organisation_id=cast.administrator.organisation_id,
            role=Role.KABUPATEN_OFFICER,
            area="5304",
            granted_by_id=cast.administrator.user_id,
        )

        assert made.pk


@pytest.mark.parametrize("column", ["role = 'data_steward'", "area = ''", "user_id = user_id"])
def test_a_membership_is_never_rewritten(cast: SimpleNamespace, column: str) -> None:
    with context.acting(cast.administrator):
        assert "permission denied" in refused(f"update access_membership set {column}")


def test_an_ended_membership_is_not_revived(cast: SimpleNamespace, ended: None) -> None:
    with context.acting(cast.administrator):
        refused("update access_membership set ended_at = null, ended_by_id = null")


def test_an_area_that_is_no_place_cannot_be_stored(cast: SimpleNamespace) -> None:
    with context.acting(cast.administrator), pytest.raises(Error), transaction.atomic():
        Organisation.objects.create(kind="bank", name="X", area="%")


def test_the_table_of_grants_is_the_owners(cast: SimpleNamespace) -> None:
    with context.acting(cast.administrator):
        assert "permission denied" in refused("update access_grant set reach = 'all'")
        assert "permission denied" in refused(
            "insert into access_grant (role, what, reach) values ('worker', 'D2', 'all')"
        )


def test_only_an_administrator_makes_accounts(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward), pytest.raises(Error), transaction.atomic():
        User.objects.create_user("leo@example.org")
    with context.acting(cast.administrator):
        assert User.objects.create_user("new@example.org").pk


def test_nobody_sets_the_password_of_somebody_else(cast: SimpleNamespace) -> None:
    with context.acting(cast.administrator):
        assert "somebody else" in refused(
            "update access_user set password = 'x' where id = %s", cast.adi.user_id
        )
    with context.acting(cast.steward):
        assert User.objects.filter(pk=cast.adi.user_id).update(password="x") == 0
        assert User.objects.filter(pk=cast.steward.user_id).update(password="x") == 1


def test_an_account_is_not_given_another_address_by_its_holder(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward):
        assert "only an administrator" in refused(
            "update access_user set email = 'x@example.org' where id = %s", cast.steward.user_id
        )
    assert "only an administrator" in refused(
        "update access_user set is_active = true, email = 'y'"
    )


# --- history and audit ---


@pytest.mark.parametrize("table", ["access_historyentry", "access_auditentry", "access_auditlink"])
@pytest.mark.parametrize("verb", ["update {} set {}", "delete from {}", "truncate {}"])
def test_the_trail_cannot_be_changed(cast: SimpleNamespace, table: str, verb: str) -> None:
    column = "position = 0" if table == "access_auditlink" else "at = at"
    with context.acting(cast.auditor):
        assert "permission denied" in refused(verb.format(table, column))


@pytest.fixture
def owner_was_told(cast: SimpleNamespace) -> list[str]:
    return [
        refused(f"update {table} set id = id")
        for table in ("access_historyentry", "access_auditentry")
    ]


def test_even_the_owner_changes_no_trail_by_mistake(owner_was_told: list[str]) -> None:
    assert all("append-only" in sentence for sentence in owner_was_told)


def test_an_entry_is_not_forged_in_another_name(cast: SimpleNamespace) -> None:
    with context.acting(cast.sikka), pytest.raises(Error, match="names"), transaction.atomic():
        audit.record("person.opened", by=cast.belu, at=AT)


def test_the_trail_is_not_written_past_its_door(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward):
        assert "permission denied" in refused(
            "insert into access_auditentry (at, event) values (now(), 'x')"
        )
        assert "permission denied" in refused(
            'insert into access_historyentry (at, "table") values (now(), %s)', "people_person"
        )


def test_triggers_cannot_be_disabled(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward):
        assert "must be owner" in refused("alter table people_person disable trigger all")
        assert "must be owner" in refused("alter table people_person disable row level security")
        refused("set local session_replication_role = replica")


def test_everyone_reads_her_own_trail_only(cast: SimpleNamespace) -> None:
    with context.acting(cast.belu):
        audit.record("person.opened", by=cast.belu, at=AT)
        assert AuditEntry.objects.filter(event="person.opened").count() == 1
    with context.acting(cast.sikka):
        assert not AuditEntry.objects.filter(event="person.opened").exists()
    with context.acting(cast.auditor):
        assert AuditEntry.objects.filter(event="person.opened").count() == 1


def test_the_history_is_an_auditors(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward, reason="spelling", request="POST /people/"):
        Person.objects.filter(pk=cast.maria.pk).update(full_name="Maria Y.")
        assert not HistoryEntry.objects.exists()
    with context.acting(cast.auditor):
        entry = HistoryEntry.objects.get(table="people_person", row_id=str(cast.maria.pk))

    assert entry.before["full_name"], entry.after["full_name"] == ("Maria", "Maria Y.")
    assert (entry.membership_id, entry.reason, entry.request) == (
        cast.steward.membership_id,
        "spelling",
        "POST /people/",
    )


def test_a_password_stands_in_no_history(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward):
        User.objects.filter(pk=cast.steward.user_id).update(password="x", language="en")
    with context.acting(cast.auditor):
        entry = HistoryEntry.objects.filter(table="access_user", operation="update").latest("id")

    assert entry.after["language"] == "en"
    assert "password" not in entry.after


def test_the_history_pairs_the_rows_of_one_statement(cast: SimpleNamespace) -> None:
    with context.acting(cast.steward), connection.cursor() as cursor:
        cursor.execute("update people_person set description = full_name")
    with context.acting(cast.auditor):
        entries = HistoryEntry.objects.filter(table="people_person", operation="update")
        assert entries.count() == 4
        for entry in entries:
            assert entry.before["id"] == entry.after["id"] == int(entry.row_id)
            assert entry.before["full_name"] == entry.after["description"]


# --- emergency access ---


def _open(cast: SimpleNamespace, **more: object) -> EmergencyAccess:
    now = datetime.now(tz=UTC)
    values = {
        "membership_id": cast.adi.membership_id,
        "kind": "person",
        "subject_id": cast.maria.public_id,
        "reason": "threatened at the airport",
        "opened_at": now,
        "until": now + timedelta(minutes=60),
    }
    return EmergencyAccess.objects.create(**(values | more))


def test_breaking_the_glass_opens_one_person_and_nobody_else(cast: SimpleNamespace) -> None:
    with context.acting(cast.adi):
        opening = _open(cast)
        assert names() == {"Maria"}

        EmergencyAccess.objects.filter(pk=opening.pk).update(closed_at=datetime.now(tz=UTC))
        assert names() == set()


@pytest.mark.parametrize("who", ["sikka", "steward", "tika"])
def test_only_those_permitted_break_the_glass(cast: SimpleNamespace, who: str) -> None:
    me = getattr(cast, who)
    with context.acting(me), pytest.raises(Error), transaction.atomic():
        _open(cast, membership_id=me.membership_id)


def test_the_glass_is_not_broken_for_long_or_long_ago(cast: SimpleNamespace) -> None:
    now = datetime.now(tz=UTC)
    with context.acting(cast.adi):
        with pytest.raises(IntegrityError), transaction.atomic():
            _open(cast, until=now + timedelta(days=1))
        with pytest.raises(Error), transaction.atomic():
            _open(cast, opened_at=now + timedelta(days=1), until=now + timedelta(days=1, minutes=9))


def test_the_glass_is_not_broken_often(cast: SimpleNamespace) -> None:
    with context.acting(cast.adi):
        for _ in range(5):
            _open(cast)
        with pytest.raises(Error), transaction.atomic():
            _open(cast)


def test_nobody_reviews_her_own_opening_or_extends_it(cast: SimpleNamespace) -> None:
    with context.acting(cast.adi):
        opening = _open(cast)
        refused(
            "update access_emergencyaccess set reviewed_at = now(), reviewed_by_id = %s,"
            " finding = 'justified'",
            cast.adi.user_id,
        )
        assert "permission denied" in refused("update access_emergencyaccess set until = until")
    with context.acting(cast.auditor):
        changed = EmergencyAccess.objects.filter(pk=opening.pk).update(
            reviewed_at=AT, reviewed_by_id=cast.auditor.user_id, finding="justified"
        )
        assert changed == 1


# --- the product's login ---


def test_the_products_login_owns_nothing(cast: SimpleNamespace) -> None:
    database = connection.settings_dict
    if not str(database["HOST"]).startswith("/"):
        pytest.skip("a server of one's own may keep its role without login")
    with psycopg.connect(
        host=database["HOST"], dbname=database["NAME"], user="pulang_app", autocommit=True
    ) as login:
        for sql in ("set role postgres", "set session authorization postgres"):
            with pytest.raises(psycopg.Error):
                login.execute(sql)
        login.execute("reset role")
        login.execute("set role none")
        assert login.execute("select current_user").fetchone() == ("pulang_app",)
        assert login.execute("select count(*) from people_person").fetchone() == (0,)
        flags = login.execute(
            "select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication"
            " from pg_roles where rolname = current_user"
        ).fetchone()
        assert flags == (False,) * 5
        owned = login.execute(
            "select count(*) from pg_class where relowner = 'pulang_app'::regrole"
        ).fetchone()
        assert owned == (0,)


def test_functions_of_the_owner_cannot_be_bent(cast: SimpleNamespace) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, proconfig, has_function_privilege('public', oid, 'execute')"
            " from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()

    assert found
    for name, config, public in found:
        assert "search_path=public, pg_temp" in config, name
        assert not public, name


def test_an_actor_is_made_from_the_current_membership_only(
    cast: SimpleNamespace, ended: None
) -> None:
    user = User.objects.get(pk=cast.belu.user_id)

    assert queries.actor_for(user) is None
