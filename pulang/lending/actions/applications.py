"""Writing an application, handing it in, withdrawing it: on her phone, or at the bank's counter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pulang.access import context
from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.queries import service_actor
from pulang.access.terms import Actor, Permission, Role, Subject
from pulang.base.errors import NotAllowed, Refused, WrongState
from pulang.journey.actions import people as sharing
from pulang.journey.models import Migration
from pulang.lending.actions import deadlines, desks, flags, gates
from pulang.lending.models import Application, ApplicationLine, DeclaredDebt, ProductTerms
from pulang.lending.queries import products
from pulang.lending.queries.assessments import Assessment, assess
from pulang.lending.rules.steps import STEP_OF
from pulang.lending.terms import NEXT_OF_APPLICATION, OPEN_APPLICATIONS, ApplicationState
from pulang.people.actions import consents, own_files
from pulang.people.terms import ConsentChannel, ConsentPurpose


class ConsentNeeded(Refused):
    """Without her word the bank gets nothing."""

    code = "lending.consent_needed"


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt elsewhere: the kind of lender, what is owed, what is paid each month."""

    kind: str
    amount: int
    monthly: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """How she agreed that her data go to the bank."""

    channel: str = ConsentChannel.ONLINE
    witness: str = ""


@transaction.atomic
def start(*, migration: Migration, terms: ProductTerms, by: Actor, at: datetime) -> Application:
    """Begin an application, or return the one that is open already.

    Raises: NotAllowed.
    """
    _require(migration.person_id, by)
    bank_id = products.bank_of(terms).pk
    if by.role != Role.WORKER and bank_id != by.organisation_id:
        raise NotAllowed(_("This product is another bank's."))
    if found := _open(migration):
        return found
    try:
        with transaction.atomic():
            made = Application.objects.create(
                person=migration.person,
                migration=migration,
                terms=terms,
                bank_id=bank_id,
                months=terms.months_most,
                state_since=at,
                is_at_counter=by.role != Role.WORKER,
                created_at=at,
                created_by=by.membership_id,
            )
    except IntegrityError as error:
        # Another window was faster; or another bank has an application that is not shown here.
        if found := _open(migration):
            return found
        raise WrongState(_("There is an open application for this journey already.")) from error
    audit_of("lending.application_started", made, by=by, at=at)
    return made


def _open(migration: Migration) -> Application | None:
    return Application.objects.filter(migration=migration, state__in=OPEN_APPLICATIONS).first()


@transaction.atomic
def save_costs(
    *, application: Application, costs: Mapping[str, int], months: int, by: Actor, at: datetime
) -> Application:
    """Write what the money is for, and for how many months.

    Raises: NotAllowed, WrongState, EmployerPays, OverCeiling, AmountOutside.
    """
    found = _draft(application, by)
    ApplicationLine.objects.filter(application=found).delete()
    ApplicationLine.objects.bulk_create(
        ApplicationLine(application=found, component=component, asked=amount)
        for component in STEP_OF
        if (amount := costs.get(component, 0)) > 0
    )
    found.months = months
    found.save(update_fields=["months"])
    # Told at once, while she still has the page before her.
    gates.require_costs(assess(found, at=at))
    return found


@transaction.atomic
def save_debts(
    *,
    application: Application,
    debts: Sequence[Debt],
    wish_remittance: int,
    by: Actor,
    at: datetime,
) -> Application:
    """Write what she owes elsewhere and wants to send home each month.

    Raises: NotAllowed, WrongState.
    """
    found = _draft(application, by)
    DeclaredDebt.objects.filter(application=found).delete()
    DeclaredDebt.objects.bulk_create(
        DeclaredDebt(application=found, kind=one.kind, amount=one.amount, monthly=one.monthly)
        for one in debts
    )
    found.wish_remittance = wish_remittance
    found.save(update_fields=["wish_remittance"])
    return found


