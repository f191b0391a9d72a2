"""Job orders and the agreements under them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.departure.actions import orders as actions
from pulang.departure.forms import agencies as forms
from pulang.departure.queries import agencies, orders
from pulang.departure.rules import agencies as rules
from pulang.departure.sentences import fault_in_words
from pulang.departure.views.forms import answer
from pulang.journey.queries.migrations import migration_for

_WRITE = Permission.ORDER_WRITE


@member()
def index(request: MemberRequest) -> HttpResponse:
    """List job orders with their free places."""
    form = forms.OrderFilter(request.GET or None)
    said: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    destination = said.get("destination")
    found = orders.orders(
        destination=destination.pk if destination else "",
        occupation=said.get("occupation", ""),
        open_on=today() if said.get("only_open") else None,
    )
    return render(request, "departure/orders.html", {"form": form, "orders": found[:200]})


@member()
def show(request: MemberRequest, order: str) -> HttpResponse:
    """Show one job order: who asks for whom, what stands in its way, who took places."""
    found = orders.order_for(order)
    day = today()
    faults = rules.refusals(orders.facts_of(found, on=day), on=day)
    return render(
        request,
        "departure/order.html",
        {
            "order": found,
            "faults": [fault_in_words(one, found) for one in faults],
            "agreements": orders.taken_by(found),
            "may_write": request.actor.may(_WRITE),
        },
    )


@member(writes=("POST",), permission=_WRITE)
def new(request: MemberRequest, permit: str) -> HttpResponse:
    """Enter a job order under a permit."""
    found = agencies.permit_for(permit)
    return answer(
        request,
        forms.OrderForm(request.POST or None, initial={"occupation": found.occupation}),
        lambda said: actions.record(permit=found, values=said, by=request.actor, at=now()),
        title=_("New job order"),
        lead=f"{found.agency} · {found.number} · {found.destination}",
        back=found.agency.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def verify(request: MemberRequest, order: str) -> HttpResponse:
    """Write down the attaché's verification."""
    found = orders.order_for(order)
    return answer(
        request,
        forms.VerifyForm(request.POST or None),
        lambda said: actions.verify(order=found, by=request.actor, at=now(), **said),
        title=_("Verified by the labour attaché"),
        lead=found.number,
        back=found.get_absolute_url(),
    )


@member(writes=("POST",), permission=_WRITE)
def sign(request: MemberRequest, migration: str) -> HttpResponse:
    """Enter her agreement under a job order that takes somebody today."""
    found = migration_for(request.actor, migration)
    open_orders = orders.orders(
        destination=found.destination_id or "", occupation=found.occupation, open_on=today()
    )
    lead = "" if open_orders else _("No job order for her destination and job takes anybody now.")
    return answer(
        request,
        forms.AgreementForm(request.POST or None, orders=open_orders),
        lambda said: actions.sign(migration=found, by=request.actor, at=now(), **said),
        title=_("Placement agreement"),
        lead=lead,
        back=reverse("departure:clearance", args=[found.public_id]),
        said=_("The agreement is entered and takes one place."),
    )


@member(writes=("POST",), permission=_WRITE)
def cancel(request: MemberRequest, migration: str, agreement: str) -> HttpResponse:
    """Cancel an agreement; its place is free again."""
    found = migration_for(request.actor, migration)
    hers = orders.agreement_for(found, agreement)
    return answer(
        request,
        forms.ReasonForm(request.POST or None),
        lambda said: actions.cancel(agreement=hers, by=request.actor, at=now(), **said),
        title=_("Cancel the placement agreement"),
        lead=_("Its place is free again. The agreement stays readable with the reason."),
        back=reverse("departure:clearance", args=[found.public_id]),
    )
