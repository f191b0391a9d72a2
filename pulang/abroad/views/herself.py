"""What a worker does for herself, on her own phone: complain, note what she sends home."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.abroad.actions import complaints, remittances
from pulang.abroad.forms import ComplaintForm, RemittanceForm
from pulang.abroad.queries import complaints as complaint_queries
from pulang.abroad.queries import remittances as queries
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.people.actions import own_files

_OWN = Permission.OWN_FILE


@member(writes=("POST",), permission=_OWN)
def complain(request: MemberRequest) -> HttpResponse:
    """Take her complaint; show what became of the earlier ones."""
    who = own_files.person_of(request.actor)
    form = ComplaintForm(request.POST or None)
    if who and request.method == "POST" and form.is_valid():
        complaints.receive(person=who, draft=form.draft(), by=request.actor, at=now())
        messages.success(request, _("We have it. Somebody answers you; look here again."))
        return redirect("abroad:my_complaint")
    mine = complaint_queries.of_person(who) if who else []
    context = {
        "form": form,
        "person": who,
        "mine": [(one, complaint_queries.steps_of(one)) for one in mine],
    }
    status = 422 if form.is_bound else 200
    return render(request, "abroad/my_complaint.html", context, status=status)


@member(writes=("POST",), permission=_OWN)
def send_home(request: MemberRequest) -> HttpResponse:
    """Show what she sent home, for herself; take another month."""
    who = own_files.person_of(request.actor)
    form = RemittanceForm(request.POST or None, initial={"month": f"{today():%Y-%m}"})
    if who and request.method == "POST" and form.is_valid():
        try:
            remittances.report(by=request.actor, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("abroad:my_remittances")
    found = queries.of_person(who) if who else []
    context = {"form": form, "person": who, "remittances": found, "plots": queries.plots(found)}
    status = 422 if form.is_bound else 200
    return render(request, "abroad/my_remittances.html", context, status=status)


@member(writes=("POST",), permission=_OWN)
def take_back(request: MemberRequest, remittance: str) -> HttpResponse:
    """Take an entry of hers back."""
    who = own_files.person_of(request.actor)
    if who is None:
        raise NotFound
    found = queries.remittance_for(who, remittance)
    if request.method == "POST":
        remittances.withdraw(remittance=found, by=request.actor, at=now())
    return redirect("abroad:my_remittances")
