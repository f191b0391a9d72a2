"""Handing papers in, looking at one, and what is ready: for her and for who helps her."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Role
from pulang.base.clock import now, today
from pulang.base.errors import NotFound, Refused
from pulang.journey.models import Migration
from pulang.journey.queries import migrations
from pulang.journey.terms import Stage
from pulang.people.actions.own_files import person_of
from pulang.preparation.actions import papers as actions
from pulang.preparation.forms.papers import HandInForm
from pulang.preparation.queries import letters, papers, readiness, rulesets, sessions
from pulang.preparation.queries.panel import BEFORE, message


@member(permission=Permission.OWN_FILE)
def me(request: MemberRequest) -> HttpResponse:
    """Show a worker what is there, what is missing, where to go, what it costs."""
    person = person_of(request.actor)
    migration = migrations.current_of(person) if person else None
    if migration is None:
        return render(request, "preparation/me_empty.html", {"person": person})
    page = readiness.of(migration, on=today())
    context = {
        "migration": migration,
        "page": page,
        "message": message(page),
        "stage": Stage(migration.stage).label,
        "is_preparing": migration.stage in BEFORE,
        "seats": sessions.of_migration(migration),
        "sessions": sessions.to_come(at=now())[:5],
    }
    return render(request, "preparation/me.html", context)


def _back(request: MemberRequest, migration: Migration) -> HttpResponse:
    if request.actor.role == Role.WORKER:
        return redirect("preparation:me")
    return redirect(f"{migration.get_absolute_url()}#papers")


@member(writes=("POST",), permission=Permission.PAPER_WRITE)
def hand_in(request: MemberRequest, migration: str, document: str) -> HttpResponse:
    """Hand a paper in by photo or PDF."""
    found = migrations.migration_for(request.actor, migration)
    kind = rulesets.documents(on=found.ruleset_on).get(document)
    if kind is None:
        raise NotFound
    context: dict[str, Any] = {
        "migration": found,
        "kind": kind,
        "is_own": request.actor.role == Role.WORKER,
    }
    if request.method != "POST":
        form = HandInForm(document=document)
        return render(request, "preparation/hand_in.html", {"form": form, **context})
    form = HandInForm(request.POST, request.FILES, document=document)
    if form.is_valid():
        try:
            actions.hand_in(
                migration=found, document=document, by=request.actor, at=now(), **form.said()
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Handed in. An officer checks it."))
            return _back(request, found)
    return render(request, "preparation/hand_in.html", {"form": form, **context}, status=422)


@member()
def photo(request: MemberRequest, paper: str) -> HttpResponse:
    """Send the photo of a paper to who may see documents; that it was opened is on record."""
    found = papers.paper_for(paper)
    opened = papers.photo_of(found)
    actions.opened(paper=found, by=request.actor, at=now())
    is_image = opened.content_type == "image/jpeg"
    name = f"{found.document}-{found.public_id[-6:]}.{'jpg' if is_image else 'pdf'}"
    answer = FileResponse(
        opened.stream, as_attachment=not is_image, filename=name, content_type=opened.content_type
    )
    answer["Content-Length"] = str(opened.byte_count)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]


@member(writes=("POST",), permission=Permission.PAPER_WRITE)
def withdraw(request: MemberRequest, paper: str) -> HttpResponse:
    """Take back a paper that waits."""
    found = papers.paper_for(paper)
    if request.method == "POST":
        actions.withdraw(paper=found, by=request.actor, at=now())
        messages.success(request, _("Taken back."))
    return _back(request, found.migration)


@member()
def sheet(request: MemberRequest, migration: str) -> HttpResponse:
    """Print how the file stands, on two pages."""
    found = migrations.migration_for(request.actor, migration)
    page = readiness.of(found, on=today())
    pdf = letters.sheet(page, name=found.person.full_name)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="pulang.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
