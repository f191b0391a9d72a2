"""Stopping a departure: who, why, five questions, warning signs, who recruited."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.access.models import Organisation
from pulang.departure.actions.interceptions import Recruiter, Screen, Stop
from pulang.departure.forms.fields import YesNoField, day, rupiah
from pulang.departure.queries import interceptions as queries
from pulang.departure.rules import warnings
from pulang.departure.terms import (
    QUESTIONS,
    RED_FLAGS,
    Answer,
    Band,
    Carrier,
    Component,
    FollowUp,
    Payee,
    Payer,
    RouteAnswer,
    StopReason,
)
from pulang.people.actions.persons import Draft
from pulang.people.rules import births, nik
from pulang.people.terms import Sex
from pulang.places.models import ExitPoint
from pulang.places.queries import exits

_BEFORE_QUESTIONS = ("exit_point", "full_name", "sex", "birth", "nik", "description", "reasons")


class StopForm(forms.Form):
    """All on one sheet; only the exit point, a reason and one mark of the person are needed."""

    exit_point = forms.ModelChoiceField(label=_("Exit point"), queryset=ExitPoint.objects.none())
    full_name = forms.CharField(label=_("Her or his name"), max_length=200, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("not known")), *Sex.choices], required=False
    )
    birth = forms.CharField(
        label=_("Birth date or age"), max_length=40, required=False, help_text="12-03-2001, ± 20 th"
    )
    nik = forms.CharField(label=_("NIK"), max_length=30, required=False)
    description = forms.CharField(
        label=_("How to recognise her or him"),
        max_length=200,
        required=False,
        help_text=_("Where there is no name: about how old, from where, what she wears."),
    )
    reasons = forms.MultipleChoiceField(
        label=_("Why the departure is stopped"),
        choices=StopReason.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    bound_for = forms.CharField(
        label=_("Where was she or he going?"), max_length=100, required=False
    )
    carrier = forms.ChoiceField(
        label=_("Travelled by"), choices=Carrier.choices, initial=Carrier.UNKNOWN
    )
    voyage = forms.CharField(label=_("Flight or ship"), max_length=60, required=False)
    companion_count = forms.IntegerField(
        label=_("How many travel with her or him"), min_value=0, max_value=500, initial=0
    )
    child_count = forms.IntegerField(
        label=_("Children among them"), min_value=0, max_value=500, initial=0
    )
    was_accompanied = YesNoField(label=_("Does somebody escort them?"))
    flags = forms.MultipleChoiceField(
        label=_("Warning signs that you see"),
        choices=list(RED_FLAGS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    decided_band = forms.ChoiceField(
        label=_("What is to be done"),
        choices=[("", _("what the signs ask for")), *Band.choices],
        required=False,
    )
    disagreement = forms.CharField(
        label=_("Why otherwise than the signs ask for"), max_length=300, required=False
    )
    recruiter_name = forms.CharField(label=_("Recruiter: name"), max_length=200, required=False)
    recruiter_phone = forms.CharField(label=_("Recruiter: phone"), max_length=40, required=False)
    recruiter_address = forms.CharField(
        label=_("Recruiter: address"), max_length=200, required=False
    )
    recruiter_company = forms.CharField(
        label=_("Recruiter: company"), max_length=200, required=False
    )
    recruiter_relation = forms.CharField(
        label=_("Recruiter: how she or he knows them"), max_length=200, required=False
    )
    recruiter_escort = forms.CharField(label=_("Who escorted"), max_length=200, required=False)
    recruiter_vehicle = forms.CharField(
        label=_("Vehicle, number plate"), max_length=100, required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["exit_point"].queryset = exits.exit_points()  # type: ignore[attr-defined]
        for code, words in QUESTIONS.items():
            self.fields[code] = forms.ChoiceField(
                label=str(words), choices=Answer.choices, initial=Answer.NOT_ASKED, required=False
            )
        # Urgent needs and her own answers first; the recruiter comes last, if at all.
        self.order_fields([*_BEFORE_QUESTIONS, *QUESTIONS])

    def clean_nik(self) -> str:
        """Refuse a number that is no NIK."""
        text = str(self.cleaned_data["nik"]).strip()
        if text and not nik.digits_of(text):
            raise forms.ValidationError(_("This is not a NIK of 16 digits."))
        return text

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be: more children than companions."""
        data = super().clean() or {}
        if (data.get("child_count") or 0) > (data.get("companion_count") or 0):
            self.add_error("child_count", _("More children than companions."))
        return data

    def answers(self) -> dict[str, str]:
        """Return the answers to the five questions."""
        return {code: self.cleaned_data.get(code) or Answer.NOT_ASKED for code in QUESTIONS}

    def pointed_at(self) -> tuple[str, ...]:
        """Return the signs that the answers point at and that are not ticked."""
        ticked = self.cleaned_data["flags"]
        return tuple(one for one in warnings.pointed_at(self.answers()) if one not in ticked)

    def stop(self) -> Stop:
        """Return why and how the departure was stopped."""
        said = self.cleaned_data
        return Stop(
            tuple(said["reasons"]),
            said["bound_for"],
            said["carrier"],
            said["voyage"],
            said["companion_count"],
            said["child_count"],
            said["was_accompanied"],
        )

    def screen(self) -> Screen:
        """Return the answers and the signs the officer stands by."""
        said = self.cleaned_data
        return Screen(
            self.answers(),
            tuple(said["flags"]),
            self.pointed_at(),
            said["decided_band"],
            said["disagreement"],
        )

    def draft(self) -> Draft:
        """Return what is said of the person."""
        said = self.cleaned_data
        born = births.parse_date(said["birth"], today=self.today)
        return Draft(
            full_name=said["full_name"],
            sex=said["sex"],
            born_on=born.on,
            birth_precision=born.precision,
            nik=said["nik"],
            description=said["description"],
        )

    def recruiter(self) -> Recruiter:
        """Return what was said of who recruited her."""
        names = ("name", "phone", "address", "company", "relation", "escort", "vehicle")
        return Recruiter(**{name: self.cleaned_data[f"recruiter_{name}"] for name in names})


class FollowForm(forms.Form):
    """What became of her."""

    state = forms.ChoiceField(label=_("What followed"), choices=FollowUp.choices)
    shelter = forms.ModelChoiceField(
        label=_("Shelter"),
        queryset=Organisation.objects.none(),
        required=False,
        help_text=_("Only for temporary shelter; seen by few."),
    )

    def __init__(self, *args: Any, steps: list[FollowUp], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one, one.label) for one in steps]  # type: ignore[attr-defined]
        self.fields["shelter"].queryset = queries.shelters()  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    """What she says to the official way."""

    answer = forms.ChoiceField(label=_("Her answer"), choices=RouteAnswer.choices)


class WayHomeForm(forms.Form):
    """What the way on or home costs, and which office pays."""

    component = forms.ChoiceField(
        label=_("For what"),
        choices=[
            (one, one.label)
            for one in (Component.TICKET, Component.LOCAL_TRANSPORT, Component.LODGING)
        ],
    )
    amount = rupiah(_("Amount"))
    charged_to = forms.ChoiceField(
        label=_("Who pays"),
        choices=[(one, one.label) for one in (Payer.GOVERNMENT, Payer.AGENCY, Payer.EMPLOYER)],
        help_text=_("The way home is not billed to her."),
    )
    paid_to = forms.ChoiceField(label=_("Paid to"), choices=Payee.choices, initial=Payee.CARRIER)
    paid_on = day(_("Paid on"))
