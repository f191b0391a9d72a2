"""Her own account: the officer who has seen her and her card ties it to her file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.doors import member
from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.clock import now
from pulang.base.errors import Refused
from pulang.people import queries
from pulang.people.actions import own_files
from pulang.people.forms import OwnAccountForm


@member(writes=("POST",), permission=Permission.PERSON_WRITE)
def tie(request: MemberRequest, person: str) -> HttpResponse:
    """Let her follow her own file with the account she has."""
    who = queries.person_for(request.actor, person)
    form = OwnAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            own_files.tie(
                person=who, address=form.cleaned_data["address"], by=request.actor, at=now()
            )
        except Refused as refusal:
            form.add_error("address", refusal.sentence)
        else:
            messages.success(request, _("She follows her own file from now on."))
            return redirect(f"{who.get_absolute_url()}#account")
    context = {"form": form, "person": who, "title": _("Her own account")}
    return render(request, "people/form.html", context, status=422 if form.is_bound else 200)
