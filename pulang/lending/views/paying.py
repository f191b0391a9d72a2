"""Loans at the bank's desk, and the steps by which their money goes out."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.money import format_rupiah
from pulang.journey.actions.subjects import subject_of
from pulang.law.terms import Component
from pulang.lending.actions import batches, payouts
from pulang.lending.forms import paying as forms
from pulang.lending.models import Tranche
from pulang.lending.queries import loans as queries
from pulang.lending.queries import prepaying
from pulang.lending.terms import PayeeKind
from pulang.lending.views.paying_forms import DESK, answer, bare, require_desk
from pulang.lending.views.servicing_panel import context_of

_WRITE, _DECIDE = Permission.LOAN_WRITE, Permission.LOAN_DECIDE
ROWS = 50


@member(permission=DESK)
def index(request: MemberRequest) -> HttpResponse:
    """List the loans of the bank."""
    require_desk(request)
    form = forms.LoanFilter(request.GET or None)
    said: dict[str, Any] = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.loans(
        request.actor,
        words=said.get("words", "").strip(),
        state=said.get("state", ""),
        late_on=today() if said.get("late") else None,
    )
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "lending/paying/loans.html", {"form": form, "page": page})


@member(permission=DESK)
def show(request: MemberRequest, loan: str) -> HttpResponse:
    """Show one loan: money out, schedule, payments, entries, who was in charge."""
    require_desk(request)
    found = queries.loan_for(request.actor, loan)
    audit.opened(by=request.actor, at=now(), subject=subject_of(found.migration), classes=("D4",))
    context = {
        "loan": found,
        "balance": found.balance,
        "shown": queries.page_of(found),
        "may_write": request.actor.may(_WRITE),
        "may_decide": request.actor.may(_DECIDE),
        "settles": prepaying.settlement(found, on=today()),
        **context_of(found, request.actor),
    }
    return render(request, "lending/paying/loan.html", context)


@member(writes=("POST",), permission=_WRITE)
def prepare(request: MemberRequest, tranche: str) -> HttpResponse:
    """Name account and evidence of a tranche."""
    found = queries.tranche_for(request.actor, tranche)
    kinds = payouts.KINDS.get(Component(found.component), frozenset())
    fitting = queries.payees(request.actor).filter(
        kind__in=kinds, allowed_at__isnull=False, stopped_at=None
    )
    hers = fitting.filter(kind=PayeeKind.WORKER, person=found.loan.person_id)
    choices = fitting.exclude(kind=PayeeKind.WORKER) | hers
    return answer(
        request,
        forms.PrepareForm(request.POST or None, payees=choices),
        lambda said: payouts.prepare(tranche=found, by=request.actor, at=now(), **said),
        title=_("Prepare the payment"),
        lead=_("A second person releases it. Only accounts on the list can be chosen."),
        facts=_facts(found),
        back=found.loan.get_absolute_url(),
        said=_("Prepared. It waits for the second person."),
    )


@member(writes=("POST",), permission=_DECIDE)
def release(request: MemberRequest, tranche: str) -> HttpResponse:
    """Release a prepared tranche."""
    found = queries.tranche_for(request.actor, tranche)
    return answer(
        request,
        bare(request),
        lambda _said: payouts.release(tranche=found, by=request.actor, at=now()),
        title=_("Release the payment"),
        lead=_("It goes into the next payment file."),
        facts=_facts(found),
        back=found.loan.get_absolute_url(),
        said=_("Released. It goes into the next payment file."),
    )


@member(writes=("POST",), permission=DESK)
def plan(request: MemberRequest, tranche: str) -> HttpResponse:
    """Send a tranche back to its beginning."""
    require_desk(request)
    found = queries.tranche_for(request.actor, tranche)
    return answer(
        request,
        bare(request),
        lambda _said: payouts.plan_again(tranche=found, by=request.actor, at=now()),
        title=_("Back to the beginning"),
        lead=_("Account and evidence are named anew."),
        facts=_facts(found),
        back=found.loan.get_absolute_url(),
        said=_("It is planned again."),
    )


@member(writes=("POST",), permission=_DECIDE)
def cancel(request: MemberRequest, tranche: str) -> HttpResponse:
    """Give a tranche back to the pool."""
    found = queries.tranche_for(request.actor, tranche)
    return answer(
        request,
        bare(request),
        lambda _said: payouts.cancel(tranche=found, by=request.actor, at=now()),
        title=_("Give back to the pool"),
        lead=_("This part of the loan is not paid any more, and she does not owe it."),
        facts=_facts(found),
        back=found.loan.get_absolute_url(),
        said=_("Given back to the pool."),
    )


@member(writes=("POST",), permission=_WRITE)
def confirm(request: MemberRequest, tranche: str) -> HttpResponse:
    """Book a tranche as paid by hand."""
    found = queries.tranche_for(request.actor, tranche)
    return answer(
        request,
        forms.ConfirmForm(request.POST or None, initial={"paid_on": today()}),
        lambda said: batches.confirm(tranche=found, by=request.actor, at=now(), **said),
        title=_("The bank has paid"),
        button=_("Book it"),
        lead=_("Only where the bank sends no report. Otherwise take its report in."),
        facts=_facts(found),
        back=found.loan.get_absolute_url(),
        said=_("Booked as paid out."),
    )


@member(writes=("POST",), permission=_WRITE)
def refund(request: MemberRequest, tranche: str) -> HttpResponse:
    """Book what a provider gave back."""
    found = queries.tranche_for(request.actor, tranche)
    initial = {"received_on": today(), "amount": found.amount}
    return answer(
        request,
        forms.RefundForm(request.POST or None, initial=initial),
        lambda said: payouts.refund(tranche=found, by=request.actor, at=now(), **said),
        title=_("The provider gave money back"),
        button=_("Book it"),
        lead=_("She owes less by this amount."),
        facts=_facts(found),
        back=found.loan.get_absolute_url(),
        said=_("Booked. She owes less now."),
    )


def _facts(tranche: Tranche) -> list[tuple[str, str]]:
    facts = [
        (_("Borrower"), f"{tranche.loan.person.full_name} · {tranche.loan.number}"),
        (_("Step"), tranche.get_step_display()),
        (_("For"), tranche.get_component_display()),
        (_("Amount"), format_rupiah(tranche.amount)),
    ]
    if tranche.payee:
        account = f"{tranche.payee.name} · {tranche.payee.bank_code} {tranche.payee.account_number}"
        facts.append((_("Account"), account))
    if tranche.evidence:
        facts.append((_("Evidence"), tranche.evidence))
    return facts
