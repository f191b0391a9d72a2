"""The fifteen steps of a case: opened in their order, put on desks, done or waived with a reason."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from pulang.abroad.models import DeathCase, DeathPaper, DeathStepState, HeirClaim
from pulang.abroad.queries import limits
from pulang.abroad.rules import costs, heirs
from pulang.abroad.rules import steps as rules
from pulang.abroad.terms import (
    CLAIM_ENDED,
    DeathPaperKind,
    DeathStep,
    FamilyDecision,
    LegMode,
    LimitOf,
    StepState,
)
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries.actors import service_actor
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base.clock import WITA
from pulang.base.errors import Refused, WrongState
from pulang.base.money import format_rupiah
from pulang.coordination import terms as desks
from pulang.coordination.actions import tasks
from pulang.journey.actions import events
from pulang.journey.terms import ProceduralStatus

TASK = "abroad.death_step"
_OF_THEIR_OWN = frozenset({DeathStep.D1, DeathStep.D2, DeathStep.D3})
"""Steps that say more than "done": identify, tell, decide."""

_BEFORE_THEY_KNOW = frozenset({DeathStep.D0, DeathStep.D1, DeathStep.D2})


class NotReadyYet(Refused):
    """Something is missing before this step is done."""

    code = "abroad.not_ready_yet"


def subject_of(case: DeathCase) -> Subject:
    """Return the subject of an audit row."""
    return Subject("death", case.public_id)


def states_of(case: DeathCase) -> dict[DeathStep, StepState]:
    """Return where each of the fifteen steps stands."""
    return {
        DeathStep(step): StepState(state)
        for step, state in DeathStepState.objects.filter(case=case).values_list("step", "state")
    }


def locked(case: DeathCase) -> DeathCase:
    """Return the case, held until the transaction ends.

    Raises: WrongState when it was closed or became part of another.
    """
    found = DeathCase.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    if found.merged_into_id or found.closed_at:
        raise WrongState(_("This case is closed, or became part of another one."))
    return found


def open_case(*, place_code: str, by: Actor, at: datetime) -> DeathCase:
    """Open a case with its fifteen steps; the first one lies on its desk. Called as the service."""
    case = DeathCase.objects.create(
        place_code=place_code,
        known_to=[by.organisation_id],
        opened_at=at,
        opened_by=by.membership_id,
    )
    due = at + allowed(DeathStep.D0, at)
    DeathStepState.objects.bulk_create(
        DeathStepState(
            case=case,
            step=step,
            state=state,
            due_at=due if state == StepState.OPEN else None,
        )
        for step, state in rules.at_first().items()
    )
    _put_on_desk(case, DeathStep.D0, due_at=due, by=service_actor(), at=at)
    return case


@transaction.atomic
def done(
    *,
    case: DeathCase,
    step: DeathStep,
    by: Actor,
    at: datetime,
    happened_on: date | None = None,
    note: str = "",
) -> DeathCase:
    """Tick a step off; the next ones open.

    Raises: NotAllowed, WrongState, NotReadyYet.
    """
    require(by, Permission.DEATH_WRITE)
    if step in _OF_THEIR_OWN:
        raise WrongState(_("This step needs more than a tick: use its own form."))
    case = locked(case)
    _check_ready(case, step)
    end(case, step, by=by, at=at, happened_on=happened_on, note=note)
    return case


@transaction.atomic
def waive(*, case: DeathCase, step: DeathStep, reason: str, by: Actor, at: datetime) -> DeathCase:
    """Leave a step out, with a reason that stays in the record.

    Leaving out D2 (nobody of the family could be found) opens no message.

    Raises: NotAllowed, WrongState, NotReadyYet without a reason.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    if not rules.may_waive(states_of(case), step):
        raise WrongState(_("This step cannot be left out now."))
    if not reason.strip():
        raise NotReadyYet(_("Write why this step is not needed."))
    end(case, step, by=by, at=at, note=reason, state=StepState.WAIVED)
    return case


@transaction.atomic
def close(*, case: DeathCase, by: Actor, at: datetime) -> DeathCase:
    """Close a case; every step has ended.

    Raises: NotAllowed, WrongState, NotReadyYet.
    """
    require(by, Permission.DEATH_WRITE)
    case = locked(case)
    left = rules.unfinished(states_of(case))
    if left:
        raise NotReadyYet(
            _("%(count)d steps are still open; do them or write why they are not needed.")
            % {"count": len(left)},
            steps=[str(step) for step in left],
        )
    case.closed_at, case.closed_by = at, by.membership_id
    case.save(update_fields=["closed_at", "closed_by"])
    audit.record("death.closed", by=by, at=at, subject=subject_of(case))
    return case


def end(
    case: DeathCase,
    step: DeathStep,
    *,
    by: Actor,
    at: datetime,
    happened_on: date | None = None,
    note: str = "",
    state: StepState = StepState.DONE,
) -> None:
    """End a step in its order, close its task, open what follows."""
    if not rules.may_end(states_of(case), step):
        raise WrongState(
            _(
                "“%(step)s” cannot be done now: what comes before it is not done, or it is done already."
            )
            % {"step": step.label}
        )
    today = at.astimezone(WITA).date()
    if happened_on and happened_on > today:
        raise NotReadyYet(_("This lies in the future. Write it down when it has happened."))
    DeathStepState.objects.filter(case=case, step=step).update(
        state=state,
        happened_on=happened_on or (today if state == StepState.DONE else None),
        note=note.strip()[:300],
        ended_at=at,
        ended_by=by.membership_id,
    )
    tasks.done(key=task_key(case, step), by=by, at=at)
    audit.record(
        f"death.step_{state}", by=by, at=at, subject=subject_of(case), facts={"step": str(step)}
    )
    _write_on_timeline(case, step, state, by=by, at=at)
    open_next(case, by=by, at=at)


