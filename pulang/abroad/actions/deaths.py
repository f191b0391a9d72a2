"""Who it is, the family told in person, its decision, what is suspicious, what may be sent."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad.actions import death_reports, death_steps
from pulang.abroad.actions.death_steps import end, locked, states_of, subject_of
from pulang.abroad.models import DeathCase, DeathDoubt, DeathNotice, DeathPaper
from pulang.abroad.rules import steps as rules
from pulang.abroad.terms import DeathStep, FamilyDecision, StepState, Suspicion
from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries.actors import service_actor
from pulang.access.terms import Actor, Permission, Role
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.coordination import terms as desks
from pulang.coordination.actions import tasks
from pulang.coordination.queries import offices
from pulang.journey.actions import events, holds, stages
from pulang.journey.queries import migrations
from pulang.journey.terms import NEXT, HoldReason, Stage
from pulang.people.models import Person
from pulang.people.queries import person_for

POLICE_TASK = "abroad.death_to_look_into"


class NotToldYet(Refused):
    """Nobody has told the family face to face: nothing may leave before that."""

    code = "abroad.not_told_yet"


class KnownAlready(Refused):
    """The death of the person is a case already."""

    code = "abroad.death_known_already"


@dataclass(frozen=True, slots=True)
class Told:
    """How the family was told: by whom, whom, beside whom."""

    told_at: datetime
    teller: str
    teller_is_trained: bool
    told_whom: str
    told_relation: str
    told_with: str
    told_with_name: str


def may_tell(case: DeathCase) -> bool:
    """Tell whether a message about this death may leave. Every sender asks this first.

    Read afresh: a case that was fetched before the visit knows nothing of it.
    """
    told = DeathCase.objects.filter(pk=case.pk, told_at__isnull=False).exists()
    return rules.may_tell(told_in_person=told, states=states_of(case))


@transaction.atomic
def identify(
    *, case: DeathCase, person: Person, evidence: str, by: Actor, at: datetime,
    died_on: date | None = None, note: str = "",
) -> DeathCase:  # fmt: skip
    """Link the deceased to a person of the registry, as an officer who says by what she knows.

    Raises: NotAllowed, NotFound, KnownAlready, WrongState.
    """
    require(by, Permission.DEATH_WRITE)
    person, case = person_for(by, person.public_id), locked(case)
    if DeathCase.objects.filter(person=person, merged_into=None).exclude(pk=case.pk).exists():
        raise KnownAlready(_("The death of this person is a case already: open that one."))
    case.person, case.evidence = person, evidence
    case.migration = migrations.current_of(person) or migrations.of_person(person).first()
    case.place_code = person.place_code or case.place_code
    case.died_on = died_on or case.died_on
    case.save(update_fields=["person", "evidence", "migration", "place_code", "died_on"])
    end(case, DeathStep.D1, by=by, at=at, note=note)
    _hold_if_suspicious(case, at=at)
    return case


@transaction.atomic
def tell(*, case: DeathCase, told: Told, by: Actor, at: datetime) -> DeathCase:
    """Record that a trained person has told the family, face to face and not alone.

    From here on, and not before, the death stands on her timeline and messages may leave. The
    family is told once.

    Raises: NotAllowed, WrongState, NotReadyYet.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    if case.is_told:
        raise WrongState(_("The family was told already. Nobody tells them a second time."))
    _check_told(told, at=at)
    for name in Told.__slots__:
        setattr(case, name, getattr(told, name))
    case.told_by = by.membership_id
    case.save(update_fields=[*Told.__slots__, "told_by"])
    end(case, DeathStep.D2, by=by, at=at, happened_on=told.told_at.astimezone(WITA).date())
    _reach_deceased(case, by=by, at=at)
    return case


@transaction.atomic
def decide(
    *, case: DeathCase, decision: FamilyDecision, by_whom: str, by: Actor, at: datetime
) -> DeathCase:
    """Record what the family decided, and whose voice it was.

    Raises: NotAllowed, WrongState, NotReadyYet.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    if not by_whom.strip():
        raise death_steps.NotReadyYet(_("Write who of the family decided."))
    case.decision, case.decided_by_whom = decision, by_whom.strip()
    case.save(update_fields=["decision", "decided_by_whom"])
    end(case, DeathStep.D3, by=by, at=at)
    return case


@transaction.atomic
def notify(*, case: DeathCase, to: str, whom: str, by: Actor, at: datetime) -> DeathNotice:
    """Record a message about a death that leaves; refused until the family knows.

    Raises: NotAllowed, NotToldYet.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    require_told(case)
    notice = DeathNotice.objects.create(
        case=case, to=to, whom=whom.strip(), queued_at=at, queued_by=by.membership_id
    )
    audit.record("death.notice", by=by, at=at, subject=subject_of(case), facts={"to": to})
    return notice


def require_told(case: DeathCase) -> None:
    """Refuse while the family does not know.

    Raises: NotToldYet.
    """
    if not may_tell(case):
        raise NotToldYet(
            _("The family has not been told in person yet. No message about this death may leave.")
        )


@transaction.atomic
def suspect(
    *, case: DeathCase, suspicions: tuple[Suspicion, ...], by: Actor, at: datetime
) -> DeathCase:
    """Ask for an investigation: the police desk gets it, the migration is halted by a code.

    Raises: NotAllowed, WrongState, NotReadyYet without a sign.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    if not suspicions:
        raise death_steps.NotReadyYet(_("Choose what has to be looked into."))
    office = offices.nearest(Role.POLICE_LIAISON, case.place_code)
    case.is_suspicious = True
    case.suspicions = sorted({*case.suspicions, *map(str, suspicions)})
    if office and office.pk not in case.known_to:
        case.known_to = sorted({*case.known_to, office.pk})
    case.save(update_fields=["is_suspicious", "suspicions", "known_to"])
    tasks.open(
        kind=POLICE_TASK,
        key=f"{POLICE_TASK}:{case.public_id}",
        desk=(
            desks.office(office.pk)
            if office
            else desks.desk(Role.POLICE_LIAISON, case.place_code or "53")
        ),
        urgency=desks.Urgency.TODAY,
        due_at=at + death_steps.allowed(DeathStep.D14, at),
        url=case.get_absolute_url(),
        by=by,
        at=at,
    )
    audit.record(
        "death.suspicious", by=by, at=at, subject=subject_of(case), facts={"codes": case.suspicions}
    )
    _hold_if_suspicious(case, at=at)
    return case


@transaction.atomic
def decide_doubt(*, doubt: DeathDoubt, is_same: bool, by: Actor, at: datetime) -> DeathDoubt:
    """Say whether two cases are one death; one that is goes on in the case that went further.

    Raises: NotAllowed, WrongState.
    """
    require(by, Permission.DEATH_WRITE)
    found = (
        DeathDoubt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("case", "other")
        .get(pk=doubt.pk)
    )
    if found.decided_at:
        raise WrongState(_("This was decided already."))
    if is_same:
        _make_one(locked(found.case), locked(found.other), by=by, at=at)
    found.is_same, found.decided_at, found.decided_by = is_same, at, by.membership_id
    found.save(update_fields=["is_same", "decided_at", "decided_by"])
    tasks.done(key=f"{death_reports.DOUBT_TASK}:{found.public_id}", by=by, at=at)
    audit.record(
        "death.doubt_decided",
        by=by,
        at=at,
        subject=subject_of(found.case),
        facts={"other": found.other.public_id, "is_same": is_same},
    )
    return found


def _make_one(one: DeathCase, other: DeathCase, *, by: Actor, at: datetime) -> None:
    kept, absorbed = sorted(
        (one, other), key=lambda case: (not case.is_told, case.person_id is None, case.pk)
    )
    has_work = absorbed.costs.exists() or absorbed.legs.exists() or absorbed.claims.exists()
    if absorbed.is_told or absorbed.person_id or has_work:
        raise WrongState(
            _("Both cases went on by themselves. Close the one that is wrong, with its reason.")
        )
    death_reports.absorb(kept=kept, other=absorbed, by=by, at=at)


def _check_told(told: Told, *, at: datetime) -> None:
    if not told.teller_is_trained:
        raise death_steps.NotReadyYet(
            _(
                "Only somebody trained for it brings such news. Ask the parish or the province who is."
            )
        )
    if told.told_at > at:
        raise death_steps.NotReadyYet(
            _("This lies in the future. Write it down when it has happened.")
        )
    texts = (told.teller, told.told_whom, told.told_relation, told.told_with, told.told_with_name)
    if not all(text.strip() for text in texts):
        raise death_steps.NotReadyYet(
            _("Write who told it, to whom of the family, and who stood beside: nobody goes alone.")
        )


def _reach_deceased(case: DeathCase, *, by: Actor, at: datetime) -> None:
    if case.person is None:
        return
    died = datetime.combine(case.died_on, time(12), tzinfo=WITA) if case.died_on else at
    migration = case.migration
    if migration and Stage.DECEASED in NEXT[Stage(migration.stage)]:
        stages.reach(
            migration=migration, stage=Stage.DECEASED, by=by, at=at, occurred_at=min(died, at)
        )
        return
    events.record(
        person=case.person,
        migration=migration,
        kind="abroad.death",
        by=by,
        at=at,
        occurred_at=min(died, at),
    )


def _hold_if_suspicious(case: DeathCase, *, at: datetime) -> None:
    if not case.is_suspicious or case.migration is None:
        return
    # The officer may lead a way home and not halt a file: the code is set by the service for her.
    with context.acting(service_actor(), reason="a death is looked into"):
        holds.place(migration=case.migration, reason=HoldReason.H2, by=service_actor(), at=at)


def set_paper(
    *, case: DeathCase, kind: str, state: str, by: Actor, at: datetime,
    received_on: date | None = None, note: str = "",
) -> DeathPaper:  # fmt: skip
    """Say where a paper stands.

    Raises: NotAllowed, WrongState, NotReadyYet when it is not needed without a reason.
    """
    require(by, Permission.DEATH_WRITE)
    with transaction.atomic():
        case = locked(case)
        if states_of(case)[DeathStep.D4] == StepState.WAITING:
            raise WrongState(_("Papers are collected when the family has decided."))
        if state == "not_needed" and not note.strip():
            raise death_steps.NotReadyYet(_("Write why this paper is not needed."))
        paper, _made = DeathPaper.objects.update_or_create(
            case=case,
            kind=kind,
            defaults={
                "state": state,
                "received_on": (received_on or at.astimezone(WITA).date())
                if state == "here"
                else None,
                "note": note.strip(),
            },
        )
        audit.record(
            "death.paper", by=by, at=at, subject=subject_of(case), facts={"kind": kind, "to": state}
        )
    return paper
