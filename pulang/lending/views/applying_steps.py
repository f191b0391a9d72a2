"""The three steps of an application, the same on her phone and at the counter."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.middleware import MemberRequest
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.lending import sentences
from pulang.lending.actions import applications as actions
from pulang.lending.actions.applications import ConsentNeeded, Word
from pulang.lending.forms import applying as forms
from pulang.lending.models import Application
from pulang.lending.queries import assessments
from pulang.lending.queries.sheets import sheet_of
from pulang.lending.terms import ApplicationState


@dataclass(frozen=True, slots=True)
class Doors:
    """Where the steps of this side lie: hers, or the counter's."""

    side: str
    after: str

    def at(self, step: str, application: Application) -> str:
        """Return the address of a step."""
        return reverse(f"lending:{self.side}_{step}", args=[application.public_id])

    def done(self, application: Application) -> str:
        """Return where one goes when it is handed in."""
        return reverse(self.after, args=[application.public_id])

    def trail(self, application: Application) -> dict[str, str]:
        """Return the addresses of all steps, for the page's way."""
        return {step: self.at(step, application) for step in ("costs", "debts", "sheet")}


HERS = Doors("my", "lending:my_loan")
COUNTER = Doors("counter", "lending:application")


def require_draft(application: Application) -> None:
    """Answer NotFound for the steps of what was handed in: there is nothing to write any more."""
    if application.state != ApplicationState.DRAFT:
        raise NotFound


def posted(request: MemberRequest) -> QueryDict | None:
    """Return what was sent; a form sent empty is sent all the same."""
    return request.POST if request.method == "POST" else None


def costs(request: MemberRequest, application: Application, doors: Doors) -> HttpResponse:
    """Ask what the money is for; each cost with its ceiling and what the law says."""
    require_draft(application)
    offered = assessments.offered(application.migration, application.terms, on=today())
    form = forms.CostsForm(
        posted(request),
        offered=offered,
        terms=application.terms,
        initial=forms.costs_of(application),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_costs(
                application=application,
                costs=form.costs(),
                months=form.cleaned_data["months"],
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(doors.at("debts", application))
    context = {
        "form": form,
        "application": application,
        "terms": application.terms,
        "forbidden": [one for one in offered if one.is_forbidden],
        "steps": doors.trail(application),
        "side": doors.side,
    }
    return render(request, "lending/apply/costs.html", context, status=_status(form.is_bound))


def debts(request: MemberRequest, application: Application, doors: Doors) -> HttpResponse:
    """Ask what she owes elsewhere and wants to send home."""
    require_draft(application)
    form = forms.DebtsForm(posted(request), initial=forms.debts_of(application))
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_debts(
                application=application,
                debts=form.debts(),
                wish_remittance=form.cleaned_data["wish_remittance"],
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(doors.at("sheet", application))
    context = {
        "form": form,
        "application": application,
        "steps": doors.trail(application),
        "side": doors.side,
    }
    return render(request, "lending/apply/debts.html", context, status=_status(form.is_bound))


def sheet(request: MemberRequest, application: Application, doors: Doors) -> HttpResponse:
    """Show the borrower's sheet; with her consent it is handed in."""
    if request.method == "POST" and application.state != ApplicationState.DRAFT:
        return redirect(doors.done(application))  # pressed twice
    require_draft(application)
    form_class = forms.ConsentForm if doors == HERS else forms.CounterConsentForm
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.submit(
                application=application,
                word=_word(form),
                by=request.actor,
                at=now(),
                asks_for_a_person=form.cleaned_data["asks_for_a_person"],
            )
        except ConsentNeeded as refusal:
            form.add_error("agrees", refusal.sentence)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Handed in. The bank answers within the time below."))
            return redirect(doors.done(application))
    found = assessments.assess(application, at=now())
    context = {
        "form": form,
        "application": application,
        "found": found,
        "sheet": sheet_of(application.terms, found.schedule, found.months),
        "why_not": () if found.is_affordable else sentences.unaffordable(found),
        "missing": [one for one in found.unmet if one.code != "consent"],
        "left": left_after(found),
        "steps": doors.trail(application),
        "side": doors.side,
    }
    return render(request, "lending/apply/sheet.html", context, status=_status(form.is_bound))


def left_after(found: assessments.Assessment) -> int | None:
    """Return what is left of a month's wage after every instalment."""
    if found.affordability is None or found.wage is None:
        return None
    return found.wage.rupiah - found.affordability.instalment - found.other_debts


def _word(form: forms.ConsentForm) -> Word | None:
    said = form.cleaned_data
    if not said["agrees"]:
        return None
    if "channel" not in said:
        return Word()
    return Word(said["channel"], said["witness"])


def _status(is_bound: bool) -> int:
    return 422 if is_bound else 200
