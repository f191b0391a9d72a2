"""Her loan on her phone: what is to be paid, how, until when; the statement; asking for help."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Subject
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.lending import letters
from pulang.lending.actions import asking
from pulang.lending.forms.hers import HelpForm
from pulang.lending.models import Loan
from pulang.lending.queries import prepaying, statements
from pulang.lending.terms import Hardship, LoanState

_OWN = Permission.OWN_FILE
_RING = 276.46  # length of a circle with radius 44


@member(permission=_OWN)
def my_repayment(request: MemberRequest) -> HttpResponse:
    """Show her loan: what she owes now, the next day, how to pay, what is paid already."""
    loans = statements.loans_of_hers(request.actor)
    stands = statements.standing(loans[0], on=today()) if loans else None
    done = round(_RING * stands.share_paid, 2) if stands else 0
    context = {
        "stands": stands,
        "bank": statements.bank_of(stands.loan) if stands else "",
        "application": stands.loan.application if stands else None,
        "settles": prepaying.settlement(stands.loan, on=today()) if stands else None,
        "ring": f"{done} {_RING}",
        "is_offer": bool(stands and stands.loan.state == LoanState.APPROVED),
        "is_paid_off": bool(stands and stands.loan.state == LoanState.SETTLED),
        "is_running": bool(stands and stands.loan.state in {LoanState.SIGNED, LoanState.REPAYING}),
    }
    return render(request, "lending/my_repayment.html", context)


@member(writes=("POST",), permission=_OWN)
def my_help(request: MemberRequest) -> HttpResponse:
    """Let her ask the bank to make the loan lighter.

    Raises: NotFound without a loan.
    """
    loans = statements.loans_of_hers(request.actor)
    if not loans:
        raise NotFound
    form = HelpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            asking.for_help(
                loan=loans[0],
                hardship=Hardship(said["hardship"]),
                reason=said["reason"],
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The bank has your message and answers within five days."))
            return redirect("lending:my_repayment")
    status = 422 if form.is_bound else 200
    return render(request, "lending/my_help.html", {"form": form}, status=status)


@member(permission=_OWN)
def my_statement(request: MemberRequest) -> HttpResponse:
    """Answer the statement of her loan as PDF.

    Raises: NotFound without a loan.
    """
    loans = statements.loans_of_hers(request.actor)
    if not loans:
        raise NotFound
    return _statement(request, loans[0])


@member()
def loan_statement(request: MemberRequest, loan: str) -> HttpResponse:
    """Answer the same statement to the bank's desk, which prints it for her.

    Raises: NotFound.
    """
    return _statement(request, statements.loan_for(request.actor, loan))


def _statement(request: MemberRequest, loan: Loan) -> HttpResponse:
    stands = statements.standing(loan, on=today())
    rows = statements.statement(loan, through=today())
    audit.opened(
        by=request.actor, at=now(), subject=Subject("loan", loan.public_id), classes=("D4",)
    )
    pdf = letters.statement(stands, rows, by=request.actor)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="rekening-pinjaman-{loan.number}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer
