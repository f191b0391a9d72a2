"""What hangs on the demo's migrations: companies, papers, clearances with passes, work abroad, worries.

As the owner of the database, by the actions of each package where they are quick, in bulk where
thousands are written. Each part is written once, whatever was built before.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

import numpy as np
from django.db import transaction

from pulang.abroad.actions import complaints, death_reports, placements
from pulang.abroad.models import DeathCase, Placement
from pulang.abroad.terms import ComplaintCategory
from pulang.access.context import acting
from pulang.access.models import Organisation
from pulang.access.queries import actor_by_email
from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.coordination.actions import referrals, tasks
from pulang.coordination.terms import Item, Service
from pulang.departure.actions import agencies, costs, orders, passes
from pulang.departure.models import Agency, Clearance, CostLine, JobOrder, PlacementAgreement
from pulang.journey.models import Migration
from pulang.journey.terms import ABROAD, Stage
from pulang.people.terms import ConsentBasis
from pulang.places.models import Country, ExitPoint
from pulang.preparation.models import FamilyConsent, Paper
from pulang.preparation.terms import PaperState, Relation, RelationProof
from pulang.web.demo.roster import DOMAIN, ORGANISATIONS

COMPANIES = (
    ("PT Flobamora Contoh Mandiri", "SIP3MI-2025-0101", 600),
    ("PT Lontar Karya Contoh", "SIP3MI-2025-0102", 400),
    ("PT Cendana Jaya Contoh", "SIP3MI-2024-0077", 200),
)
EMPLOYERS = (
    "Puan Aminah, Petaling Jaya",
    "Ladang Contoh Sdn. Bhd., Sandakan",
    "Keluarga Tan, Johor Bahru",
    "Kilang Contoh Sdn. Bhd., Melaka",
    "Mr. Lim, Ang Mo Kio",
)
FIRST_PAPERS = ("KTP", "KK", "AKTA", "IZIN", "NIKAH", "PP", "MCU", "PSI", "BPJS-PRE")
LATER_PAPERS = ("LATIH", "KOMP", "PASPOR", "PK", "VISA", "BPJS-ON", "OPP", "E-KPMI")
READ = {
    "VISA": {"visa_type": "work"},
    "PK": {"wage": "1700", "currency": "MYR", "months": 24},
}
"""What an officer read on a paper."""
MOST_PLACED = 90
MOST_ABROAD_WORRIES = 6


def _account(name: str) -> Actor:
    return actor_by_email(f"{name}@{DOMAIN}")


def build(*, at: datetime, seed: int) -> None:
    """Write everything that hangs on the demo's migrations. As the owner."""
    rng = np.random.default_rng(seed)
    _companies(at=at)
    _papers(at=at, rng=rng)
    _families(at=at)
    _clearances(at=at)
    _placements(at=at, rng=rng)
    _worries(at=at)


def _of(*stages: Stage) -> Iterator[Migration]:
    found = Migration.objects.filter(stage__in=[str(stage) for stage in stages])
    return found.select_related("person", "destination").order_by("pk").iterator(500)


@transaction.atomic
def _companies(*, at: datetime) -> None:
    if Agency.objects.exists():
        return
    by = _account("provinsi")
    today = at.astimezone(WITA).date()
    with acting(by, reason="demo"):
        for number, (name, licence, quota) in enumerate(COMPANIES):
            agency = agencies.record(
                values={
                    "name": name,
                    "licence": licence,
                    "licence_starts_on": date(2024, 1, 1),
                    "licence_ends_on": date(2029, 1, 1),
                    "deposit": 1_500_000_000,
                },
                by=by,
                at=at,
            )
            permit = agencies.permit(
                agency=agency,
                values={
                    "number": f"SIP2MI-2026-{number + 1:04}",
                    "destination": Country.objects.get(pk="MY"),
                    "occupation": "domestic" if number < 2 else "plantation",
                    "quota": quota,
                    "starts_on": date(2026, 1, 1),
                    "ends_on": today + timedelta(days=300),
                },
                by=by,
                at=at,
            )
            order = orders.record(
                permit=permit,
                values={
                    "number": f"JO-2026-{number + 1:04}",
                    "employer": EMPLOYERS[number],
                    "occupation": permit.occupation,
                    "wage": 1700,
                    "currency": "MYR",
                    "weekly_hours": 48,
                    "has_rest_day": True,
                    "places": quota,
                    "starts_on": date(2026, 1, 1),
                    "ends_on": today + timedelta(days=200),
                },
                by=by,
                at=at,
            )
            orders.verify(
                order=order,
                verified_on=date(2026, 1, 5),
                reference=f"KBRI-KL/2026/{number + 1}",
                by=by,
                at=at,
            )


