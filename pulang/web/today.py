"""What waits on the start page for the desks whose packages lie below `ui`, and for unfinished files."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.queries import desk, trail
from pulang.access.terms import Actor, Permission
from pulang.linkage.queries import intake
from pulang.linkage.terms import BatchState
from pulang.ui.home import Card

UNFINISHED = (BatchState.UPLOADED, BatchState.MAPPED, BatchState.FAILED)
RECENT = timedelta(days=30)


def auditing(actor: Actor, at: datetime) -> Iterator[Card]:
    """Yield what an auditor reviews and what the privacy desk owes an answer."""
    if actor.may(Permission.AUDIT_READ):
        count = trail.emergencies(actor, to_review=True).count()
        yield Card(
            title=_("Emergency openings"),
            sentence=_("Somebody opened a file beyond her reach: was the reason good?"),
            url=f"{reverse('access:emergencies')}?review=1",
            action=_("Review"),
            count=count,
            tone="bad",
            icon="alert-triangle",
            order=10,
        )
        yield Card(
            title=_("The trail"),
            sentence=_("Who did and read what, when and why; and whether the chain is whole."),
            url=reverse("access:trail"),
            action=_("Look"),
            icon="history",
            order=60,
        )
    if actor.may(Permission.PRIVACY_DESK):
        requests, breaches = desk.due_soon(at)
        yield Card(
            title=_("Questions about own data"),
            sentence=_("Each is answered within three days."),
            url=reverse("access:desk"),
            action=_("Answer"),
            count=requests,
            tone="warn",
            icon="shield-check",
            order=20,
        )
        if breaches:
            yield Card(
                title=_("Breaches to report"),
                sentence=_("The authority and those concerned must be told in time."),
                url=reverse("access:breaches"),
                action=_("Tell them"),
                count=breaches,
                tone="bad",
                icon="shield-lock",
                order=5,
            )


def administering(actor: Actor, _at: datetime) -> Iterator[Card]:
    """Yield an administrator's two registers, and the figures of those who see no persons."""
    if actor.may(Permission.MEMBERSHIP_WRITE):
        yield Card(
            title=_("Accounts and roles"),
            sentence=_("Invite somebody, give or end a role, help with a lost second step."),
            url=reverse("access:members"),
            action=_("Open"),
            icon="users",
            order=10,
        )
    if actor.may(Permission.ORGANISATION_WRITE):
        yield Card(
            title=_("Organisations"),
            sentence=_("Offices that take part, with the names they bore."),
            url=reverse("access:organisations"),
            action=_("Open"),
            icon="building",
            order=20,
        )
    if actor.may(Permission.REGISTRY_OVERVIEW):
        yield Card(
            title=_("The registry in figures"),
            sentence=_("What each agency's list brought and who is known to whom. No names."),
            url=reverse("linkage:overview"),
            action=_("Look"),
            icon="chart-bar",
            order=70,
        )


def files(actor: Actor, at: datetime) -> Iterator[Card]:
    """Yield files that somebody began to bring in, and rows that were refused."""
    if not actor.may(Permission.IMPORT_RUN):
        return
    batches = intake.batches(actor)
    begun = batches.filter(state__in=UNFINISHED).count()
    if begun:
        yield Card(
            title=_("Files to finish"),
            sentence=_("They were uploaded and are not in the registry yet."),
            url=reverse("linkage:sources"),
            action=_("Go on"),
            count=begun,
            tone="warn",
            icon="database-import",
            order=27,
        )
    recent = batches.filter(uploaded_at__gte=at - RECENT)
    refused = recent.aggregate(rows=Sum("refused_count"))["rows"] or 0
    if refused:
        yield Card(
            title=_("Refused rows"),
            sentence=_("Of the last thirty days. Download them, mend them, bring them in again."),
            url=reverse("linkage:sources"),
            action=_("See the files"),
            count=refused,
            tone="warn",
            icon="file-spreadsheet",
            order=40,
        )
