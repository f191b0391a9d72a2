"""Her own pages: departure loans on a phone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.journey.queries.migrations import current_of
from pulang.lending import borrower_sheet
from pulang.lending.actions import applications as actions
from pulang.lending.actions import contracts, decisions
from pulang.lending.forms.applying import NoteForm
from pulang.lending.models import Application, Loan
from pulang.lending.queries import applications, eligibility, products, statements
from pulang.lending.queries.sheets import Sheet, sheet_for
from pulang.lending.terms import ApplicationState, DecisionStep, LoanState
from pulang.lending.views import applying_steps as steps
from pulang.people.actions import own_files

_OWN = Permission.OWN_FILE


@member(permission=_OWN)
def my_loans(request: MemberRequest) -> HttpResponse:
    """Show her applications, and where a new one begins."""
    who = own_files.person_of(request.actor)
    migration = current_of(who) if who else None
    mine = applications.mine(request.actor)
    draft = next((one for one in mine if one.state == ApplicationState.DRAFT), None)
    checks = eligibility.before_applying(migration, at=now()) if migration and not draft else ()
    context = {
        "applications": mine,
        "draft": draft,
        "loan": statements.open_one(request.actor),
        "migration": migration,
        "waiting": any(one.state in applications.WAITING for one in mine),
        "missing": [one for one in checks if not one.is_met and not one.is_flag],
        "products": products.offered_on(today()) if migration else [],
    }
    return render(request, "lending/apply/mine.html", context)


@member(writes=("POST",), permission=_OWN)
def my_start(request: MemberRequest) -> HttpResponse:
    """Begin an application, or go on with the one that is open."""
    who = own_files.person_of(request.actor)
    migration = current_of(who) if who else None
    if request.method != "POST" or migration is None:
        raise NotFound
    terms = products.terms_for(request.POST.get("product", ""), on=today())
    try:
        made = actions.start(migration=migration, terms=terms, by=request.actor, at=now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        return redirect("lending:my_loans")
    return redirect("lending:my_costs", made.public_id)


@member(writes=("POST",), permission=_OWN)
def my_costs(request: MemberRequest, application: str) -> HttpResponse:
    """First step: what the money is for."""
    return steps.costs(request, _mine(request, application), steps.HERS)


@member(writes=("POST",), permission=_OWN)
def my_debts(request: MemberRequest, application: str) -> HttpResponse:
    """Second step: other debts, and what she wants to send home."""
    return steps.debts(request, _mine(request, application), steps.HERS)


@member(writes=("POST",), permission=_OWN)
def my_sheet(request: MemberRequest, application: str) -> HttpResponse:
    """Third step: the sheet, her consent, handing in."""
    return steps.sheet(request, _mine(request, application), steps.HERS)


@member(permission=_OWN)
def my_loan(request: MemberRequest, application: str) -> HttpResponse:
    """Show where an application stands, the answer in plain words, and what she can do."""
    found = _mine(request, application)
    if found.state == ApplicationState.DRAFT:
        return redirect("lending:my_costs", found.public_id)
    words = applications.spoken(found)
    decided = [one for one in words if one.decision.step == DecisionStep.DECISION]
    loan = applications.loan_of(found)
    context = {
        "application": found,
        "answer": decided[-1] if decided else None,
        "loan": loan,
        "sheet": sheet_of_loan(found, loan),
        "form": NoteForm(),
        "may_appeal": found.state == ApplicationState.REFUSED
        and found.appeal_count < decisions.APPEALS_MOST,
        "may_sign": loan is not None and loan.state == LoanState.APPROVED,
        "may_withdraw": found.state in applications.WAITING,
    }
    return render(request, "lending/apply/status.html", context)


@member(writes=("POST",), permission=_OWN)
def my_withdraw(request: MemberRequest, application: str) -> HttpResponse:
    """Take an application back."""
    found = _posted(request, application)
    try:
        actions.withdraw(application=found, by=request.actor, at=now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Taken back. You owe nothing."))
    return redirect("lending:my_loans")


@member(writes=("POST",), permission=_OWN)
def my_appeal(request: MemberRequest, application: str) -> HttpResponse:
    """Ask that another approver looks at a refusal."""
    found = _posted(request, application)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        decisions.appeal(application=found, note=note, by=request.actor, at=now())
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
    else:
        messages.success(request, _("Another approver looks at it now."))
    return redirect("lending:my_loan", found.public_id)


@member(writes=("POST",), permission=_OWN)
def my_sign(request: MemberRequest, application: str) -> HttpResponse:
    """Sign the contract of an approved loan; pressed twice it is signed once."""
    found = _posted(request, application)
    loan = applications.loan_of(found)
    if loan is None or "agrees" not in request.POST:
        messages.warning(request, _("Read the sheet and tick the box; then sign."))
        return redirect("lending:my_loan", found.public_id)
    if loan.state == LoanState.APPROVED:
        try:
            contracts.sign(loan=loan, by=request.actor, at=now())
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
        else:
            messages.success(
                request,
                _("Signed. No money goes out in the first hours, so that you can think it over."),
            )
    return redirect("lending:my_loan", found.public_id)


@member(permission=_OWN)
def my_sheet_pdf(request: MemberRequest, application: str) -> HttpResponse:
    """Answer the borrower's sheet as PDF."""
    return sheet_pdf(_mine(request, application))


def sheet_pdf(application: Application) -> HttpResponse:
    """Return the sheet of an application, or of the loan that came of it.

    Raises: NotFound while there is no amount to reckon.
    """
    found = sheet_of_loan(application, applications.loan_of(application))
    if found is None:
        raise NotFound
    answer = HttpResponse(borrower_sheet.pdf(found, application), content_type="application/pdf")
    name = f"lembar-pinjaman-{application.public_id}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def sheet_of_loan(application: Application, loan: Loan | None) -> Sheet | None:
    """Return the sheet of what was approved, else of what was asked."""
    lines = application.lines.all()
    asked = sum(one.asked if one.granted is None else one.granted for one in lines)
    principal = loan.principal if loan else asked
    if not principal:
        return None
    months = loan.months if loan else application.months
    return sheet_for(application.terms, principal=principal, months=months, day=today())


def _mine(request: MemberRequest, application: str) -> Application:
    return applications.application_for(request.actor, application)


def _posted(request: MemberRequest, application: str) -> Application:
    if request.method != "POST":
        raise NotFound
    return _mine(request, application)
