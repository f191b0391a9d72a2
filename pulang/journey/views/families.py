"""The family's page, and the links that open it."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.base.clock import now
from pulang.base.doors import public
from pulang.base.errors import NotFound, Refused
from pulang.base.limits import Tries
from pulang.journey.actions import families
from pulang.journey.forms import ShareForm
from pulang.journey.queries import families as reading
from pulang.journey.queries.migrations import migration_for
from pulang.people.queries.places import labels


def show(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the family what the worker agreed to share; nobody signs in.

    Wrong secrets are counted by address, outside of the page, whose transaction writes nothing.
    """
    tries = Tries("family", get_adapter().get_client_ip(request))
    if tries.are_spent():
        return render(request, "journey/family_later.html", status=429)
    answer = _told(request, secret)
    if answer.status_code == 404:
        tries.count()
    return answer


@public
def _told(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        told = reading.view(secret, at=now())
    except NotFound:
        return render(request, "journey/family_ended.html", status=404)
    office = labels([told.office_place]).get(told.office_place, "") if told.office_place else ""
    answer = render(request, "journey/family.html", {"told": told, "office": office})
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@member(writes=("POST",))
def share(request: MemberRequest, migration: str) -> HttpResponse:
    """Make a link for the family."""
    found = migration_for(request.actor, migration)
    if request.method != "POST":
        return render(request, "journey/share.html", {"form": ShareForm(), "migration": found})
    form = ShareForm(request.POST)
    if form.is_valid():
        try:
            _link, secret = families.share(
                migration=found, shares=form.cleaned_data["shares"], by=request.actor, at=now()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            address = request.build_absolute_uri(reverse("journey:family", args=[secret]))
            context = {"address": address, "migration": found}
            return render(request, "journey/shared.html", context)
    context = {"form": form, "migration": found}
    return render(request, "journey/share.html", context, status=422)


@member(writes=("POST",))
def revoke(request: MemberRequest, migration: str, link: str) -> HttpResponse:
    """Take a link back."""
    found = migration_for(request.actor, migration)
    if request.method == "POST":
        families.revoke(link=reading.link_for(found, link), by=request.actor, at=now())
        messages.success(request, _("The link opens nothing any more."))
    return redirect(found)
