"""Maker and checker: one proposes, another human being decides; reasons are kept, nothing is scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pulang.access.actions.rights import require
from pulang.access.models import Membership
from pulang.access.terms import Actor, Permission
from pulang.base.clock import WITA
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.base.money import format_rupiah
from pulang.lending.actions import contracts, deadlines, desks, gates
from pulang.lending.actions.applications import audit_of, locked, step
from pulang.lending.actions.contracts import Grant, Part
from pulang.lending.actions.flags import NeedsReason
from pulang.lending.models import Application, ApplicationLine, Decision, LoanFlag
from pulang.lending.queries import products
from pulang.lending.queries.assessments import AFFORDABILITY, Assessment, assess
from pulang.lending.rules.steps import STEP_OF
from pulang.lending.terms import (
    INFORMAL,
    ApplicationState,
    DecisionStep,
    Outcome,
    RefusalReason,
)

APPEALS_MOST = 1
"""She may ask once that another approver looks; a second refusal stands."""


class SamePerson(NotAllowed):
    """Two steps that two human beings must take were to be taken by one."""

    code = "lending.same_person"


class BeyondLimit(Refused):
    """The amount lies above what this role may decide."""

    code = "lending.beyond_limit"


class SignsOpen(Refused):
    """Signs wait for somebody to look at them."""

    code = "lending.signs_open"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, with reasons that she can read."""

    outcome: Outcome
    reasons: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer, and what would be granted: amount per component, and for how long."""

    answer: Answer
    months: int = 0
    granted: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def propose(
    *, application: Application, proposal: Proposal, by: Actor, at: datetime
) -> Application:
    """Propose an answer, as the maker.

    Raises: NotAllowed, WrongState, NeedsReason, SignsOpen, and what the gates raise.
    """
    require(by, Permission.LOAN_WRITE)
    found = locked(application, by)
    step(found, to=ApplicationState.PROPOSED, at=at)
    _require_reasons(proposal.answer)
    assessed = assess(
        found, at=at, granted=proposal.granted or None, months=proposal.months or None
    )
    if proposal.answer.outcome == Outcome.APPROVE:
        _require_free(found, assessed)
        _keep(found, proposal, assessed)
    found.proposed_at, found.proposed_by = at, by.membership_id
    found.save()
    _word(
        found,
        DecisionStep.PROPOSAL,
        proposal.answer,
        by=by,
        at=at,
        amount=assessed.principal,
        months=assessed.months,
        facts=_numbers(assessed),
    )
    desks.ask_to_decide(found, at=at)
    return found


def _keep(application: Application, proposal: Proposal, assessed: Assessment) -> None:
    amounts = {str(line.component): line.amount for line in assessed.lines}
    for row in application.lines.all():
        ApplicationLine.objects.filter(pk=row.pk).update(granted=amounts.get(row.component, 0))
    application.months = assessed.months


@transaction.atomic
def decide(*, application: Application, answer: Answer, by: Actor, at: datetime) -> Application:
    """Approve or refuse, as the checker; approving grants the loan in the same transaction.

    Raises: NotAllowed, SamePerson, WrongState, NeedsReason, BeyondLimit, SignsOpen, PoolExhausted,
    and what the gates raise.
    """
    require(by, Permission.LOAN_DECIDE)
    found = _held(application, by)
    approves = answer.outcome == Outcome.APPROVE
    step(found, to=ApplicationState.APPROVED if approves else ApplicationState.REFUSED, at=at)
    _require_another(found, by)
    _require_reasons(answer)
    assessed = assess(found, at=at)
    if approves:
        _require_limit(found, assessed, by, at=at)
        _require_free(found, assessed)
    found.decided_at, found.decided_by = at, by.membership_id
    found.save()
    _word(
        found,
        DecisionStep.DECISION,
        answer,
        by=by,
        at=at,
        amount=assessed.principal,
        months=assessed.months,
        facts=_numbers(assessed),
    )
    kind = "lending.approved" if approves else "lending.refused"
    desks.tell(found, kind, at=at, facts={"reasons": list(answer.reasons)})
    desks.clear(found, at=at)
    if approves:
        # The pool's row is the one everybody wants: it is locked last, and shortly.
        contracts.grant(grant=_grant(found, assessed), by=by, at=at)
    return found


def _grant(application: Application, assessed: Assessment) -> Grant:
    return Grant(
        migration=application.migration,
        terms=application.terms,
        months=assessed.months,
        parts=[Part(STEP_OF[one.component], one.component, one.amount) for one in assessed.lines],
        application=application,
        had_informal_debt=any(debt.kind in INFORMAL for debt in application.debts.all()),
    )


@transaction.atomic
def send_back(*, application: Application, note: str, by: Actor, at: datetime) -> Application:
    """Give it back to the officer with what is still to be asked.

    Raises: NotAllowed, SamePerson, WrongState, NeedsReason.
    """
    require(by, Permission.LOAN_DECIDE)
    found = _held(application, by)
    _require_another(found, by)
    _require_note(note)
    _reopen(found, at=at)
    _word(found, DecisionStep.SENT_BACK, Answer(Outcome.REFUSE, (), note), by=by, at=at)
    desks.send_back(found, at=at)
    return found


def _reopen(application: Application, *, at: datetime) -> None:
    step(application, to=ApplicationState.SUBMITTED, at=at)
    application.proposed_at = application.proposed_by = None
    application.decided_at = application.decided_by = None
    application.save()
    ApplicationLine.objects.filter(application=application).update(granted=None)


@transaction.atomic
def appeal(*, application: Application, note: str, by: Actor, at: datetime) -> Application:
    """Ask that another approver looks at a refusal; a new time limit begins.

    Raises: NotAllowed, WrongState, NeedsReason.
    """
    found = locked(application, by)
    if found.appeal_count >= APPEALS_MOST:
        raise WrongState(
            _("You have asked for a second look already; that answer stands. You may apply anew.")
        )
    if found.state != ApplicationState.REFUSED:
        raise WrongState(_("Only a refusal can be looked at again."))
    _require_note(note)
    found.appeal_count += 1
    found.answer_due_on = deadlines.answer_due_on(found.terms, at=at)
    try:
        with transaction.atomic():
            _reopen(found, at=at)
    except IntegrityError as error:
        raise WrongState(
            _("There is a newer application for this journey. Withdraw it first.")
        ) from error
    _word(found, DecisionStep.APPEAL, Answer(Outcome.REFUSE, (), note), by=by, at=at)
    desks.tell(found, "lending.appealed", at=at)
    desks.ask_to_check(found, at=at)
    return found


@transaction.atomic
def override(*, application: Application, note: str, by: Actor, at: datetime) -> Decision:
    """Let the wage's gate pass, as an approver, for a reason that is kept. No other gate opens so.

    Raises: NotAllowed, WrongState, NeedsReason.
    """
    require(by, Permission.LOAN_DECIDE)
    found = _held(application, by)
    if found.state != ApplicationState.SUBMITTED:
        raise WrongState(
            _("A gate is let pass before the proposal: it is for the officer to propose then.")
        )
    _require_note(note)
    assessed = assess(found, at=at)
    if assessed.affordability is None:
        raise gates.WageUnknown(assessed.wage_problem)
    if assessed.is_affordable:
        raise WrongState(_("The wage bears this loan: nothing is to be let pass."))
    made = _word(
        found,
        DecisionStep.OVERRIDE,
        Answer(Outcome.APPROVE, (), note),
        by=by,
        at=at,
        amount=assessed.principal,
        months=assessed.months,
        facts={"gate": AFFORDABILITY, **_numbers(assessed)},
    )
    audit_of("lending.gate_let_pass", found, by=by, at=at, gate=AFFORDABILITY)
    return made


def _held(application: Application, by: Actor) -> Application:
    """Return the row, held: for approvers, who do not write applications."""
    if application.bank_id != by.organisation_id:
        raise NotAllowed(_("This application is another bank's."))
    return (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("terms__product__pool", "migration__destination", "person")
        .get(pk=application.pk)
    )


def _require_another(application: Application, by: Actor) -> None:
    """Refuse one human being in two chairs, whatever her memberships; and the first judge on appeal."""
    earlier = [application.proposed_by] if application.proposed_by else []
    if application.appeal_count:
        first = application.decisions.filter(step=DecisionStep.DECISION)
        earlier += list(first.values_list("made_by", flat=True))
    people = Membership.objects.filter(pk__in=earlier).values_list("user_id", flat=True)
    if by.membership_id in earlier or by.user_id in set(people):
        raise SamePerson(
            _(
                "Another human being decides: not the one who proposed it, and on appeal not the one who refused it."
            )
        )


def _require_limit(
    application: Application, assessed: Assessment, by: Actor, *, at: datetime
) -> None:
    most = products.limit_of(application.terms, by.role, on=at.astimezone(WITA).date())
    if assessed.principal > most:
        raise BeyondLimit(
            _(
                "Your role decides up to %(most)s; this is %(asked)s. Pass it to a role with a higher limit."
            )
            % {"most": format_rupiah(most), "asked": format_rupiah(assessed.principal)},
            most=most,
            asked=assessed.principal,
        )


def _require_free(application: Application, assessed: Assessment) -> None:
    open_signs = LoanFlag.objects.filter(application=application, cleared_at=None).count()
    if open_signs:
        raise SignsOpen(
            _(
                "%(n)d signs wait for somebody to look at them. Clear each with a reason, or propose to refuse."
            )
            % {"n": open_signs},
            signs=open_signs,
        )
    gates.require_open(assessed)


def _require_reasons(answer: Answer) -> None:
    known = set(RefusalReason.values)
    if answer.outcome == Outcome.REFUSE and not (answer.reasons and set(answer.reasons) <= known):
        raise NeedsReason(_("Say why it is refused: she has a right to know."))
    if RefusalReason.OTHER in answer.reasons and not answer.note.strip():
        raise NeedsReason(_("Write the other reason in words."))


def _require_note(note: str) -> None:
    if not note.strip():
        raise NeedsReason(_("Say why."))


def _numbers(assessed: Assessment) -> dict[str, Any]:
    """Return the figures on which a word was spoken, as they were at that moment."""
    answer = assessed.affordability
    if answer is None:
        return {}
    return {
        "wage": assessed.wage.rupiah if assessed.wage else 0,
        "instalment": answer.instalment,
        "share": answer.share,
        "other_debts": assessed.other_debts,
        "most_principal": answer.most_principal,
    }


def _word(
    application: Application,
    which: DecisionStep,
    answer: Answer,
    *,
    by: Actor,
    at: datetime,
    amount: int | None = None,
    months: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Decision:
    says_yes_or_no = which in (DecisionStep.PROPOSAL, DecisionStep.DECISION)
    made = Decision.objects.create(
        application=application,
        step=which,
        outcome=answer.outcome if says_yes_or_no else "",
        reasons=list(answer.reasons),
        note=answer.note.strip()[:500],
        amount=amount,
        months=months,
        facts=dict(facts or {}),
        made_at=at,
        made_by=by.membership_id,
    )
    audit_of(f"lending.{which}", application, by=by, at=at, outcome=made.outcome)
    return made
