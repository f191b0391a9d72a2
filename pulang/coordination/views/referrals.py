"""Referrals: sent and received, one of them, a new one, its next step."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.coordination.actions import referrals
from pulang.coordination.forms import ReferralForm, StepForm
from pulang.coordination.models import Referral
from pulang.coordination.queries import referrals as reading
from pulang.coordination.terms import ReferralState
from pulang.journey.queries.migrations import current_of
from pulang.people import queries as people

ROWS = 25


@member(permission=Permission.REFERRAL_WRITE)
def listing(request: MemberRequest) -> HttpResponse:
    """Show the office's referrals: received or sent, those that wait first."""
    sent = request.GET.get("way") == "sent"
    mine = reading.of_office(request.actor)
    side = "sender_id" if sent else "receiver_id"
    found = mine.filter(**{side: request.actor.organisation_id}).order_by(
        "ended_at", "due_at", "-id"
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page", "1"))
    return render(request, "coordination/referrals.html", {"page": page, "sent": sent, "at": now()})


@member(permission=Permission.REFERRAL_WRITE)
def show(request: MemberRequest, referral: str) -> HttpResponse:
    """Show a referral: what was shared, and the next step."""
    found = reading.referral_for(request.actor, referral)
    return _page(request, found, {})


def _page(request: MemberRequest, found: Referral, extra: dict[str, object]) -> HttpResponse:
    sheet = reading.sheet(request.actor, found)
    status = 422 if extra else 200
    context = {"sheet": sheet, "referral": found, "at": now(), **extra}
    return render(request, "coordination/referral.html", context, status=status)


@member(writes=("POST",), permission=Permission.REFERRAL_WRITE)
def step(request: MemberRequest, referral: str) -> HttpResponse:
    """Accept, decline, return, complete or withdraw."""
    found = reading.referral_for(request.actor, referral)
    form = StepForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return redirect(found)
    to = ReferralState(form.cleaned_data["to"])
    try:
        done = referrals.step(
            referral=found, to=to, by=request.actor, at=now(), said=form.cleaned_data["said"]
        )
    except Refused as refusal:
        return _page(request, found, {"refusal": refusal.sentence})
    messages.success(request, _("The referral is %(state)s.") % {"state": done.get_state_display()})
    return redirect(found)


@member(writes=("POST",), permission=Permission.REFERRAL_WRITE)
def new(request: MemberRequest, person: str) -> HttpResponse:
    """Refer a person to another office."""
    found = people.person_for(request.actor, person)
    given: dict[str, Any] = {
        "actor": request.actor,
        "consents": people.consents.consents_of(found),
        "today": today(),
    }
    if request.method != "POST":
        context = {"form": ReferralForm(**given), "person": found}
        return render(request, "coordination/refer.html", context)
    form = ReferralForm(request.POST, **given)
    if form.is_valid():
        said = form.cleaned_data
        try:
            referral = referrals.open(
                person=found,
                migration=current_of(found),
                to_organisation=said["to"],
                service=said["service"],
                shared=said["shared"],
                basis=said["basis"],
                consent=said["consent"],
                due_at=form.due_at(),
                note=said["note"],
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Referred. You are told when they answer."))
            return redirect(referral)
    return render(request, "coordination/refer.html", {"form": form, "person": found}, status=422)
