"""Pages of published figures: reading is for everybody, writing for who holds claim.write."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.doors import public
from pulang.base.errors import Refused
from pulang.insight import actions, plots, queries
from pulang.insight.forms import ClaimForm, FilterForm, ReasonForm
from pulang.insight.models import PublishedClaim
from pulang.insight.terms import Topic

_PER_PAGE = 50


@public
def figures(request: HttpRequest) -> HttpResponse:
    """Show the published figures, each with source and day."""
    form = FilterForm(request.GET)
    rows = queries.claims()
    topic = ""
    if form.is_valid():
        topic = form.cleaned_data["topic"]
        rows = rows.filter(topic=topic) if topic else rows
        place = form.cleaned_data["place"]
        rows = rows.filter(place=place) if place else rows
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))
    drawn = [each for each in (Topic.DEATHS, Topic.PLACEMENT) if topic in ("", each)]
    actor = getattr(request, "actor", None)
    return render(
        request,
        "insight/figures.html",
        {
            "form": form,
            "page": page,
            "disputed": queries.disputed_ids(),
            "plots": drawn if page.number == 1 else [],
            "may_write": bool(actor and actor.may(Permission.CLAIM_WRITE)),
        },
    )


@public
def plot(_request: HttpRequest, topic: str) -> HttpResponse:
    """Answer a drawing of a topic by kabupaten and period."""
    if topic not in Topic.values:
        raise Http404
    claims = queries.claims().filter(topic=topic, sex="", part="", destination=None)
    rows = tuple(
        (claim.place.name.removeprefix("Kabupaten "), float(claim.value), f"{claim.starts_on:%Y}")
        for claim in claims
        if claim.place is not None
    )
    drawing = plots.bars(
        rows,
        value_title=str(Topic(topic).label),
        label_title="",
        legend=_("Year"),
    )
    answer = HttpResponse(drawing, content_type="image/svg+xml")
    patch_cache_control(answer, public=True, max_age=300)
    return answer


@public
def claim(request: HttpRequest, claim: str) -> HttpResponse:
    """Show one figure with its source, its correction and who contradicts it."""
    found = queries.claim_for(claim)
    actor = getattr(request, "actor", None)
    return render(
        request,
        "insight/claim.html",
        {
            "claim": found,
            "corrections": found.corrections.all(),
            "disputed": found.public_id in queries.disputed_ids(),
            "may_write": bool(actor and actor.may(Permission.CLAIM_WRITE)),
            "reason_form": ReasonForm(),
        },
    )


@member()
def reconcile(request: MemberRequest) -> HttpResponse:
    """Show which published figures do not fit together, and ours beside them."""
    return render(request, "insight/reconcile.html", {"found": queries.reconciliation()})


def _form_page(
    request: HttpRequest,
    form: ClaimForm,
    *,
    old: PublishedClaim | None = None,
    reason: ReasonForm | None = None,
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "old": old, "reason_form": reason}
    return render(request, "insight/claim_form.html", context, status=status)


@member(writes=("POST",), permission=Permission.CLAIM_WRITE)
def record(request: MemberRequest) -> HttpResponse:
    """Record a figure."""
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.record(values=form.cleaned_data, by=request.actor, at=now())
        return redirect("insight:claim", made.public_id)
    return _form_page(request, form)


def _as_form(claim: PublishedClaim) -> dict[str, Any]:
    names = ("topic", "value", "unit", "starts_on", "place", "destination", "sex", "part")
    values = {name: getattr(claim, name) for name in (*names, "basis", "source", "as_of", "words")}
    return values | {"last_day": claim.ends_on - timedelta(days=1)}


@member(writes=("POST",), permission=Permission.CLAIM_WRITE)
def correct(request: MemberRequest, claim: str) -> HttpResponse:
    """Replace a figure by a corrected one."""
    old = queries.claim_for(claim)
    if request.method != "POST":
        return _form_page(request, ClaimForm(initial=_as_form(old)), old=old, reason=ReasonForm())
    form, reason = ClaimForm(request.POST), ReasonForm(request.POST)
    if form.is_valid() and reason.is_valid():
        try:
            made = actions.correct(
                public_id=claim,
                values=form.cleaned_data,
                because=reason.cleaned_data["because"],
                by=request.actor,
                at=now(),
            )
            return redirect("insight:claim", made.public_id)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    return _form_page(request, form, old=old, reason=reason)


@member(writes=("POST",), permission=Permission.CLAIM_WRITE)
def withdraw(request: MemberRequest, claim: str) -> HttpResponse:
    """Take a figure back."""
    if request.method == "POST":
        because = request.POST.get("because", "")
        actions.withdraw(public_id=claim, because=because, by=request.actor, at=now())
    return redirect("insight:claim", claim)
