"""The legal register and the values that follow from it, with their history."""

from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pulang.base.clock import now, today
from pulang.base.doors import View, public
from pulang.base.errors import NotFound, Refused
from pulang.law import queries
from pulang.law.actions import parameters
from pulang.law.forms import VersionForm
from pulang.law.rules.periods import version_on
from pulang.law.terms import RULE_WRITE


def writing(view: View) -> View:
    """Declare a change: POST by a signed-in keeper of the rules; the action asks again."""

    @require_POST
    @login_required
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or not actor.may(RULE_WRITE):
            return render(request, "ui/refused.html", status=403)
        return view(request, *args, **kwargs)

    door.permission = RULE_WRITE  # type: ignore[attr-defined]
    return door


@public
def register(request: HttpRequest) -> HttpResponse:
    """Show the instruments and what their articles say."""
    return render(request, "law/register.html", {"instruments": queries.register()})


@public
def values(request: HttpRequest) -> HttpResponse:
    """Show the values in force today."""
    day = today()
    return render(request, "law/values.html", {"values": queries.current(on=day), "day": day})


def _value_page(
    request: HttpRequest, code: str, *, form: VersionForm | None = None, status: int = 200
) -> HttpResponse:
    versions = queries.versions(code)
    actor = getattr(request, "actor", None)
    context = {
        "versions": versions,
        "present": version_on(versions, on=today()),
        "first": versions[0],
        "form": form or VersionForm(),
        "may_write": bool(actor and actor.may(RULE_WRITE)),
    }
    return render(request, "law/value.html", context, status=status)


@public
def value(request: HttpRequest, code: str) -> HttpResponse:
    """Show a value with all its versions."""
    return _value_page(request, code)


@writing
def new_version(request: HttpRequest, code: str) -> HttpResponse:
    """Let another value hold from a day on."""
    form = VersionForm(request.POST)
    if form.is_valid():
        try:
            parameters.new_version(code=code, by=request.actor, at=now(), **form.cleaned_data)  # type: ignore[attr-defined]
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect("law:value", code)
    return _value_page(request, code, form=form, status=422)


@writing
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Say that the value in force was held against the text of the law."""
    present = queries.version(code, on=today())
    if present is None:
        raise NotFound
    parameters.verify(parameter=present, by=request.actor, on=today())  # type: ignore[attr-defined]
    return redirect("law:value", code)
