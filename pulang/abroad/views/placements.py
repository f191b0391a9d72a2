"""The list of workers abroad, and the pages of one placement."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.abroad import forms
from pulang.abroad.actions import missions as mission_actions
from pulang.abroad.actions import placements
from pulang.abroad.models import Placement
from pulang.abroad.queries import checkins as check_in_queries
from pulang.abroad.queries import placements as reading
from pulang.abroad.terms import EndReason, Risk, TermsKind
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.journey.queries.listing import destinations
from pulang.journey.queries.migrations import migration_for
from pulang.people.queries.places import labels

_WRITE = Permission.ABROAD_WRITE
ROWS = 50


@member(permission=_WRITE)
def workers(request: MemberRequest) -> HttpResponse:
    """Show who works abroad, the longest without a word first."""
    at = now()
    wanted = reading.Wanted(
        risk=request.GET.get("risk", ""),
        country=request.GET.get("country", ""),
        only=request.GET.get("only", ""),
    )
    found = reading.listing(request.actor, wanted, at=at)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    places = labels(one.migration.place_code for one in page.object_list)
    alive, active = reading.contact_alive(request.actor, at=at)
    context = {
        "page": page,
        "rows": [(one, places.get(one.migration.place_code, "")) for one in page.object_list],
        "wanted": wanted,
        "risks": Risk,
        "countries": destinations(),
        "alive": alive,
        "active": active,
        "share": alive / active if active else None,
    }
    return render(request, "abroad/workers.html", context)


@member(permission=_WRITE)
def show(request: MemberRequest, placement: str) -> HttpResponse:
    """Show one placement: terms with their history, ways to reach her, check-ins."""
    found = reading.placement_for(request.actor, placement)
    context = {
        "placement": found,
        "migration": found.migration,
        "versions": list(found.terms.select_related("mission")),
        "contacts": reading.contacts_of(found),
        "check_ins": check_in_queries.of_placement(found),
    }
    return render(request, "abroad/placement.html", context)


@member(writes=("POST",), permission=_WRITE)
def start(request: MemberRequest, migration: str) -> HttpResponse:
    """Write down that she began to work, and how she is reached."""
    found = migration_for(request.actor, migration)
    form = forms.StartForm(request.POST or None)
    way = forms.WayForm(request.POST or None, prefix="way")
    if request.method == "POST" and form.is_valid() and way.is_valid():
        try:
            made = placements.start(
                migration=found,
                began_on=form.cleaned_data["began_on"],
                terms=form.terms(),
                way=way.way(),
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Her check-ins have begun."))
            return redirect(made)
    context = {"form": form, "way": way, "migration": found, "title": _("She works abroad")}
    return render(request, "abroad/start.html", context, status=422 if form.is_bound else 200)


def _write(
    request: MemberRequest,
    placement: Placement,
    form: Form,
    title: str,
    write: Callable[[datetime], object],
) -> HttpResponse:
    """Show a form about a placement; write what was entered."""
    if request.method == "POST" and form.is_valid():
        try:
            write(now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Written down."))
            return redirect(placement)
    context = {"form": form, "placement": placement, "title": title}
    status = 422 if form.is_bound else 200
    return render(request, "abroad/placement_form.html", context, status=status)


@member(writes=("POST",), permission=_WRITE)
def change(request: MemberRequest, placement: str) -> HttpResponse:
    """Write down new terms or another employer."""
    found = reading.placement_for(request.actor, placement)
    initial = forms.initial_of(reading.terms_now(found))
    form = forms.ChangeForm(request.POST or None, initial=initial)
    return _write(
        request,
        found,
        form,
        _("New terms, or another employer"),
        lambda at: placements.change(
            placement=found,
            kind=TermsKind(form.cleaned_data["kind"]),
            from_on=form.cleaned_data["from_on"],
            terms=form.terms(),
            by=request.actor,
            at=at,
        ),
    )


@member(writes=("POST",), permission=_WRITE)
def contact(request: MemberRequest, placement: str) -> HttpResponse:
    """Say how she, or somebody for her, is reached."""
    found = reading.placement_for(request.actor, placement)
    rank = request.GET.get("rank", "1")
    present = next((one for one in reading.contacts_of(found) if str(one.rank) == rank), None)
    initial = forms.initial_way(present) if present else {"rank": rank}
    form = forms.WayForm(request.POST or None, initial=initial)
    return _write(
        request,
        found,
        form,
        _("How she is reached"),
        lambda at: placements.reach_by(placement=found, way=form.way(), by=request.actor, at=at),
    )


@member(writes=("POST",), permission=_WRITE)
def end(request: MemberRequest, placement: str) -> HttpResponse:
    """End a placement."""
    found = reading.placement_for(request.actor, placement)
    form = forms.EndForm(request.POST or None)
    return _write(
        request,
        found,
        form,
        _("The placement has ended"),
        lambda at: placements.end(
            placement=found,
            reason=EndReason(form.cleaned_data["reason"]),
            by=request.actor,
            at=at,
        ),
    )


@member(writes=("POST",), permission=_WRITE)
def plan_return(request: MemberRequest, placement: str) -> HttpResponse:
    """Write down when she plans to come home."""
    found = reading.placement_for(request.actor, placement)
    form = forms.ReturnForm(
        request.POST or None, initial={"returns_on": found.migration.returns_on}
    )
    return _write(
        request,
        found,
        form,
        _("The way home"),
        lambda at: placements.plan_return(
            placement=found, returns_on=form.cleaned_data["returns_on"], by=request.actor, at=at
        ),
    )


@member(permission=_WRITE)
def missions(request: MemberRequest) -> HttpResponse:
    """Show the representative offices, and which numbers somebody has tried."""
    return render(request, "abroad/missions.html", {"missions": reading.missions()})


@member(writes=("POST",), permission=_WRITE)
def mission(request: MemberRequest, mission: str) -> HttpResponse:
    """Write telephones of an office that were tried."""
    found = reading.mission_for(mission)
    initial = {"phones": found.phones, "source": found.source}
    form = forms.MissionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        mission_actions.verify(mission=found, by=request.actor, at=now(), **said)
        return redirect("abroad:missions")
    context = {"form": form, "mission": found}
    return render(request, "abroad/mission.html", context, status=422 if form.is_bound else 200)
