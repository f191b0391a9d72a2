"""The desk that checks papers: the photo beside what stands on it, by keyboard."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.people.queries.places import labels
from pulang.preparation.actions import papers as actions
from pulang.preparation.forms.papers import CheckForm, RejectForm
from pulang.preparation.models import Paper
from pulang.preparation.queries import ages, papers, rulesets


@member(permission=Permission.PAPER_CHECK)
def desk(request: MemberRequest) -> HttpResponse:
    """Show the papers that wait."""
    page = Paginator(papers.waiting(), 25).get_page(request.GET.get("page"))
    kinds = rulesets.documents(on=now().date())
    rows = [(paper, kinds.get(paper.document, paper.document)) for paper in page.object_list]
    return render(request, "preparation/desk.html", {"rows": rows, "page": page})


def _page(
    request: MemberRequest, found: Paper, form: CheckForm, reject: RejectForm, **more: Any
) -> dict[str, Any]:
    at, migration = now(), found.migration
    file = papers.file_of(found)
    if file is not None:
        actions.opened(paper=found, by=request.actor, at=at)
    verdict = ages.verdict(migration, at=at)
    return {
        "paper": found,
        "migration": migration,
        "person": migration.person,
        "place": labels([migration.place_code]).get(migration.place_code, ""),
        "kind": rulesets.documents(on=migration.ruleset_on).get(found.document),
        "file": file,
        "number": papers.number_of(file),
        "handed_in_by": papers.handed_in_by(found),
        "is_own": found.submitted_by == request.actor.membership_id,
        "verdict": verdict,
        "waiting": papers.waiting().count(),
        "form": form,
        "reject": reject,
        **more,
    }


@member(writes=("POST",), permission=Permission.PAPER_CHECK)
def check(request: MemberRequest, paper: str) -> HttpResponse:
    """Check one paper: accept it with what stands on it, or send it back with a reason."""
    found = papers.paper_for(paper)
    if request.method != "POST":
        context = _page(request, found, CheckForm.of(found), RejectForm())
        return render(request, "preparation/check.html", context)
    is_rejected = request.POST.get("answer") == "reject"
    form = CheckForm.of(found, None if is_rejected else request.POST)
    reject = RejectForm(request.POST if is_rejected else None)
    sent: CheckForm | RejectForm = reject if is_rejected else form
    if sent.is_valid():
        try:
            if is_rejected:
                actions.reject(paper=found, by=request.actor, at=now(), **reject.cleaned_data)
            else:
                actions.accept(paper=found, by=request.actor, at=now(), **form.said())
        except Refused as refusal:
            sent.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Sent back.") if is_rejected else _("Accepted."))
            following = papers.waiting().exclude(submitted_by=request.actor.membership_id).first()
            if following is None:
                return redirect("preparation:desk")
            return redirect("preparation:check", following.public_id)
    context = _page(request, papers.paper_for(paper), form, reject)
    return render(request, "preparation/check.html", context, status=422)
