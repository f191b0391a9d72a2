"""Complaints: the list by urgency, one with its steps, a new one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.abroad.actions import complaints
from pulang.abroad.forms import ComplaintForm, ComplaintStepForm
from pulang.abroad.models import Complaint
from pulang.abroad.queries import complaints as queries
from pulang.abroad.terms import COMPLAINT_NEXT, ComplaintState
from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.base.privacy import DataClass
from pulang.people.queries import person_for

_WRITE = Permission.COMPLAINT_WRITE
ROWS = 50


@member(permission=_WRITE)
def listing(request: MemberRequest) -> HttpResponse:
    """List the complaints of this desk, the most urgent first."""
    page = Paginator(queries.complaints(request.actor), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "now": now()}
    return render(request, "abroad/complaints.html", context)


@member(writes=("POST",), permission=_WRITE)
def create(request: MemberRequest, person: str) -> HttpResponse:
    """Take a complaint about a worker; a story for a case worker leaves this desk at once."""
    who = person_for(request.actor, person)
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = complaints.receive(person=who, draft=form.draft(), by=request.actor, at=now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _after_taking(request, made)
    context = {"form": form, "title": _("A complaint"), "person": who, "button": _("Hand in")}
    return render(request, "abroad/form.html", context, status=422 if form.is_bound else 200)


def _after_taking(request: MemberRequest, made: Complaint) -> HttpResponse:
    messages.success(request, _("Taken. Number: %s") % made.public_id)
    if made.data_class == DataClass.D6:
        messages.info(
            request,
            _("This story is with a case worker now. Your desk does not keep it, to protect her."),
        )
    return redirect("abroad:complaints")


@member(writes=("POST",), permission=_WRITE)
def show(request: MemberRequest, complaint: str) -> HttpResponse:
    """Show one complaint with its steps; take the next step."""
    found = queries.complaint_for(request.actor, complaint)
    states = [one for one in ComplaintState if one in COMPLAINT_NEXT[ComplaintState(found.state)]]
    form = ComplaintStepForm(request.POST or None, states=states)
    if request.method == "POST" and form.is_valid():
        try:
            complaints.step(complaint=found, by=request.actor, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(found)
    if queries.is_protected(found):
        audit.opened(
            by=request.actor,
            at=now(),
            subject=complaints.subject_of(found),
            classes=(DataClass.D6,),
        )
    context = {
        "complaint": found,
        "steps": queries.steps_of(found),
        "form": form if states else None,
        "now": now(),
    }
    return render(request, "abroad/complaint.html", context, status=422 if form.is_bound else 200)
