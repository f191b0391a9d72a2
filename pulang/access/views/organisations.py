"""Organisations, for administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pulang.access import actions, queries
from pulang.access.doors import member
from pulang.access.forms import OrganisationForm, RenameForm
from pulang.access.middleware import MemberRequest
from pulang.access.terms import OrganisationKind, Permission
from pulang.base.clock import now
from pulang.base.errors import Refused

_PERMISSION = Permission.ORGANISATION_WRITE


@member(permission=_PERMISSION)
def listing(request: MemberRequest) -> HttpResponse:
    """List the organisations of one's area."""
    text, kind = request.GET.get("q", "")[:100], request.GET.get("kind", "")
    found = queries.members.organisations(request.actor, text=text, kind=kind)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    shown = {"page": page, "text": text, "kind": kind, "kinds": OrganisationKind.choices}
    return render(request, "access/organisations.html", shown)


@member(writes=("POST",), permission=_PERMISSION)
def new(request: MemberRequest) -> HttpResponse:
    """Let an organisation take part."""
    form = OrganisationForm(request.POST or None, initial={"area": request.actor.area})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = actions.organisations.found(
                    kind=OrganisationKind(given["kind"]),
                    name=given["name"],
                    area=given["area"],
                    by=request.actor,
                    at=now(),
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("access:organisation", made.public_id)
    return render(request, "access/organisation_new.html", {"form": form}, status=status)


@member(permission=_PERMISSION)
def detail(request: MemberRequest, organisation: str) -> HttpResponse:
    """Show one organisation, its names and its members."""
    found = queries.members.organisation_for(request.actor, organisation)
    shown = {
        "organisation": found,
        "names": found.names.order_by("-ends_on"),
        "members": queries.members.members_of(found),
        "form": RenameForm(),
    }
    return render(request, "access/organisation.html", shown)


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def rename(request: MemberRequest, organisation: str) -> HttpResponse:
    """Give an organisation a new name from a day on."""
    found = queries.members.organisation_for(request.actor, organisation)
    form = RenameForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "access/organisation.html",
            {
                "organisation": found,
                "names": found.names.order_by("-ends_on"),
                "members": queries.members.members_of(found),
                "form": form,
            },
            status=422,
        )
    actions.organisations.rename(
        organisation=found,
        name=form.cleaned_data["name"],
        on=form.cleaned_data["on"],
        by=request.actor,
        at=now(),
    )
    messages.success(request, _("The new name is written down; the old one stays findable."))
    return redirect("access:organisation", found.public_id)


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def close(request: MemberRequest, organisation: str) -> HttpResponse:
    """Let an organisation take part no longer."""
    found = queries.members.organisation_for(request.actor, organisation)
    actions.organisations.close(organisation=found, by=request.actor, at=now())
    messages.success(request, _("%(name)s takes part no longer.") % {"name": found.name})
    return redirect("access:organisations")
