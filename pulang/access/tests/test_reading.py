"""A page that reads: it cannot write, and what it read is written down and chained before it leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import InternalError, connection, transaction

from pulang.access import context, guard, queries
from pulang.access.actions import audit
from pulang.access.models import AuditEntry, AuditLink
from pulang.access.terms import Actor, Role, Subject
from pulang.access.tests import factories
from pulang.base.doors import read_only

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@pytest.fixture
def officer() -> Actor:
    made = factories.membership(Role.KABUPATEN_OFFICER, area="5304", email="belu@example.org")
    return queries.actor_of_membership(made.pk)


@pytest.fixture
def auditor() -> Actor:
    made = factories.membership(Role.AUDITOR, email="auditor@example.org")
    return queries.actor_of_membership(made.pk)


def read_maria(officer: Actor) -> None:
    with context.acting(officer), audit.after_reading(), read_only():
        audit.opened(by=officer, at=AT, subject=Subject("person", "MARIA"), classes=("D2",))


def test_the_database_refuses_what_a_reading_page_writes(officer: Actor) -> None:
    with context.acting(officer), pytest.raises(InternalError, match="read-only"), read_only():
        audit.record("person.opened", by=officer, at=AT)


def test_after_the_page_the_connection_may_write_again(officer: Actor) -> None:
    with context.acting(officer):
        with read_only():
            queries.actor_of_membership(officer.membership_id)
        with transaction.atomic():
            audit.record("person.opened", by=officer, at=AT, subject=Subject("person", "LATER"))

        assert AuditEntry.objects.filter(subject_id="LATER").exists()


def test_a_page_that_breaks_leaves_a_connection_that_may_write(officer: Actor) -> None:
    with pytest.raises(ZeroDivisionError):
        _read_and_break(officer)

    with transaction.atomic(), context.acting(officer):
        audit.record("person.opened", by=officer, at=AT)


def _read_and_break(officer: Actor) -> None:
    with read_only():
        queries.actor_of_membership(officer.membership_id)
        _ = 1 / 0


def test_what_was_read_is_in_the_chain_when_the_page_leaves(officer: Actor, auditor: Actor) -> None:
    read_maria(officer)

    with context.acting(auditor):
        assert AuditLink.objects.filter(entry__subject_id="MARIA").exists()
        assert queries.trail.verify_chain().is_whole


@pytest.fixture
def broken_chain(officer: Actor, auditor: Actor) -> Iterator[None]:
    """A chain that cannot be extended, as when the disk of its table were full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "create or replace function access_seal_audit(p_wait boolean default false)"
            " returns bigint language plpgsql as $$ begin raise exception 'full'; end $$"
        )
    yield
    guard.install()


def test_a_chain_that_cannot_go_on_takes_no_entry_with_it(
    broken_chain: None, officer: Actor, auditor: Actor
) -> None:
    read_maria(officer)

    with context.acting(auditor):
        assert AuditEntry.objects.filter(subject_id="MARIA").exists()
        assert not AuditLink.objects.filter(entry__subject_id="MARIA").exists()
