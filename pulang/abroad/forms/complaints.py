"""Shapes of what people write about complaints, deaths, remittances and contacts."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.abroad.actions.complaints import ComplaintDraft
from pulang.abroad.actions.death_reports import DeathNews
from pulang.abroad.actions.deaths import Told
from pulang.abroad.actions.way_home import ClaimNews, HandOver, LegPlan
from pulang.abroad.terms import (
    ClaimState,
    ComplaintCategory,
    ComplaintState,
    ContactChannel,
    CostKind,
    Currency,
    DeathPaperKind,
    DeathSource,
    FamilyDecision,
    FundSource,
    IdentityEvidence,
    LegMode,
    NoticeTo,
    PaperState,
    RemittancePurpose,
    Suspicion,
    ToldWith,
)
from pulang.people.queries.search import Hit
from pulang.places.forms import PlaceField
from pulang.places.models import Country


def _day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class CountryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A country by its name in the reader's language, destinations of NTT first."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Country.objects.order_by("-is_destination", "name_id"),
            label=_("Country"),
            required=False,
            empty_label=_("not known"),
            **options,
        )


# --- complaints ---


class ComplaintForm(forms.Form):
    """A complaint, by an officer or by the worker herself."""

    category = forms.ChoiceField(
        label=_("What is it about?"), choices=ComplaintCategory, widget=forms.RadioSelect
    )
    is_in_danger = forms.TypedChoiceField(
        label=_("In danger now?"),
        choices=[("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=_("Locked in, beaten, threatened, or afraid of it."),
    )
    story = forms.CharField(
        label=_("What happened?"),
        widget=forms.Textarea({"rows": 4}),
        required=False,
        max_length=4000,
        help_text=_("In your own words. It may stay empty."),
    )

    def draft(self) -> ComplaintDraft:
        """Return what was said."""
        return ComplaintDraft(**self.cleaned_data)


class ComplaintStepForm(forms.Form):
    """The next step of a complaint."""

    state = forms.ChoiceField(label=_("Next step"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("What was done, what came of it"),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args: Any, states: list[ComplaintState], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            (str(state), state.label) for state in states
        ]


# --- deaths ---


class NewsForm(forms.Form):
    """A message of a death, as it came."""

    source = forms.ChoiceField(
        label=_("From whom did the news come?"), choices=DeathSource, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name, as given"),
        max_length=200,
        required=False,
        help_text=_("Write it as you heard or read it, also when it is short or may be wrong."),
    )
    country = CountryChoice()
    place = forms.CharField(
        label=_("Place abroad"),
        max_length=120,
        required=False,
        help_text=_("Town, state, plantation: Shah Alam, Selangor"),
    )
    died_on = forms.DateField(label=_("Day of death"), required=False, widget=_day_input())
    employer = forms.CharField(label=_("Employer"), max_length=160, required=False)
    home = PlaceField(label=_("Home in NTT"), required=False)
    told_by_whom = forms.CharField(
        label=_("Who says so"),
        max_length=160,
        required=False,
        help_text=_("Name and number of the person or office, so that we can ask again."),
    )

    def news(self) -> DeathNews:
        """Return what the message says."""
        data = dict(self.cleaned_data)
        home = data.pop("home")
        return DeathNews(**data, home_code=home.code)


class IdentifyForm(forms.Form):
    """Who the deceased is, and by what an officer knows it."""

    person = forms.ChoiceField(label=_("Who is it?"), widget=forms.RadioSelect)
    evidence = forms.ChoiceField(
        label=_("By what is it known?"), choices=IdentityEvidence, widget=forms.RadioSelect
    )
    died_on = forms.DateField(label=_("Day of death"), required=False, widget=_day_input())
    note = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, *args: Any, hits: list[Hit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (hit.public_id, _hit_in_words(hit)) for hit in hits
        ]


def _hit_in_words(hit: Hit) -> str:
    born = f"{hit.born_on:%d-%m-%Y}" if hit.born_on else ""
    return " · ".join(filter(None, (hit.full_name or hit.description, born, hit.place)))


class LookForm(forms.Form):
    """Another name to look for."""

    look = forms.CharField(label=_("Look for another name or village"), max_length=200)


class TellForm(forms.Form):
    """How the family was told."""

    told_at = forms.DateTimeField(
        label=_("When (WITA)"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    teller = forms.CharField(label=_("Who told them"), max_length=120)
    teller_is_trained = forms.BooleanField(
        label=_("This person is trained to bring such news"), required=False
    )
    told_whom = forms.CharField(label=_("Who of the family was told"), max_length=120)
    told_relation = forms.CharField(
        label=_("Relation to the deceased"), max_length=60, help_text=_("mother, wife, brother")
    )
    told_with = forms.ChoiceField(label=_("Who stood beside"), choices=ToldWith)
    told_with_name = forms.CharField(label=_("Name of who stood beside"), max_length=120)

    def told(self) -> Told:
        """Return how they were told."""
        return Told(**self.cleaned_data)


class DecisionForm(forms.Form):
    """What the family decided."""

    decision = forms.ChoiceField(
        label=_("The family wishes"), choices=FamilyDecision, widget=forms.RadioSelect
    )
    by_whom = forms.CharField(label=_("Who of the family decided"), max_length=120)


class StepForm(forms.Form):
    """A step done, or left out with a reason."""

    happened_on = forms.DateField(label=_("Day"), required=False, widget=_day_input())
    note = forms.CharField(
        label=_("Remark, or why it is not needed"), max_length=300, required=False
    )


class PaperForm(forms.Form):
    """Where a paper stands."""

    kind = forms.ChoiceField(label=_("Paper"), choices=DeathPaperKind)
    state = forms.ChoiceField(label=_("State"), choices=PaperState)
    received_on = forms.DateField(label=_("Received on"), required=False, widget=_day_input())
    note = forms.CharField(label=_("Remark"), max_length=200, required=False)


class CostForm(forms.Form):
    """One cost."""

    kind = forms.ChoiceField(label=_("What for"), choices=CostKind)
    label = forms.CharField(label=_("More exactly"), max_length=100, required=False)
    amount = forms.IntegerField(label=_("Amount (Rp)"), min_value=1, max_value=10**12)


class ShareForm(forms.Form):
    """Who pays how much of a cost."""

    source = forms.ChoiceField(label=_("Paid by"), choices=FundSource)
    amount = forms.IntegerField(label=_("Amount (Rp)"), min_value=1, max_value=10**12)
    paid_on = forms.DateField(
        label=_("Paid on"), required=False, widget=_day_input(),
        help_text=_("Leave empty while it is a promise."),
    )  # fmt: skip


class LegForm(forms.Form):
    """One leg of the way home."""

    mode = forms.ChoiceField(label=_("By"), choices=LegMode)
    starts_from = forms.CharField(label=_("From"), max_length=120)
    goes_to = forms.CharField(label=_("To"), max_length=120)
    leaves_on = forms.DateField(label=_("Leaves on"), widget=_day_input())
    carrier = forms.CharField(label=_("Carrier"), max_length=120, required=False)
    waybill = forms.CharField(label=_("Waybill (AWB) or number"), max_length=40, required=False)

    def plan(self) -> LegPlan:
        """Return the leg."""
        return LegPlan(**self.cleaned_data)


class HandOverForm(forms.Form):
    """A hand-over."""

    giver = forms.CharField(label=_("Who handed over"), max_length=120)
    receiver = forms.CharField(label=_("Who received"), max_length=120)
    receiver_office = forms.CharField(
        label=_("Office, or relation to the deceased"), max_length=120, required=False
    )
    witness = forms.CharField(label=_("Witness"), max_length=120)
    condition = forms.CharField(
        label=_("Condition of seal and coffin"), max_length=200, required=False
    )

    def handed(self) -> HandOver:
        """Return the hand-over."""
        return HandOver(**self.cleaned_data)


class ClaimForm(forms.Form):
    """What is new about a right of the heirs."""

    state = forms.ChoiceField(label=_("State"), choices=ClaimState)
    heir = forms.CharField(label=_("Heir"), max_length=120, required=False)
    amount = forms.IntegerField(label=_("Amount"), min_value=1, required=False)
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[("", "–"), *Currency.choices], required=False
    )
    filed_on = forms.DateField(label=_("Handed in on"), required=False, widget=_day_input())
    paid_on = forms.DateField(label=_("Paid on"), required=False, widget=_day_input())
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def news(self) -> ClaimNews:
        """Return what is new."""
        return ClaimNews(**self.cleaned_data)


class SuspicionForm(forms.Form):
    """What has to be looked into."""

    suspicions = forms.MultipleChoiceField(
        label=_("What has to be looked into"),
        choices=Suspicion,
        widget=forms.CheckboxSelectMultiple,
    )


class NoticeForm(forms.Form):
    """A message about a death that leaves."""

    to = forms.ChoiceField(label=_("To"), choices=NoticeTo)
    whom = forms.CharField(label=_("Name of person or office"), max_length=120, required=False)


# --- herself, and the family ---


class RemittanceForm(forms.Form):
    """What she sent in a month."""

    month = forms.CharField(label=_("Month"), widget=forms.DateInput({"type": "month"}))
    amount = forms.IntegerField(label=_("Amount"), min_value=1, max_value=10**12)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency, initial=Currency.MYR)
    purpose = forms.ChoiceField(label=_("Meant for"), choices=RemittancePurpose)

    def clean_month(self) -> date:
        """Read 2026-11 as its first day."""
        text = str(self.cleaned_data["month"])
        try:
            return date.fromisoformat(f"{text[:7]}-01")
        except ValueError:
            raise forms.ValidationError(_("Write year and month: 2026-11.")) from None


class ContactForm(forms.Form):
    """A contact with the family."""

    contacted_on = forms.DateField(label=_("Day"), widget=_day_input())
    channel = forms.ChoiceField(label=_("How"), choices=ContactChannel)
    with_whom = forms.CharField(
        label=_("Who with whom"), max_length=120, help_text=_("mother with Maria; office with aunt")
    )
    agreed = forms.CharField(
        label=_("What was agreed"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only what the family agrees to have written down."),
    )
