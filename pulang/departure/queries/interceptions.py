"""Reading stopped departures, each part for whom it concerns; counting them without naming anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from pulang.access.models import Organisation
from pulang.access.terms import Actor, OrganisationKind
from pulang.base.errors import NotFound
from pulang.base.suppression import suppress
from pulang.departure.models import Interception, QuickScreen, RecruiterReport, ShelterStay
from pulang.journey.models import Migration
from pulang.places.models import ExitPoint


def stopped() -> QuerySet[Interception]:
    """Return the stopped departures that whoever acts may see, the latest first."""
    return Interception.objects.select_related("exit_point", "migration__person")


def interception_for(actor: Actor, public_id: str) -> Interception:
    """Return one stopped departure; the database's policy decides.

    Raises: NotFound, also for one that is not hers.
    """
    found = stopped().filter(public_id=public_id).first()
    if found is None or actor.membership_id is None:
        raise NotFound
    return found


def of_migration(migration: Migration) -> list[Interception]:
    """Return the stops on a migration."""
    return list(stopped().filter(migration=migration))


@dataclass(frozen=True, slots=True)
class Parts:
    """What lies beside a stopped departure, as far as whoever acts may see each part."""

    screen: QuickScreen | None
    recruiter: RecruiterReport | None
    stays: tuple[ShelterStay, ...]


def parts_of(interception: Interception) -> Parts:
    """Return the parts of other data classes."""
    return Parts(
        QuickScreen.objects.filter(interception=interception).first(),
        RecruiterReport.objects.filter(interception=interception).first(),
        tuple(ShelterStay.objects.filter(interception=interception).select_related("shelter")),
    )


def shelters() -> QuerySet[Organisation]:
    """Return the organisations that may take her in."""
    kinds = (OrganisationKind.SHELTER, OrganisationKind.CHURCH_NGO)
    return Organisation.objects.filter(is_active=True, kind__in=kinds).order_by("name")


@dataclass(frozen=True, slots=True)
class Counts:
    """Stopped departures by exit point and quarter; None where so few that they would name somebody.

    The last row and the last column are sums.
    """

    quarters: tuple[date, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    sums: tuple[int | None, ...]

    @property
    def shown_sums(self) -> tuple[tuple[str, int], ...]:
        """Return the sum of each exit point whose sum may be shown."""
        return tuple((name, cells[-1]) for name, cells in self.rows if cells[-1])


def counts(*, since: datetime, until: datetime) -> Counts:
    """Return the counts over every office, small cells hidden (R8.7)."""
    with connection.cursor() as cursor:
        cursor.execute("select * from departure_count_stops(%s, %s)", [since, until])
        found = {(code, quarter): count for code, quarter, count in cursor.fetchall()}
    quarters = tuple(sorted({quarter for _code, quarter in found}))
    codes = sorted({code for code, _quarter in found})
    names = dict(ExitPoint.objects.filter(pk__in=codes).values_list("pk", "name"))
    table = [[found.get((code, quarter), 0) for quarter in quarters] for code in codes]
    return _hidden(quarters, [names[code] for code in codes], table)


def _hidden(quarters: tuple[date, ...], names: Sequence[str], table: list[list[int]]) -> Counts:
    if not table:
        return Counts((), (), ())
    *rows, sums = suppress(table)
    return Counts(quarters, tuple(zip(names, rows, strict=True)), sums)
