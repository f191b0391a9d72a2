"""Orientation and training: the calendar, the room, the certificate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Role
from pulang.base.clock import now, today
from pulang.base.doors import public
from pulang.base.errors import Refused
from pulang.journey.queries.migrations import migration_for
from pulang.preparation.actions import sessions as actions
from pulang.preparation.forms.papers import SessionForm
from pulang.preparation.models import Session
from pulang.preparation.queries import letters, sessions
from pulang.preparation.rules import codes
from pulang.preparation.terms import SessionKind


@member()
def listing(request: MemberRequest) -> HttpResponse:
    """Show the sessions to come and those held."""
    at = now()
    context = {
        "to_come": [(one, sessions.free_seats(one)) for one in sessions.to_come(at=at)[:50]],
        "held": sessions.held(at=at),
        "may_write": request.actor.may(Permission.SESSION_WRITE),
    }
    return render(request, "preparation/sessions.html", context)


@member(writes=("POST",), permission=Permission.SESSION_WRITE)
def new(request: MemberRequest) -> HttpResponse:
    """Announce a session."""
    if request.method != "POST":
        return render(request, "preparation/session_new.html", {"form": SessionForm()})
    form = SessionForm(request.POST)
    if form.is_valid():
        try:
            made = actions.plan(by=request.actor, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("preparation:session", made.public_id)
    return render(request, "preparation/session_new.html", {"form": form}, status=422)


def _page(
    request: MemberRequest, found: Session, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    holds = found.organisation_id == request.actor.organisation_id
    context = {
        "session": found,
        "free": sessions.free_seats(found),
        "participants": sessions.participants(found),
        "holds": holds and request.actor.may(Permission.SESSION_WRITE),
        "has_begun": found.starts_at <= now(),
        "refusal": refusal,
    }
    return render(request, "preparation/session.html", context, status=status)


@member()
def show(request: MemberRequest, session: str) -> HttpResponse:
    """Show one session, with whom one may see in it."""
    return _page(request, sessions.session_for(session))


@member(writes=("POST",))
def enrol(request: MemberRequest, session: str) -> HttpResponse:
    """Give a seat: to a person of the office, or to oneself."""
    found = sessions.session_for(session)
    if request.method != "POST":
        return redirect("preparation:session", session)
    migration = migration_for(request.actor, request.POST.get("migration", ""))
    try:
        seat = actions.enrol(session=found, migration=migration, by=request.actor, at=now())
    except Refused as refusal:
        return _page(request, found, refusal=refusal.sentence, status=422)
    messages.success(request, _("She has seat %(n)d.") % {"n": seat.seat})
    if request.actor.role == Role.WORKER:
        return redirect("preparation:me")
    return redirect(migration)


@member(writes=("POST",), permission=Permission.SESSION_WRITE)
def call_off(request: MemberRequest, session: str) -> HttpResponse:
    """Call a session off."""
    if request.method == "POST":
        found = sessions.session_for(session)
        actions.call_off(session=found, by=request.actor, at=now())
        messages.success(request, _("Called off."))
    return redirect("preparation:sessions")


@member(writes=("POST",), permission=Permission.SESSION_WRITE)
def attended(request: MemberRequest, seat: str) -> HttpResponse:
    """Say that she was there."""
    found = sessions.enrolment_for(seat)
    if request.method == "POST":
        try:
            actions.attended(enrolment=found, by=request.actor, at=now())
        except Refused as refusal:
            return _page(request, found.session, refusal=refusal.sentence, status=422)
    return redirect("preparation:session", found.session.public_id)


@member(writes=("POST",), permission=Permission.SESSION_WRITE)
def revoke(request: MemberRequest, seat: str) -> HttpResponse:
    """Take a certificate back, with the reason."""
    found = sessions.enrolment_for(seat)
    if request.method == "POST":
        certificate = sessions.certificate_for(found)
        try:
            actions.revoke(
                certificate=certificate,
                because=request.POST.get("because", ""),
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            return _page(request, found.session, refusal=refusal.sentence, status=422)
        messages.success(request, _("The certificate is taken back: its code says so now."))
    return redirect("preparation:session", found.session.public_id)


@member(writes=("POST",))
def free(request: MemberRequest, seat: str) -> HttpResponse:
    """Give a seat back."""
    found = sessions.enrolment_for(seat)
    if request.method == "POST":
        actions.free(enrolment=found, by=request.actor, at=now())
        messages.success(request, _("The seat is free again."))
    if request.actor.role == Role.WORKER:
        return redirect("preparation:me")
    return redirect("preparation:session", found.session.public_id)


@member()
def certificate(request: MemberRequest, seat: str) -> HttpResponse:
    """Print the certificate."""
    found = sessions.certificate_for(sessions.enrolment_for(seat))
    address = request.build_absolute_uri(reverse("preparation:certificate", args=[found.code]))
    answer = HttpResponse(
        letters.certificate(found, address=address), content_type="application/pdf"
    )
    answer["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@public
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a certificate."""
    code = codes.normalise(request.GET.get("code", ""))[:40]
    if code.isalnum():
        return redirect("preparation:certificate", code)
    return render(request, "preparation/certificate.html", {"asked": ""})


@public
def told(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether a certificate is true: kind, day and initials, nothing more."""
    found = sessions.told(code)
    context = {
        "asked": codes.shown(codes.normalise(code))[:40],
        "told": found,
        "is_valid": bool(found and found.is_valid(on=today())),
        "kind": SessionKind(found.kind).label if found else "",
    }
    return render(request, "preparation/certificate.html", context, status=200 if found else 404)
