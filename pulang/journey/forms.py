"""Shape of what people enter about a migration."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.base.clock import WITA
from pulang.journey.terms import (
    HoldReason,
    Occupation,
    ProceduralStatus,
    Scheme,
    SharedItem,
    Stage,
)
from pulang.places.models import Country

_DAY = forms.DateInput(attrs={"type": "date"})


def _blank(choices: Any) -> list[tuple[str, Any]]:
    return [("", "–"), *choices]


class MigrationForm(forms.Form):
    """Where to, how, as what."""

    destination = forms.ModelChoiceField(
        label=_("Country"),
        queryset=Country.objects.filter(is_destination=True),
        required=False,
        empty_label="–",
    )
    occupation = forms.ChoiceField(
        label=_("Kind of work"), choices=_blank(Occupation.choices), required=False
    )
    scheme = forms.ChoiceField(
        label=_("How she is placed"), choices=_blank(Scheme.choices), required=False
    )
    procedural_status = forms.ChoiceField(
        label=_("Official procedure"),
        choices=ProceduralStatus,
        initial=ProceduralStatus.BELUM_DIKETAHUI,
    )


class OpenForm(MigrationForm):
    """A new file; also of somebody who left long ago."""

    stage = forms.ChoiceField(
        label=_("Where she stands today"),
        choices=[
            (Stage.INTERESTED.value, _("she wants to go")),
            (Stage.DEPARTED.value, _("she has left")),
            (Stage.WORKING.value, _("she works abroad")),
            (Stage.RETURNING.value, _("she is on the way home")),
            (Stage.HOME.value, _("she is home again")),
        ],
        initial=Stage.INTERESTED,
    )
    occurred_on = forms.DateField(
        label=_("since"), required=False, widget=_DAY, help_text=_("Empty: today.")
    )


def moment_of(day: Any, *, at: datetime, since: datetime | None = None) -> datetime | None:
    """Return the moment meant by a day: now if it is today, else its noon in NTT.

    On the very day of `since`, when she reached the stage before, it is not earlier than that.
    """
    if day is None or day == at.astimezone(WITA).date():
        return None
    noon = datetime.combine(day, time(12), tzinfo=WITA)
    return max(noon, since) if since and day == since.astimezone(WITA).date() else noon


class ReachForm(forms.Form):
    """The next stage, and the day it happened."""

    stage = forms.ChoiceField(choices=Stage)
    occurred_on = forms.DateField(required=False, widget=_DAY)


class ReasonForm(forms.Form):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class OverrideForm(ReasonForm):
    """Which requirement, before which stage, and why."""

    stage = forms.ChoiceField(choices=Stage)
    requirement = forms.CharField(max_length=60)


class HoldForm(forms.Form):
    """Why a migration is halted: a class of reason, no story."""

    reason = forms.ChoiceField(label=_("Reason"), choices=HoldReason)


class ShareForm(forms.Form):
    """What the family may see."""

    shares = forms.MultipleChoiceField(
        label=_("What the family may see"),
        choices=SharedItem,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what she agrees to. She can take the link back at any time."),
    )


class CorrectionForm(ReasonForm):
    """The right day of an entry, or that it was a mistake."""

    occurred_on = forms.DateField(label=_("It happened on"), required=False, widget=_DAY)
    is_mistake = forms.BooleanField(label=_("It never happened: take it back"), required=False)


class TimelineFilter(forms.Form):
    """What part of a timeline to show."""

    stage = forms.ChoiceField(label=_("Stage"), choices=_blank(Stage.choices), required=False)
    agency = forms.CharField(required=False, max_length=26)
    since = forms.DateField(label=_("from"), required=False, widget=_DAY)
    until = forms.DateField(label=_("until"), required=False, widget=_DAY)
