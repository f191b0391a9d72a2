"""The consent ledger: give, withdraw, confirm that partners stopped."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.people import queries
from pulang.people.actions import consents
from pulang.people.forms import ConsentForm

_WRITE = Permission.CONSENT_WRITE


@member(writes=("POST",), permission=_WRITE)
def give(request: MemberRequest, person: str) -> HttpResponse:
    """Enter what she agrees to."""
    who = queries.person_for(request.actor, person)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            consents.give(person=who, given=form.given(), by=request.actor, at=now())
        except Refused as refusal:
            form.add_error("witness", refusal.sentence)
        else:
            return redirect(f"{who.get_absolute_url()}#consents")
    context = {"form": form, "person": who, "title": _("New consent")}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)


@member(writes=("POST",), permission=_WRITE)
def withdraw(request: MemberRequest, person: str, consent: str) -> HttpResponse:
    """Ask, then withdraw: sharing stops at once."""
    who = queries.person_for(request.actor, person)
    found = queries.consents.consent_for(who, consent)
    if request.method != "POST":
        return render(request, "people/withdraw_consent.html", {"person": who, "consent": found})
    try:
        consents.withdraw(
            consent=found, by=request.actor, at=now(), reason=request.POST.get("reason", "")
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(
            request,
            _("Withdrawn. Sharing has stopped; partners confirm within 3 × 24 hours."),
        )
    return redirect(f"{who.get_absolute_url()}#consents")


@member(writes=("POST",), permission=_WRITE)
def confirm_stop(request: MemberRequest, person: str, consent: str) -> HttpResponse:
    """Record that partners stopped using what was shared."""
    who = queries.person_for(request.actor, person)
    found = queries.consents.consent_for(who, consent)
    if request.method == "POST":
        try:
            consents.confirm_stop(consent=found, by=request.actor, at=now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(request, _("The stop is confirmed."))
    return redirect(f"{who.get_absolute_url()}#consents")


@member(permission=_WRITE)
def stops(request: MemberRequest) -> HttpResponse:
    """Show the withdrawals that partners still have to confirm, most urgent first."""
    at = now()
    due = queries.consents.stops_due(at=at)[:200]
    return render(request, "people/stops.html", {"due": due, "now": at})
