"""Households: open one, let relatives join, say who is away and who looks after whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.people import queries
from pulang.people.actions import households
from pulang.people.forms import HouseholdForm, MemberForm, RelativeForm

_WRITE = Permission.PERSON_WRITE


@member(writes=("POST",), permission=_WRITE)
def found_household(request: MemberRequest, person: str) -> HttpResponse:
    """Open a household with this person as its first member."""
    who = queries.person_for(request.actor, person)
    form = HouseholdForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        households.found(
            person=who,
            membership=form.membership(),
            family_card=form.cleaned_data["family_card"],
            by=request.actor,
            at=now(),
        )
        return redirect(f"{who.get_absolute_url()}#household")
    context = {"form": form, "person": who, "title": _("New household")}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)


@member(writes=("POST",), permission=_WRITE)
def add_relative(request: MemberRequest, person: str, household: str) -> HttpResponse:
    """Let a relative join the household; she is brought into the registry with it."""
    who = queries.person_for(request.actor, person)
    house = queries.households.household_for(household)
    form = RelativeForm(request.POST or None, today=today())
    if request.method == "POST" and form.is_valid():
        try:
            households.join_new(
                household=house,
                draft=form.draft(place_code=house.place_code),
                membership=form.membership(),
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(f"{who.get_absolute_url()}#household")
    context = {"form": form, "person": who, "title": _("A relative joins")}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)


@member(writes=("POST",), permission=_WRITE)
def change_member(request: MemberRequest, person: str, key: int) -> HttpResponse:
    """Say anew how a member belongs, or that she left the household."""
    who = queries.person_for(request.actor, person)
    member_ = queries.households.member_for(key)
    if request.method == "POST" and "leave" in request.POST:
        households.leave(member=member_, by=request.actor, at=now())
        messages.success(request, _("Left the household; the record stays."))
        return redirect(f"{who.get_absolute_url()}#household")
    initial = {
        "role": member_.role,
        "is_away": member_.is_away,
        "is_caregiver": member_.is_caregiver,
        "needs": member_.needs,
    }
    form = MemberForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        households.change(member=member_, membership=form.membership(), by=request.actor, at=now())
        return redirect(f"{who.get_absolute_url()}#household")
    context = {"form": form, "person": who, "title": str(member_.person.full_name), "leave": True}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)
