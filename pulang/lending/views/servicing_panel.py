"""Hard times on the page of a loan: what can be proposed, with its form, and what waits for whom."""

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Actor
from pulang.base.clock import today
from pulang.lending.forms import servicing as forms
from pulang.lending.models import Loan
from pulang.lending.queries import hardship as queries
from pulang.lending.rules.dates import month_later
from pulang.lending.terms import RequestKind

MEANS: dict[RequestKind, Promise | str] = {
    RequestKind.RESTRUCTURE: _(
        "What she owes is divided anew. The quality stays until three instalments were paid in time."
    ),
    RequestKind.WAIVE: _("Penalty or interest is given up; the principal is owed as before."),
    RequestKind.CLAIM: _(
        "The credit insurer is asked for what is owed. The family is not pursued meanwhile."
    ),
    RequestKind.WRITE_OFF: _(
        "The loan leaves the books as lost. She still owes it; nobody is reminded."
    ),
    RequestKind.RELEASE: _("The claim on her ends. Nothing is asked of her or her family again."),
    RequestKind.CANCEL: _(
        "What was not paid out goes back to the pool, and she does not owe that part."
    ),
}
"""What becomes of a loan when the second person confirms."""


def form_of(
    kind: RequestKind, loan: Loan, said: QueryDict | None = None, *, id_for: str = "id_%s"
) -> forms.ProposalForm:
    """Return the form that proposes a step on a loan, begun from where the loan stands."""
    made = forms.FORMS.get(kind, forms.ProposalForm)
    return made(said, initial=_initial(loan), auto_id=id_for)


def context_of(loan: Loan, actor: Actor) -> dict[str, Any]:
    """Return what the panel shows an actor; each form's fields have marks of their own."""
    panel = queries.panel(loan, actor, on=today())
    proposals = [
        (kind, MEANS[kind], form_of(kind, loan, id_for=f"id_{kind}_%s")) for kind in panel.kinds
    ]
    declines = {
        one.request.public_id: forms.DeclineForm(auto_id=f"id_{one.request.public_id}_%s")
        for one in panel.requests
        if one.may_answer
    }
    asked = [(one, declines.get(one.request.public_id)) for one in panel.requests]
    return {"panel": panel, "proposals": proposals, "asked": asked}


def _initial(loan: Loan) -> dict[str, Any]:
    """Return a start from where the loan stands: what is owed, a month from now."""
    balance = loan.balance
    owed = balance.principal + balance.interest + balance.penalty
    return {
        "months": loan.months,
        "annual_rate": Decimal(loan.annual_rate) / 100,
        "first_due_on": month_later(today(), 1),
        "grace": "none",
        "grace_months": 0,
        "penalty": balance.penalty,
        "interest": 0,
        "asked": owed,
    }
