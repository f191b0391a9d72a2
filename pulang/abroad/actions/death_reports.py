"""Taking messages of deaths: several that tell of one death become one case."""

import hashlib
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import product

from django.db import connection, transaction
from django.utils.translation import gettext as _

from pulang.abroad.actions import death_steps
from pulang.abroad.models import DeathCase, DeathDoubt, DeathReport
from pulang.abroad.rules import grouping
from pulang.abroad.rules.grouping import Grouping, Message
from pulang.abroad.terms import DeathSource, StepState
from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries.actors import service_actor
from pulang.access.terms import Actor, Permission, Role
from pulang.base.clock import WITA
from pulang.base.errors import Refused
from pulang.coordination import terms as desks
from pulang.coordination.actions import tasks
from pulang.people.rules.names import clean
from pulang.places.models import Country

WINDOW_DAYS = 60
"""How far back a new message is compared; news of one death does not run longer."""
DOUBT_TASK = "abroad.death_doubt"
_LOCK = 20260125
_TRUST = (
    DeathSource.MISSION,
    DeathSource.OFFICE,
    DeathSource.EMPLOYER,
    DeathSource.FAMILY,
    DeathSource.CHURCH,
    DeathSource.COMMUNITY,
)
_SETTLED = ("name", "country", "place", "died_on", "employer", "home_code")


class NothingSaid(Refused):
    """A message that says neither a name nor a place tells of nobody."""

    code = "abroad.nothing_said"


@dataclass(frozen=True, slots=True)
class DeathNews:
    """What one message says."""

    source: str
    name: str = ""
    country: Country | None = None
    place: str = ""
    died_on: date | None = None
    employer: str = ""
    home_code: str = ""
    told_by_whom: str = ""

    @property
    def fingerprint(self) -> str:
        """Return what makes the same message the same, sent twice."""
        said = [str(getattr(self, one.name) or "").strip().casefold() for one in fields(self)]
        return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


@transaction.atomic
def receive(*, news: DeathNews, by: Actor, at: datetime) -> DeathReport:
    """Take a message of a death; join it to the case it tells of, or open one.

    The same message twice is one. What is not sure becomes a doubt that a person decides.

    Raises: NotAllowed, NothingSaid.
    """
    require(by, Permission.DEATH_WRITE)
    if not (news.name.strip() or news.place.strip() or news.employer.strip()):
        raise NothingSaid(_("Write at least a name, a place or an employer."))
    if news.died_on and news.died_on > at.astimezone(WITA).date():
        raise NothingSaid(_("The day of death lies in the future."))
    service = service_actor()
    # Two messages of one death may reach two kabupaten: only the service sees both cases.
    with context.acting(service, reason="a message of a death"):
        report, is_new = _take(news, by=by, at=at)
    if is_new:
        audit.record(
            "death.reported",
            by=by,
            at=at,
            subject=death_steps.subject_of(report.case),
            facts={"source": news.source},
        )
    return report


def _take(news: DeathNews, *, by: Actor, at: datetime) -> tuple[DeathReport, bool]:
    with connection.cursor() as cursor:
        # Two messages at once must see each other, or one death is counted twice.
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    known = DeathReport.objects.select_related("case").filter(fingerprint=news.fingerprint).first()
    if known:
        _let_know(known.case, by)
        return known, False
    others = list(
        DeathReport.objects.select_related("case").filter(
            received_at__gte=at - timedelta(days=WINDOW_DAYS), case__merged_into=None
        )
    )
    new = _message_of("new", news)
    found = grouping.group(
        [new, *(_message_of(report.public_id, report) for report in others)],
        apart=_decided_apart(others),
    )
    case = _case_for(found, others, news, by=by, at=at)
    report = DeathReport.objects.create(
        case=case,
        fingerprint=news.fingerprint,
        received_at=at,
        received_by=by.membership_id,
        **{one.name: getattr(news, one.name) for one in fields(news)} | {"name": clean(news.name)},
    )
    _let_know(case, by)
    settle(case)
    _raise_doubts(found, others, case, by=by, at=at)
    return report, True


def _message_of(key: str, said: DeathNews | DeathReport) -> Message:
    return Message(
        key=key,
        name=said.name,
        country=said.country.pk if said.country else "",
        place=said.place,
        died_on=said.died_on,
        employer=said.employer,
    )