def _papers(*, at: datetime, rng: np.random.Generator) -> None:
    if Paper.objects.exists():
        return
    helper, checker = _account("kades").membership_id, _account("kabupaten").membership_id
    rows: list[Paper] = []
    waiting: list[Migration] = []
    for migration in _of(Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED):
        share = {"registered": 0.25, "preparing": 0.6, "cleared": 1.0}[migration.stage]
        every = FIRST_PAPERS + LATER_PAPERS
        count = max(3, round(len(every) * min(1.0, share * rng.uniform(0.7, 1.3))))
        for number, document in enumerate(every[: len(every) if share == 1.0 else count]):
            handed = migration.stage_since - timedelta(days=40 - number * 2)
            last = number == count - 1 and share < 1.0
            if last:
                waiting.append(migration)
            rows.append(
                Paper(
                    migration=migration,
                    document=document,
                    state=PaperState.SUBMITTED if last else PaperState.ACCEPTED,
                    issued_on=(handed - timedelta(days=10)).date(),
                    valid_until=_valid_until(document, at=at, rng=rng),
                    details=READ.get(document, {}),
                    submitted_at=handed,
                    submitted_by=helper,
                    checked_at=None if last else handed + timedelta(days=1),
                    checked_by=None if last else checker,
                )
            )
    Paper.objects.bulk_create(rows, 1000)
    _ask_to_check(waiting, at=at)


def _valid_until(document: str, *, at: datetime, rng: np.random.Generator) -> date | None:
    if document == "PASPOR":  # beyond any contract
        return (at + timedelta(days=float(rng.uniform(1200, 1800)))).date()
    if document in {"MCU", "SKCK", "OPP"}:
        return (at + timedelta(days=float(rng.uniform(20, 300)))).date()
    return None


def _families(*, at: datetime) -> None:
    """Write down for who is cleared that a family agreed and the village knows."""
    if FamilyConsent.objects.exists():
        return
    village = _account("kades").membership_id
    given = (at - timedelta(days=30)).date()
    FamilyConsent.objects.bulk_create(
        (
            FamilyConsent(
                migration=migration,
                giver="Ibu",
                relation=Relation.MOTHER,
                proof=RelationProof.FAMILY_CARD,
                given_on=given,
                recorded_at=at - timedelta(days=29),
                recorded_by=village,
                acknowledged_at=at - timedelta(days=28),
                acknowledged_by=village,
                witness="Sekretaris Desa",
            )
            for migration in _of(Stage.CLEARED)
        ),
        1000,
    )


def _ask_to_check(waiting: list[Migration], *, at: datetime) -> None:
    """Put the papers that wait on the desks of their kabupaten, as handing them in does."""
    by = _account("kades")
    handed = {
        paper.migration_id: paper
        for paper in Paper.objects.filter(state=PaperState.SUBMITTED).select_related("migration")
    }
    with acting(by, reason="demo"), transaction.atomic():
        for migration in waiting:
            paper = handed.get(migration.pk)
            if paper is None or len(migration.place_code) < 4:
                continue
            tasks.open(
                kind="preparation.check_paper",
                key=f"preparation.check_paper:{paper.public_id}",
                desk=f"kabupaten_officer@{migration.place_code[:4]}",
                person=migration.person,
                migration=migration,
                by=by,
                at=at,
                due_at=paper.submitted_at + timedelta(days=60),
                facts={"document": paper.document},
                url=f"/preparation/desk/{paper.public_id}/",
            )


