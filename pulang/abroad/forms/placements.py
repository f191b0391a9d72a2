"""Shape of what people enter about work abroad."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.abroad.actions.placements import Terms, Way
from pulang.abroad.models import Mission, PlacementTerms, SafeContact
from pulang.abroad.terms import (
    CLOSE_WITH,
    Answer,
    ContactRank,
    Currency,
    EndReason,
    TermsKind,
    WagePeriod,
    Weekday,
)
from pulang.notices.terms import Channel

# --- placements and check-ins ---

_DAY_INPUT = forms.DateInput(attrs={"type": "date"})
_TIME_INPUT = forms.TimeInput(attrs={"type": "time"})
_LANGUAGES = (("id", _("Indonesian")), ("en", _("English")))


def _or_blank(choices: Any) -> list[tuple[str, Any]]:
    return [("", "–"), *choices]


class TermsForm(forms.Form):
    """Employer and contract; what is not known stays empty."""

    employer = forms.CharField(label=_("Employer"), max_length=160, required=False)
    employer_address = forms.CharField(
        label=_("Address"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    contract_ends_on = forms.DateField(
        label=_("Contract ends on"), required=False, widget=_DAY_INPUT
    )
    wage = forms.DecimalField(
        label=_("Wage"), min_value=0.01, max_digits=14, decimal_places=2, required=False
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=_or_blank(Currency.choices), required=False
    )
    wage_period = forms.ChoiceField(
        label=_("The wage is for"), choices=_or_blank(WagePeriod.choices), required=False
    )
    hours_a_week = forms.IntegerField(
        label=_("Hours a week"), min_value=1, max_value=168, required=False
    )
    rest_day = forms.ChoiceField(
        label=_("Day of rest"), choices=_or_blank(Weekday.choices), required=False
    )
    agency_home = forms.CharField(label=_("Agency at home"), max_length=160, required=False)
    agency_abroad = forms.CharField(label=_("Agency abroad"), max_length=160, required=False)
    mission = forms.ModelChoiceField(
        label=_("Representative office in charge"),
        queryset=Mission.objects.all(),
        required=False,
        empty_label="–",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the unit of a wage."""
        said = super().clean() or {}
        if said.get("wage") and not (said.get("currency") and said.get("wage_period")):
            self.add_error("currency", _("Say in which currency, and for how long the wage is."))
        return said

    def terms(self) -> Terms:
        """Return what was entered as the action takes it."""
        fields = Terms.__dataclass_fields__
        return Terms(**{name: self.cleaned_data[name] for name in fields})


def initial_of(terms: PlacementTerms | None) -> dict[str, Any]:
    """Return the present terms to begin a change from."""
    if terms is None:
        return {}
    said = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    return {**said, "mission": terms.mission_id}


class WayForm(forms.Form):
    """How somebody is reached, and when it is safe."""

    rank = forms.TypedChoiceField(
        label=_("Whose"), choices=ContactRank, coerce=int, initial=ContactRank.HERSELF
    )
    channel = forms.ChoiceField(label=_("How"), choices=Channel, initial=Channel.PHONE)
    address = forms.CharField(
        label=_("Number or address"),
        max_length=60,
        required=False,
        help_text=_("With the country code: +60 12 345 6789."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=_LANGUAGES, initial="id")
    from_hour = forms.TimeField(label=_("May be reached from"), widget=_TIME_INPUT, initial="08:00")
    until_hour = forms.TimeField(label=_("until"), widget=_TIME_INPUT, initial="20:00")
    no_call_after = forms.TimeField(
        label=_("Do not call after"), widget=_TIME_INPUT, required=False
    )
    is_shared = forms.BooleanField(
        label=_("Others read this phone: messages must say nothing"), required=False
    )

    def way(self) -> Way:
        """Return what was entered as the action takes it."""
        return Way(**{name: self.cleaned_data[name] for name in Way.__dataclass_fields__})


def initial_way(contact: SafeContact) -> dict[str, Any]:
    """Return a way without its address: it is written anew, not shown."""
    names = set(Way.__dataclass_fields__) - {"address"}
    return {name: getattr(contact, name) for name in names}


class StartForm(TermsForm):
    """The first day, and the terms."""

    began_on = forms.DateField(label=_("Works there since"), widget=_DAY_INPUT)
    field_order = ("began_on",)


class ChangeForm(TermsForm):
    """From when, and what changed."""

    kind = forms.ChoiceField(
        label=_("What happened"), choices=[one for one in TermsKind.choices if one[0] != "start"]
    )
    from_on = forms.DateField(label=_("From"), widget=_DAY_INPUT)
    field_order = ("kind", "from_on")


class EndForm(forms.Form):
    """Why a placement ended."""

    reason = forms.ChoiceField(label=_("Why it ended"), choices=EndReason)


class ReturnForm(forms.Form):
    """When she plans to come home."""

    returns_on = forms.DateField(label=_("Plans to come home on"), widget=_DAY_INPUT)


NOBODY = "nobody"
"""What a call says that nobody took; chosen, never the default."""


class CallForm(forms.Form):
    """A call by an officer."""

    answer = forms.ChoiceField(
        label=_("What she said"),
        choices=[*Answer.choices, (NOBODY, _("Nobody answered"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In her words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Sealed; you and her case worker can read it, nobody else."),
    )


class CloseForm(forms.Form):
    """What was done."""

    outcome = forms.ChoiceField(
        label=_("What was done"), choices=[(one.value, one.label) for one in CLOSE_WITH]
    )
    text = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )


class MissionForm(forms.Form):
    """Telephones that were tried."""

    phones = forms.CharField(label=_("Telephones"), max_length=120)
    source = forms.CharField(label=_("Whence"), max_length=120)
