"""The list of payees, payment files, and the bank's answers to them."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.lending.actions import batches, payees
from pulang.lending.actions.payees import PayeeDraft
from pulang.lending.forms import paying as forms
from pulang.lending.models import Loan, Payee
from pulang.lending.payments import write_csv, write_pain001
from pulang.lending.queries import loans as queries
from pulang.lending.terms import PayeeKind
from pulang.lending.views.paying_forms import DESK, answer, bare, require_desk

_WRITE, _DECIDE = Permission.LOAN_WRITE, Permission.LOAN_DECIDE
ROWS = 50


@member(permission=DESK)
def payees_list(request: MemberRequest) -> HttpResponse:
    """List the accounts that may be paid."""
    require_desk(request)
    page = Paginator(queries.payees(request.actor), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "may_write": request.actor.may(_WRITE),
        "may_decide": request.actor.may(_DECIDE),
    }
    return render(request, "lending/paying/payees.html", context)


@member(writes=("POST",), permission=_WRITE)
def payee_new(request: MemberRequest) -> HttpResponse:
    """Propose an account for the list."""
    actor = request.actor

    def act(said: dict[str, Any]) -> None:
        loan: Loan | None = said.pop("loan")
        draft = PayeeDraft(
            kind=PayeeKind(said["kind"]),
            name=said["name"],
            bank_code=said["bank_code"],
            account_number=said["account_number"],
            person=loan.person if loan else None,
        )
        payees.add(draft=draft, by=actor, at=now())

    form = forms.PayeeForm(request.POST or None, loans=queries.loans(actor))
    return answer(
        request,
        form,
        act,
        title=_("Add an account"),
        lead=_("A second person allows it before anything is paid to it."),
        button=_("Propose"),
        back=reverse("lending:payees"),
        said=_("Proposed. It waits for the second person."),
    )


@member(writes=("POST",), permission=_DECIDE)
def payee_allow(request: MemberRequest, payee: str) -> HttpResponse:
    """Allow an account."""
    found = queries.payee_for(request.actor, payee)
    return answer(
        request,
        bare(request),
        lambda _said: payees.allow(payee=found, by=request.actor, at=now()),
        title=_("Allow the account"),
        facts=_facts(found),
        back=reverse("lending:payees"),
        said=_("Allowed."),
    )


@member(writes=("POST",), permission=DESK)
def payee_stop(request: MemberRequest, payee: str) -> HttpResponse:
    """Stop an account."""
    require_desk(request)
    found = queries.payee_for(request.actor, payee)
    return answer(
        request,
        forms.BecauseForm(request.POST or None),
        lambda said: payees.stop(payee=found, by=request.actor, at=now(), **said),
        title=_("Stop the account"),
        lead=_("Nothing more is paid to it."),
        facts=_facts(found),
        back=reverse("lending:payees"),
        said=_("Stopped."),
    )


@member(writes=("POST",), permission=DESK)
def files(request: MemberRequest) -> HttpResponse:
    """Show what waits for a payment file and the files made; make a new one."""
    require_desk(request)
    actor = request.actor
    released = queries.released(actor)
    form = forms.BatchForm(
        request.POST if request.method == "POST" else None,
        tranches=released,
        initial={"execute_on": today()},
    )
    made = None
    if request.method == "POST" and form.is_valid():
        chosen = list(form.cleaned_data["tranches"])
        try:
            made = batches.make(
                pool=chosen[0].pool,
                tranches=chosen,
                execute_on=form.cleaned_data["execute_on"],
                by=actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    context = {
        "form": form,
        "released": list(released[:ROWS]),
        "chosen": set(request.POST.getlist("tranches")),
        "made": made,
        "page": Paginator(queries.batches(actor), ROWS).get_page(request.GET.get("page")),
        "may_write": actor.may(_WRITE),
        "today": today(),
    }
    status = 422 if form.is_bound and made is None else 200
    return render(request, "lending/paying/files.html", context, status=status)


@member(permission=DESK)
def file(request: MemberRequest, batch: str) -> HttpResponse:
    """Show one payment file with what became of its orders."""
    require_desk(request)
    found = queries.batch_for(request.actor, batch)
    context = {
        "batch": found,
        "tranches": list(found.tranches.select_related("loan__person", "payee")),
        "may_write": request.actor.may(_WRITE),
    }
    return render(request, "lending/paying/file.html", context)


@member(writes=("POST",), permission=_WRITE)
def fetch(request: MemberRequest, batch: str, form: str) -> HttpResponse:
    """Give the payment file out; its bytes are the same each time."""
    found = queries.batch_for(request.actor, batch)
    if request.method == "POST":
        batches.fetched(batch=found, by=request.actor, at=now())
    told = batches.message(found)
    xml = form == "xml"
    body = write_pain001(told) if xml else write_csv(told).encode()
    answered = HttpResponse(body, content_type="application/xml" if xml else "text/csv")
    answered["Content-Disposition"] = f'attachment; filename="{found.message_id}.{form}"'
    return answered


@member(writes=("POST",), permission=_WRITE)
def report(request: MemberRequest) -> HttpResponse:
    """Take in what the bank says of a payment file."""
    sent = request.method == "POST"
    form = forms.ReportForm(request.POST if sent else None, request.FILES if sent else None)
    context: dict[str, Any] = {"form": form}
    if sent and form.is_valid():
        try:
            batch, told = batches.take_report(
                data=form.cleaned_data["file"].read(), by=request.actor, at=now()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            context |= {"batch": batch, "told": told}
            return render(request, "lending/paying/report.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "lending/paying/report.html", context, status=status)


def _facts(payee: Payee) -> list[tuple[str, str]]:
    return [
        (_("Kind"), payee.get_kind_display()),
        (_("Account holder"), payee.name),
        (_("Account"), f"{payee.bank_code} {payee.account_number}"),
    ]
