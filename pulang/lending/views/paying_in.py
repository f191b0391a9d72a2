"""Statements of the bank, and the desk of payments whose owner is not known."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.base.money import format_rupiah
from pulang.lending.actions import receipts, suspense
from pulang.lending.forms import paying as forms
from pulang.lending.models import StatementLine
from pulang.lending.queries import loans
from pulang.lending.queries import receipts as queries
from pulang.lending.templatetags.lending_paying import reason as in_words
from pulang.lending.terms import LineState
from pulang.lending.views.paying_forms import DESK, answer, bare, require_desk

_WRITE, _DECIDE = Permission.LOAN_WRITE, Permission.LOAN_DECIDE
ROWS = 50


@member(permission=DESK)
def statements(request: MemberRequest) -> HttpResponse:
    """List the statements that were taken in."""
    require_desk(request)
    page = Paginator(queries.statements(request.actor), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": request.actor.may(_WRITE)}
    return render(request, "lending/paying/statements.html", context)


@member(writes=("POST",), permission=_WRITE)
def statement_new(request: MemberRequest) -> HttpResponse:
    """Take a statement in."""
    sent = request.method == "POST"
    form = forms.StatementForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        pools=loans.pools(request.actor),
    )

    def act(said: dict[str, Any]) -> str:
        taken = receipts.take_in(
            pool=said["pool"],
            data=said["file"].read(),
            file_name=said["file"].name,
            by=request.actor,
            at=now(),
        )
        if any(one.is_new or one.counts for one in taken):
            messages.success(request, _("Taken in. Here is what became of each line."))
        else:
            messages.info(request, _("This file was taken in before; nothing was booked again."))
        if len(taken) != 1:
            return reverse("lending:statements")
        return reverse("lending:bank_statement", args=[taken[0].statement.public_id])

    return answer(
        request,
        form,
        act,
        title=_("Take in a bank statement"),
        lead=_("The same file twice is one. A broken upload goes on where it stopped."),
        button=_("Take in"),
        back=reverse("lending:statements"),
    )


@member(permission=DESK)
def statement(request: MemberRequest, statement: str) -> HttpResponse:
    """Show one statement, line by line."""
    require_desk(request)
    found = queries.statement_for(request.actor, statement)
    lines = found.lines.select_related("loan").order_by("number", "id")
    done = found.lines.count()
    if state := request.GET.get("state", ""):
        lines = lines.filter(state=state)
    context = {
        "statement": found,
        "page": Paginator(lines, ROWS).get_page(request.GET.get("page")),
        "tabs": _tabs(found.public_id),
        "progress": reverse("lending:statement_progress", args=[found.public_id]),
        "is_complete": done >= found.line_count,
        "done": done,
        "may_write": request.actor.may(_WRITE),
    }
    return render(request, "lending/paying/statement.html", context)


@member(permission=DESK)
def statement_progress(request: MemberRequest, statement: str) -> HttpResponse:
    """Say how many lines of a long file are done."""
    require_desk(request)
    found = queries.statement_for(request.actor, statement)
    done = found.lines.count()
    again = (
        ""
        if done >= found.line_count
        else reverse("lending:statement_progress", args=[found.public_id])
    )
    context = {"statement": found, "done": done, "url": again}
    return render(request, "lending/paying/progress.html", context)


@member(permission=DESK)
def desk(request: MemberRequest) -> HttpResponse:
    """List the payments whose owner is not known."""
    require_desk(request)
    page = Paginator(queries.waiting(request.actor), ROWS).get_page(request.GET.get("page"))
    return render(request, "lending/paying/suspense.html", {"page": page})


@member(writes=("POST",), permission=DESK)
def line(request: MemberRequest, line: str) -> HttpResponse:
    """Show one payment with whose it may be; book it to a loan."""
    require_desk(request)
    found = queries.line_for(request.actor, line)
    mine = loans.loans(request.actor)
    form = forms.AssignForm(request.POST or None, loans=mine)
    if request.method == "POST" and form.is_valid():
        try:
            suspense.assign(line=found, loan=form.cleaned_data["loan"], by=request.actor, at=now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            found.refresh_from_db()
    waits = found.state == LineState.SUSPENSE
    context = {
        "line": found,
        "form": form,
        "waits": waits,
        "suggestions": queries.suggestions(found) if waits else [],
        "may_write": request.actor.may(_WRITE),
        "may_decide": request.actor.may(_DECIDE),
        "return_asked": suspense.RETURN_ASKED,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "lending/paying/line.html", context, status=status)


@member(writes=("POST",), permission=_WRITE)
def ask_return(request: MemberRequest, line: str) -> HttpResponse:
    """Propose to send a payment back."""
    found = queries.line_for(request.actor, line)
    return answer(
        request,
        bare(request),
        lambda _said: suspense.ask_return(line=found, by=request.actor, at=now()),
        title=_("Propose to send it back"),
        lead=_("A second person sends it back to the payer."),
        facts=_facts(found),
        back=reverse("lending:suspense"),
        said=_("Proposed. It waits for the second person."),
    )


@member(writes=("POST",), permission=_DECIDE)
def line_back(request: MemberRequest, line: str) -> HttpResponse:
    """Send a payment back, as the second person."""
    found = queries.line_for(request.actor, line)
    return answer(
        request,
        bare(request),
        lambda _said: suspense.send_back(line=found, by=request.actor, at=now()),
        title=_("Send back to the payer"),
        facts=_facts(found),
        back=reverse("lending:suspense"),
        said=_("Booked as sent back."),
    )


@member(writes=("POST",), permission=_WRITE)
def undo(request: MemberRequest, line: str) -> HttpResponse:
    """Take a payment off the loan it was booked to."""
    found = queries.line_for(request.actor, line)
    return answer(
        request,
        forms.BecauseForm(request.POST or None),
        lambda said: suspense.undo(line=found, by=request.actor, at=now(), **said),
        title=_("It belongs to another loan"),
        lead=_("The booking is reversed; the payment waits at the suspense desk again."),
        facts=_facts(found),
        back=reverse("lending:line", args=[found.public_id]),
        said=_("Taken back. The payment waits for its owner."),
    )


def _facts(line: StatementLine) -> list[tuple[str, str]]:
    facts = [
        (_("Payer"), line.payer or "–"),
        (_("Amount"), format_rupiah(line.amount)),
        (_("Text"), line.remittance or "–"),
    ]
    if line.reason:
        facts.append((_("Why it waits"), in_words(line.reason)))
    return facts


def _tabs(statement: str) -> list[tuple[str, str]]:
    here = reverse("lending:bank_statement", args=[statement])
    states = (LineState.MATCHED, LineState.SUSPENSE, LineState.REFUSED, LineState.REPEATED)
    return [(_("All"), here), *((str(one.label), f"{here}?state={one}") for one in states)]
