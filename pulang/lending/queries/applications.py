"""Reading applications: her own, and the queue of a bank."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from pulang.access.models import Membership
from pulang.access.terms import Actor
from pulang.base.errors import NotFound
from pulang.lending.models import Application, ApplicationLine, Decision, Loan, LoanFlag
from pulang.lending.terms import ApplicationState, RefusalReason


def _of(rows: QuerySet[Any], figure: Any) -> Coalesce:
    """Return a figure over the rows of each application: two joins at once would count double."""
    each = rows.filter(application=OuterRef("pk")).order_by().values("application")
    return Coalesce(Subquery(each.annotate(figure=figure).values("figure")), 0)


_ASKED = _of(ApplicationLine.objects.all(), Sum("asked"))
_OPEN_SIGNS = _of(LoanFlag.objects.filter(cleared_at=None), Count("pk"))
WAITING = (ApplicationState.SUBMITTED, ApplicationState.PROPOSED)


def application_for(actor: Actor, public_id: str) -> Application:
    """Return an application the actor may see, with its lines and debts.

    Raises: NotFound.
    """
    found = (
        Application.objects.visible_to(actor)
        .filter(public_id=public_id)
        .select_related("person", "migration__destination", "terms__product")
        .prefetch_related("lines", "debts")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def handed_in_for(actor: Actor, public_id: str) -> Application:
    """Return an application that the bank has received or writes itself; drafts of hers are hers.

    Raises: NotFound.
    """
    found = application_for(actor, public_id)
    if found.state == ApplicationState.DRAFT and not found.is_at_counter:
        raise NotFound
    return found


def mine(actor: Actor) -> list[Application]:
    """Return her own applications, the latest first."""
    found = Application.objects.visible_to(actor).select_related("terms__product")
    return list(found.annotate(asked=_ASKED))


def queue(
    actor: Actor, *, state: str = "", signs: bool = False, late: bool = False, on: date
) -> QuerySet[Application]:
    """Return what the bank received, the earliest due answer first, in one query."""
    found = Application.objects.visible_to(actor).exclude(state=ApplicationState.DRAFT)
    found = found.filter(state=state) if state else found.filter(state__in=WAITING)
    if late:
        found = found.filter(state__in=WAITING, answer_due_on__lt=on)
    if signs:
        found = found.filter(pk__in=LoanFlag.objects.filter(cleared_at=None).values("application"))
    found = found.annotate(asked=_ASKED, open_signs=_OPEN_SIGNS)
    found = found.select_related("person", "migration__destination", "terms__product")
    return found.order_by("answer_due_on", "id")


def loan_of(application: Application) -> Loan | None:
    """Return the loan that came of it."""
    return Loan.objects.filter(application=application).select_related("terms").first()


def flags_of(application: Application) -> list[LoanFlag]:
    """Return the signs, open ones first; nobody but the bank's desk sees any."""
    found = LoanFlag.objects.filter(application=application)
    return sorted(found, key=lambda one: (one.cleared_at is not None, one.pk))


def flag_for(application: Application, public_id: str) -> LoanFlag:
    """Return a sign of an application.

    Raises: NotFound.
    """
    found = (
        LoanFlag.objects.filter(application=application, public_id=public_id)
        .select_related("application")
        .first()
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word on an application, and who spoke it."""

    decision: Decision
    by: str
    reasons: tuple[str, ...]


def spoken(application: Application) -> list[Spoken]:
    """Return every word in its order, in two queries."""
    rows = list(application.decisions.order_by("id"))
    members = Membership.objects.filter(pk__in={row.made_by for row in rows})
    names = {one.pk: str(one.user) for one in members.select_related("user")}
    return [Spoken(row, names.get(row.made_by, ""), reasons_in_words(row)) for row in rows]


def reasons_in_words(decision: Decision) -> tuple[str, ...]:
    """Return the reasons of a word as sentences."""
    return tuple(
        str(RefusalReason(code).label) for code in decision.reasons if code in RefusalReason.values
    )
