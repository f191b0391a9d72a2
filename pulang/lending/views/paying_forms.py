"""What every step of the desk of paying does with its form."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from pulang.access.middleware import MemberRequest
from pulang.access.terms import Permission
from pulang.base.errors import NotAllowed, Refused

DESK = Permission.POOL_READ


def require_desk(request: MemberRequest) -> None:
    """Single loans are the bank's; who reads the pool sees sums only.

    Raises: NotAllowed.
    """
    may = request.actor.may
    if not (may(Permission.LOAN_WRITE) or may(Permission.LOAN_DECIDE)):
        raise NotAllowed(_("Single loans are read at the bank's desk."))


def bare(request: MemberRequest) -> forms.Form:
    """Return a form without fields: a step that only wants to be confirmed."""
    return forms.Form(request.POST if request.method == "POST" else None)


def answer(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    back: str,
    said: str = "",
    lead: str = "",
    button: str = "",
    facts: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """Show the form; when it is sent and right, act and go back; a refusal stands in the form.

    `act` may answer the address to go on to.
    """
    if request.method == "POST" and form.is_valid():
        try:
            onward = act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if said:
                messages.success(request, said)
            return redirect(onward if isinstance(onward, str) else back)
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button or title,
        "back": back,
        "facts": facts,
        "is_file": form.is_multipart(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "lending/paying/form.html", context, status=status)
