"""One person: her page, new claims, mistakes taken back, sealed numbers opened."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pulang.access.actions import audit
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.base.privacy import DataClass
from pulang.people import queries
from pulang.people.actions import own_files, persons
from pulang.people.forms import PersonForm
from pulang.people.models import Person


@member()
def show(request: MemberRequest, person: str) -> HttpResponse:
    """Show a person with every claim and where it comes from."""
    found = queries.person_for(request.actor, person)
    if found.merged_into:
        return redirect(found.merged_into)
    audit.opened(
        by=request.actor, at=now(), subject=persons.subject_of(found), classes=(DataClass.D2,)
    )
    return _page(request, found)


@member(writes=("POST",), permission=Permission.PERSON_WRITE)
def edit(request: MemberRequest, person: str) -> HttpResponse:
    """Add what is newly said of her; what stood before stays among the claims."""
    found = queries.person_for(request.actor, person)
    if request.method != "POST":
        form = PersonForm(initial=PersonForm.initial_of(found), today=today())
        return render(request, "people/edit.html", {"form": form, "person": found})
    form = PersonForm(request.POST, initial=PersonForm.initial_of(found), today=today())
    if form.is_valid():
        try:
            count = persons.add_claims(person=found, draft=form.draft(), by=request.actor, at=now())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            said = ngettext("%(count)d entry added.", "%(count)d entries added.", count)
            messages.success(
                request, said % {"count": count} if count else _("Nothing new was said.")
            )
            return redirect(found)
    return render(request, "people/edit.html", {"form": form, "person": found}, status=422)


@member(writes=("POST",), permission=Permission.PERSON_WRITE)
def withdraw_claim(request: MemberRequest, person: str, kind: str, key: int) -> HttpResponse:
    """Ask, then take back an entry that was a mistake."""
    found = queries.person_for(request.actor, person)
    if request.method != "POST":
        return render(request, "people/withdraw_claim.html", {"person": found})
    try:
        persons.withdraw_claim(person=found, kind=kind, key=key, by=request.actor, at=now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("Taken back. It stays in the record, crossed out."))
    return redirect(found)


@member(writes=("POST",))
def reveal(request: MemberRequest, person: str, key: int) -> HttpResponse:
    """Open the sealed number of a document; who opened it is recorded."""
    found = queries.person_for(request.actor, person)
    if request.method != "POST":
        return redirect(found)
    number = persons.reveal_document(person=found, key=key, by=request.actor, at=now())
    return _page(request, found, opened={key: number})


def _page(
    request: MemberRequest, person: Person, *, opened: dict[int, str] | None = None
) -> HttpResponse:
    day, may_write = today(), request.actor.may(Permission.PERSON_WRITE)
    return render(
        request,
        "people/person.html",
        {
            "page": queries.persons.page_of(person, today=day),
            "person": person,
            "households": queries.households.households_of(person, today=day),
            "consents": queries.consents.consents_of(person),
            "sections": queries.page_sections.shown(person, request.actor),
            "opened": opened or {},
            "now": now(),
            "accounts": own_files.addresses_of(person) if may_write else [],
            "may_write": may_write,
            "may_consent": request.actor.may(Permission.CONSENT_WRITE),
        },
    )