def open_next(case: DeathCase, *, by: Actor, at: datetime) -> None:
    """Open every step whose turn has come; what the family's decision made needless falls away."""
    while turn := rules.to_open(states_of(case)):
        for step in turn:
            due = at + allowed(step, at)
            row = DeathStepState.objects.filter(case=case, step=step)
            row.update(state=StepState.OPEN, due_at=due)
            if case.decision and step in rules.falls_away(FamilyDecision(case.decision)):
                row.update(
                    state=StepState.WAIVED,
                    note=_("buried abroad, as the family decided"),
                    ended_at=at,
                    ended_by=by.membership_id,
                )
                continue
            _prepare(case, step, at=at)
            _put_on_desk(case, step, due_at=due, by=by, at=at)


def cancel_tasks(case: DeathCase, *, by: Actor, at: datetime) -> None:
    """Take every step of a case off its desk."""
    for step in DeathStep:
        tasks.cancel(key=task_key(case, step), by=by, at=at)


def task_key(case: DeathCase, step: DeathStep) -> str:
    """Return the key of the task that stands for a step."""
    return f"{TASK}:{case.public_id}:{step}"


def allowed(step: DeathStep, at: datetime) -> timedelta:
    return limits.allowed(LimitOf.DEATH_STEP, str(step), on=at.astimezone(WITA).date())


def _prepare(case: DeathCase, step: DeathStep, *, at: datetime) -> None:
    if step == DeathStep.D4:
        DeathPaper.objects.bulk_create(
            (DeathPaper(case=case, kind=kind) for kind in rules.papers_for(case.decision)),
            ignore_conflicts=True,
        )
    if step == DeathStep.D12:
        day = at.astimezone(WITA).date()
        kinds = heirs.to_check(
            is_procedural=bool(
                case.migration and case.migration.procedural_status == ProceduralStatus.PROSEDURAL
            ),
            country=case.country_id or "",
        )
        HeirClaim.objects.bulk_create(
            (
                HeirClaim(
                    case=case,
                    kind=kind,
                    due_on=day + limits.allowed(LimitOf.HEIR_CLAIM, str(kind), on=day),
                )
                for kind in kinds
            ),
            ignore_conflicts=True,
        )


def _put_on_desk(
    case: DeathCase, step: DeathStep, *, due_at: datetime, by: Actor, at: datetime
) -> None:
    owner = rules.RULES[step].owner
    place = case.place_code
    if owner == Role.KABUPATEN_OFFICER and len(place) < 4:
        owner = Role.PROVINCIAL_OFFICER  # whose home is not known yet is the province's
    tasks.open(
        kind=TASK,
        key=task_key(case, step),
        desk=desks.desk(owner, place or "53"),
        person=case.person,
        migration=case.migration,
        urgency=desks.Urgency.NOW if step in _BEFORE_THEY_KNOW else desks.Urgency.TODAY,
        due_at=due_at,
        facts={"step": str(step)},
        url=case.get_absolute_url(),
        by=by,
        at=at,
    )


def _write_on_timeline(
    case: DeathCase, step: DeathStep, state: StepState, *, by: Actor, at: datetime
) -> None:
    """Say it on the timeline only when the family knows: her village reads it too."""
    if case.person and case.is_told and state == StepState.DONE and step not in _BEFORE_THEY_KNOW:
        events.record(
            person=case.person,
            migration=case.migration,
            kind="abroad.death_step",
            by=by,
            at=at,
            facts={"step": str(step)},
        )


def _check_ready(case: DeathCase, step: DeathStep) -> None:
    checks = {
        DeathStep.D4: _papers_missing,
        DeathStep.D5: _money_missing,
        DeathStep.D6: _flight_missing,
        DeathStep.D10: _receipt_missing,
        DeathStep.D12: _claims_open,
    }
    said = checks[step](case) if step in checks else ""
    if said:
        raise NotReadyYet(said)


def _papers_missing(case: DeathCase) -> str:
    missing = rules.missing_papers((p.kind, p.is_settled) for p in case.papers.all())
    if not missing:
        return ""
    names = ", ".join(str(DeathPaperKind(kind).label) for kind in missing)
    return _("These papers are missing: %(names)s.") % {"names": names}


def _money_missing(case: DeathCase) -> str:
    left = sum(
        costs.left(
            amount=item.amount,
            shares=(s.amount for s in item.shares.all() if s.withdrawn_at is None),
        )
        for item in case.costs.prefetch_related("shares")
    )
    if left <= 0:
        return ""
    return _("%(amount)s has no payer yet.") % {"amount": format_rupiah(left)}


def _flight_missing(case: DeathCase) -> str:
    if case.legs.filter(mode=LegMode.PLANE).exclude(waybill="").exists():
        return ""
    return _("Write down the flight with its waybill (AWB) first.")


def _receipt_missing(case: DeathCase) -> str:
    legs = list(case.legs.all())
    if legs and all(leg.handed_over_at for leg in legs):
        return ""
    return _("Each leg needs its hand-over: who gave, who received, who saw it.")


def _claims_open(case: DeathCase) -> str:
    count = case.claims.exclude(state__in=sorted(CLAIM_ENDED)).count()
    if not count:
        return ""
    return _("%(count)d rights of the heirs are still open.") % {"count": count}
