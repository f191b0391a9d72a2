"""Products, their dated terms, ceilings and limits; money into the pool, asked twice."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Role
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.law.terms import Component
from pulang.lending.actions import limits, pools
from pulang.lending.forms.showing import CeilingForm, FundingForm, LimitForm, TermsForm
from pulang.lending.queries import loans, offers

_DECIDE = Permission.LOAN_DECIDE


@member()
def products(request: MemberRequest) -> HttpResponse:
    """List the products with the terms that hold today."""
    return render(request, "lending/products.html", {"offers": offers.offers(on=today())})


@member()
def product(request: MemberRequest, product: str) -> HttpResponse:
    """Show one product: terms and their history, ceilings, limits.

    Raises: NotFound.
    """
    offer = offers.offer_for(product, on=today())
    context = {"offer": offer, "may_write": request.actor.may(_DECIDE)}
    return render(request, "lending/product.html", context)


@member(writes=("POST",), permission=_DECIDE)
def terms_new(request: MemberRequest, product: str) -> HttpResponse:
    """Let new terms hold from a day.

    Raises: NotFound.
    """
    found = offers.to_change(request.actor, product)
    last = found.terms.filter(ends_on=None).get()
    form = TermsForm(request.POST or None, instance=None if request.POST else last)
    if not request.POST:
        form.initial.update({"starts_on": today(), "source": ""})
    return _answer(
        request,
        form,
        lambda said: pools.change_terms(
            product=found,
            starts_on=said["starts_on"],
            source=said["source"],
            changes=form.changes(),
            by=request.actor,
            at=now(),
        ),
        title=_("New terms"),
        lead=_("Loans and applications keep the terms they began with."),
        back=reverse("lending:product", args=[found.public_id]),
    )


@member(writes=("POST",), permission=_DECIDE)
def ceiling_new(request: MemberRequest, product: str) -> HttpResponse:
    """Set a ceiling from a day on.

    Raises: NotFound.
    """
    found = offers.to_change(request.actor, product)
    return _answer(
        request,
        CeilingForm(request.POST or None, initial={"starts_on": today()}),
        lambda said: limits.set_ceiling(
            product=found,
            component=Component(said["component"]),
            destination=said["destination"],
            most=said["most"],
            starts_on=said["starts_on"],
            source=said["source"],
            by=request.actor,
            at=now(),
        ),
        title=_("Ceiling of a cost"),
        lead=_("What the employer must bear is never paid by a loan, whatever stands here."),
        back=reverse("lending:product", args=[found.public_id]),
    )


@member(writes=("POST",), permission=_DECIDE)
def limit_new(request: MemberRequest, product: str) -> HttpResponse:
    """Set a role's limit from a day on.

    Raises: NotFound.
    """
    found = offers.to_change(request.actor, product)
    return _answer(
        request,
        LimitForm(request.POST or None, initial={"starts_on": today()}),
        lambda said: limits.set_limit(
            product=found,
            role=Role(said["role"]),
            most=said["most"],
            starts_on=said["starts_on"],
            by=request.actor,
            at=now(),
        ),
        title=_("Limit of a role"),
        lead=_("Above it, somebody with a higher limit decides."),
        back=reverse("lending:product", args=[found.public_id]),
    )


@member(writes=("POST",), permission=_DECIDE)
def fund(request: MemberRequest, pool: str) -> HttpResponse:
    """Book money into the pool or out of it: first shown back, then booked.

    Raises: NotFound.
    """
    found = loans.pools(request.actor).filter(public_id=pool).first()
    if found is None:
        raise NotFound
    form = FundingForm(request.POST or None, initial={"booked_on": today()})
    asked = None
    if request.method == "POST" and form.is_valid():
        asked = form.funding()
        if form.cleaned_data["is_sure"]:
            try:
                pools.fund(pool=found, funding=asked, by=request.actor, at=now())
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
                asked = None
            else:
                messages.success(request, _("It is booked."))
                return redirect("lending:pool")
    context = {
        "form": form,
        "pool": found,
        "asked": asked,
        "kind": form.cleaned_data["kind"] if asked else "",
        "fundings": found.fundings.all(),
    }
    status = 422 if form.is_bound and asked is None else 200
    return render(request, "lending/fund.html", context, status=status)


def _answer(
    request: MemberRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str | Promise,
    lead: str | Promise,
    back: str,
) -> HttpResponse:
    """Show the form; when it is sent and right, act and go back; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(back)
    return render(
        request,
        "lending/showing_form.html",
        {"form": form, "title": title, "lead": lead, "back": back},
        status=422 if form.is_bound else 200,
    )
