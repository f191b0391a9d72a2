"""A pass: its page with the QR, the letter to print, taking it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.base.privacy import DataClass
from pulang.departure import letters
from pulang.departure.actions import passes
from pulang.departure.letters import pass_letter
from pulang.departure.models import Pass
from pulang.departure.queries import passes as queries
from pulang.journey.actions.subjects import subject_of


@member()
def show(request: MemberRequest, issued: str) -> HttpResponse:
    """Show a pass as it will be scanned."""
    found = queries.pass_for(request.actor, issued)
    audit.opened(
        by=request.actor,
        at=now(),
        subject=subject_of(found.migration),
        classes=(DataClass.D2,),
    )
    return _page(request, found, "")


def _page(request: MemberRequest, found: Pass, refusal: str) -> HttpResponse:
    context = {
        "pass": found,
        "migration": found.migration,
        "checked": queries.read(found.token, at=now(), on=today()),
        "may_revoke": request.actor.may(Permission.CLEARANCE_GRANT),
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "departure/pass.html", context, status=status)


@member()
def picture(request: MemberRequest, issued: str) -> HttpResponse:
    """Draw the QR."""
    found = queries.pass_for(request.actor, issued)
    answer = HttpResponse(pass_letter.qr_svg(found.token), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer


@member()
def letter(request: MemberRequest, issued: str) -> HttpResponse:
    """Print the letter with the QR."""
    found = queries.pass_for(request.actor, issued)
    pdf = pass_letter.letter(found, by=request.actor, today=today())
    return letters.as_response(pdf, name=f"surat-jalan-{found.public_id}")


@member(writes=("POST",), permission=Permission.CLEARANCE_GRANT)
def revoke(request: MemberRequest, issued: str) -> HttpResponse:
    """Revoke a pass, with a reason."""
    found = queries.pass_for(request.actor, issued)
    if request.method != "POST":
        return redirect("departure:pass", found.public_id)
    try:
        passes.revoke(
            issued=found, because=request.POST.get("reason", ""), by=request.actor, at=now()
        )
    except Refused as refusal:
        return _page(request, found, refusal.sentence)
    messages.success(request, _("Revoked. Checkpoints hear of it with their next refresh."))
    return redirect("departure:pass", found.public_id)
