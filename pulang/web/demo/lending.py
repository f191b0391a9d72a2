"""The demo bank's year: a pool of Rp50 billion, two products, several hundred loans in every state.

As the owner of the database: applications and loans in bulk, money through the ledger's own door
(`lending_books.py`). Written once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
from django.db import connection, transaction

from pulang.access.context import acting
from pulang.access.models import Organisation
from pulang.access.queries import actor_by_email, service_actor
from pulang.access.terms import Actor, OrganisationKind, Role
from pulang.base.clock import WITA
from pulang.journey.models import Migration
from pulang.journey.terms import Stage
from pulang.lending.actions import pools
from pulang.lending.actions.pools import Funding, ProductDraft
from pulang.lending.models import Ceiling, Pool, Product, RoleLimit
from pulang.lending.terms import FundingKind, ProductScheme
from pulang.people.models import OwnFile
from pulang.places.models import Country
from pulang.web.demo import (
    journeys,
    lending_gates,
    lending_hardship,
    lending_rows,
    lending_statements,
    lending_stories,
)
from pulang.web.demo.lending_books import Books, noon
from pulang.web.demo.lending_stories import BEFORE_A_LOAN, CEILINGS, Story
from pulang.web.demo.roster import DOMAIN

DAYS = 365
_BORROWERS = (
    Stage.REGISTERED,
    Stage.PREPARING,
    Stage.CLEARED,
    Stage.DEPARTED,
    Stage.WORKING,
    Stage.DISTRESSED,
    Stage.DECEASED,
)
_SOURCE = "Keputusan pengadaan pinjaman keberangkatan Bank NTT, Januari 2026"
_CEILING_SOURCE = {
    "TW": "Kepka BP2MI 50/2023",
    "HK": "Struktur biaya Hong Kong 2012",
    "MY": "Nota kesepahaman RI–Malaysia 2022: biaya penempatan pada pemberi kerja",
}


def build(*, at: datetime, seed: int) -> int:
    """Write the year of the demo's loans; return how many loans. As the owner.

    Day by day, each its own transaction: in one for all, the pool's row would have thousands of
    versions that no reading can skip.
    """
    if Pool.objects.exists() or not _bank():
        return 0
    rng = np.random.default_rng(seed + 5)
    today = at.astimezone(WITA).date()
    opened = today - timedelta(days=DAYS)
    maker, checker = (actor_by_email(f"{name}@{DOMAIN}") for name in ("rosa", "bank2"))
    with transaction.atomic():
        pool, products = _found(opened, by=checker)
        maria = _way_of_maria(at=at)
        chosen = list(
            Migration.objects.filter(stage__in=_BORROWERS)
            .exclude(procedural_status="NONPROSEDURAL")
            .exclude(pk__in=[maria.pk] if maria else [])
            .select_related("person", "destination")
            .order_by("pk")
        )
        drawn = lending_stories.draw(chosen, today=today, opened=opened, rng=rng)
        hers = [_story_of_maria(maria, today=today)] if maria else []
        stories = lending_gates.lawful([*drawn, *hers])
        lending_gates.let_pass(stories, at=at)
        _let_the_bank_know(stories, bank=pool.bank_id)
        books = Books(pool, maker, checker, service_actor(), today)
        desk = lending_rows.Desk(pool, products, maker, checker, today)
        with acting(checker, reason="demo"):
            loans = lending_rows.write(stories, desk=desk, books=books)
    books.run(opened)
    with transaction.atomic(), acting(maker, reason="demo"):
        lending_statements.write(books.paid, desk=desk, at=at)
        lending_hardship.write(loans, desk=desk, at=at)
        lending_hardship.propose(loans, desk=desk, at=at)
        lending_hardship.open_tasks(at=at)
    return sum(story.fate not in BEFORE_A_LOAN for story in stories)


def _bank() -> Organisation | None:
    return Organisation.objects.filter(kind=OrganisationKind.BANK).order_by("pk").first()


def _found(opened: date, *, by: Actor) -> tuple[Pool, dict[str, Product]]:
    at = noon(opened)
    with acting(by, reason="demo"):
        pool = pools.found(
            name="Dana Bergulir Pekerja Migran",
            account_number="001-01-000001-1",
            virtual_prefix="88810",
            opened_on=opened,
            by=by,
            at=at,
        )
        pools.fund(
            pool=pool,
            funding=Funding(
                FundingKind.ALLOCATION,
                "Bank Contoh NTT",
                pools.ALLOCATION,
                opened,
                "Keputusan Direksi 001/2026",
            ),
            by=by,
            at=at,
        )
        products = {
            scheme.value: pools.offer(
                pool=pool,
                draft=ProductDraft(code, name, scheme, _SOURCE, terms),
                starts_on=opened,
                by=by,
                at=at,
            )
            for scheme, code, name, terms in (
                (ProductScheme.KPM_BANK_NTT, "kpm-bank-ntt", "Kredit Pekerja Migran", {}),
                (
                    ProductScheme.KUR_PMI,
                    "kur-pmi",
                    "KUR Penempatan Pekerja Migran",
                    {"months_most": 36},
                ),
            )
        }
        _limits(products, opened, by=by)
    pool.refresh_from_db()
    return pool, products


def _limits(products: dict[str, Product], opened: date, *, by: Actor) -> None:
    recorded = {"recorded_at": noon(opened), "recorded_by": by.membership_id}
    known = set(Country.objects.filter(alpha2__in=CEILINGS).values_list("alpha2", flat=True))
    for product in products.values():
        RoleLimit.objects.create(
            product=product,
            role=Role.BANK_APPROVER,
            most=100_000_000,
            starts_on=opened,
            **recorded,
        )
        Ceiling.objects.bulk_create(
            Ceiling(
                product=product,
                component=component,
                destination_id=country,
                most=most,
                starts_on=opened,
                source=_CEILING_SOURCE.get(country, "Kisaran biaya per negara tujuan, 2026"),
                **recorded,
            )
            for country, ceilings in CEILINGS.items()
            if country in known
            for component, most in ceilings.items()
        )


def _let_the_bank_know(stories: Sequence[Story], *, bank: int) -> None:
    """Open the borrowers' files to the bank, as asking for a loan does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update people_person set known_to = array(select distinct unnest(known_to || %s::bigint)"
            " order by 1) where id = any(%s) and not known_to @> array[%s::bigint]",
            [bank, [story.migration.person_id for story in stories], bank],
        )


