"""What a proposal says, in words, and what the loan would be if it were confirmed today."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pulang.base.errors import Refused
from pulang.base.money import format_rupiah
from pulang.lending.models import Balance, LoanRequest
from pulang.lending.queries.prepaying import interest_until
from pulang.lending.refusals import percent
from pulang.lending.rules.affordability import Plan
from pulang.lending.rules.restructure import Restructured
from pulang.lending.rules.restructure import restructure as reckon
from pulang.lending.terms import DayCount, Grace, InterestMethod, RequestKind, RequestState
from pulang.ui.templatetags.ui import moment

Figure = tuple[Promise | str, Promise | str]

_FIGURES: dict[str, Promise | str] = {
    "months": _("New months"),
    "first_due_on": _("First instalment due on"),
    "annual_rate": _("Yearly rate"),
    "grace": _("Grace"),
    "grace_months": _("Months of grace"),
    "capitalise": _("Add the unpaid interest to the principal"),
    "penalty": _("Penalty"),
    "interest": _("Interest"),
    "asked": _("Asked of the insurer"),
    "reference": _("Number at the insurer"),
}
_IN_RUPIAH = frozenset({"penalty", "interest", "asked"})
_NOTHING = ("", 0, False, Grace.NONE.value)


def figures(request: LoanRequest) -> list[Figure]:
    """Return what a proposal says, in words; what it leaves as it was is not told."""
    said = {key: value for key, value in request.proposal.items() if value not in _NOTHING}
    return [(label, _in_words(key, said[key])) for key, label in _FIGURES.items() if key in said]


def _in_words(key: str, value: object) -> Promise | str:
    if key in _IN_RUPIAH:
        return format_rupiah(int(str(value)))
    if key == "annual_rate":
        return percent(int(str(value)))
    if key == "first_due_on":
        return moment(date.fromisoformat(str(value)))
    if key == "grace":
        return Grace(str(value)).label
    return _("yes") if value is True else str(value)


def outlook(request: LoanRequest, *, on: date) -> list[Figure]:
    """Return the instalments that a new schedule would bring, while it waits for its answer."""
    wanted = request.proposal
    if request.kind != RequestKind.RESTRUCTURE or request.state != RequestState.ASKED:
        return []
    if not {"months", "first_due_on"} <= set(wanted):
        return []
    try:
        made = _drawn(request, on=on)
    except Refused as refusal:
        return [(_("It would be refused now"), refusal.sentence)]
    drawn = made.schedule.instalments
    rows: list[Figure] = [
        (_("New instalment, at most"), format_rupiah(made.schedule.monthly)),
        (_("The last one due on"), moment(drawn[-1].due)),
    ]
    if made.interest_left:
        first = next((one for one in drawn if one.interest), drawn[-1])
        asked = format_rupiah(first.total + made.interest_left)
        rows.insert(1, (_("Once, with the unpaid interest"), asked))
    return rows


def _drawn(request: LoanRequest, *, on: date) -> Restructured:
    loan, wanted = request.loan, request.proposal
    balance = Balance.objects.get(pk=loan.pk)
    rows = list(loan.instalments.filter(is_current=True).order_by("number"))
    interest = interest_until(balance, rows, on=on)
    grace_months = int(wanted.get("grace_months", 0))
    return reckon(
        outstanding=balance.principal,
        overdue_interest=interest,
        months=int(wanted["months"]),
        capitalised=interest if wanted.get("capitalise") else 0,
        plan=Plan(
            annual_rate=int(wanted.get("annual_rate", loan.annual_rate)),
            method=InterestMethod(loan.method),
            first_due=date.fromisoformat(str(wanted["first_due_on"])),
            grace=Grace(wanted.get("grace", Grace.NONE)) if grace_months else Grace.NONE,
            grace_months=grace_months,
            day_count=DayCount(loan.day_count),
        ),
    )