@transaction.atomic
def submit(
    *,
    application: Application,
    word: Word | None,
    by: Actor,
    at: datetime,
    asks_for_a_person: bool = False,
) -> Application:
    """Hand it in: her consent, her data shared with the bank, the gates, the signs, the desk.

    Pressed twice it is handed in once. Refused, nothing was shared.
    `asks_for_a_person`: she wants a human being to look although the wage does not bear it.

    Raises: NotAllowed, WrongState, ConsentNeeded, and what `gates.require_open` raises.
    """
    found = locked(application, by)
    if found.state in (ApplicationState.SUBMITTED, ApplicationState.PROPOSED):
        return found
    step(found, to=ApplicationState.SUBMITTED, at=at)
    if word is None:
        raise ConsentNeeded(
            _("Without your consent nothing goes to the bank. Tick the box if you agree.")
        )
    service = service_actor()
    with context.acting(service, reason="application for a loan"):
        _consent(found, word, by=by, service=service, at=at)
        sharing.share(person=found.person, organisation_id=found.bank_id, by=service, at=at)
    assessed = assess(found, at=at)
    gates.require_open(assessed, may_ask_anyway=asks_for_a_person)
    _keep_wage(found, assessed)
    found.submitted_at, found.submitted_by = at, by.membership_id
    found.answer_due_on = deadlines.answer_due_on(found.terms, at=at)
    found.save()
    audit_of("lending.applied", found, by=by, at=at, principal=assessed.principal)
    flags.raise_signs(application=found, checks=assessed.checks, at=at)
    desks.tell(found, "lending.applied", at=at)
    desks.ask_to_check(found, at=at)
    return found


def _consent(
    application: Application, word: Word, *, by: Actor, service: Actor, at: datetime
) -> None:
    """Enter her word. On her own phone she gives it herself; the service writes it down for her."""
    note = _("Application %(id)s, written by membership %(member)d") % {
        "id": application.public_id,
        "member": by.membership_id,
    }
    consents.give(
        person=application.person,
        given=consents.Given(
            purpose=ConsentPurpose.SHARE_BANK,
            channel=word.channel,
            witness=word.witness,
            note=note,
        ),
        by=service,
        at=at,
    )


def _keep_wage(application: Application, assessed: Assessment) -> None:
    """Keep the wage as it stood when she applied; later answers reckon it anew."""
    if assessed.wage is None:
        return
    application.net_wage = assessed.wage.wage.amount
    application.wage_currency = assessed.wage.wage.currency
    application.wage_rupiah = assessed.wage.rupiah
    application.is_wage_proven = assessed.wage.wage.is_proven


@transaction.atomic
def withdraw(*, application: Application, by: Actor, at: datetime) -> Application:
    """Take an application back before it is decided; again changes nothing.

    Raises: NotAllowed, WrongState.
    """
    found = locked(application, by)
    if found.state == ApplicationState.WITHDRAWN:
        return found
    step(found, to=ApplicationState.WITHDRAWN, at=at)
    found.save(update_fields=["state", "state_since"])
    audit_of("lending.withdrawn", found, by=by, at=at)
    desks.clear(found, at=at)
    return found


def locked(application: Application, by: Actor) -> Application:
    """Return the application of the actor, its row held until the transaction ends.

    Raises: NotAllowed.
    """
    _require(application.person_id, by)
    if by.role != Role.WORKER and application.bank_id != by.organisation_id:
        raise NotAllowed(_("This application is another bank's."))
    return (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("terms__product", "migration__destination", "person")
        .get(pk=application.pk)
    )


def _draft(application: Application, by: Actor) -> Application:
    found = locked(application, by)
    if found.state != ApplicationState.DRAFT:
        raise WrongState(_("This application was handed in; it cannot be changed any more."))
    return found


def _require(person_id: int, by: Actor) -> None:
    """A worker writes her own; the bank's officer writes for whom the bank knows."""
    if by.role != Role.WORKER:
        require(by, Permission.LOAN_WRITE)
        return
    require(by, Permission.OWN_FILE)
    own = own_files.person_of(by)
    if own is None or own.pk != person_id:
        raise NotAllowed(_("This is not your own application."))


def step(application: Application, *, to: ApplicationState, at: datetime) -> None:
    """Take an allowed step; the caller saves.

    Raises: WrongState.
    """
    if to not in NEXT_OF_APPLICATION[ApplicationState(application.state)]:
        raise WrongState(
            _("This application is “%(state)s”; that step is not possible from there.")
            % {"state": ApplicationState(application.state).label},
            state=application.state,
        )
    application.state, application.state_since = to, at


def audit_of(
    event: str, application: Application, *, by: Actor, at: datetime, **facts: object
) -> None:
    """Leave a trace of a step."""
    audit.record(
        event,
        by=by,
        at=at,
        subject=Subject("loan_application", application.public_id),
        facts=facts,
    )
