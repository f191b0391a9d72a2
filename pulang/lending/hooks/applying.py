"""What the desk of applying hangs up when the registry is ready."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.access.terms import Actor, Permission, Role


def ready() -> None:
    """Register words, tasks and doors."""
    from pulang.lending import tasks_applying  # noqa: F401, PLC0415 - models are not loaded before

    _words()
    _tasks()
    _doors()


def _words() -> None:
    from pulang.journey.queries import kinds  # noqa: PLC0415 - models are not loaded before this

    for code, title, icon in (
        ("lending.applied", gettext_lazy("Applied for a departure loan"), "report-money"),
        ("lending.approved", gettext_lazy("Departure loan approved"), "check"),
        ("lending.refused", gettext_lazy("Departure loan refused"), "x"),
        ("lending.appealed", gettext_lazy("Asked for a second look at the refusal"), "gavel"),
    ):
        kinds.register(code, title=title, icon=icon, sentence=_reasons)


def _reasons(facts: Mapping[str, Any]) -> str:
    from pulang.lending.terms import RefusalReason  # noqa: PLC0415 - as above

    known = [code for code in facts.get("reasons", ()) if code in RefusalReason.values]
    return "; ".join(str(RefusalReason(code).label) for code in known)


def _signs(facts: Mapping[str, Any]) -> str:
    from pulang.lending.sentences import sign_in_words  # noqa: PLC0415 - as above

    return " ".join(sign_in_words(code) for code in facts.get("signs", ()))


def _tasks() -> None:
    from pulang.coordination.queries import kinds  # noqa: PLC0415 - models are not loaded before
    from pulang.lending.actions import desks  # noqa: PLC0415 - as above

    for code, title, action, sentence, icon in (
        (
            desks.CHECK,
            gettext_lazy("A loan application waits to be checked"),
            gettext_lazy("Check"),
            None,
            "report-money",
        ),
        (
            desks.DECIDE,
            gettext_lazy("A loan application waits for the decision"),
            gettext_lazy("Decide"),
            None,
            "gavel",
        ),
        (
            desks.LATE,
            gettext_lazy("The answer to a loan application is late"),
            gettext_lazy("Answer"),
            None,
            "clock-exclamation",
        ),
        (
            desks.SCREEN,
            gettext_lazy("Signs of debt bondage: speak with her"),
            gettext_lazy("Open"),
            _signs,
            "shield-check",
        ),
    ):
        kinds.register(code, title=title, action=action, sentence=sentence, icon=icon)


def cards(actor: Actor, at: datetime) -> Iterable[Any]:
    """Show a worker where she can ask for money to depart."""
    from pulang.ui import home  # noqa: PLC0415 - the registry is ready when models are

    if actor.role == Role.WORKER and actor.may(Permission.OWN_FILE):
        yield home.Card(
            title=_("Departure loan"),
            sentence=_("What the law lets others pay, what you can afford, and how to ask for it."),
            url=reverse("lending:my_loans"),
            action=_("See"),
            icon="report-money",
            order=8,
        )


def panel(migration: Any, actor: Actor) -> dict[str, Any] | None:
    """Return what the page of a migration offers the bank's officer."""
    if not actor.may(Permission.LOAN_WRITE):
        return None
    from pulang.lending.models import Application  # noqa: PLC0415 - models are not loaded before

    mine = Application.objects.visible_to(actor).filter(migration=migration)
    return {"migration": migration, "applications": list(mine)}


def _doors() -> None:
    from pulang.journey.queries import panels  # noqa: PLC0415 - as above
    from pulang.ui import home, menu  # noqa: PLC0415 - as above

    menu.add(
        gettext_lazy("Departure loan"),
        "lending:my_loans",
        permission=Permission.OWN_FILE,
        icon="report-money",
        order=6,
        group=menu.Group.LENDING,
    )
    menu.add(
        gettext_lazy("Loan applications"),
        "lending:applications",
        permission=(Permission.LOAN_WRITE, Permission.LOAN_DECIDE),
        icon="report-money",
        order=28,
        covers=("/lending/counter/",),
        group=menu.Group.LENDING,
    )
    home.register(cards)
    panels.register(
        panels.Panel(
            "lending-applying",
            gettext_lazy("Departure loan"),
            "lending/desk/panel.html",
            panel,
            order=45,
        )
    )
