"""What a worker writes when she cannot pay."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.lending.actions.asking import HERS


class HelpForm(forms.Form):
    """What happened, in one choice and one sentence."""

    hardship = forms.ChoiceField(
        label=_("what happened"),
        choices=[(one.value, one.label) for one in HERS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("in your own words"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: from which month you earn less."),
    )
