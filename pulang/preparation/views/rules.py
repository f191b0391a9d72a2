"""Which papers each scheme asks for, as the law stands on a day; the province enters what changes."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.doors import public
from pulang.base.errors import Refused
from pulang.preparation.actions import rulesets as actions
from pulang.preparation.forms.rules import DayForm, PaperKindForm, RequirementForm
from pulang.preparation.queries import rulesets
from pulang.preparation.terms import SHORT_SCHEME


@public
def table(request: HttpRequest) -> HttpResponse:
    """Show the papers of all schemes on a day; today unless one is asked for."""
    form = DayForm(request.GET or None)
    day = today()
    if form.is_valid():
        day = form.cleaned_data["on"] or day
    rows = [
        (
            one,
            [SHORT_SCHEME[scheme] for scheme in one.always],
            [SHORT_SCHEME[scheme] for scheme in one.sometimes],
        )
        for one in rulesets.table(on=day)
    ]
    context = {"rows": rows, "day": day, "form": form}
    return render(request, "preparation/rules.html", context)


def _page(
    request: HttpRequest,
    document: str,
    *,
    ask: RequirementForm | None = None,
    change: PaperKindForm | None = None,
) -> HttpResponse:
    kinds, asked = rulesets.versions(document)
    actor = getattr(request, "actor", None)
    may_write = bool(actor and actor.may(Permission.RULE_WRITE))
    others = [one for one in rulesets.codes() if one[0] != document] if may_write else []
    context: dict[str, Any] = {
        "kinds": kinds,
        "kind": kinds[0],
        "asked": asked,
        "day": today(),
        "may_write": may_write,
        "ask": ask or RequirementForm(others=others),
        "change": change or PaperKindForm(initial=PaperKindForm.facts_of(kinds[0])),
    }
    failed = (ask and ask.errors) or (change and change.errors)
    return render(request, "preparation/rule.html", context, status=422 if failed else 200)


@public
def paper(request: HttpRequest, document: str) -> HttpResponse:
    """Show one paper with every version of its rules."""
    return _page(request, document)


@member(writes=("POST",), permission=Permission.RULE_WRITE)
def ask_otherwise(request: MemberRequest, document: str) -> HttpResponse:
    """Let a scheme ask for the paper in another way from a day on."""
    if request.method != "POST":
        return redirect("preparation:rule", document)
    others = [one for one in rulesets.codes() if one[0] != document]
    form = RequirementForm(request.POST, others=others)
    if form.is_valid():
        try:
            actions.new_version(document=document, by=request.actor, at=now(), **form.said())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _saved(request, document, form.cleaned_data["valid_from"])
    return _page(request, document, ask=form)


@member(writes=("POST",), permission=Permission.RULE_WRITE)
def change_paper(request: MemberRequest, document: str) -> HttpResponse:
    """Let the paper cost or hold something else from a day on."""
    if request.method != "POST":
        return redirect("preparation:rule", document)
    form = PaperKindForm(request.POST)
    if form.is_valid():
        try:
            actions.new_paper_version(code=document, by=request.actor, at=now(), **form.said())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _saved(request, document, form.cleaned_data["valid_from"])
    return _page(request, document, change=form)


def _saved(request: MemberRequest, document: str, day: date) -> HttpResponse:
    messages.success(
        request,
        _("Saved. It holds for files opened from %(day)s on.") % {"day": day.strftime("%d-%m-%Y")},
    )
    return redirect("preparation:rule", document)
