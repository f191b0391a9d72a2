"""Pages of the directory: open to everybody, for codes and villages are no secret."""

from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from pulang.base.clock import now
from pulang.base.doors import View, public
from pulang.places import queries
from pulang.places.actions import exits as actions
from pulang.places.forms import CheckForm, DutyForm, FindForm
from pulang.places.models import ExitPoint
from pulang.places.queries import exits
from pulang.places.rules.listing import HOME_PROVINCE
from pulang.places.terms import DUTY_WRITE, NOTES, ExitKind


def writing(view: View) -> View:
    """Declare a change: POST by a signed-in member; the action asks for the permission."""

    @require_POST
    @login_required
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "actor", None) is None:
            return render(request, "ui/refused.html", status=403)
        return view(request, *args, **kwargs)

    return door


@public
def home(request: HttpRequest) -> HttpResponse:
    """Show the 22 kabupaten and kota, and the finder."""
    return render(
        request,
        "places/home.html",
        {
            "regencies": queries.regencies().select_related("profile"),
            "form": FindForm(),
            "listing": queries.last_listing(),
        },
    )


@public
def place(request: HttpRequest, code: int) -> HttpResponse:
    """Show a place and what lies in it."""
    found = queries.place_for(str(code))
    return render(
        request,
        "places/place.html",
        {
            "place": found,
            "above": queries.above(found),
            "profile": queries.profile_of(found),
            "children": queries.children_of(found.code),
            "other_names": found.other_names.all(),
            "histories": found.histories.select_related("former"),
            "heirs": found.heirs.select_related("place"),
            "exit_points": found.exit_points.all(),
        },
    )


@public
def find(request: HttpRequest) -> HttpResponse:
    """Show which place three columns of a list mean, and what is open."""
    form = FindForm(request.GET)
    found = queries.resolve(**form.cleaned_data) if form.is_valid() else None
    return render(
        request,
        "places/find.html",
        {
            "form": form,
            "found": found,
            "path": queries.path(found.code) if found else "",
            "candidates": [(code, queries.path(code)) for code in found.candidates]
            if found
            else [],
            "notes": [NOTES[note] for note in found.notes] if found else [],
        },
    )


@public
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer the options of a place field for the letters written so far."""
    letters = next((request.GET[name] for name in request.GET if name != "scope"), "")
    scope = request.GET.get("scope", "")
    found = queries.search_villages(
        str(letters).split(",")[0][:60], scope=scope if scope.isdigit() else ""
    )
    return render(request, "places/parts/options.html", {"found": found})


@public
def exit_list(request: HttpRequest) -> HttpResponse:
    """Show airports, harbours, border posts and places of transit."""
    return render(
        request,
        "places/exits.html",
        {
            "groups": [
                (kind.label, [e for e in exits.exit_points() if e.kind == kind])
                for kind in ExitKind
            ]
        },
    )


def _exit_page(
    request: HttpRequest, exit_point: ExitPoint, status: int = 200, **forms: Any
) -> HttpResponse:
    actor = getattr(request, "actor", None)
    may = actor and actor.may(DUTY_WRITE) and exit_point.regency_id.startswith(actor.area)
    return render(
        request,
        "places/exit.html",
        {
            "exit": exit_point,
            "checks": exits.checks_of(exit_point),
            "duties": exits.duties_of(exit_point, at=now()),
            "may_write": bool(may),
            "check_form": forms.get("check_form") or CheckForm(prefix="check"),
            "duty_form": forms.get("duty_form") or DutyForm(prefix="duty"),
        },
        status=status,
    )


@public
def exit_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show one exit point with its checklist and roster."""
    return _exit_page(request, exits.exit_point_for(code))


@writing
def add_check(request: HttpRequest, code: str) -> HttpResponse:
    """Add a step to the checklist."""
    exit_point = exits.exit_point_for(code)
    form = CheckForm(request.POST, prefix="check")
    if not form.is_valid():
        return _exit_page(request, exit_point, 422, check_form=form)
    actions.add_check(exit_point=exit_point, by=request.actor, at=now(), **form.cleaned_data)  # type: ignore[attr-defined]
    return redirect("places:exit", code)


@writing
def end_check(request: HttpRequest, code: str, check: str) -> HttpResponse:
    """Take a step off the checklist."""
    exit_point = exits.exit_point_for(code)
    actions.end_check(exit_point=exit_point, public_id=check, by=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("places:exit", code)


@writing
def add_duty(request: HttpRequest, code: str) -> HttpResponse:
    """Put an office on duty."""
    exit_point = exits.exit_point_for(code)
    form = DutyForm(request.POST, prefix="duty")
    if form.is_valid():
        try:
            actions.add_duty(exit_point=exit_point, by=request.actor, at=now(), **form.cleaned_data)  # type: ignore[attr-defined]
            return redirect("places:exit", code)
        except actions.DutyOverlaps as refusal:
            form.add_error(None, refusal.sentence)
    return _exit_page(request, exit_point, 422, duty_form=form)


@writing
def cancel_duty(request: HttpRequest, code: str, duty: str) -> HttpResponse:
    """Take a duty off the roster."""
    exit_point = exits.exit_point_for(code)
    actions.cancel_duty(exit_point=exit_point, public_id=duty, by=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("places:exit", code)


@public
def countries(request: HttpRequest) -> HttpResponse:
    """Show destination countries with the time of day there beside WITA."""
    moment = now()
    english = get_language() == "en"
    rows = [
        (country, moment.astimezone(ZoneInfo(country.zone)).strftime("%H.%M"))
        for country in exits.destinations().order_by("name_en" if english else "name_id")
    ]
    return render(request, "places/countries.html", {"rows": rows, "here": HOME_PROVINCE})
