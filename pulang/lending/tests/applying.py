"""A worker who applies, and what packages above say about her: for tests of applying."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from pulang.access import context
from pulang.access.models import Membership, User
from pulang.access.terms import Actor, Role
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.journey.tests.factories import stand_at
from pulang.law.models import Parameter
from pulang.lending.actions import applications, decisions
from pulang.lending.actions.applications import Debt, Word
from pulang.lending.actions.decisions import Answer, Proposal
from pulang.lending.models import Application
from pulang.lending.queries import costs, eligibility
from pulang.lending.queries.costs import Ruled, Wage
from pulang.lending.rules.eligibility import Check
from pulang.lending.terms import Outcome
from pulang.lending.tests.factories import Bank
from pulang.people.actions import own_files
from pulang.people.tests.factories import make_actor

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)
"""A Tuesday, ten in the morning in NTT."""
RATE = 4000


@dataclass
class Above:
    """What packages above would say: a test changes it."""

    wage: Wage | None = field(default_factory=lambda: Wage(3000, "MYR", is_proven=True))
    ruled: list[Ruled] = field(
        default_factory=lambda: [Ruled("ticket", is_forbidden=True, source="MoU 2022")]
    )
    checks: list[Check] = field(default_factory=list)


@pytest.fixture
def above(monkeypatch) -> Above:
    """Let the test say what departure and preparation would."""
    said = Above()
    monkeypatch.setattr(eligibility, "_providers", [lambda _migration, *, at: said.checks])
    monkeypatch.setattr(costs, "_costs", [lambda _migration: said.ruled])
    monkeypatch.setattr(costs, "_wages", [lambda _migration, *, at: said.wage])
    return said


@pytest.fixture
def rate(db) -> Parameter:
    """Let a ringgit be worth Rp4,000."""
    return set_rate(RATE)


def set_rate(value: Any, currency: str = "myr") -> Parameter:
    """Let a rate hold since January, as the owner may: to arrange, never to act."""
    Parameter.objects.filter(code=f"fx-{currency}").delete()
    return Parameter.objects.create(
        code=f"fx-{currency}",
        title="Kurs",
        value=value,
        unit="Rp",
        valid_from=date(2026, 1, 2),
        evidence="K",
        source="test",
        created_at=AT,
    )


@pytest.fixture
def candidate(maria) -> Migration:
    """Maria, who prepares to leave."""
    return stand_at(maria, Stage.PREPARING)


@pytest.fixture
def her(candidate) -> Actor:
    """Maria's own account."""
    return make_her(candidate)


def make_her(migration: Migration) -> Actor:
    """Tie a worker's account to the person of a migration."""
    yos = make_actor(Role.VILLAGE_OFFICER, area="5304022005")
    actor = make_actor(Role.WORKER, area="5304022005", office=f"Rumah {migration.pk}")
    with context.acting(yos):
        own_files.link(
            person=migration.person,
            membership=Membership.objects.get(pk=actor.membership_id),
            by=yos,
            at=AT,
        )
    return actor


def client_of(actor: Actor) -> Client:
    """Return a browser in which somebody has signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def draft(
    her: Actor,
    bank: Bank,
    migration: Migration,
    *,
    amounts: dict[str, int] | None = None,
    debts: tuple[Debt, ...] = (),
    months: int = 12,
) -> Application:
    """Write an application on her phone, not handed in."""
    with context.acting(her):
        made = applications.start(
            migration=migration, terms=bank.product.terms.get(), by=her, at=AT
        )
        applications.save_costs(
            application=made,
            costs=amounts or {"passport": 1_000_000, "family_start": 9_000_000},
            months=months,
            by=her,
            at=AT,
        )
        applications.save_debts(
            application=made, debts=debts, wish_remittance=2_000_000, by=her, at=AT
        )
    return made


def hand_in(her: Actor, application: Application, **more: Any) -> Application:
    """Hand it in with her consent."""
    with context.acting(her):
        return applications.submit(application=application, word=Word(), by=her, at=AT, **more)


def applied(her: Actor, bank: Bank, migration: Migration, **more: Any) -> Application:
    """Write an application and hand it in."""
    return hand_in(her, draft(her, bank, migration, **more))


def propose(
    bank: Bank, application: Application, outcome: Outcome = Outcome.APPROVE, **more: Any
) -> Application:
    """Let Bu Rosa propose an answer."""
    reasons = ["unaffordable"] if outcome == Outcome.REFUSE else []
    with context.acting(bank.officer):
        return decisions.propose(
            application=application,
            proposal=Proposal(Answer(outcome, reasons), **more),
            by=bank.officer,
            at=AT,
        )


def decide(
    bank: Bank,
    application: Application,
    outcome: Outcome = Outcome.APPROVE,
    *,
    by: Actor | None = None,
) -> Application:
    """Let an approver decide."""
    reasons = ["unaffordable"] if outcome == Outcome.REFUSE else []
    actor = by or bank.approver
    with context.acting(actor):
        return decisions.decide(
            application=application, answer=Answer(outcome, reasons), by=actor, at=AT
        )
