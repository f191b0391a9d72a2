"""Doors of who is whom on a person's page: split, undo, chosen values."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.linkage.actions import golden, identities
from pulang.linkage.queries import identities as queries
from pulang.people.queries import person_for

_DECIDES = Permission.REVIEW_DECIDE


def _back(person: str, section: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('people:person', args=[person])}#{section}")


@member(writes=("POST",), permission=_DECIDES)
def split(request: MemberRequest, person: str) -> HttpResponse:
    """Take the chosen rows out of a person."""
    found = person_for(request.actor, person)
    if request.method == "POST":
        try:
            identities.split(
                person=found,
                record_ids=queries.records_named(found, request.POST.getlist("record")),
                reason=request.POST.get("reason", ""),
                by=request.actor,
                at=now(),
            )
            messages.success(request, _("The rows were split off into a person of their own."))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
    return _back(person, "sources")


@member(writes=("POST",), permission=_DECIDES)
def undo(request: MemberRequest, change: str) -> HttpResponse:
    """Undo a merge, a split, a link or a chosen value."""
    found = queries.change_for(request.actor, change)
    if request.method == "POST":
        try:
            identities.undo(change=found, by=request.actor, at=now())
            messages.success(request, _("Undone."))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
    return _back(found.kept.public_id, "identity")


@member(writes=("POST",), permission=_DECIDES)
def choose(request: MemberRequest, person: str) -> HttpResponse:
    """Let a steward's value stand, or the rule's again."""
    found = person_for(request.actor, person)
    if request.method == "POST":
        field = request.POST.get("field", "")
        try:
            if request.POST.get("release"):
                standing = queries.override_for(found, field)
                golden.end_override(override=standing, by=request.actor, at=now())
                messages.success(request, _("The rule chooses again."))
            else:
                golden.override(
                    person=found,
                    field=field,
                    value=request.POST.get("value", ""),
                    reason=request.POST.get("reason", ""),
                    by=request.actor,
                    at=now(),
                )
                messages.success(request, _("Your value stands, with your reason beside it."))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
    return _back(person, "golden")
