"""The book of names: look a spelling up, change a group, decide suggestions."""

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
from pulang.people import queries
from pulang.people.actions import dictionary
from pulang.people.forms import GroupForm

_PER_PAGE = 50


@member(permission=Permission.PERSON_SEARCH)
def book(request: MemberRequest) -> HttpResponse:
    """Show the groups of spellings, and what reviewers suggest."""
    typed = request.GET.get("q", "").strip()[:60]
    may_write = request.actor.may(Permission.DICTIONARY_WRITE)
    return render(
        request,
        "people/names.html",
        {
            "typed": typed,
            "page": Paginator(queries.dictionary.find_groups(typed), _PER_PAGE).get_page(
                request.GET.get("page")
            ),
            "version": queries.dictionary.version(),
            "suggestions": queries.dictionary.open_suggestions() if may_write else [],
            "may_write": may_write,
        },
    )


@member(writes=("POST",), permission=Permission.DICTIONARY_WRITE)
def group(request: MemberRequest) -> HttpResponse:
    """Write a group: new, or with other spellings."""
    named = request.GET.get("name", "")
    known = next((g for g in queries.dictionary.all_groups() if g.canonical == named), None)
    initial = {"canonical": known.canonical, "variants": ", ".join(known.variants)} if known else {}
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = dictionary.keep_group(
                canonical=form.cleaned_data["canonical"],
                variants=form.cleaned_data["variants"],
                is_active="remove" not in request.POST,
                by=request.actor,
                at=now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(
                request, _("Saved as version %(version)d of the book.") % {"version": kept.version}
            )
            return redirect("people:names")
    context = {"form": form, "known": known}
    return render(request, "people/group.html", context, status=422 if form.is_bound else 200)


@member(writes=("POST",), permission=Permission.DICTIONARY_WRITE)
def decide(request: MemberRequest, key: int) -> HttpResponse:
    """Accept or decline a suggestion."""
    if request.method == "POST":
        try:
            dictionary.decide(key=key, accept="accept" in request.POST, by=request.actor, at=now())
        except Refused as refusal:
            messages.error(request, refusal.sentence)
    return redirect("people:names")