def _decided_apart(reports: list[DeathReport]) -> list[frozenset[str]]:
    of_case: dict[int, list[str]] = {}
    for report in reports:
        of_case.setdefault(report.case_id, []).append(report.public_id)
    pairs = DeathDoubt.objects.filter(is_same=False).values_list("case_id", "other_id")
    return [
        frozenset(pair)
        for one, other in pairs
        for pair in product(of_case.get(one, ()), of_case.get(other, ()))
    ]


def _case_for(
    found: Grouping, others: list[DeathReport], news: DeathNews, *, by: Actor, at: datetime
) -> DeathCase:
    """Return the case of the new message's group; cases that nobody has worked on become one."""
    group = found.group_of("new")
    cases = {report.case_id: report.case for report in others if report.public_id in group}
    if not cases:
        return death_steps.open_case(place_code=news.home_code, by=by, at=at)
    by_age = sorted(cases.values(), key=lambda case: (not is_worked_on(case), case.pk))
    kept = by_age[0]
    for case in by_age[1:]:
        if is_worked_on(case):
            _doubt(kept, case, ("tied_by_a_third",), by=by, at=at)
        else:
            absorb(kept=kept, other=case, by=service_actor(), at=at)
    return kept


def is_worked_on(case: DeathCase) -> bool:
    """Tell whether a person has done anything in a case: then no rule moves it any more."""
    return (
        case.person_id is not None
        or case.steps.exclude(state__in=[StepState.WAITING, StepState.OPEN]).exists()
    )


def absorb(*, kept: DeathCase, other: DeathCase, by: Actor, at: datetime) -> None:
    """Let the messages of one case move to another; the emptied one points on."""
    DeathReport.objects.filter(case=other).update(case=kept)
    kept.known_to = sorted({*kept.known_to, *other.known_to})
    kept.save(update_fields=["known_to"])
    other.merged_into = kept
    other.save(update_fields=["merged_into"])
    death_steps.cancel_tasks(other, by=by, at=at)
    settle(kept)


def settle(case: DeathCase) -> None:
    """Fill what is known of the death from its messages, the most trusted source first.

    What an officer has verified (a person is linked) stays.
    """
    if case.person_id is not None:
        return
    reports = sorted(
        DeathReport.objects.filter(case=case).select_related("country"),
        key=lambda report: (_TRUST.index(DeathSource(report.source)), -len(report.name)),
    )
    said = {
        name: next((value for r in reports if (value := getattr(r, name))), None)
        for name in _SETTLED
    }
    case.place_code = said.pop("home_code") or case.place_code
    for name, value in said.items():
        setattr(case, name, value if name in {"country", "died_on"} else value or "")
    case.save(update_fields=[*said, "place_code"])


def _let_know(case: DeathCase, by: Actor) -> None:
    if by.organisation_id not in case.known_to:
        case.known_to = sorted({*case.known_to, by.organisation_id})
        case.save(update_fields=["known_to"])


def _raise_doubts(
    found: Grouping, others: list[DeathReport], case: DeathCase, *, by: Actor, at: datetime
) -> None:
    case_of = {report.public_id: report.case_id for report in others}
    every = {report.public_id: report for report in others}
    for pair in found.doubts:
        if "new" not in pair:
            continue
        (key,) = pair - {"new"}
        other = DeathCase.objects.get(pk=case_of[key])
        other = other.merged_into or other
        if other.pk != case.pk:
            new = DeathReport.objects.filter(case=case).latest("received_at", "pk")
            reasons = grouping.agreement(
                _message_of("new", new), _message_of(key, every[key])
            ).reasons
            _doubt(case, other, reasons, by=by, at=at)


def _doubt(
    one: DeathCase, other: DeathCase, reasons: tuple[str, ...], *, by: Actor, at: datetime
) -> None:
    first, second = sorted((one, other), key=lambda case: case.pk)
    doubt, made = DeathDoubt.objects.get_or_create(
        case=first,
        other=second,
        defaults={"reasons": list(reasons), "raised_at": at, "raised_by": by.membership_id},
    )
    if made:
        tasks.open(
            kind=DOUBT_TASK,
            key=f"{DOUBT_TASK}:{doubt.public_id}",
            desk=desks.desk(Role.PROVINCIAL_OFFICER, first.place_code or "53"),
            urgency=desks.Urgency.TODAY,
            due_at=at + timedelta(days=1),
            url=first.get_absolute_url(),
            by=service_actor(),
            at=at,
        )
