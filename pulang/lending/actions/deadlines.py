"""Until when the bank answers; when it is late its list says so, every morning until it has answered."""

from datetime import date, datetime

from pulang.access import context
from pulang.access.queries import service_actor
from pulang.base.clock import WITA
from pulang.law.queries import holidays
from pulang.lending.actions import desks
from pulang.lending.models import Application, ProductTerms
from pulang.lending.rules.deadlines import working_days_later
from pulang.lending.terms import ApplicationState

WAITING = (ApplicationState.SUBMITTED, ApplicationState.PROPOSED)


def answer_due_on(terms: ProductTerms, *, at: datetime) -> date:
    """Return the last day for an answer to what is handed in now: working days of the bank."""
    day = at.astimezone(WITA).date()
    return working_days_later(day, terms.answer_days, holidays=holidays())


def escalate(*, at: datetime) -> int:
    """Put every answer whose last day has passed on its bank's list; return how many wait.

    Run twice it changes nothing: a task's key is the application's.
    """
    day = at.astimezone(WITA).date()
    with context.acting(service_actor(), reason="answers that are late"):
        late = list(
            Application.objects.filter(state__in=WAITING, answer_due_on__lt=day).select_related(
                "person", "migration"
            )
        )
        for application in late:
            desks.escalate(application, at=at)
    return len(late)