def _way_of_maria(*, at: datetime) -> Migration | None:
    """Let Maria work in Malaysia since a quarter of a year, unless she is on her way already."""
    hers = OwnFile.objects.select_related("person").order_by("pk").first()
    if hers is None or not Country.objects.filter(pk="MY").exists():
        return None
    standing = hers.person.migrations.order_by("-pk").first()
    if standing:
        return standing
    days = {
        Stage.INTERESTED: 190,
        Stage.REGISTERED: 175,
        Stage.PREPARING: 160,
        Stage.CLEARED: 104,
        Stage.DEPARTED: 99,
        Stage.WORKING: 96,
    }
    walk = journeys.Walk(
        person=hers.person,
        steps=tuple((stage, at - timedelta(days=ago)) for stage, ago in days.items()),
        is_procedural=True,
        destination="MY",
        occupation="domestic",
    )
    return journeys.enter(walk)


def _story_of_maria(maria: Migration, *, today: date) -> Story:
    """A small loan that she pays on time: two instalments are paid, the third is near."""
    first_due = today - timedelta(days=55)
    signed = today - timedelta(days=118)
    rng = np.random.default_rng(1)
    story = lending_stories.basic(maria, asked_on=signed - timedelta(days=9), rng=rng)
    return replace(
        story,
        fate=lending_stories.Fate.PAYING,
        months=10,
        signed_on=signed,
        paid_on=lending_stories.paid_days(story, signed, today=today),
        begins_on=first_due - timedelta(days=30),
        first_due=first_due,
        delay=0,
    )
