"""Check-ins on the desk: what waits, one of them, a call, a decision."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.abroad import forms, texts
from pulang.abroad.actions import checkins
from pulang.abroad.queries import checkins as reading
from pulang.abroad.queries import numbers, placements
from pulang.abroad.terms import Answer, CheckInState, LadderStep, Outcome
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import NotFound, Refused
from pulang.people.queries.places import labels

_WRITE = Permission.ABROAD_WRITE
ROWS = 50


@member(permission=_WRITE)
def overdue(request: MemberRequest) -> HttpResponse:
    """Show who has not answered, and who waits for us."""
    page = Paginator(reading.overdue(), ROWS).get_page(request.GET.get("page"))
    places = labels(one.placement.migration.place_code for one in page.object_list)
    rows = [(one, places.get(one.placement.migration.place_code, "")) for one in page.object_list]
    return render(request, "abroad/overdue.html", {"page": page, "rows": rows})


@member(permission=_WRITE)
def show(request: MemberRequest, check_in: str) -> HttpResponse:
    """Show one check-in: what was asked, the steps, her words, what can be done now."""
    at = now()
    found = reading.check_in_for(request.actor, check_in)
    terms = placements.terms_now(found.placement)
    context = {
        "check_in": found,
        "placement": found.placement,
        "migration": found.placement.migration,
        "terms": terms,
        "steps": reading.steps_of(found),
        "words": reading.words(found, by=request.actor, at=at),
        "close": forms.CloseForm(),
        "waits": found.state == CheckInState.ANSWERED,
        "may_decide": found.state == CheckInState.MISSED and found.step >= LadderStep.PROVINCE,
        "hotline": texts.HOTLINE,
    }
    return render(request, "abroad/check_in.html", context)


@member(writes=("POST",), permission=_WRITE)
def call(request: MemberRequest, placement: str) -> HttpResponse:
    """Call her: the numbers, whether it is safe now, and what she said."""
    at = now()
    found = placements.placement_for(request.actor, placement)
    form = forms.CallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["answer"] == forms.NOBODY:
            checkins.called_in_vain(placement=found, by=request.actor, at=at)
            messages.info(request, _("Written down. The next step follows in its time."))
            return redirect(found)
        check_in = checkins.called(
            placement=found,
            answer=Answer(said["answer"]),
            text=said["text"],
            by=request.actor,
            at=at,
        )
        messages.success(request, _("Written down."))
        return redirect(check_in if check_in.state == CheckInState.ANSWERED else found)
    context = {
        "form": form,
        "placement": found,
        "migration": found.migration,
        "numbers": numbers.to_call(found, by=request.actor, at=at),
    }
    return render(request, "abroad/call.html", context, status=422 if form.is_bound else 200)


@member(writes=("POST",), permission=_WRITE)
def close(request: MemberRequest, check_in: str) -> HttpResponse:
    """Say what was done about a cry for help."""
    found = reading.check_in_for(request.actor, check_in)
    form = forms.CloseForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        raise NotFound
    said = form.cleaned_data
    try:
        checkins.close(
            check_in=found,
            outcome=Outcome(said["outcome"]),
            text=said["text"],
            by=request.actor,
            at=now(),
        )
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Closed; it is off both desks."))
    return redirect(found.placement)


@member(writes=("POST",), permission=_WRITE)
def missing(request: MemberRequest, check_in: str) -> HttpResponse:
    """Decide that she is out of contact."""
    found = reading.check_in_for(request.actor, check_in)
    if request.method != "POST":
        raise NotFound
    try:
        checkins.declare_missing(check_in=found, by=request.actor, at=now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect(found)
    messages.success(request, _("Her file says that she is out of contact."))
    return redirect(found.placement.migration)
