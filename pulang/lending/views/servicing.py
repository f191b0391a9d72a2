"""The desk of loans in hard times: late ones, proposals of two persons, halts, claims; closing days."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.actions.rights import require
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import NotAllowed, Refused
from pulang.base.money import format_rupiah
from pulang.journey.actions.subjects import subject_of
from pulang.lending.actions import claims, closing, contracts, hardship
from pulang.lending.actions.hardship import Proposal
from pulang.lending.forms import servicing as forms
from pulang.lending.models import Loan
from pulang.lending.queries import hardship as queries
from pulang.lending.queries import proposals as proposals_
from pulang.lending.rules.dates import month_later
from pulang.lending.terms import RequestKind
from pulang.lending.views.servicing_panel import MEANS, context_of, form_of

_DESK = Permission.POOL_READ
_WRITE, _DECIDE = Permission.LOAN_WRITE, Permission.LOAN_DECIDE
ROWS = 50


def _require_desk(request: MemberRequest) -> None:
    """Single loans are the bank's; who reads the pool sees sums only."""
    if not (request.actor.may(_WRITE) or request.actor.may(_DECIDE)):
        raise NotAllowed(_("Single loans are read at the bank's desk."))


@member(permission=_DESK)
def arrears(request: MemberRequest) -> HttpResponse:
    """List the late loans by age, with what comes next."""
    _require_desk(request)
    age, day = request.GET.get("age", ""), today()
    page = Paginator(queries.late(request.actor, on=day, age=age), ROWS).get_page(
        request.GET.get("page")
    )
    here = reverse("lending:arrears")
    tabs = [
        (_("All"), here),
        *((str(name), f"{here}?age={code}") for code, *_x, name in queries.AGES),
    ]
    context = {"page": page, "lines": queries.lines(list(page), on=day), "tabs": tabs}
    return render(request, "lending/servicing/arrears.html", context)


@member(permission=_DESK)
def proposals(request: MemberRequest) -> HttpResponse:
    """List what waits for a second person, what is halted, lost, at the insurer."""
    _require_desk(request)
    actor = request.actor
    context = {
        "requests": queries.requests(actor)[:ROWS],
        "halts": queries.halted(actor)[:ROWS],
        "lost": queries.lost(actor)[:ROWS],
        "claims": queries.claims(actor)[:ROWS],
        "actor": actor,
    }
    return render(request, "lending/servicing/proposals.html", context)


@member(permission=_DESK)
def show(request: MemberRequest, loan: str) -> HttpResponse:
    """Show a loan's hard times: where it stands, proposals, halts, claims."""
    _require_desk(request)
    found = queries.loan_for(request.actor, loan)
    audit.opened(by=request.actor, at=now(), subject=subject_of(found.migration), classes=("D4",))
    context = {"loan": found, **context_of(found, request.actor)}
    return render(request, "lending/servicing/loan.html", context)


@member(writes=("POST",), permission=_WRITE)
def propose(request: MemberRequest, loan: str, kind: str) -> HttpResponse:
    """Propose a step on a loan."""
    found = queries.loan_for(request.actor, loan)
    if kind not in RequestKind.values or kind == RequestKind.HELP:
        raise Http404
    wanted = RequestKind(kind)
    form = form_of(wanted, found, _sent(request))

    def act(said: dict[str, Any]) -> None:
        proposal = Proposal(
            wanted, said["reason"], said.get("hardship", ""), figures=form.figures()
        )
        hardship.propose(loan=found, proposal=proposal, by=request.actor, at=now())

    return _answer(
        request,
        form,
        act,
        title=_("Propose: %(label)s") % {"label": wanted.label},
        lead=f"{MEANS[wanted]} {_('Another person must confirm it before anything changes.')}",
        button=_("Propose"),
        facts=_who(found),
        back=_page(found),
        said=_("Proposed. It waits for the second person."),
    )


@member(writes=("POST",), permission=_DECIDE)
def confirm(request: MemberRequest, proposal: str) -> HttpResponse:
    """Confirm a proposal, and do it."""
    found = queries.request_for(request.actor, proposal)
    return _answer(
        request,
        django_forms.Form(_sent(request)),
        lambda _said: hardship.confirm(request=found, by=request.actor, at=now()),
        title=str(RequestKind(found.kind).label),
        lead=found.reason,
        facts=[
            *_who(found.loan),
            *proposals_.figures(found),
            *proposals_.outlook(found, on=today()),
        ],
        button=_("Confirm and do it"),
        back=_page(found.loan),
        said=_("Confirmed and done."),
    )


