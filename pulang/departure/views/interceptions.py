"""Stopped departures: stopping, following up, opening what is sealed, counts per exit point."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission, Subject
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.departure import plots
from pulang.departure.actions import interceptions as actions
from pulang.departure.forms import interceptions as forms
from pulang.departure.models import Interception
from pulang.departure.queries import interceptions as queries
from pulang.departure.rules import warnings
from pulang.departure.terms import NEXT_STEP, QUESTIONS, RED_FLAGS, Answer, FollowUp, StopReason
from pulang.departure.views.forms import answer
from pulang.people.models import Person
from pulang.people.queries import person_for, search

_STOP = Permission.INTERCEPT_WRITE
_COUNTED = timedelta(days=730)


@member()
def index(request: MemberRequest) -> HttpResponse:
    """List the stopped departures that one may see."""
    page = Paginator(queries.stopped(), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "departure/interceptions.html",
        {"page": page, "may_stop": request.actor.may(_STOP)},
    )


@member(writes=("POST",), permission=_STOP)
def new(request: MemberRequest) -> HttpResponse:
    """Stop a departure in two steps: what was said, then what it asks for, to be confirmed."""
    day = today()
    if request.method != "POST":
        return render(request, "departure/stop.html", {"form": forms.StopForm(today=day)})
    form = forms.StopForm(request.POST, today=day)
    if form.is_valid() and "confirmed" in request.POST:
        try:
            made = actions.stop(
                exit_point=form.cleaned_data["exit_point"],
                stop=form.stop(),
                screen=form.screen(),
                person=_chosen(request),
                draft=form.draft(),
                recruiter=form.recruiter(),
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Stopped. A protection desk was asked for a screening."))
            return redirect(made)
    if form.errors:
        return render(request, "departure/stop.html", {"form": form}, status=422)
    return _to_confirm(request, form)


def _chosen(request: MemberRequest) -> Person | None:
    public_id = request.POST.get("person", "")
    return person_for(request.actor, public_id) if public_id else None


def _to_confirm(request: MemberRequest, form: forms.StopForm) -> HttpResponse:
    """Show what the signs ask for; signs that the answers point at are ticked, to be confirmed."""
    pointed = form.pointed_at()
    said: QueryDict = request.POST.copy()
    said.setlist("flags", [*form.cleaned_data["flags"], *pointed])
    words = " ".join(filter(None, [form.cleaned_data["full_name"], form.cleaned_data["nik"]]))
    return render(
        request,
        "departure/stop.html",
        {
            "form": forms.StopForm(said, today=form.today),
            "weighed": warnings.weigh(said.getlist("flags")),
            "pointed": [RED_FLAGS[one] for one in pointed],
            "hits": search.search(request.actor, words, limit=5, today=form.today) if words else [],
        },
    )


@member()
def show(request: MemberRequest, interception: str) -> HttpResponse:
    """Show one stopped departure, each part for whom it concerns."""
    found = queries.interception_for(request.actor, interception)
    parts = queries.parts_of(found)
    if parts.screen:
        subject = Subject("interception", found.public_id)
        audit.opened(by=request.actor, at=now(), subject=subject, classes=("D6",))
    return _page(request, found, parts)


@member(writes=("POST",))
def recruiter(request: MemberRequest, interception: str) -> HttpResponse:
    """Open what was said of who recruited her; who opened it is recorded."""
    found = queries.interception_for(request.actor, interception)
    if request.method != "POST":
        return redirect(found)
    opened = actions.read_recruiter(interception=found, by=request.actor, at=now())
    return _page(request, found, queries.parts_of(found), opened=opened)


def _page(
    request: MemberRequest,
    found: Interception,
    parts: queries.Parts,
    *,
    opened: actions.Recruiter | None = None,
) -> HttpResponse:
    screen = parts.screen
    answers = screen.answers if screen else {}
    return render(
        request,
        "departure/interception.html",
        {
            "stop": found,
            "parts": parts,
            "opened": opened,
            "reason_words": [StopReason(one).label for one in found.reasons],
            "flags": [RED_FLAGS[one] for one in screen.flags] if screen else [],
            "answers": [
                (words, Answer(answers[code]).label)
                for code, words in QUESTIONS.items()
                if code in answers
            ],
            "steps": NEXT_STEP[FollowUp(found.state)],
            "may_follow": any(request.actor.may(one) for one in actions.MAY_FOLLOW),
        },
    )


@member(writes=("POST",))
def follow(request: MemberRequest, interception: str) -> HttpResponse:
    """Write down what became of her."""
    found = queries.interception_for(request.actor, interception)
    steps = [one for one in FollowUp if one in NEXT_STEP[FollowUp(found.state)]]
    return answer(
        request,
        forms.FollowForm(request.POST or None, steps=steps),
        lambda said: actions.follow(interception=found, by=request.actor, at=now(), **said),
        title=_("What followed"),
        lead=_("Nobody is held: who may lawfully travel may go on."),
        back=found.get_absolute_url(),
    )


@member(writes=("POST",))
def offer(request: MemberRequest, interception: str) -> HttpResponse:
    """Write down that the official way was offered, and her answer."""
    found = queries.interception_for(request.actor, interception)
    return answer(
        request,
        forms.RouteForm(request.POST or None),
        lambda said: actions.offer_route(interception=found, by=request.actor, at=now(), **said),
        title=_("The official way"),
        lead=_("Tell her the steps, the offices, that it costs her nothing in most jobs."),
        back=found.get_absolute_url(),
    )


@member(writes=("POST",))
def way_home(request: MemberRequest, interception: str) -> HttpResponse:
    """Write down what the way home costs, and which office pays."""
    found = queries.interception_for(request.actor, interception)
    return answer(
        request,
        forms.WayHomeForm(request.POST or None),
        lambda said: actions.bill_way_home(interception=found, by=request.actor, at=now(), **said),
        title=_("The way home"),
        lead=_("An office pays, never she."),
        back=found.get_absolute_url(),
    )


@member()
def counts(request: MemberRequest) -> HttpResponse:
    """Show how many departures were stopped per exit point and quarter; small numbers hidden."""
    at = now()
    return render(
        request, "departure/stops.html", {"counts": queries.counts(since=at - _COUNTED, until=at)}
    )


@member()
def plot(_request: MemberRequest) -> HttpResponse:
    """Answer the drawing of the counts."""
    at = now()
    found = queries.counts(since=at - _COUNTED, until=at)
    return HttpResponse(plots.stops(found), content_type="image/svg+xml")
