"""A form page: what every writing door of departure does with a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from pulang.access.middleware import MemberRequest
from pulang.base.errors import Refused

Text = str | Promise


def answer(
    request: MemberRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: Text,
    back: str,
    lead: Text = "",
    button: Text = "",
    said: Text = "",
) -> HttpResponse:
    """Show the form; when it is sent and right, act and go back; a refusal stands in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            if said:
                messages.success(request, str(said))
            return redirect(back)
    return render(
        request,
        "departure/form.html",
        {"form": form, "title": title, "lead": lead, "button": button, "back": back},
        status=422 if form.is_bound else 200,
    )