@member(writes=("POST",), permission=_DECIDE)
def decline(request: MemberRequest, proposal: str) -> HttpResponse:
    """Decline a proposal, with a reason."""
    found = queries.request_for(request.actor, proposal)
    return _answer(
        request,
        forms.DeclineForm(_sent(request)),
        lambda said: hardship.decline(request=found, by=request.actor, at=now(), **said),
        title=_("Answer her") if queries.is_hers(found) else _("Decline the proposal"),
        lead=f"{RequestKind(found.kind).label}: {found.reason}",
        button=_("Send"),
        facts=_who(found.loan),
        back=_page(found.loan),
        said=_("Answered. She reads it on her page.") if queries.is_hers(found) else _("Declined."),
    )


@member(writes=("POST",), permission=_WRITE)
def claim_paid(request: MemberRequest, claim: str) -> HttpResponse:
    """Book what the insurer paid."""
    found = queries.claim_for(request.actor, claim)
    return _answer(
        request,
        forms.PaidForm(_sent(request), initial={"amount": found.asked, "paid_on": today()}),
        lambda said: claims.paid(claim=found, by=request.actor, at=now(), **said),
        title=_("The insurer paid"),
        button=_("Book it"),
        facts=[*_who(found.loan), (_("Asked of the insurer"), format_rupiah(found.asked))],
        back=_page(found.loan),
        said=_("Booked."),
    )


@member(writes=("POST",), permission=_WRITE)
def claim_refused(request: MemberRequest, claim: str) -> HttpResponse:
    """Write down that the insurer refused."""
    found = queries.claim_for(request.actor, claim)
    return _answer(
        request,
        django_forms.Form(_sent(request)),
        lambda _said: claims.refused(claim=found, by=request.actor, at=now()),
        title=_("The insurer refused"),
        lead=_("The family is still not pursued. Decide with a second person what becomes of it."),
        button=_("Write it down"),
        facts=_who(found.loan),
        back=_page(found.loan),
    )


@member(writes=("POST",), permission=_WRITE)
def begin(request: MemberRequest, loan: str) -> HttpResponse:
    """Let repayment begin: her first wage has come."""
    found = queries.loan_for(request.actor, loan)
    day = today()
    return _answer(
        request,
        forms.BeginForm(_sent(request), initial={"first_due_on": month_later(day, 1)}),
        lambda said: contracts.begin(loan=found, starts_on=day, by=request.actor, at=now(), **said),
        title=_("Repayment begins"),
        lead=_(
            "Her first wage has come. Interest since the payout is asked for with the first instalment."
        ),
        facts=_who(found),
        back=_page(found),
        said=_("The schedule is drawn up."),
    )


@member(permission=_DESK)
def days(request: MemberRequest) -> HttpResponse:
    """Show the closed days of the bank's pools."""
    _require_desk(request)
    shown = [(pool, queries.days(pool)) for pool in queries.pools(request.actor)]
    context = {
        "pools": shown,
        "yesterday": today() - timedelta(days=1),
        "may_write": request.actor.may(_WRITE),
    }
    return render(request, "lending/servicing/days.html", context)


@member(writes=("POST",), permission=_WRITE)
def close(request: MemberRequest, pool: str) -> HttpResponse:
    """Close every day through yesterday, one after another."""
    require(request.actor, _WRITE)
    found = queries.pool_for(request.actor, pool)
    if request.method == "POST":
        at = now()
        try:
            done = closing.close_through(
                pool=found, day=today() - timedelta(days=1), by=request.actor, at=at
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            said = _("%(count)d days were closed.") % {"count": len(done)}
            messages.success(request, said)
    return redirect("lending:days")


def _who(loan: Loan) -> list[tuple[Any, Any]]:
    return [(_("Borrower"), f"{loan.person.full_name or _('Without name')} · {loan.number}")]


def _sent(request: MemberRequest) -> QueryDict | None:
    """Return what was sent; a form sent empty is sent all the same."""
    return request.POST if request.method == "POST" else None


def _page(loan: Loan) -> str:
    return f"{loan.get_absolute_url()}#hardship"


def _answer(
    request: MemberRequest,
    form: django_forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    back: str,
    lead: str = "",
    button: str = "",
    said: str = "",
    facts: list[tuple[Any, Any]] | None = None,
) -> HttpResponse:
    """Show the form; when it is sent and right, act and go back; a refusal stands in the form."""
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if said:
                messages.success(request, said)
            return redirect(back)
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "back": back,
        "facts": facts or [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "lending/servicing/form.html", context, status=status)
