"""The pool as the governor and the bank's head see it: sums and plots, no single loan."""

from dataclasses import replace
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import today
from pulang.base.errors import NotFound
from pulang.lending import plots, scenario_plots
from pulang.lending.forms.showing import ScenarioForm
from pulang.lending.models import Pool
from pulang.lending.queries import pool as queries
from pulang.lending.rules import pool as fund

_READ = Permission.POOL_READ


def _chosen(request: MemberRequest) -> Pool | None:
    """Return the pool that was asked for, or the first; None before one was founded.

    Raises: NotFound.
    """
    found = queries.pools(request.actor)
    asked = request.GET.get("pool", "")
    if not asked:
        return found[0] if found else None
    for one in found:
        if one.public_id == asked:
            return one
    raise NotFound


@member(permission=_READ)
def show(request: MemberRequest) -> HttpResponse:
    """Show what a pool did so far; before one was founded, what will stand here."""
    pool = _chosen(request)
    context = {
        "pool": pool,
        "pools": queries.pools(request.actor),
        "shown": queries.overview(request.actor, pool, on=today()) if pool else None,
        "which": f"pool={pool.public_id}" if pool else "",
        "may_fund": request.actor.may(Permission.LOAN_DECIDE),
    }
    return render(request, "lending/pool.html", context)


@member(permission=_READ)
def plot(request: MemberRequest, kind: str) -> HttpResponse:
    """Answer one of the drawings of the page.

    Raises: NotFound.
    """
    pool = _chosen(request)
    draw = _DRAWN.get(kind)
    if pool is None or draw is None:
        raise NotFound
    answer = HttpResponse(draw(request, pool), content_type="image/svg+xml")
    patch_cache_control(answer, private=True, max_age=120)
    return answer


def _narrow(request: MemberRequest) -> bool:
    """Tell whether the drawing is for a phone: narrower, its letters as large as on a desk."""
    return "narrow" in request.GET


def _stack(request: MemberRequest, pool: Pool) -> bytes:
    words = (_("available"), _("committed"), _("outstanding"), _("lost"))
    parts = plots.parts_of_pool(
        available=pool.available,
        committed=pool.committed,
        outstanding=pool.outstanding,
        lost=pool.lost,
        words=words,
    )
    return plots.stack(parts, title=_("billion rupiah"), narrow=_narrow(request))


def _flow(request: MemberRequest, pool: Pool) -> bytes:
    rows = [
        (one.month, one.disbursed, one.expected, one.received)
        for one in queries.flows(request.actor, pool)
    ]
    words = (_("paid out"), _("expected back"), _("paid back"), _("million rupiah"))
    narrow = _narrow(request)
    return plots.flow(tuple(_about_now(rows, narrow=narrow)), words=words, narrow=narrow)


def _about_now(
    rows: list[tuple[date, int, int, int]], *, narrow: bool
) -> list[tuple[date, int, int, int]]:
    """Return the months before and after today that a drawing has room for."""
    before, after = (6, 6) if narrow else (12, 12)
    coming = sum(month > today() for month, *_amounts in rows)
    first = max(len(rows) - coming - before, 0)
    return rows[first : len(rows) - coming + after]


def _over_time(request: MemberRequest, pool: Pool) -> bytes:
    rows: list[tuple[date, int]] = [
        (day, amount)
        for day, account, amount in queries.by_day(request.actor, pool)
        if account == "principal"
    ]
    title = _("million rupiah outstanding")
    return plots.over_time(tuple(rows), title=title, narrow=_narrow(request))


def _places(request: MemberRequest, pool: Pool) -> bytes:
    shown = queries.overview(request.actor, pool, on=today())
    # Both sexes together: of most kabupaten only the sum is large enough to be shown.
    rows = [(line.label, line.cells[-1], "") for line in shown.places[:-1] if line.cells[-1]]
    title = _("workers who received money")
    return plots.bars(tuple(rows), title=title, narrow=_narrow(request))


_DRAWN = {"stack": _stack, "flow": _flow, "time": _over_time, "places": _places}


# --- what if ---


@member(permission=_READ)
def simulate(request: MemberRequest) -> HttpResponse:
    """Show how many workers a year the fund serves, and at which loss it shrinks."""
    form = ScenarioForm(request.GET or None)
    scenario = form.scenario() if form.is_bound and form.is_valid() else ScenarioForm.usual()
    years = form.horizon()
    run = fund.simulate(scenario, years=years)
    context = {
        "form": form if form.is_bound else ScenarioForm(initial=ScenarioForm.USUAL),
        "scenario": scenario,
        "capacity": fund.capacity(scenario),
        "limit": fund.break_even(scenario, years=years),
        "years": [
            {
                "number": number,
                "served": served,
                "lost": sum(one.lost for one in run[12 * number - 12 : 12 * number]),
                "interest": sum(one.interest for one in run[12 * number - 12 : 12 * number]),
                "value": run[12 * number - 1].value,
            }
            for number, served in enumerate(fund.served_by_year(run), 1)
        ],
        "query": request.GET.urlencode(),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "lending/simulate.html", context, status=status)


@member(permission=_READ)
def simulated_plot(request: MemberRequest) -> HttpResponse:
    """Answer the drawing of a simulated fund."""
    said = request.GET.copy()
    said.pop("narrow", None)
    form = ScenarioForm(said or None)
    scenario = form.scenario() if form.is_bound and form.is_valid() else ScenarioForm.usual()
    years = form.horizon()
    limit = fund.break_even(scenario, years=years)
    losses = {0, scenario.loss, limit, min(2 * limit, 10_000)}
    runs = {loss: fund.simulate(replace(scenario, loss=loss), years=years) for loss in losses}
    drawing = scenario_plots.fund(runs, allocation=scenario.allocation, narrow=_narrow(request))
    answer = HttpResponse(drawing, content_type="image/svg+xml")
    patch_cache_control(answer, private=True, max_age=120)
    return answer
