"""Shape of a referral as a person enters it."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pulang.access.models import Organisation
from pulang.access.terms import Actor
from pulang.base.clock import WITA
from pulang.coordination.queries import offices
from pulang.coordination.terms import Item, ReferralState, Service
from pulang.people.models import Consent
from pulang.people.terms import ConsentBasis


class ReferralForm(forms.Form):
    """To whom, for what, on which ground, what travels, until when."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("To which office"),
        queryset=Organisation.objects.none(),
        to_field_name="public_id",
    )
    service = forms.ChoiceField(
        label=gettext_lazy("For what"), choices=[("", "–"), *Service.choices]
    )
    shared = forms.MultipleChoiceField(
        label=gettext_lazy("What may be shared"),
        choices=Item,
        widget=forms.CheckboxSelectMultiple,
        initial=[Item.NAME, Item.SEX, Item.PLACE],
        help_text=gettext_lazy("The other office sees this and nothing else."),
    )
    # No ground and no service stands there already: whoever sends chooses them.
    basis = forms.ChoiceField(
        label=gettext_lazy("On which ground"), choices=[("", "–"), *ConsentBasis.choices]
    )
    consent = forms.ModelChoiceField(
        label=gettext_lazy("Her consent"),
        queryset=Consent.objects.none(),
        to_field_name="public_id",
        required=False,
        help_text=gettext_lazy("Needed when the ground is explicit consent."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be done by"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("As short as the other office needs. It travels with the sheet."),
    )

    def __init__(
        self, *args: Any, actor: Actor, consents: list[Consent], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self._choose("to").queryset = offices.receiving(actor)
        self._choose("consent").queryset = Consent.objects.filter(
            pk__in=[one.pk for one in consents if one.withdrawn_at is None]
        )

    def _choose(self, name: str) -> Any:
        return self.fields[name]

    def clean_due_on(self) -> date:
        """Refuse a day that has passed."""
        due: date = self.cleaned_data["due_on"]
        if due < self._today:
            raise forms.ValidationError(_("This day has passed."))
        return due

    def due_at(self) -> datetime:
        """Return the end of the working day on which it is due, in NTT."""
        return datetime.combine(self.cleaned_data["due_on"], time(17), tzinfo=WITA)


class StepForm(forms.Form):
    """The next step of a referral, with what is said."""

    to = forms.ChoiceField(choices=ReferralState)
    said = forms.CharField(required=False, max_length=300)
