"""A worker with a checked contract and a bank that lends, for a browser's test of applying.

`python -m tests.browser.borrower` brings both into the province at PULANG_HOME; twice is once.
"""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "yuliana-test"


def bring_into(home: Path) -> None:
    """Run this module in the province at `home`."""
    run_as_owner(home, "tests.browser.borrower")


def run_as_owner(home: Path, *words: str) -> str:
    """Run a module in the province at `home`, as the owner may; return what it prints."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    env |= {
        "PULANG_HOME": str(home),
        "PULANG_LOG_LEVEL": "WARNING",
        "PULANG_AS_OWNER": "1",
        "DJANGO_SETTINGS_MODULE": "pulang.web.settings",
    }
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _bring() -> None:
    from pulang.access.models import User
    from pulang.web.demo.roster import DOMAIN

    _bank()
    if not User.objects.filter(email=f"{ACCOUNT}@{DOMAIN}").exists():
        worker(name="Yuliana Seran Dirun", account=ACCOUNT)


def _bank() -> None:
    from pulang.access import context
    from pulang.access.queries import actor_by_email
    from pulang.base.clock import now, today
    from pulang.lending.actions import pools
    from pulang.lending.actions.pools import Funding, ProductDraft
    from pulang.lending.models import Product
    from pulang.lending.terms import FundingKind, ProductScheme
    from pulang.web.demo.roster import DOMAIN

    by, at = actor_by_email(f"bank2@{DOMAIN}"), now()
    if Product.objects.filter(pool__bank_id=by.organisation_id, is_open=True).exists():
        return
    begun = today() - timedelta(days=1)
    with context.acting(by):
        pool = pools.found(
            name="Dana Pulang",
            account_number="001-01-000001-1",
            virtual_prefix="88810",
            opened_on=begun,
            by=by,
            at=at,
        )
        money = Funding(FundingKind.ALLOCATION, "Bank Contoh NTT", pools.ALLOCATION, begun)
        pools.fund(pool=pool, funding=money, by=by, at=at)
        draft = ProductDraft(
            code="kpm",
            name="Kredit Pekerja Migran",
            scheme=ProductScheme.KPM_BANK_NTT,
            source="test",
        )
        pools.offer(pool=pool, draft=draft, starts_on=begun, by=by, at=at)


def worker(*, name: str, account: str) -> None:
    """Register a worker with a checked contract, and give her an account."""
    migration = on_her_way(name=name)
    _with_contract(migration)
    _with_account(migration, name=name, account=account)


def on_her_way(*, name: str) -> Any:
    """Register a woman of Dirun who prepares to work where a job order has places."""
    from pulang.access import context
    from pulang.access.queries import actor_by_email
    from pulang.base.clock import now
    from pulang.journey.actions import migrations
    from pulang.journey.models import Migration
    from pulang.journey.terms import Scheme, Stage
    from pulang.people.actions import persons
    from pulang.web.demo.roster import DOMAIN

    by, at, order = actor_by_email(f"kades@{DOMAIN}"), now(), _order()
    with context.acting(by):
        draft = persons.Draft(full_name=name, place_code=by.area, sex="F")
        migration = migrations.open(
            person=persons.create(draft=draft, by=by, at=at),
            by=by,
            at=at,
            scheme=Scheme.P_TO_P,
            destination=order.destination,
            occupation=order.occupation,
        )
    # Past every gate, as the owner may: to arrange, never to act.
    Migration.objects.filter(pk=migration.pk).update(stage=Stage.PREPARING, stage_since=at)
    migration.refresh_from_db()
    return migration


def _order() -> Any:
    """Return the first job order of Malaysia that may still be used."""
    from pulang.base.clock import today
    from pulang.departure.models import JobOrder

    day = today()
    return next(
        one
        for one in JobOrder.objects.select_related("permit__agency").order_by("pk")
        if one.destination_id == "MY"
        and one.period.covers(day)
        and one.permit.period.covers(day)
        and one.permit.agency.standing_on(day) == "valid"
        and not one.permit.agency.sanctions.exists()
        and one.used < one.places
        and one.permit.used < one.permit.quota
    )


def _with_contract(migration: Any) -> None:
    from pulang.access.queries import actor_by_email
    from pulang.base.clock import now, today
    from pulang.departure.models import PlacementAgreement
    from pulang.preparation.models import Paper
    from pulang.web.demo.roster import DOMAIN

    by, checker = (actor_by_email(f"{one}@{DOMAIN}") for one in ("kades", "kabupaten"))
    order, at, day = _order(), now(), today()
    PlacementAgreement.objects.create(
        migration=migration,
        order=order,
        signed_on=day,
        known_to_dinas_on=day,
        wage=order.wage,
        recorded_at=at,
        recorded_by=checker.membership_id,
    )
    Paper.objects.create(
        migration=migration,
        document="PK",
        state="accepted",
        submitted_at=at,
        submitted_by=by.membership_id,
        checked_at=at,
        checked_by=checker.membership_id,
    )


def _with_account(migration: Any, *, name: str, account: str) -> None:
    from pulang.access.models import Membership
    from pulang.access.terms import Role
    from pulang.base.clock import now
    from pulang.people.models import OwnFile
    from pulang.web.demo.roster import DOMAIN

    maria = Membership.objects.get(user__email=f"maria@{DOMAIN}", role=Role.WORKER)
    made = Membership.objects.create(
        user=user(name=name, account=account),
        organisation=maria.organisation,
        role=Role.WORKER,
        area=maria.area,
    )
    OwnFile.objects.create(membership_id=made.pk, person=migration.person, linked_at=now())


def user(*, name: str, account: str) -> Any:
    """Make an account with the password of the demo's accounts."""
    from pulang.access.models import User
    from pulang.web.demo.roster import DOMAIN

    made = User.objects.create_user(f"{account}@{DOMAIN}", name=name)
    known = User.objects.get(email=f"maria@{DOMAIN}")
    User.objects.filter(pk=made.pk).update(password=known.password)
    return made


if __name__ == "__main__":
    import django

    django.setup()
    _bring()
