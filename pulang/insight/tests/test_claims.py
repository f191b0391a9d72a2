"""Published figures: seeded with their sources, corrected without losing the old one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from pulang.access import context
from pulang.access.models import AuditEntry, Membership, Organisation, User
from pulang.access.queries import actor_of_membership
from pulang.access.terms import Actor, Role
from pulang.base.errors import NotAllowed
from pulang.insight import actions, queries
from pulang.insight.models import PublishedClaim

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
FIGURE: dict[str, Any] = {
    "topic": "deaths",
    "value": Decimal(120),
    "unit": "persons",
    "starts_on": date(2025, 1, 1),
    "ends_on": date(2026, 1, 1),
    "basis": "headline",
    "source": "BP3MI, January 2026",
    "as_of": date(2025, 12, 31),
}


def someone(email: str, role: Role) -> Membership:
    office = Organisation.objects.create(kind="provincial", name=f"Office of {email}", area="53")
    user = User.objects.create_user(email, "a long pass phrase", name=email)
    return Membership.objects.create(user=user, organisation=office, role=role, area="53")


@pytest.fixture
def coordinator(db: None) -> Membership:
    return someone("koordinator@example.org", Role.COORDINATOR)


@pytest.fixture
def rosa(db: None) -> Membership:
    return someone("rosa@example.org", Role.BANK_OFFICER)


@pytest.fixture
def writer(coordinator: Membership) -> Actor:
    return actor_of_membership(coordinator.pk)


@pytest.fixture
def reader(rosa: Membership) -> Actor:
    return actor_of_membership(rosa.pk)


@pytest.mark.django_db
def test_the_handbooks_figures_are_there_each_with_its_source() -> None:
    claims = PublishedClaim.objects.all()

    assert claims.count() == 70
    assert not claims.filter(source="").exists()
    assert claims.get(topic="placement", basis="headline", starts_on="2023-01-01").value == 1305


@pytest.mark.django_db
def test_known_contradictions_are_found() -> None:
    found = queries.reconciliation()

    spans = {(d.claims[0].topic, int(d.found.least), int(d.found.most)) for d in found.disputes}
    assert ("tppo_victims", 255, 257) in spans
    assert ("tppo_reports", 43, 46) in spans
    assert ("deaths", 77, 79) in spans
    assert ("deaths", 1, 4) in spans


@pytest.mark.django_db
def test_our_own_count_stands_beside_a_claim_and_is_not_added(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queries, "_counters", {"deaths": lambda starts, ends, place: 5})

    found = queries.reconciliation()

    assert {each.ours for each in found.own} == {5}
    assert {int(each.claim.value) for each in found.own} >= {79, 77, 95}
    assert all(each.gap == each.claim.value - 5 for each in found.own)


@pytest.mark.django_db
def test_a_coordinator_records_a_figure_and_it_is_audited(writer: Actor) -> None:
    with context.acting(writer):
        made = actions.record(values=FIGURE, by=writer, at=AT)

    assert PublishedClaim.objects.get(pk=made.pk).recorded_by == writer.user_id


@pytest.mark.django_db
def test_a_bank_officer_may_not_and_leaves_no_trace(reader: Actor) -> None:
    with context.acting(reader), pytest.raises(NotAllowed):
        actions.record(values=FIGURE, by=reader, at=AT)

    assert not PublishedClaim.objects.filter(source=FIGURE["source"]).exists()
    assert not AuditEntry.objects.filter(event="claim.recorded").exists()


@pytest.mark.django_db
def test_the_database_refuses_her_even_without_the_action(reader: Actor) -> None:
    with context.acting(reader), pytest.raises(DatabaseError), transaction.atomic():
        PublishedClaim.objects.create(**FIGURE, recorded_at=AT)


@pytest.mark.django_db
def test_a_correction_keeps_the_old_figure_with_its_reason(writer: Actor) -> None:
    with context.acting(writer):
        old = actions.record(values=FIGURE, by=writer, at=AT)
        new = actions.correct(
            public_id=old.public_id,
            values=FIGURE | {"value": Decimal(121)},
            because="one death was reported late",
            by=writer,
            at=AT,
        )

    old.refresh_from_db()
    assert old.withdrawn_because == "one death was reported late"
    assert new.replaces == old
    assert old not in queries.claims()


@pytest.mark.django_db
def test_a_figure_is_not_taken_back_twice_nor_without_a_reason(writer: Actor) -> None:
    with context.acting(writer):
        made = actions.record(values=FIGURE, by=writer, at=AT)
        with pytest.raises(actions.ReasonMissing):
            actions.withdraw(public_id=made.public_id, because=" ", by=writer, at=AT)
        actions.withdraw(public_id=made.public_id, because="a wrong year", by=writer, at=AT)
        with pytest.raises(actions.AlreadyWithdrawn):
            actions.withdraw(public_id=made.public_id, because="again", by=writer, at=AT)


@pytest.mark.django_db
def test_seeding_again_adds_nothing(db: None) -> None:
    assert actions.seed() == 0


@pytest.mark.django_db
def test_everybody_may_read_and_nobody_may_write_without_signing_in(client: Client) -> None:
    page = client.get("/insight/")
    drawing = client.get("/insight/plots/deaths.svg")

    assert page.status_code == drawing.status_code == 200
    assert "1.305" in page.content.decode()
    assert drawing.content.startswith(b"<svg")
    assert b"style=" not in drawing.content
    assert client.get("/insight/plots/nonsense.svg").status_code == 404
    for address in ("/insight/reconcile/", "/insight/claims/new/"):
        assert client.get(address).status_code == 302


@pytest.mark.django_db
def test_the_reconciliation_page_names_both_answers(
    client: Client, coordinator: Membership
) -> None:
    client.force_login(coordinator.user)

    page = client.get("/insight/reconcile/").content.decode()

    assert "256" in page
    assert "257" in page


def _shown(client: Client, address: str) -> list[str]:
    return [claim.public_id for claim in client.get(address).context["page"]]


@pytest.mark.django_db
def test_the_figures_are_shown_fifty_at_a_time_each_once(client: Client) -> None:
    first, second = _shown(client, "/insight/"), _shown(client, "/insight/?page=2")

    assert len(first) == 50
    assert first + second == [claim.public_id for claim in queries.claims()]
    assert b"<figure" in client.get("/insight/").content
    assert b"<figure" not in client.get("/insight/?page=2").content


@pytest.fixture
def many_deaths(db: None) -> None:
    for day in range(60):
        PublishedClaim.objects.create(
            **FIGURE | {"as_of": date(2026, 1, 1) + timedelta(day), "recorded_at": AT}
        )


@pytest.mark.usefixtures("many_deaths")
def test_turning_the_page_of_figures_keeps_what_was_asked_for(client: Client) -> None:
    page = client.get("/insight/", {"topic": "deaths"}).content.decode()

    assert "?topic=deaths&amp;page=2" in page
    assert len(_shown(client, "/insight/?topic=deaths&page=999")) > 0


@pytest.mark.django_db
def test_a_figure_is_recorded_corrected_and_taken_back_by_its_pages(
    client: Client, coordinator: Membership
) -> None:
    client.force_login(coordinator.user)
    given = {key: str(value) for key, value in FIGURE.items() if key != "ends_on"}
    wrong = client.post("/insight/claims/new/", given | {"last_day": "2024-12-31"})
    assert wrong.status_code == 422

    made = client.post("/insight/claims/new/", given | {"last_day": "2025-12-31"})
    page = client.get(made["Location"])
    assert "BP3MI, January 2026" in page.content.decode()

    again = given | {"last_day": "2025-12-31", "value": "121", "because": "reported late"}
    corrected = client.post(made["Location"] + "correct/", again)
    assert corrected.status_code == 302
    assert "reported late" in client.get(made["Location"]).content.decode()

    client.post(corrected["Location"] + "withdraw/", {"because": "not ours"})
    assert not queries.claims().filter(source=FIGURE["source"]).exists()


@pytest.mark.django_db
def test_a_bank_officer_gets_a_calm_no(client: Client, rosa: Membership) -> None:
    client.force_login(rosa.user)

    assert client.get("/insight/claims/new/").status_code == 403