def _clearances(*, at: datetime) -> None:
    if Clearance.objects.exists():
        return
    by, today = _account("kabupaten"), at.astimezone(WITA).date()
    points = list(ExitPoint.objects.filter(code__regex="^(eltari|kupang|maumere|tambolaka)")[:4])
    points = points or list(ExitPoint.objects.order_by("pk")[:4])
    order = JobOrder.objects.order_by("pk").first()
    if order is None:
        return
    with acting(by, reason="demo"), transaction.atomic():
        for number, migration in enumerate(islice(_of(Stage.CLEARED), 150)):
            agreement = PlacementAgreement.objects.create(
                migration=migration,
                order=order,
                signed_on=(migration.stage_since - timedelta(days=30)).date(),
                known_to_dinas_on=(migration.stage_since - timedelta(days=29)).date(),
                recorded_at=migration.stage_since,
                recorded_by=by.membership_id,
            )
            departs_on = today + timedelta(days=number % 5)
            clearance = Clearance.objects.create(
                migration=migration,
                agreement=agreement,
                exit_point=points[number % len(points)],
                departs_on=departs_on,
                ends_on=departs_on + timedelta(days=3),
                granted_at=migration.stage_since,
                granted_by=by.membership_id,
            )
            passes.issue(clearance=clearance, by=by, at=at)


def _placements(*, at: datetime, rng: np.random.Generator) -> None:
    if Placement.objects.exists():
        return
    by = _account("kabupaten")
    with acting(by, reason="demo"):
        for number, migration in enumerate(
            islice(_of(Stage.WORKING, Stage.DISTRESSED), MOST_PLACED)
        ):
            if migration.stage != Stage.WORKING:
                continue
            began = max(migration.stage_since, at - timedelta(days=600)).date()
            placements.start(
                migration=migration,
                began_on=began,
                terms=placements.Terms(
                    employer=EMPLOYERS[number % len(EMPLOYERS)],
                    city=("Johor Bahru", "Sandakan", "Kuala Lumpur")[number % 3],
                    contract_ends_on=began + timedelta(days=730),
                ),
                way=placements.Way(
                    channel="sms", address=f"+60112{int(rng.integers(1_000_000, 9_999_999))}"
                ),
                by=by,
                at=at,
            )


def _worries(*, at: datetime) -> None:
    """Write a few complaints, an overcharge, a referral, and one death of which two messages came."""
    if CostLine.objects.exists() or DeathCase.objects.exists():
        return
    by, province = _account("kabupaten"), _account("provinsi")
    today = at.astimezone(WITA).date()
    shelter = Organisation.objects.get(
        name=next(row.name for row in ORGANISATIONS if row.key == "shelter")
    )
    with acting(by, reason="demo"):
        for migration in islice(_of(Stage.PREPARING), 3):
            costs.record(
                migration=migration,
                component="ticket",
                amount=1_850_000,
                charged_to="worker",
                paid_to="recruiter",
                paid_on=today - timedelta(days=4),
                by=by,
                at=at,
                evidence="kuitansi",
            )
        categories = list(ComplaintCategory)
        abroad = islice(_of(*(stage for stage in ABROAD)), MOST_ABROAD_WORRIES)
        for number, migration in enumerate(abroad):
            complaints.receive(
                person=migration.person,
                draft=complaints.ComplaintDraft(
                    category=categories[number % len(categories)],
                    story="Upah tiga bulan belum dibayar." if number % 2 == 0 else "",
                ),
                by=by,
                at=at,
            )
        for migration in islice(_of(Stage.DISTRESSED), 2):
            referrals.open(
                person=migration.person,
                migration=migration,
                to_organisation=shelter,
                service=Service.LEGAL,
                shared=[Item.NAME, Item.STAGE],
                basis=ConsentBasis.VITAL_INTEREST,
                due_at=at + timedelta(days=5),
                by=by,
                at=at,
            )
    with acting(province, reason="demo"):
        for source, name in (("mission", "Melkianus Nb."), ("community", "Melki")):
            death_reports.receive(
                news=death_reports.DeathNews(
                    source=source,
                    name=name,
                    country=Country.objects.get(pk="MY"),
                    place="Selangor",
                    died_on=today - timedelta(days=3),
                    employer="Ladang Contoh",
                ),
                by=province,
                at=at,
            )
