"""Contacts with the family left behind."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.abroad.actions import contacts
from pulang.abroad.forms import ContactForm
from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now, today
from pulang.base.errors import Refused
from pulang.journey.queries.migrations import migration_for


@member(writes=("POST",), permission=Permission.MIGRATION_WRITE)
def note(request: MemberRequest, migration: str) -> HttpResponse:
    """Note a contact."""
    found = migration_for(request.actor, migration)
    form = ContactForm(request.POST or None, initial={"contacted_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            contacts.note(migration=found, by=request.actor, at=now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(found)
    context = {
        "form": form,
        "title": _("Contact with the family"),
        "person": found.person,
        "button": _("Save"),
    }
    return render(request, "abroad/form.html", context, status=422 if form.is_bound else 200)
