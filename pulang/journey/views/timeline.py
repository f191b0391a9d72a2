"""The timeline of a person, and correcting an entry of it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Actor, Subject
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.base.privacy import DataClass
from pulang.journey.actions import events, stages
from pulang.journey.forms import CorrectionForm, TimelineFilter, moment_of
from pulang.journey.models import Event
from pulang.journey.queries import timeline as reading
from pulang.journey.terms import Stage
from pulang.people.queries import person_for


@member()
def show(request: MemberRequest, person: str) -> HttpResponse:
    """Show everything that happened to a person, as far as the reader may see it."""
    found = person_for(request.actor, person)
    form = TimelineFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    wanted = reading.Wanted(
        stage=said.get("stage", ""),
        organisation=said.get("agency", ""),
        since=said.get("since"),
        until=said.get("until"),
    )
    is_whole = request.GET.get("whole") == "1"
    told = (
        reading.of(request.actor, found, wanted=wanted, rows=reading.MOST_PRINTED)
        if is_whole
        else reading.of(request.actor, found, wanted=wanted, number=request.GET.get("page", "1"))
    )
    audit.opened(
        by=request.actor,
        at=now(),
        subject=Subject("timeline", found.public_id),
        classes=(DataClass.D2,),
    )
    context = {
        "person": found,
        "timeline": told,
        "page": told.page,
        "is_whole": is_whole,
        "wanted": wanted,
        "stages": Stage.choices,
        "agencies": [(one.public_id, str(one)) for one in told.agencies],
    }
    return render(request, "journey/timeline.html", context)


@member(writes=("POST",))
def correct(request: MemberRequest, event: str) -> HttpResponse:
    """Write the right day of an entry that one's own office made, or take it back."""
    found = reading.event_for(request.actor, event)
    if request.method != "POST":
        context = {"form": CorrectionForm(), "event": found, "person": found.person}
        return render(request, "journey/correct.html", context)
    form, at = CorrectionForm(request.POST), now()
    if form.is_valid():
        said = form.cleaned_data
        try:
            _apply(found, said, by=request.actor, at=at)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Corrected. The old entry stays, crossed out."))
            return redirect(reverse("journey:timeline", args=[found.person.public_id]))
    context = {"form": form, "event": found, "person": found.person}
    return render(request, "journey/correct.html", context, status=422)


def _apply(event: Event, said: dict[str, Any], *, by: Actor, at: datetime) -> None:
    reason: str = said["reason"]
    if not said["is_mistake"]:
        happened = moment_of(said["occurred_on"], at=at)
        correct = stages.correct if event.stage else events.correct
        correct(event=event, by=by, at=at, reason=reason, occurred_at=happened)
    elif event.stage and event.migration:
        stages.take_back(migration=event.migration, by=by, at=at, reason=reason, event=event)
    else:
        events.void(event=event, by=by, at=at, reason=reason)
