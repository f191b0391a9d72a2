"""Paying a loan off early: what settles it on a day, and what money paid ahead can do."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused, WrongState
from pulang.base.money import format_rupiah
from pulang.journey.actions.subjects import subject_of
from pulang.lending.actions import prepaying, repayments
from pulang.lending.forms.prepaying import WISHES, SettleDayForm, WishForm
from pulang.lending.models import Loan
from pulang.lending.queries import loans
from pulang.lending.queries import prepaying as queries
from pulang.lending.queries.prepaying import Choice
from pulang.lending.rules.prepayment import Wish
from pulang.lending.views.paying_forms import DESK, bare, require_desk
from pulang.ui.templatetags.ui import moment


@member(writes=("POST",), permission=DESK)
def prepay(request: MemberRequest, loan: str) -> HttpResponse:
    """Show what settles a loan on a day; use what was paid ahead, as she wishes."""
    require_desk(request)
    found = loans.loan_for(request.actor, loan)
    audit.opened(by=request.actor, at=now(), subject=subject_of(found.migration), classes=("D4",))
    asked = SettleDayForm(request.GET or None, today=today())
    now_owed = queries.settlement(found, on=today())
    choices = queries.choices(found, on=today()) if now_owed else []
    form = _form(request, choices)
    if request.method == "POST" and form.is_valid():
        try:
            said = _act(request, found, form.cleaned_data.get("wish", ""))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, said)
            return redirect(found.get_absolute_url())
    context = {
        "loan": found,
        "balance": found.balance,
        "asked": asked,
        "shown": queries.settlement(found, on=asked.day()),
        "today": today(),
        "form": form,
        "choices": choices,
        "may_settle": bool(now_owed and now_owed.advance and not now_owed.total),
        "may_write": request.actor.may(Permission.LOAN_WRITE),
    }
    is_wrong = form.is_bound or (asked.is_bound and not asked.is_valid())
    return render(request, "lending/paying/prepay.html", context, status=422 if is_wrong else 200)


def _form(request: MemberRequest, choices: list[Choice]) -> django_forms.Form:
    """Return the form of the two wishes; without them only a button that ends a covered loan."""
    if not choices:
        return bare(request)
    return WishForm(
        request.POST or None, choices=[(one.wish.value, _in_words(one)) for one in choices]
    )


def _in_words(one: Choice) -> str:
    return _("%(wish)s: %(months)d times at most %(monthly)s, the last on %(day)s") % {
        "wish": WISHES[one.wish],
        "months": one.months,
        "monthly": format_rupiah(one.monthly),
        "day": moment(one.ends_on),
    }


def _act(request: MemberRequest, loan: Loan, wish: str) -> Any:
    """Draw the loan up anew, or end it when what was paid ahead covers everything.

    Raises: NotAllowed, WrongState, ClosedPeriod, TermsRefused.
    """
    on, by, at = today(), request.actor, now()
    if wish:
        prepaying.prepay(loan=loan, wish=Wish(wish), on=on, by=by, at=at)
        return _("The rest of the loan is drawn up anew.")
    if not repayments.settle_if_covered(loan=loan, on=on, by=by, at=at):
        raise WrongState(_("What was paid ahead does not cover the whole loan yet."))
    return _("The loan is paid off.")
