"""The living style page: every component as it looks now."""

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from pulang.access.doors import member
from pulang.access.terms import Permission
from pulang.ui.waterfall import Step


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), help_text=_("As written on the paper."))
    born_on = forms.DateField(label=_("Birth date"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        choices=[("F", _("female")), ("M", _("male"))],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label=_("She agrees that the bank sees this"))


def _example() -> dict[str, Any]:
    mistaken = ExampleForm(data={"born_on": "31-02-1999"})
    return {
        "form": mistaken,
        "day": date(2026, 1, 15),
        "page": Paginator(range(4213), 50).page(2),
        "entries": [(_("Components"), "/ui/"), (_("Start page"), "/")],
        "steps": [
            Step(str(_("Name")), 7.4, "Maria Yasinta Taneo"),
            Step(str(_("Birth date")), 4.1),
            Step(str(_("Village")), 2.2),
            Step(str(_("Phone")), -1.6),
            Step("NIK", -3.0),
        ],
    }


@member(permission=Permission.SOURCE_WRITE)
def style(request: HttpRequest) -> HttpResponse:
    """Show the components to those who build pages."""
    return render(request, "ui/style.html", _example())


@member(permission=Permission.SOURCE_WRITE)
def style_progress(request: HttpRequest, step: int) -> HttpResponse:
    """Answer the next state of the example job."""
    return render(request, "ui/style_progress.html", {"step": min(step, 10), "next": step + 1})
