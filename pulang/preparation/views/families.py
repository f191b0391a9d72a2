"""The family's permission, and the talk with her alone."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Role
from pulang.base.clock import now
from pulang.base.errors import NotFound, Refused
from pulang.journey.models import Migration
from pulang.journey.queries.migrations import migration_for
from pulang.preparation.actions import families as actions
from pulang.preparation.forms.papers import ConsentForm, HearForm
from pulang.preparation.models import FamilyConsent
from pulang.preparation.queries import families


def _page(
    request: MemberRequest, found: Migration, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    consent, talk = families.latest(found), families.last_interview(found)
    context = {
        "migration": found,
        "person": found.person,
        "consent": consent,
        "waits": families.waits_for_decision(consent),
        "talk": talk,
        "note": families.note_of(talk, by=request.actor, at=now()),
        "form": ConsentForm(),
        "hear": HearForm(),
        "refusal": refusal,
        "may_acknowledge": request.actor.role == Role.VILLAGE_OFFICER,
        "may_decide": request.actor.may(Permission.CLEARANCE_GRANT),
    }
    return render(request, "preparation/family.html", context, status=status)


def _latest(found: Migration) -> FamilyConsent:
    consent = families.latest(found)
    if consent is None:
        raise NotFound
    return consent


def _record(request: MemberRequest, found: Migration, at: datetime) -> None:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Write down who agrees, how she or he is related, and when."))
    actions.record(migration=found, by=request.actor, at=at, **form.cleaned_data)


def _acknowledge(request: MemberRequest, found: Migration, at: datetime) -> None:
    witness = request.POST.get("witness", "").strip()[:200]
    if not witness:
        raise Refused(_("Write down the witness of the village."))
    actions.acknowledge(consent=_latest(found), witness=witness, by=request.actor, at=at)


def _withdraw(request: MemberRequest, found: Migration, at: datetime) -> None:
    why = request.POST.get("why", "").strip()
    actions.withdraw(consent=_latest(found), why=why, by=request.actor, at=at)


def _mediated(request: MemberRequest, found: Migration, at: datetime) -> None:
    actions.mediated(migration=found, by=request.actor, at=at)


def _hear(request: MemberRequest, found: Migration, at: datetime) -> None:
    form = HearForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose what she says."))
    actions.hear(migration=found, by=request.actor, at=at, **form.cleaned_data)


def _decide(request: MemberRequest, found: Migration, at: datetime) -> None:
    goes = request.POST.get("answer") == "goes"
    actions.decide(consent=_latest(found), her_will_prevails=goes, by=request.actor, at=at)


_DEEDS: dict[str, Callable[[MemberRequest, Migration, datetime], None]] = {
    "record": _record,
    "acknowledge": _acknowledge,
    "withdraw": _withdraw,
    "mediated": _mediated,
    "hear": _hear,
    "decide": _decide,
}


@member(writes=("POST",), permission=Permission.CONSENT_WRITE)
def show(request: MemberRequest, migration: str) -> HttpResponse:
    """Show and lead the family's permission of one file."""
    found = migration_for(request.actor, migration)
    if request.method != "POST":
        return _page(request, found)
    deed = _DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise NotFound
    try:
        deed(request, found, now())
    except Refused as refusal:
        return _page(request, found, refusal=refusal.sentence, status=422)
    messages.success(request, _("Written down."))
    return redirect("preparation:family", found.public_id)
