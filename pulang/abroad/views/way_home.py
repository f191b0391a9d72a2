"""Costs, legs and rights of a case; papers to print."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from pulang.abroad.actions import way_home
from pulang.abroad.forms import ClaimForm, CostForm, HandOverForm, LegForm, ShareForm
from pulang.abroad.queries import deaths as queries
from pulang.abroad.queries import receipts
from pulang.abroad.views.deaths import carry_out
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.money import format_rupiah

_LEAD = Permission.DEATH_WRITE


@member(writes=("POST",), permission=_LEAD)
def cost(request: MemberRequest, case: str) -> HttpResponse:
    """Write down a cost."""
    found = queries.case_for(request.actor, case)
    form = CostForm(request.POST or None)
    return carry_out(
        request, found, form,
        lambda: way_home.add_cost(case=found, by=request.actor, at=now(), **form.cleaned_data),
        title=_("A cost"),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def share(request: MemberRequest, case: str, item: str) -> HttpResponse:
    """Let a source of money take over a cost."""
    found = queries.case_for(request.actor, case)
    whole = queries.item_for(found, item)
    form = ShareForm(request.POST or None, initial={"amount": whole.amount})
    return carry_out(
        request, found, form,
        lambda: way_home.promise(item=whole, by=request.actor, at=now(), **form.cleaned_data),
        title=_("Who pays: %(what)s, %(amount)s")
        % {"what": whole.get_kind_display(), "amount": format_rupiah(whole.amount)},
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def withdraw_share(request: MemberRequest, case: str, key: int) -> HttpResponse:
    """Take a promise of money back."""
    found = queries.case_for(request.actor, case)
    if request.method == "POST":
        mine = queries.share_for(found, key)
        way_home.withdraw_promise(share=mine, by=request.actor, at=now())
    return redirect(found)


@member(writes=("POST",), permission=_LEAD)
def leg(request: MemberRequest, case: str) -> HttpResponse:
    """Write down a leg of the way home."""
    found = queries.case_for(request.actor, case)
    form = LegForm(request.POST or None, initial={"leaves_on": today()})
    return carry_out(
        request, found, form,
        lambda: way_home.plan_leg(case=found, plan=form.plan(), by=request.actor, at=now()),
        title=_("A leg of the way home"),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def hand_over(request: MemberRequest, case: str, leg: str) -> HttpResponse:
    """Record a hand-over."""
    found = queries.case_for(request.actor, case)
    part = queries.leg_for(found, leg)
    form = HandOverForm(request.POST or None)
    return carry_out(
        request, found, form,
        lambda: way_home.hand_over(leg=part, handed=form.handed(), by=request.actor, at=now()),
        title=_("Hand-over: %(start)s – %(end)s")
        % {"start": part.starts_from, "end": part.goes_to},
        lead=_("No photo without the family's word."),
    )  # fmt: skip


@member(writes=("POST",), permission=_LEAD)
def claim(request: MemberRequest, case: str, claim: str) -> HttpResponse:
    """Write down what is new about a right of the heirs."""
    found = queries.case_for(request.actor, case)
    right = queries.claim_for(found, claim)
    form = ClaimForm(request.POST or None, initial=receipts.initial_of(right))
    return carry_out(
        request, found, form,
        lambda: way_home.follow_claim(
            claim=right, news=form.news(), by=request.actor, at=now()
        ),
        title=right.get_kind_display(),
    )  # fmt: skip


@member()
def receipt(request: MemberRequest, case: str, leg: str) -> HttpResponse:
    """Print the hand-over of a leg (berita acara serah terima jenazah)."""
    found = queries.case_for(request.actor, case)
    pdf = receipts.hand_over(found, queries.leg_for(found, leg))
    return _pdf(pdf, "serah-terima")


@member(permission=_LEAD)
def heirs_pack(request: MemberRequest, case: str) -> HttpResponse:
    """Print what the heirs need for their rights."""
    found = queries.case_for(request.actor, case)
    return _pdf(receipts.heirs_pack(found, on=today()), "hak-ahli-waris")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
