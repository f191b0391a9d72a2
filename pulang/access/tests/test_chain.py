"""The hash chain of the audit trail: whole until somebody touches it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from typer.testing import CliRunner

from pulang.access import context, queries
from pulang.access.actions import audit
from pulang.access.models import AuditEntry
from pulang.access.terms import Actor, Role, Subject
from pulang.access.tests import factories
from pulang.web.cli import audit as command

pytestmark = pytest.mark.django_db
ADDRESS = "auditor@example.org"
AT = datetime(2026, 11, 23, 7, 30, 0, 120, tzinfo=UTC)


@pytest.fixture
def auditor() -> Actor:
    made = factories.membership(Role.AUDITOR, email=ADDRESS)
    return queries.actor_of_membership(made.pk)


@pytest.fixture
def written(auditor: Actor) -> None:
    with context.acting(auditor):
        for number in range(7):
            audit.record(
                "person.opened",
                by=auditor if number % 2 else None,
                at=AT,
                subject=Subject("person", f"01J{number}"),
                facts={"classes": ["D2"], "ä": "ü\n"},
            )
    audit.seal(wait=True)


Change = Callable[[str], None]


@pytest.fixture
def as_owner(written: None) -> Change:
    """Let the owner do what the append-only trigger would refuse."""

    def change(sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            for table in ("access_auditentry", "access_auditlink"):
                cursor.execute(f"alter table {table} disable trigger pulang_append_only")
            cursor.execute(sql)

    return change


def verified(auditor: Actor) -> queries.trail.Chain:
    with context.acting(auditor):
        return queries.trail.verify_chain()


def test_an_untouched_trail_is_whole(auditor: Actor, written: None) -> None:
    chain = verified(auditor)

    assert chain.is_whole
    assert chain.position == chain.entries >= 7
    assert len(chain.head) == 64


def test_sealing_again_changes_nothing(auditor: Actor, written: None) -> None:
    before = verified(auditor)

    assert audit.seal(wait=True) == 0
    assert verified(auditor) == before


def test_what_comes_later_extends_the_chain(auditor: Actor, written: None) -> None:
    before = verified(auditor)
    with context.acting(auditor):
        audit.record("audit.exported", by=auditor, at=AT)
    audit.seal(wait=True)

    after = verified(auditor)

    assert after.is_whole
    assert after.position == before.position + 1
    assert after.head != before.head


TAMPERING = {
    "record": "update access_auditentry set subject_id = 'X' where subject_id = '01J3'",
    "time": "update access_auditentry set at = at + interval '1 microsecond'",
    "name": "update access_auditentry set user_id = 1 where subject_id = '01J2'",
    "facts": """update access_auditentry set facts = '{"classes": []}'""",
    "removed": "delete from access_auditlink where position = 3",
    "last removed": "delete from access_auditlink"
    " where position = (select max(position) from access_auditlink)",
    "slipped in": "insert into access_auditentry (at, event, subject_kind, subject_id, facts,"
    " request) values (now(), 'person.opened', 'person', 'Y', '{}', '')",
}


@pytest.fixture(params=TAMPERING)
def tampered(request: pytest.FixtureRequest, as_owner: Change) -> None:
    as_owner(TAMPERING[request.param])


@pytest.fixture
def altered(as_owner: Change) -> None:
    as_owner(TAMPERING["record"])


def test_tampering_breaks_the_chain(auditor: Actor, tampered: None) -> None:
    assert not verified(auditor).is_whole


def test_the_command_says_whole_and_answers_zero(auditor: Actor, written: None) -> None:
    result = CliRunner().invoke(command.app, ["verify", "--json", "--as", ADDRESS])

    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["whole"] is True


def test_the_command_says_broken_and_answers_one(auditor: Actor, altered: None) -> None:
    result = CliRunner().invoke(command.app, ["verify", "--as", ADDRESS])

    assert result.exit_code == 1


def test_the_command_holds_the_chain_against_a_hash_written_down(
    auditor: Actor, written: None
) -> None:
    head = verified(auditor)
    ask = ["verify", "--as", ADDRESS, "--expect"]

    kept = CliRunner().invoke(command.app, [*ask, f"{head.position}:{head.head}"])
    forged = CliRunner().invoke(command.app, [*ask, f"{head.position}:{'0' * 64}"])

    assert (kept.exit_code, forged.exit_code) == (0, 1)


def test_a_page_that_reads_leaves_its_trace_after_reading(auditor: Actor) -> None:
    with context.acting(auditor):
        with audit.after_reading():
            audit.opened(by=auditor, at=AT, subject=Subject("person", "Z"), classes=("D6",))
            assert not AuditEntry.objects.filter(subject_id="Z").exists()

        assert AuditEntry.objects.get(subject_id="Z").facts == {"classes": ["D6"]}


def test_a_page_that_breaks_leaves_its_trace_too(auditor: Actor) -> None:
    with context.acting(auditor):
        with pytest.raises(ZeroDivisionError):
            _open_and_break(auditor)

        assert AuditEntry.objects.filter(subject_id="Z").exists()


def _open_and_break(auditor: Actor) -> None:
    with audit.after_reading():
        audit.opened(by=auditor, at=AT, subject=Subject("person", "Z"), classes=("D6",))
        _ = 1 / 0
