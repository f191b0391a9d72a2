"""Deaths abroad: the news, the case, who it is, the family told, what it decides, the steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.abroad.actions import death_reports, death_steps, deaths
from pulang.abroad.forms import (
    DecisionForm,
    IdentifyForm,
    LookForm,
    NewsForm,
    NoticeForm,
    PaperForm,
    StepForm,
    SuspicionForm,
    TellForm,
)
from pulang.abroad.models import DeathCase
from pulang.abroad.queries import deaths as queries
from pulang.abroad.rules import steps as rules
from pulang.abroad.terms import DeathStep, FamilyDecision, Suspicion
from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.people.queries import person_for, search

_LEAD = Permission.DEATH_WRITE
OWN_FORMS = {
    DeathStep.D1: "abroad:death_identify",
    DeathStep.D2: "abroad:death_tell",
    DeathStep.D3: "abroad:death_decide",
}


@member(permission=_LEAD)
def listing(request: MemberRequest) -> HttpResponse:
    """List those whose way home is under way, then the others."""
    return render(request, "abroad/deaths.html", {"cases": queries.cases(request.actor)[:200]})


@member(writes=("POST",), permission=_LEAD)
def report(request: MemberRequest) -> HttpResponse:
    """Take a message of a death."""
    form = NewsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = death_reports.receive(news=form.news(), by=request.actor, at=now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(queries.case_for(request.actor, made.case.public_id))
    context = {
        "form": form,
        "title": _("News of a death abroad"),
        "lead": _("Write it down as it came. Do not call the family yet: they are told in person."),
        "button": _("Save"),
    }
    return render(request, "abroad/form.html", context, status=422 if form.is_bound else 200)


@member()
def show(request: MemberRequest, case: str) -> HttpResponse:
    """Show a case with its steps, papers, costs, legs and rights."""
    found = queries.case_for(request.actor, case)
    audit.opened(by=request.actor, at=now(), subject=death_steps.subject_of(found), classes=("D2",))
    page = queries.page_of(found)
    context = {
        "page": page,
        "case": found,
        "may_write": request.actor.may(_LEAD) and found.closed_at is None,
        "may_tell": deaths.may_tell(found),
        "doubts": [(doubt, queries.other_of(doubt, found)) for doubt in page.doubts],
        "suspicions": [Suspicion(code).label for code in found.suspicions],
        "now": now(),
    }
    return render(request, "abroad/death.html", context)


@member(writes=("POST",), permission=_LEAD)
def identify(request: MemberRequest, case: str) -> HttpResponse:
    """Say who the deceased is; candidates are looked for by every name that was given."""
    found = queries.case_for(request.actor, case)
    look = LookForm(request.POST if "look" in request.POST else None)
    typed = look.cleaned_data["look"] if look.is_bound and look.is_valid() else ""
    names = [typed] if typed else list(queries.page_of(found).aliases)
    hits = {
        hit.public_id: hit
        for name in names
        for hit in search.search(request.actor, name, limit=5, today=today())
    }
    # The person chosen may have been found by a name typed before.
    chosen = request.POST.get("person", "")
    form = IdentifyForm(
        request.POST if chosen else None,
        hits=list(hits.values()),
        initial={"died_on": found.died_on},
    )
    if chosen and chosen not in hits:
        form.fields["person"].choices = [(chosen, "")]  # type: ignore[attr-defined]
    if request.method == "POST" and chosen and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            said["person"] = person_for(request.actor, said["person"])
            deaths.identify(case=found, by=request.actor, at=now(), **said)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(found)
    context = {"form": form, "look": look, "case": found, "hits": hits}
    return render(
        request, "abroad/death_identify.html", context, status=422 if form.is_bound else 200
    )


@member(writes=("POST",), permission=_LEAD)
def tell(request: MemberRequest, case: str) -> HttpResponse:
    """Record that the family was told in person."""
    found = queries.case_for(request.actor, case)
    form = TellForm(request.POST or None)
    return carry_out(
        request, found, form,
        lambda: deaths.tell(case=found, told=form.told(), by=request.actor, at=now()),
        title=_("The family was told in person"),
        lead=_("Never by message or call alone. Go there, with the parish or the village head."),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def decide(request: MemberRequest, case: str) -> HttpResponse:
    """Record what the family decided."""
    found = queries.case_for(request.actor, case)
    form = DecisionForm(request.POST or None)
    return carry_out(
        request, found, form,
        lambda: deaths.decide(
            case=found,
            decision=FamilyDecision(form.cleaned_data["decision"]),
            by_whom=form.cleaned_data["by_whom"],
            by=request.actor,
            at=now(),
        ),
        title=_("The family decides"),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def step(request: MemberRequest, case: str, step: str) -> HttpResponse:
    """Tick a step off, or leave it out with a reason."""
    found = queries.case_for(request.actor, case)
    if step not in DeathStep:
        raise NotFound
    which = DeathStep(step)
    if which in OWN_FORMS and "waive" not in request.GET and "waive" not in request.POST:
        return redirect(OWN_FORMS[which], found.public_id)
    form = StepForm(request.POST or None, initial={"happened_on": today()})
    common: dict[str, Any] = {"case": found, "step": which, "by": request.actor, "at": now()}

    def act() -> object:
        said = form.cleaned_data
        if "waive" in request.POST:
            return death_steps.waive(reason=said["note"], **common)
        return death_steps.done(happened_on=said["happened_on"], note=said["note"], **common)

    return carry_out(
        request, found, form, act,
        title=str(which.label), may_waive=rules.RULES[which].may_be_waived,
        may_do=which not in OWN_FORMS, button=_("Done"),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def paper(request: MemberRequest, case: str) -> HttpResponse:
    """Say where a paper stands."""
    found = queries.case_for(request.actor, case)
    form = PaperForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    return carry_out(
        request, found, form,
        lambda: deaths.set_paper(case=found, by=request.actor, at=now(), **form.cleaned_data),
        title=_("A paper"),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def suspect(request: MemberRequest, case: str) -> HttpResponse:
    """Ask for an investigation."""
    found = queries.case_for(request.actor, case)
    form = SuspicionForm(request.POST or None)
    return carry_out(
        request, found, form,
        lambda: deaths.suspect(
            case=found,
            suspicions=tuple(Suspicion(one) for one in form.cleaned_data["suspicions"]),
            by=request.actor,
            at=now(),
        ),
        title=_("Ask for an investigation"),
        lead=_("The police desk gets it. The family decides nothing and pays nothing for it."),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def notify(request: MemberRequest, case: str) -> HttpResponse:
    """Record a message about this death that leaves."""
    found = queries.case_for(request.actor, case)
    form = NoticeForm(request.POST or None)
    return carry_out(
        request, found, form,
        lambda: deaths.notify(case=found, by=request.actor, at=now(), **form.cleaned_data),
        title=_("Tell others"),
        lead=_("Only after the family was told in person."),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def decide_doubt(request: MemberRequest, case: str, doubt: str) -> HttpResponse:
    """Say whether two messages tell of one person."""
    found = queries.case_for(request.actor, case)
    if request.method == "POST":
        try:
            deaths.decide_doubt(
                doubt=queries.doubt_for(found, doubt),
                is_same="same" in request.POST,
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
    return redirect(queries.case_for(request.actor, found.public_id))


@member(writes=("POST",), permission=_LEAD)
def close(request: MemberRequest, case: str) -> HttpResponse:
    """Close a case whose steps have all ended."""
    found = queries.case_for(request.actor, case)
    if request.method == "POST":
        try:
            death_steps.close(case=found, by=request.actor, at=now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
    return redirect(found)


def carry_out(
    request: MemberRequest,
    case: DeathCase,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
    **more: Any,
) -> HttpResponse:
    """Show a form of a case, or act and go back to the case; a refusal stands above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(case)
    context = {"form": form, "case": case, "title": title, "button": _("Save"), **more}
    return render(request, "abroad/form.html", context, status=422 if form.is_bound else 200)
