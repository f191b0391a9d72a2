"""A new version of a legal value, as an officer writes it."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.law.terms import Evidence


class VersionForm(forms.Form):
    """What holds from a day on, and where it was read."""

    value = forms.CharField(
        label=_("Value"),
        max_length=2000,
        help_text=_("A number, or a list such as [“SY”, “YE”]."),
    )
    valid_from = forms.DateField(label=_("Holds from"), widget=forms.DateInput({"type": "date"}))
    evidence = forms.ChoiceField(
        label=_("How well known"), choices=Evidence, initial=Evidence.VERIFIED
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Number of the regulation, article, page."),
    )
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def clean_value(self) -> Any:
        """Read a number or a list; anything else stays text."""
        text = self.cleaned_data["value"].strip()
        try:
            return json.loads(text.replace("“", '"').replace("”", '"'))
        except ValueError:
            return text
