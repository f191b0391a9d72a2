"""Shape of a published figure."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.insight.terms import Basis, Part, Sex, Topic, Unit
from pulang.places import queries as places
from pulang.places.models import Country, Place
from pulang.places.queries import exits


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class ClaimForm(forms.Form):
    """One figure as published."""

    topic = forms.ChoiceField(label=_("What is counted"), choices=Topic.choices)
    value = forms.DecimalField(label=_("Value"), min_value=0, max_digits=18, decimal_places=2)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    starts_on = _day(_("First day of the period"))
    last_day = _day(_("Last day of the period"))
    place = forms.ModelChoiceField(
        label=_("Kabupaten or kota"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("the whole province"),
    )
    destination = forms.ModelChoiceField(
        label=_("Destination"),
        queryset=Country.objects.none(),
        required=False,
        empty_label=_("all destinations"),
    )
    sex = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("women and men")), *Sex.choices], required=False
    )
    part = forms.ChoiceField(
        label=_("Part"), choices=[("", _("the whole")), *Part.choices], required=False
    )
    basis = forms.ChoiceField(label=_("Stands in"), choices=Basis.choices)
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who published it, where, when.")
    )
    as_of = _day(_("As of"))
    words = forms.CharField(
        label=_("In our words"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("What the source says, not copied. No names of persons."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places.regencies()  # type: ignore[attr-defined]
        self.fields["destination"].queryset = exits.destinations()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the day after it, and refuse what cannot be."""
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.pop("last_day", None)
        if first and last:
            data["ends_on"] = last + timedelta(days=1)
            if last < first:
                self.add_error("last_day", _("The period must not end before it begins."))
        if data.get("unit") == Unit.PERCENT and (data.get("value") or 0) > 100:
            self.add_error("value", _("A share is at most 100 percent."))
        return data


class ReasonForm(forms.Form):
    """Why a figure is corrected or taken back."""

    because = forms.CharField(label=_("Reason"), max_length=300)


class FilterForm(forms.Form):
    """Which figures to list."""

    topic = forms.ChoiceField(
        label=_("What is counted"), choices=[("", _("everything")), *Topic.choices], required=False
    )
    place = forms.ModelChoiceField(
        label=_("Kabupaten or kota"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=_("the whole province"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places.regencies()  # type: ignore[attr-defined]
