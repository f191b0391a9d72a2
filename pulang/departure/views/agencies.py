"""Placement companies: list, page, permits, sanctions, closed destinations."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Subject
from pulang.base.clock import now, today
from pulang.departure import letters
from pulang.departure.actions import agencies as actions
from pulang.departure.forms import agencies as forms
from pulang.departure.queries import agencies as queries
from pulang.departure.queries import costs
from pulang.departure.views.forms import answer

_WRITE = Permission.AGENCY_WRITE


@member()
def index(request: MemberRequest) -> HttpResponse:
    """List the companies with their standing today."""
    form = forms.AgencyFilter(request.GET or None)
    said: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    regency = said.get("regency")
    day = today()
    found = queries.agencies(
        words=said.get("words", ""),
        standing=said.get("standing", ""),
        regency=regency.pk if regency else "",
        on=day,
    )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(
        request,
        "departure/agencies.html",
        {
            "form": form,
            "page": page,
            "lines": queries.lines(list(page), on=day),
            "may_write": request.actor.may(_WRITE),
        },
    )


@member()
def show(request: MemberRequest, agency: str) -> HttpResponse:
    """Show one company with permits, orders, sanctions and branches."""
    found = queries.agency_for(agency)
    day = today()
    return render(
        request,
        "departure/agency.html",
        {
            "agency": found,
            "standing": found.standing_on(day),
            "ends_soon": found.period.ends_soon(day),
            "today": day,
            "permits": queries.permits_of(found),
            "orders": queries.orders_of(found),
            "may_write": request.actor.may(_WRITE),
            "may_order": request.actor.may(Permission.ORDER_WRITE),
        },
    )


@member(writes=("POST",), permission=_WRITE)
def new(request: MemberRequest) -> HttpResponse:
    """Enter a company."""
    return answer(
        request,
        forms.AgencyForm(request.POST or None),
        lambda said: actions.record(values=said, by=request.actor, at=now()),
        title=_("New placement company"),
        back=reverse("departure:agencies"),
        said=_("The company stands in the register."),
    )


@member(writes=("POST",), permission=_WRITE)
def edit(request: MemberRequest, agency: str) -> HttpResponse:
    """Write down what changed at a company."""
    found = queries.agency_for(agency)
    names = forms.AgencyForm.base_fields
    initial = {name: getattr(found, name) for name in names}
    return answer(
        request,
        forms.AgencyForm(request.POST or None, initial=initial),
        lambda said: actions.change(agency=found, values=said, by=request.actor, at=now()),
        title=found.name,
        lead=_("What stood before stays in the history."),
        back=found.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def branch(request: MemberRequest, agency: str) -> HttpResponse:
    """Enter a branch office."""
    found = queries.agency_for(agency)
    return answer(
        request,
        forms.BranchForm(request.POST or None),
        lambda said: actions.open_branch(agency=found, by=request.actor, at=now(), **said),
        title=_("New branch office"),
        lead=found.name,
        back=found.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def sanction(request: MemberRequest, agency: str) -> HttpResponse:
    """Impose something on a company."""
    found = queries.agency_for(agency)
    return answer(
        request,
        forms.SanctionForm(request.POST or None),
        lambda said: actions.impose(agency=found, by=request.actor, at=now(), **said),
        title=_("New sanction"),
        lead=_(
            "From the first day of a suspension nobody is cleared through this company any more."
        ),
        back=found.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def lift(request: MemberRequest, sanction: str) -> HttpResponse:
    """Let a sanction end."""
    found = queries.sanction_for(sanction)
    return answer(
        request,
        forms.LiftForm(request.POST or None),
        lambda said: actions.lift(sanction=found, by=request.actor, at=now(), **said),
        title=_("A sanction ends"),
        lead=f"{found.get_kind_display()} · {found.decree}",
        back=found.agency.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def permit(request: MemberRequest, agency: str) -> HttpResponse:
    """Enter a recruitment permit."""
    found = queries.agency_for(agency)
    return answer(
        request,
        forms.PermitForm(request.POST or None),
        lambda said: actions.permit(agency=found, values=said, by=request.actor, at=now()),
        title=_("New recruitment permit (SIP2MI)"),
        lead=found.name,
        back=found.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def quota(request: MemberRequest, permit: str) -> HttpResponse:
    """Write down a new quota of a permit."""
    found = queries.permit_for(permit)
    return answer(
        request,
        forms.QuotaForm(request.POST or None, initial={"quota": found.quota}),
        lambda said: actions.set_quota(permit=found, by=request.actor, at=now(), **said),
        title=_("Quota of the permit"),
        lead=_("%(number)s: %(used)d agreements hold. The quota cannot lie below them.")
        % {"number": found.number, "used": found.used},
        back=found.agency.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def closures(request: MemberRequest) -> HttpResponse:
    """Show where nobody may be placed, and enter one more."""
    if request.method != "POST":
        return render(
            request,
            "departure/closures.html",
            {"closures": queries.closures(on=today()), "form": forms.ClosureForm()},
        )
    return answer(
        request,
        forms.ClosureForm(request.POST),
        lambda said: actions.close_destination(by=request.actor, at=now(), **said),
        title=_("Closed destinations"),
        back=reverse("departure:closures"),
    )


@member(permission=Permission.ORDER_WRITE)
def deposit(request: MemberRequest, agency: str) -> HttpResponse:
    """Answer the proposal to draw the company's deposit, with the files as evidence (R1.11)."""
    found = queries.agency_for(agency)
    files = [one.migration for one in queries.cases_against(found)]
    accounts = [one for one in costs.accounts_of(files) if one.judgement.too_much]
    audit.record(
        "agency.deposit_proposed",
        by=request.actor,
        at=now(),
        subject=Subject("agency", found.public_id),
        facts={"files": [one.migration.public_id for one in accounts]},
    )
    pdf = letters.deposit_proposal(found, accounts, by=request.actor, today=today())
    return letters.as_response(pdf, name=f"usulan-deposit-{found.public_id}")
