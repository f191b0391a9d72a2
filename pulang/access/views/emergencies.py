"""Breaking the glass: opening a file in an emergency, and an auditor's look at it afterwards."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pulang.access import actions, queries
from pulang.access.doors import member
from pulang.access.forms import EmergencyForm, ReviewForm
from pulang.access.middleware import MemberRequest
from pulang.access.terms import EMERGENCY_MINUTES, Actor, Finding, Permission
from pulang.base.clock import now
from pulang.base.errors import NotFound, Refused
from pulang.base.ids import is_ulid

_KIND = "person"


@member()
def listing(request: MemberRequest) -> HttpResponse:
    """List openings: an auditor's all, everyone's own."""
    to_review = "review" in request.GET
    found = queries.trail.emergencies(request.actor, to_review=to_review)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    shown = {
        "page": page,
        "to_review": to_review,
        "at": now(),
        "may_open": request.actor.may(Permission.EMERGENCY_OPEN),
        "may_review": request.actor.may(Permission.AUDIT_READ),
    }
    return render(request, "access/emergencies.html", shown)


@member(writes=("POST",), permission=Permission.EMERGENCY_OPEN)
def open_file(request: MemberRequest) -> HttpResponse:
    """Open a file for an hour, for a stated reason."""
    form = EmergencyForm(request.POST or None, initial={"number": request.GET.get("person", "")})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                subject = _subject(form.cleaned_data["number"], request.actor)
                opening = actions.emergencies.open_file(
                    kind=_KIND,
                    subject_id=subject,
                    reason=form.cleaned_data["reason"],
                    by=request.actor,
                    at=now(),
                )
            except NotFound:
                form.add_error("number", _("Nobody is known here by this number."))
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("access:emergency", opening.public_id)
    shown = {"form": form, "minutes": EMERGENCY_MINUTES}
    return render(request, "access/emergency_open.html", shown, status=status)


def _subject(number: str, actor: Actor) -> str:
    if is_ulid(number.upper()):
        return number.upper()
    return actions.emergencies.find(kind=_KIND, number=number.replace(" ", ""), by=actor)


@member(writes=("POST",))
def detail(request: MemberRequest, emergency: str) -> HttpResponse:
    """Show one opening; an auditor writes her finding."""
    opening = queries.trail.emergency_for(request.actor, emergency)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.emergencies.review(
            opening=opening,
            finding=Finding(form.cleaned_data["finding"]),
            note=form.cleaned_data["note"],
            by=request.actor,
            at=now(),
        )
        messages.success(request, _("Your finding is written down."))
        return redirect("access:emergencies")
    may_review = (
        request.actor.may(Permission.AUDIT_READ)
        and opening.reviewed_at is None
        and opening.membership.user_id != request.actor.user_id
    )
    shown = {"opening": opening, "form": form, "at": now(), "may_review": may_review}
    return render(request, "access/emergency.html", shown)


@require_POST
@member(writes=("POST",), permission=Permission.EMERGENCY_OPEN)
def close(request: MemberRequest, emergency: str) -> HttpResponse:
    """Close one's own opening before its time."""
    opening = queries.trail.emergency_for(request.actor, emergency)
    actions.emergencies.close(opening=opening, by=request.actor, at=now())
    messages.success(request, _("The file is closed again."))
    return redirect("access:emergencies")
