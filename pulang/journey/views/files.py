"""The file of one migration: where she is, what comes next, what stands in the way."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import NotFound, Refused
from pulang.base.privacy import DataClass
from pulang.journey.actions import holds, overrides, stages
from pulang.journey.actions.subjects import subject_of
from pulang.journey.forms import HoldForm, OverrideForm, ReachForm, moment_of
from pulang.journey.models import Migration
from pulang.journey.queries import families, files, panels
from pulang.journey.queries.migrations import migration_for
from pulang.journey.terms import HoldReason, Stage
from pulang.people.queries.places import labels


def _page(
    request: MemberRequest, found: Migration, *, refusal: Refused | None = None
) -> HttpResponse:
    at = now()
    context: dict[str, Any] = {
        "migration": found,
        "person": found.person,
        "place": labels([found.place_code]).get(found.place_code, ""),
        "file": files.page_of(found, at=at),
        "panels": panels.shown(found, request.actor),
        "links": families.links_of(found),
        "may_share": request.actor.may(Permission.MIGRATION_WRITE)
        or request.actor.may(Permission.OWN_FILE),
        "refusal": refusal,
        "holds": HoldReason.choices,
        "may_write": request.actor.may(Permission.MIGRATION_WRITE),
        "may_hold": request.actor.may(Permission.HOLD_WRITE),
        "may_override": request.actor.may(Permission.GATE_OVERRIDE),
        "may_refer": request.actor.may(Permission.REFERRAL_WRITE),
        "membership": request.actor.membership_id,
        "at": at,
    }
    return render(request, "journey/migration.html", context, status=422 if refusal else 200)


@member()
def show(request: MemberRequest, migration: str) -> HttpResponse:
    """Show the file of a migration."""
    found = migration_for(request.actor, migration)
    audit.opened(by=request.actor, at=now(), subject=subject_of(found), classes=(DataClass.D2,))
    return _page(request, found)


def _do(
    request: MemberRequest, migration: str, deed: Callable[[Migration, datetime], str]
) -> HttpResponse:
    """Do one thing to a migration: back to its page with what was done, or with why not."""
    found = migration_for(request.actor, migration)
    if request.method != "POST":
        return redirect(found)
    try:
        said = deed(found, now())
    except Refused as refusal:
        return _page(request, found, refusal=refusal)
    messages.success(request, said)
    return redirect(found)


@member(writes=("POST",), permission=Permission.MIGRATION_WRITE)
def reach(request: MemberRequest, migration: str) -> HttpResponse:
    """Let her reach the next stage."""

    def deed(found: Migration, at: datetime) -> str:
        form = ReachForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Choose a stage and a day."))
        stage = Stage(form.cleaned_data["stage"])
        stages.reach(
            migration=found,
            stage=stage,
            by=request.actor,
            at=at,
            occurred_at=moment_of(form.cleaned_data["occurred_on"], at=at, since=found.stage_since),
        )
        return _("She is now: %(stage)s.") % {"stage": stage.label}

    return _do(request, migration, deed)


@member(writes=("POST",), permission=Permission.MIGRATION_WRITE)
def take_back(request: MemberRequest, migration: str) -> HttpResponse:
    """Take the last stage back."""

    def deed(found: Migration, at: datetime) -> str:
        reason = request.POST.get("reason", "").strip()[:300]
        if not reason:
            raise Refused(_("Say why."))
        stages.take_back(migration=found, by=request.actor, at=at, reason=reason)
        return _("Taken back. She is again: %(stage)s.") % {"stage": found.get_stage_display()}

    return _do(request, migration, deed)


@member(writes=("POST",), permission=Permission.GATE_OVERRIDE)
def override(request: MemberRequest, migration: str) -> HttpResponse:
    """Ask that a requirement be let pass."""

    def deed(found: Migration, at: datetime) -> str:
        form = OverrideForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Say why."))
        overrides.ask(
            migration=found,
            stage=Stage(form.cleaned_data["stage"]),
            requirement=form.cleaned_data["requirement"],
            reason=form.cleaned_data["reason"],
            by=request.actor,
            at=at,
        )
        return _("Asked. A second person decides.")

    return _do(request, migration, deed)


@member(writes=("POST",), permission=Permission.GATE_OVERRIDE)
def decide(request: MemberRequest, migration: str, override: str) -> HttpResponse:
    """Confirm or refuse an override, as the second person."""

    def deed(found: Migration, at: datetime) -> str:
        asked = found.overrides.filter(public_id=override).first()
        if asked is None:
            raise NotFound
        if request.POST.get("answer") == "confirm":
            overrides.confirm(override=asked, by=request.actor, at=at)
            return _("Let pass, by two people.")
        overrides.refuse(override=asked, by=request.actor, at=at)
        return _("Not let pass.")

    return _do(request, migration, deed)


@member(writes=("POST",), permission=Permission.HOLD_WRITE)
def hold(request: MemberRequest, migration: str) -> HttpResponse:
    """Halt a migration."""

    def deed(found: Migration, at: datetime) -> str:
        form = HoldForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Choose a reason."))
        reason = HoldReason(form.cleaned_data["reason"])
        holds.place(migration=found, reason=reason, by=request.actor, at=at)
        return _("Halted. Other desks see the class of reason and no more.")

    return _do(request, migration, deed)


@member(writes=("POST",), permission=Permission.HOLD_WRITE)
def lift(request: MemberRequest, migration: str, hold: str) -> HttpResponse:
    """Release a migration."""

    def deed(found: Migration, at: datetime) -> str:
        placed = found.holds.filter(public_id=hold).first()
        if placed is None:
            raise NotFound
        holds.lift(hold=placed, by=request.actor, at=at)
        return _("Released.")

    return _do(request, migration, deed)
