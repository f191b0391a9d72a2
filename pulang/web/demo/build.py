"""Build the demo province the way a user would: register sources, upload files, confirm columns, link.

Each step finds what an interrupted build left and goes on from there; nothing happens twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from django.conf import settings

from pulang.access.context import acting
from pulang.access.models import Organisation
from pulang.access.queries import actor_by_email
from pulang.access.terms import Actor
from pulang.linkage.actions import imports, runs, sources, uploads
from pulang.linkage.models import Record, Source
from pulang.linkage.rules.choice import Choice
from pulang.people.models import Consent, Household
from pulang.web.demo import families
from pulang.web.demo.agency_files import Written, write_agency_files
from pulang.web.demo.roster import ACCOUNTS, LEFT_FOR_THE_NEWCOMER, LISTS, ORGANISATIONS, DemoList

Tell = Callable[[str], None]
CARDS = 20
ASKED = 20
VILLAGE, HEAD_OF_VILLAGE = "5304012008", "Pak Yos"


@dataclass(frozen=True)
class Built:
    """What stands now."""

    records: int
    created: int
    proposed: int
    households: int
    left: Path


def files_at() -> Path:
    """Where the agencies' files of this installation lie."""
    return Path(settings.HOME) / "demo"


def newcomers_file() -> Path:
    """The list that is left for the newcomer to bring in."""
    return next(files_at().glob("baru/*.xlsx"), files_at() / "baru")


def steward() -> Actor:
    """The first data steward."""
    return actor_by_email(ACCOUNTS[0].email)


def is_built() -> bool:
    """Tell whether the last step of a build has been done."""
    with acting(steward()):
        return Consent.objects.exists()


def build(*, size: int, seed: int, at: datetime, tell: Tell) -> Built:
    """Bring the province in as the data steward; one list stays outside for the newcomer."""
    by = steward()
    tell("the agencies' files")
    made = {file.listed: file for file in write_agency_files(files_at(), size=size, seed=seed)}
    with acting(by, reason="demo province"):
        for kept in LISTS:
            source = _source(kept, by=by, at=at)
            if kept.listed != LEFT_FOR_THE_NEWCOMER:
                tell(kept.name)
                bring_in(source, made[kept.listed], by=by, at=at)
        tell("who is whom")
        run = runs.perform(run=runs.request(by=by, at=at), by=by, at=at)
        tell("families and consents")
        houses = _families(by=by, at=at, seed=seed)
        records = Record.objects.count()
    report = run.report
    return Built(
        records=records,
        created=int(report.get("created", 0)),
        proposed=int(report.get("proposed", 0)),
        households=houses,
        left=newcomers_file(),
    )


def _source(kept: DemoList, *, by: Actor, at: datetime) -> Source:
    standing = Source.objects.filter(name=kept.name).first()
    if standing:
        return standing
    keeper = next(row for row in ORGANISATIONS if row.key == kept.organisation)
    return sources.register(
        name=kept.name,
        organisation=Organisation.objects.get(name=keeper.name),
        by=by,
        at=at,
        trust=kept.trust,
        default_area=kept.area,
    )


def bring_in(source: Source, file: Written, *, by: Actor, at: datetime) -> None:
    """Upload a file, accept the columns as they are suggested, and let its rows in."""
    with (files_at() / file.path).open("rb") as opened:
        batch = uploads.upload(source=source, file=opened, name=file.path, by=by, at=at)
    if batch.state in uploads.NOT_STARTED:
        choice = Choice.of_json(batch.mapping)
        batch = uploads.confirm(batch=batch, choice=choice, by=by, at=at)
    imports.perform(batch=batch, by=by, at=at)


def _families(*, by: Actor, at: datetime, seed: int) -> int:
    if not Household.objects.exists():
        families.found_families(cards=CARDS, by=by, at=at, rng=np.random.default_rng(seed))
    families.enter_consents(area=VILLAGE, most=ASKED, witness=HEAD_OF_VILLAGE, by=by, at=at)
    return Household.objects.count()
