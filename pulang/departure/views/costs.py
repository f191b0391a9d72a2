"""What was charged, what is too much, the letter about it, and the versions of the rules."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import NotFound
from pulang.base.money import format_rupiah
from pulang.departure import letters
from pulang.departure.actions import costs as actions
from pulang.departure.forms import costs as forms
from pulang.departure.forms.agencies import ReasonForm
from pulang.departure.queries import costs as queries
from pulang.departure.queries import orders
from pulang.departure.views.forms import answer
from pulang.journey.actions.subjects import subject_of
from pulang.journey.queries.migrations import migration_for


def _back(migration: str) -> str:
    return reverse("departure:costs", args=[migration])


@member()
def of_migration(request: MemberRequest, migration: str) -> HttpResponse:
    """Show what was charged on a migration, judged by the rules its file keeps."""
    found = migration_for(request.actor, migration)
    account = queries.account_of(found)
    return render(
        request,
        "departure/costs.html",
        {
            "migration": found,
            "account": account,
            "others": queries.under_other_rules(account, today=today()),
            "may_write": request.actor.may(Permission.COST_WRITE),
            "may_review": request.actor.may(Permission.CLEARANCE_GRANT),
        },
    )


@member(writes=("POST",), permission=Permission.COST_WRITE)
def new(request: MemberRequest, migration: str) -> HttpResponse:
    """Write an amount down."""
    found = migration_for(request.actor, migration)
    return answer(
        request,
        forms.CostForm(request.POST or None),
        lambda said: actions.record(migration=found, by=request.actor, at=now(), **said),
        title=_("What was charged"),
        lead=_("Also what seems in order: only what is written down can be paid back."),
        back=_back(migration),
    )


@member(writes=("POST",), permission=Permission.CLEARANCE_GRANT)
def review(request: MemberRequest, migration: str, line: str) -> HttpResponse:
    """Decide about an amount."""
    found = queries.line_for(migration_for(request.actor, migration), line)
    return answer(
        request,
        forms.ReviewForm(request.POST or None),
        lambda said: actions.review(line=found, by=request.actor, at=now(), **said),
        title=_("Decide about an amount"),
        lead=f"{found.get_component_display()} · {format_rupiah(found.amount)}",
        back=_back(migration),
    )


@member(writes=("POST",), permission=Permission.COST_WRITE)
def refund(request: MemberRequest, migration: str, line: str) -> HttpResponse:
    """Write down what was paid back to her."""
    found = queries.line_for(migration_for(request.actor, migration), line)
    return answer(
        request,
        forms.RefundForm(request.POST or None, initial={"amount": found.refunded}),
        lambda said: actions.refund(line=found, by=request.actor, at=now(), **said),
        title=_("Paid back to her"),
        lead=f"{found.get_component_display()} · {format_rupiah(found.amount)}",
        back=_back(migration),
    )


@member(writes=("POST",), permission=Permission.COST_WRITE)
def withdraw(request: MemberRequest, migration: str, line: str) -> HttpResponse:
    """Take back an amount that was a mistake."""
    found = queries.line_for(migration_for(request.actor, migration), line)
    return answer(
        request,
        ReasonForm(request.POST or None),
        lambda said: actions.withdraw(line=found, by=request.actor, at=now(), **said),
        title=_("Take an amount back"),
        lead=f"{found.get_component_display()} · {format_rupiah(found.amount)}",
        back=_back(migration),
    )


@member(permission=Permission.COST_WRITE)
def complaint(request: MemberRequest, migration: str) -> HttpResponse:
    """Answer the letter that asks the company to pay back what was too much."""
    found = migration_for(request.actor, migration)
    account = queries.account_of(found)
    if not account.judgement.too_much:
        raise NotFound
    agreement = orders.agreement_of(found)
    audit.opened(by=request.actor, at=now(), subject=subject_of(found), classes=("D2",))
    pdf = letters.complaint(account, agreement, by=request.actor, today=today())
    return letters.as_response(pdf, name=f"pengaduan-biaya-{found.public_id}")


@member(permission=Permission.CLEARANCE_GRANT)
def waiting(request: MemberRequest) -> HttpResponse:
    """Show the files with something too much or undecided."""
    return render(request, "departure/overcharged.html", {"accounts": queries.overcharged()[:200]})


@member()
def versions(request: MemberRequest) -> HttpResponse:
    """Show the versions of the rules side by side, and what was charged under each."""
    return render(
        request,
        "departure/rulesets.html",
        {
            "lines": queries.by_version(),
            "today": today(),
            "may_write": request.actor.may(Permission.RULE_WRITE),
        },
    )


@member()
def version(request: MemberRequest, code: str) -> HttpResponse:
    """Show what a version says."""
    found = queries.ruleset_for(code)
    return render(
        request, "departure/ruleset.html", {"ruleset": found, "rules": queries.rules_of(found)}
    )


@member(writes=("POST",), permission=Permission.RULE_WRITE)
def enact(request: MemberRequest) -> HttpResponse:
    """Bring in a new version: what the last one says, but for one rule."""
    form = forms.RulesetForm(request.POST or None)
    return answer(
        request,
        form,
        lambda _said: actions.enact_changed(
            **form.version(), changes=[form.change()], by=request.actor, at=now()
        ),
        title=_("New version of the cost rules"),
        lead=_("Files opened before its first day keep the version they began with."),
        back=reverse("departure:rulesets"),
    )
