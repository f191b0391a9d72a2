"""Doors of the review: the queue, one pair, what is decided about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.linkage.actions import reviews
from pulang.linkage.models import CandidatePair
from pulang.linkage.queries import reviews as queries
from pulang.linkage.terms import SECOND_REASONS, PairState

_PAGE = 25
_DECIDES = Permission.REVIEW_DECIDE
_TABS = (
    PairState.OPEN,
    PairState.SECOND,
    PairState.FIELD_VISIT,
    PairState.UNSURE,
    PairState.SAME,
    PairState.DIFFERENT,
)


@member(permission=_DECIDES)
def queue(request: MemberRequest) -> HttpResponse:
    """Show the pairs that wait, likeliest first."""
    asked = request.GET.get("state", PairState.OPEN)
    state = asked if asked in PairState.values else PairState.OPEN
    source = request.GET.get("source", "")
    counts = queries.counts()
    page = Paginator(queries.queue(state=state, source=source), _PAGE).get_page(
        request.GET.get("page")
    )
    here = reverse("linkage:review")
    context = {
        "page": page,
        "state": state,
        "state_label": PairState(state).label,
        "source": source,
        "sources": queries.sources_in_queue(),
        "tabs": [
            (PairState(one).label, counts[one], f"{here}?state={one}", one == state)
            for one in _TABS
        ],
        "first": queries.next_pair(request.actor, source=source),
        "last": queries.last_decided(request.actor),
    }
    return render(request, "linkage/review/queue.html", context)


@member(permission=_DECIDES)
def pair(request: MemberRequest, pair: str) -> HttpResponse:
    """Show one pair side by side, with what speaks for and against."""
    found = queries.pair_for(request.actor, pair)
    return _page(request, found)


def _page(
    request: MemberRequest,
    found: CandidatePair,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    page = queries.page_of(found, request.actor)
    context = {
        "page": page,
        "pair": page.pair,
        "refusal": refusal,
        "reasons": [SECOND_REASONS[code] for code in page.effect.reasons] if page.effect else [],
        "next": queries.next_pair(request.actor, after=found),
        "last": queries.last_decided(request.actor),
        "waiting": queries.counts()[PairState.OPEN],
        "is_open": found.state in {PairState.OPEN, PairState.UNSURE, PairState.FIELD_VISIT},
    }
    return render(request, "linkage/review/pair.html", context, status=status)


@member(writes=("POST",), permission=_DECIDES)
def decide(request: MemberRequest, pair: str) -> HttpResponse:
    """Decide a pair, then show the next one."""
    found = queries.pair_for(request.actor, pair)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("linkage:pair", args=[pair]))
    following = queries.next_pair(request.actor, after=found)
    try:
        decided = reviews.decide(
            pair=found,
            outcome=request.POST.get("outcome", ""),
            note=request.POST.get("note", ""),
            by=request.actor,
            at=now(),
        )
    except Refused as refusal:
        return _page(request, queries.pair_for(request.actor, pair), refusal=refusal, status=422)
    if decided.state == PairState.SECOND:
        messages.info(request, _("Kept. Another steward must confirm this merge."))
    else:
        messages.success(request, _("Decided: %(state)s.") % {"state": decided.get_state_display()})
    return _onward(following)


def _onward(following: CandidatePair | None) -> HttpResponse:
    if following is None:
        return HttpResponseRedirect(reverse("linkage:review"))
    return HttpResponseRedirect(reverse("linkage:pair", args=[following.public_id]))


@member(writes=("POST",), permission=Permission.MERGE_CONFIRM)
def confirm(request: MemberRequest, pair: str) -> HttpResponse:
    """Confirm or send back a merge that waits for a second steward."""
    found = queries.pair_for(request.actor, pair)
    if request.method == "POST":
        try:
            if request.POST.get("answer") == "decline":
                note = request.POST.get("note", "")
                reviews.decline(pair=found, by=request.actor, at=now(), note=note)
                messages.info(request, _("Sent back to the queue."))
            else:
                reviews.confirm(pair=found, by=request.actor, at=now())
                messages.success(request, _("Merged. It can be undone on the person's page."))
        except Refused as refusal:
            return _page(
                request, queries.pair_for(request.actor, pair), refusal=refusal, status=422
            )
    return HttpResponseRedirect(reverse("linkage:pair", args=[pair]))


@member(writes=("POST",), permission=_DECIDES)
def undo_last(request: MemberRequest) -> HttpResponse:
    """Take back one's own latest decision and show that pair again."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("linkage:review"))
    undone = reviews.undo_last(by=request.actor, at=now())
    if undone is None:
        messages.info(request, _("There is no decision of yours to undo."))
        return HttpResponseRedirect(reverse("linkage:review"))
    messages.success(request, _("Undone; the pair is open again."))
    return HttpResponseRedirect(reverse("linkage:pair", args=[undone.public_id]))


@member(writes=("POST",), permission=_DECIDES)
def reopen(request: MemberRequest, pair: str) -> HttpResponse:
    """Put a decided pair back into the queue."""
    found = queries.pair_for(request.actor, pair)
    if request.method == "POST":
        reviews.reopen(pair=found, by=request.actor, at=now())
        messages.success(request, _("Undone; the pair is open again."))
    return HttpResponseRedirect(reverse("linkage:pair", args=[pair]))
