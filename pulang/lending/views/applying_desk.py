"""The bank's desk: what was handed in, one application with all its answers, the two words on it."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.base.money import format_rupiah
from pulang.journey.actions.subjects import subject_of
from pulang.journey.queries.migrations import migration_for
from pulang.lending import sentences
from pulang.lending.actions import applications as actions
from pulang.lending.actions import contracts, decisions, flags
from pulang.lending.forms import applying as forms
from pulang.lending.models import Application
from pulang.lending.queries import applications, assessments, products
from pulang.lending.queries.sheets import sheet_of
from pulang.lending.terms import ApplicationState, DecisionStep, LoanState, Outcome
from pulang.lending.views import applying_steps as steps
from pulang.lending.views.applying import sheet_pdf
from pulang.lending.views.applying_steps import posted

_WRITE, _DECIDE, _READ = Permission.LOAN_WRITE, Permission.LOAN_DECIDE, Permission.POOL_READ
ROWS = 50


@member(permission=_READ)
def queue(request: MemberRequest) -> HttpResponse:
    """List what was handed in, the earliest due answer first."""
    _require_desk(request)
    form = forms.QueueForm(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = applications.queue(request.actor, **wanted, on=today())
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": today()}
    return render(request, "lending/desk/applications.html", context)


@member(permission=_READ)
def show(request: MemberRequest, application: str) -> HttpResponse:
    """Show an application: costs with verdicts, wage and instalment, checks, signs, every word."""
    at = now()
    found = _found(request, application)
    if found.state == ApplicationState.DRAFT:
        return redirect("lending:counter_costs", found.public_id)
    audit.opened(by=request.actor, at=at, subject=subject_of(found.migration), classes=("D4",))
    assessed = assessments.assess(found, at=at)
    loan = applications.loan_of(found)
    actor = request.actor
    context = {
        "application": found,
        "found": assessed,
        "sheet": sheet_of(found.terms, assessed.schedule, assessed.months),
        "left": steps.left_after(assessed),
        "why_not": () if assessed.is_affordable else sentences.unaffordable(assessed),
        "signs": applications.flags_of(found),
        "words": applications.spoken(found),
        "loan": loan,
        "may_clear": found.state in applications.WAITING,
        "may_propose": actor.may(_WRITE) and found.state == ApplicationState.SUBMITTED,
        "may_decide": actor.may(_DECIDE) and found.state == ApplicationState.PROPOSED,
        "may_override": actor.may(_DECIDE)
        and found.state == ApplicationState.SUBMITTED
        and assessed.affordability is not None
        and not assessed.is_affordable
        and not assessed.is_let_pass,
        "may_withdraw": actor.may(_WRITE) and found.state in applications.WAITING,
        "may_sign": actor.may(_WRITE) and loan is not None and loan.state == LoanState.APPROVED,
        "today": today(),
    }
    return render(request, "lending/desk/application.html", context)


@member(writes=("POST",), permission=_WRITE)
def propose(request: MemberRequest, application: str) -> HttpResponse:
    """Propose an answer, as the maker."""
    found = _found(request, application)
    form = forms.ProposalForm(posted(request), found=assessments.assess(found, at=now()))
    return _form(
        request,
        found,
        form,
        lambda: decisions.propose(
            application=found, proposal=form.proposal(), by=request.actor, at=now()
        ),
        title=_("Propose an answer"),
        lead=_("Another human being decides. Your reasons are kept and she can read them."),
        said=_("Proposed. It lies before the approvers now."),
    )


@member(writes=("POST",), permission=_DECIDE)
def decide(request: MemberRequest, application: str) -> HttpResponse:
    """Approve or refuse, as the checker."""
    found = _found(request, application)
    form = forms.AnswerForm(posted(request))
    return _form(
        request,
        found,
        form,
        lambda: decisions.decide(
            application=found, answer=form.answer(), by=request.actor, at=now()
        ),
        title=_("Decide"),
        lead=_("Approving binds the money in the pool at once. She reads the reasons."),
        said=_("Decided. She finds the answer on her page."),
    )


@member(writes=("POST",), permission=_DECIDE)
def send_back(request: MemberRequest, application: str) -> HttpResponse:
    """Give it back to the officer."""
    return _noted(
        request,
        application,
        decisions.send_back,
        title=_("Send back to the loan officer"),
        lead=_("Say what is still to be asked."),
    )


@member(writes=("POST",), permission=_DECIDE)
def override(request: MemberRequest, application: str) -> HttpResponse:
    """Let the wage's gate pass with a reason that is kept."""
    return _noted(
        request,
        application,
        decisions.override,
        title=_("Let the wage's gate pass"),
        lead=_(
            "She would pay more than the set share of her wage. Your name and your reason are kept; the officer proposes after this."
        ),
    )


