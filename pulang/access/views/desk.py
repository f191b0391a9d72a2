"""The privacy desk: requests about one's own data, and breaches."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from pulang.access import actions, queries
from pulang.access.doors import member
from pulang.access.forms import AnswerForm, BreachForm, HandlingForm, RequestForm
from pulang.access.middleware import MemberRequest
from pulang.access.models import Breach
from pulang.access.terms import (
    CLASS_WORDS,
    AnswerChannel,
    BreachKind,
    IdentityProof,
    Permission,
    Requester,
    RequestKind,
    RequestOutcome,
)
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.base.privacy import DataClass

_PERMISSION = Permission.PRIVACY_DESK


@member(permission=_PERMISSION)
def listing(request: MemberRequest) -> HttpResponse:
    """List requests, those still owed first."""
    page = Paginator(queries.desk.requests(), 50).get_page(request.GET.get("page"))
    return render(request, "access/desk.html", {"page": page, "at": now()})


@member(writes=("POST",), permission=_PERMISSION)
def receive(request: MemberRequest) -> HttpResponse:
    """Take a request in."""
    form = RequestForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = actions.desk.receive(
                    kind=RequestKind(given["kind"]),
                    person_id=given["person_id"],
                    requester=Requester(given["requester"]),
                    proof=IdentityProof(given["proof"]),
                    channel=AnswerChannel(given["channel"]),
                    phone_is_hers_alone=given["phone_is_hers_alone"],
                    account=given["account"],
                    by=request.actor,
                    at=now(),
                )
            except Refused as refusal:
                form.add_error("channel", refusal.sentence)
            else:
                return redirect("access:desk_request", made.public_id)
    return render(request, "access/desk_new.html", {"form": form}, status=status)


@member(writes=("POST",), permission=_PERMISSION)
def detail(request: MemberRequest, asked: str) -> HttpResponse:
    """Show one request; write down its answer."""
    found = queries.desk.request_for(asked)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.desk.answer(
                    request=found,
                    outcome=RequestOutcome(form.cleaned_data["outcome"]),
                    ground=form.cleaned_data["ground"],
                    by=request.actor,
                    at=now(),
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                messages.success(request, _("The answer is written down."))
                return redirect("access:desk")
    shown = {"asked": found, "form": form, "at": now(), "late": found.is_late(now())}
    return render(request, "access/desk_request.html", shown, status=status)


@member(permission=_PERMISSION)
def breaches(request: MemberRequest) -> HttpResponse:
    """List breaches."""
    rows = [(one, one.is_late(now())) for one in queries.desk.breaches()]
    return render(request, "access/breaches.html", {"rows": rows})


@member(writes=("POST",), permission=_PERMISSION)
def report(request: MemberRequest) -> HttpResponse:
    """Record a breach; the clock begins."""
    form = BreachForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                made = actions.breaches.report(
                    kind=BreachKind(given["kind"]),
                    discovered_at=given["discovered_at"],
                    began_at=given["began_at"],
                    ended_at=given["ended_at"],
                    classes=[DataClass(one) for one in given["classes"]],
                    what_happened=given["what_happened"],
                    membership_id=queries.members.membership_of_address(given["account"]),
                    by=request.actor,
                    at=now(),
                )
            except Refused as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return redirect("access:breach", made.public_id)
    return render(request, "access/breach_new.html", {"form": form}, status=status)


@member(writes=("POST",), permission=_PERMISSION)
def breach(request: MemberRequest, breach: str) -> HttpResponse:
    """Show one breach, whom it concerns and what is owed; write down the handling."""
    found = queries.desk.breach_for(breach)
    form = HandlingForm(request.POST or None, initial={"handling": found.handling})
    if request.method == "POST" and form.is_valid():
        actions.breaches.handle(
            breach=found, handling=form.cleaned_data["handling"], by=request.actor, at=now()
        )
        return redirect("access:breach", found.public_id)
    shown = {
        "breach": found,
        "affected": queries.desk.affected(found),
        "classes": _classes(found),
        "form": form,
        "at": now(),
        "late": found.is_late(now()),
    }
    return render(request, "access/breach.html", shown)


@require_POST
@member(writes=("POST",), permission=_PERMISSION)
def told(request: MemberRequest, breach: str) -> HttpResponse:
    """Record that the authority or the persons were told."""
    found = queries.desk.breach_for(breach)
    tell = (
        actions.breaches.tell_authority
        if request.POST.get("whom") == "authority"
        else actions.breaches.tell_subjects
    )
    tell(breach=found, by=request.actor, at=now())
    return redirect("access:breach", found.public_id)


@member(permission=_PERMISSION)
def letter(request: MemberRequest, breach: str, whom: str) -> HttpResponse:
    """Show the letter to the authority or to a person, in Indonesian, for the printer."""
    if whom not in {"authority", "person"}:
        raise Http404
    found = queries.desk.breach_for(breach)
    with override("id"):
        shown = {
            "breach": found,
            "affected": queries.desk.affected(found),
            "classes": _classes(found),
            "controller": settings.PULANG_CONTROLLER,
            "authority": settings.PULANG_PRIVACY_AUTHORITY,
            "contact": settings.PULANG_PRIVACY_CONTACT,
            "today": now(),
        }
        return render(request, f"access/letter_{whom}.html", shown)


def _classes(breach: Breach) -> list[str]:
    return [str(CLASS_WORDS[DataClass(one)]) for one in breach.classes]
