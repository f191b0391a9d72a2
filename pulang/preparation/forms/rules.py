"""Shape of a change of the rules: another demand of a scheme, other facts of a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.journey.terms import Occupation, Scheme, Stage
from pulang.law.terms import Evidence
from pulang.places.models import Country
from pulang.preparation.models import DocumentType
from pulang.preparation.terms import Demand

_DAY = {"type": "date"}
_STAGES = [(one.value, one.label) for one in (Stage.REGISTERED, Stage.PREPARING, Stage.CLEARED)]


class DayForm(forms.Form):
    """The day whose rules are shown."""

    on = forms.DateField(label=_("Rules of"), required=False, widget=forms.DateInput(_DAY))


class _SourceForm(forms.Form):
    """From when a change holds, and where it was read."""

    valid_from = forms.DateField(label=_("Holds from"), widget=forms.DateInput(_DAY))
    evidence = forms.ChoiceField(
        label=_("How well known"), choices=Evidence, initial=Evidence.VERIFIED
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=120,
        help_text=_("Number of the regulation, article, page."),
    )

    def said(self) -> dict[str, Any]:
        """Return the day, the evidence and the source, as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("valid_from", "evidence", "source")}


class RequirementForm(_SourceForm):
    """What a scheme asks from a day on."""

    field_order = ("scheme", "demand", "stage", "destinations", "occupations", "alternatives")

    scheme = forms.ChoiceField(label=_("Scheme"), choices=Scheme)
    demand = forms.ChoiceField(
        label=_("How strictly"),
        choices=[*Demand.choices, ("", _("not asked for any more"))],
        required=False,
    )
    stage = forms.ChoiceField(label=_("Before"), choices=_STAGES, initial=Stage.CLEARED)
    destinations = forms.ModelMultipleChoiceField(
        Country.objects.filter(is_destination=True),
        label=_("Only for these countries"),
        required=False,
    )
    occupations = forms.MultipleChoiceField(
        label=_("Only for these kinds of work"), choices=Occupation, required=False
    )
    alternatives = forms.MultipleChoiceField(
        label=_("One of these will do instead"), required=False
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["alternatives"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = others

    def said(self) -> dict[str, Any]:
        """Return the change, as the action takes it."""
        clean = self.cleaned_data
        return {
            **super().said(),
            "scheme": clean["scheme"],
            "demand": clean["demand"] or None,
            "stage": clean["stage"],
            "destinations": [country.pk for country in clean["destinations"]],
            "occupations": clean["occupations"],
            "alternatives": clean["alternatives"],
        }


class PaperKindForm(_SourceForm):
    """What a paper costs, how long it takes and holds, from a day on."""

    field_order = (
        *("name_id", "name_en", "office_id", "office_en", "bring_id", "bring_en"),
        *("price", "days", "valid_months", "valid_days", "spare_months"),
    )

    name_id = forms.CharField(label=_("Name (Indonesian)"), max_length=80)
    name_en = forms.CharField(label=_("Name (English)"), max_length=80)
    office_id = forms.CharField(label=_("Office (Indonesian)"), max_length=80)
    office_en = forms.CharField(label=_("Office (English)"), max_length=80)
    bring_id = forms.CharField(label=_("Bring along (Indonesian)"), max_length=120, required=False)
    bring_en = forms.CharField(label=_("Bring along (English)"), max_length=120, required=False)
    price = forms.IntegerField(
        label=_("Legal price in rupiah"), min_value=0, max_value=100_000_000, required=False
    )
    days = forms.IntegerField(label=_("Usual days"), min_value=0, max_value=365, required=False)
    valid_months = forms.IntegerField(
        label=_("Holds for months"), min_value=1, max_value=240, required=False
    )
    valid_days = forms.IntegerField(
        label=_("Holds for days"), min_value=1, max_value=3650, required=False
    )
    spare_months = forms.IntegerField(
        label=_("Must hold so many months longer than the contract"), min_value=0, max_value=60
    )

    @staticmethod
    def facts_of(kind: DocumentType) -> dict[str, Any]:
        """Return what stands now, to begin with."""
        return {name: getattr(kind, name) for name in PaperKindForm.field_order}

    def said(self) -> dict[str, Any]:
        """Return the change, as the action takes it."""
        facts = {name: self.cleaned_data[name] for name in self.field_order}
        return {**super().said(), "facts": facts}