@member(writes=("POST",), permission=_READ)
def clear_sign(request: MemberRequest, application: str, flag: str) -> HttpResponse:
    """Say why a sign does not stand in the way."""
    found = _found(request, application)
    sign = applications.flag_for(found, flag)
    form = forms.NoteForm(posted(request))
    return _form(
        request,
        found,
        form,
        lambda: flags.clear(
            flag=sign, because=form.cleaned_data["note"], by=request.actor, at=now()
        ),
        title=_("Clear a sign"),
        lead=sentences.sign_in_words(sign.code),
    )


@member(writes=("POST",), permission=_WRITE)
def withdraw(request: MemberRequest, application: str) -> HttpResponse:
    """Take an application back because she said so at the counter."""
    found = _found(request, application)
    if request.method != "POST":
        raise NotFound
    try:
        actions.withdraw(application=found, by=request.actor, at=now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("lending:applications")


@member(writes=("POST",), permission=_WRITE)
def sign(request: MemberRequest, application: str) -> HttpResponse:
    """Record that she signed the contract at the counter."""
    found = _found(request, application)
    loan = applications.loan_of(found)
    if request.method != "POST" or loan is None:
        raise NotFound
    if loan.state == LoanState.APPROVED:
        try:
            contracts.sign(loan=loan, by=request.actor, at=now())
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(request, _("Signed."))
    return redirect(found)


@member(permission=_READ)
def sheet(request: MemberRequest, application: str) -> HttpResponse:
    """Answer the borrower's sheet as PDF."""
    return sheet_pdf(_found(request, application))


# --- at the counter ---


@member(writes=("POST",), permission=_WRITE)
def counter(request: MemberRequest, migration: str) -> HttpResponse:
    """Choose a product and begin an application for somebody the bank knows."""
    found = migration_for(request.actor, migration)
    offered = products.offered_on(today(), bank_id=request.actor.organisation_id)
    if request.method == "POST":
        code = request.POST.get("product", "")
        terms = next((one for one in offered if one.product.code == code), None)
        if terms is None:
            raise NotFound
        try:
            made = actions.start(migration=found, terms=terms, by=request.actor, at=now())
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            if made.state == ApplicationState.DRAFT:
                return redirect("lending:counter_costs", made.public_id)
            return redirect(made)
    context = {"migration": found, "products": offered}
    return render(request, "lending/desk/counter.html", context)


@member(writes=("POST",), permission=_WRITE)
def counter_costs(request: MemberRequest, application: str) -> HttpResponse:
    """First step at the counter."""
    return steps.costs(request, _found(request, application), steps.COUNTER)


@member(writes=("POST",), permission=_WRITE)
def counter_debts(request: MemberRequest, application: str) -> HttpResponse:
    """Second step at the counter."""
    return steps.debts(request, _found(request, application), steps.COUNTER)


@member(writes=("POST",), permission=_WRITE)
def counter_sheet(request: MemberRequest, application: str) -> HttpResponse:
    """Third step at the counter."""
    return steps.sheet(request, _found(request, application), steps.COUNTER)


def _require_desk(request: MemberRequest) -> None:
    """Those who see the pool's totals do not see who borrows (D4)."""
    if not (request.actor.may(_WRITE) or request.actor.may(_DECIDE)):
        raise NotFound


def _found(request: MemberRequest, application: str) -> Application:
    _require_desk(request)
    return applications.handed_in_for(request.actor, application)


def _facts(application: Application) -> list[tuple[str, str]]:
    """Return what is asked, and what the officer proposed of it: who answers has it before her."""
    asked = sum(line.asked for line in application.lines.all())
    facts = [
        (_("Product"), application.terms.product.name),
        (
            _("Asked for"),
            _("%(amount)s over %(months)d months")
            % {"amount": format_rupiah(asked), "months": application.months},
        ),
    ]
    proposed = [
        one
        for one in applications.spoken(application)
        if one.decision.step == DecisionStep.PROPOSAL
    ]
    if application.state == ApplicationState.PROPOSED and proposed:
        last = proposed[-1]
        said = [str(Outcome(last.decision.outcome).label), format_rupiah(last.decision.amount or 0)]
        facts.append((_("Proposed by %(who)s") % {"who": last.by}, ", ".join(said)))
        facts += [(_("Reason"), text) for text in (*last.reasons, last.decision.note) if text]
    return facts


def _noted(
    request: MemberRequest, application: str, act: Callable[..., Any], *, title: str, lead: str
) -> HttpResponse:
    found = _found(request, application)
    form = forms.NoteForm(posted(request))
    return _form(
        request,
        found,
        form,
        lambda: act(application=found, note=form.cleaned_data["note"], by=request.actor, at=now()),
        title=title,
        lead=lead,
    )


def _form(
    request: MemberRequest,
    application: Application,
    form: django_forms.Form,
    act: Callable[[], Any],
    *,
    title: str,
    lead: str,
    said: str = "",
) -> HttpResponse:
    """Show a form; when it is sent and right, act and go back; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, said or _("Kept."))
            return redirect(application)
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "application": application,
        "facts": _facts(application),
        "back": reverse("lending:application", args=[application.public_id]),
    }
    status = 422 if form.is_bound else 200
    return render(request, "lending/desk/form.html", context, status=status)
