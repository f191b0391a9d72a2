"""The clearance sheet: every requirement as a checklist, granting, taking back, moving days."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.departure.actions import clearances as actions
from pulang.departure.forms.agencies import ReasonForm
from pulang.departure.forms.clearances import ClearanceForm
from pulang.departure.queries import clearances as queries
from pulang.departure.queries import costs, interceptions, orders
from pulang.departure.views.forms import answer
from pulang.journey.models import Migration
from pulang.journey.queries import gates
from pulang.journey.queries.migrations import migration_for
from pulang.journey.terms import Stage

_GRANT = Permission.CLEARANCE_GRANT


@member()
def sheet(request: MemberRequest, migration: str) -> HttpResponse:
    """Show what is met and what is missing before she may leave."""
    found = migration_for(request.actor, migration)
    return _sheet(request, found, ClearanceForm())


@member(writes=("POST",), permission=_GRANT)
def grant(request: MemberRequest, migration: str) -> HttpResponse:
    """Clear her."""
    found = migration_for(request.actor, migration)
    form = ClearanceForm(request.POST or None)
    if form.is_valid():
        try:
            actions.grant(migration=found, by=request.actor, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("She is cleared. The office at the exit point knows."))
            return redirect("departure:clearance", found.public_id)
    return _sheet(request, found, form, status=422 if form.is_bound else 200)


@member(writes=("POST",), permission=_GRANT)
def revoke(request: MemberRequest, migration: str, clearance: str) -> HttpResponse:
    """Take a clearance back."""
    found = migration_for(request.actor, migration)
    hers = queries.clearance_for(found, clearance)
    return answer(
        request,
        ReasonForm(request.POST or None),
        lambda said: actions.revoke(clearance=hers, by=request.actor, at=now(), **said),
        title=_("Take the clearance back"),
        lead=_("Her pass is revoked, and she prepares again. Tell her why, in person."),
        back=reverse("departure:clearance", args=[found.public_id]),
    )


@member(writes=("POST",), permission=_GRANT)
def postpone(request: MemberRequest, migration: str, clearance: str) -> HttpResponse:
    """Move a clearance to other days."""
    found = migration_for(request.actor, migration)
    hers = queries.clearance_for(found, clearance)
    return answer(
        request,
        ClearanceForm(request.POST or None, initial={"exit_point": hers.exit_point_id}),
        lambda said: actions.postpone(clearance=hers, by=request.actor, at=now(), **said),
        title=_("Another day or exit point"),
        lead=_("Every requirement is asked anew, and she gets a new pass."),
        back=reverse("departure:clearance", args=[found.public_id]),
    )


def _sheet(
    request: MemberRequest, migration: Migration, form: ClearanceForm, *, status: int = 200
) -> HttpResponse:
    at = now()
    agreement = orders.agreement_of(migration)
    return render(
        request,
        "departure/clearance.html",
        {
            "migration": migration,
            "gate": gates.check(migration, target=Stage.CLEARED, at=at),
            "agreement": agreement,
            "compared": orders.compared(agreement) if agreement else [],
            "clearance": queries.clearance_of(migration),
            "history": queries.history_of(migration),
            "account": costs.account_of(migration),
            "stops": interceptions.of_migration(migration),
            "form": form,
            "may_grant": request.actor.may(_GRANT) and migration.stage == Stage.PREPARING,
            "may_revoke": request.actor.may(_GRANT) and migration.stage == Stage.CLEARED,
            "may_sign": request.actor.may(Permission.ORDER_WRITE),
        },
        status=status,
    )
