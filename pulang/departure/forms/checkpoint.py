"""Shape of what a checkpoint types."""

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.departure.rules.token import MOST_CHARACTERS
from pulang.places.models import ExitPoint


class TokenForm(forms.Form):
    """A pass as text, and where it is shown."""

    exit_point = forms.ModelChoiceField(
        label=_("Exit point"), queryset=ExitPoint.objects.order_by("kind", "name")
    )
    token = forms.CharField(
        label=_("Text of the pass"),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("It begins with PLG1: and is what another scanner reads from the QR."),
        strip=True,
    )


class LostForm(forms.Form):
    """Passport and birth date of a traveller without her paper."""

    passport = forms.CharField(label=_("Passport number"), max_length=20)
    born_on = forms.DateField(label=_("Birth date"), widget=forms.DateInput(attrs={"type": "date"}))
