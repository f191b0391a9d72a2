"""Amounts, decisions about them, versions of the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.departure.forms.fields import day, rupiah
from pulang.departure.models import CostRule
from pulang.departure.terms import Charge, Component, Payee, Payer, Review
from pulang.journey.terms import Occupation
from pulang.places.models import Country
from pulang.places.queries import exits


class CostForm(forms.Form):
    """One amount that somebody was charged."""

    component = forms.ChoiceField(label=_("For what"), choices=Component.choices)
    amount = rupiah(_("Amount"))
    charged_to = forms.ChoiceField(label=_("Who paid"), choices=Payer.choices)
    paid_to = forms.ChoiceField(label=_("Paid to"), choices=Payee.choices)
    paid_on = day(_("Paid on"))
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=200,
        required=False,
        help_text=_("Receipt, transfer, who saw it. No names of persons."),
    )


class ReviewForm(forms.Form):
    """What the officer decides about an amount."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Review.choices)
    note = forms.CharField(label=_("Reason"), max_length=300)


class RefundForm(forms.Form):
    """How much was paid back to her in all."""

    amount = rupiah(_("Paid back in all"))


class RulesetForm(forms.Form):
    """A new version of the cost rules: what the last one says, but for one rule."""

    code = forms.SlugField(
        label=_("Short code"), max_length=40, help_text=_("Such as PMP2MI17-2025")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    starts_on = day(_("Holds for files opened from"))
    source = forms.CharField(label=_("Source"), max_length=200)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    component = forms.ChoiceField(label=_("Item that changes"), choices=Component.choices)
    occupation = forms.ChoiceField(
        label=_("Job"), choices=[("", _("every job")), *Occupation.choices], required=False
    )
    destination = forms.ModelChoiceField(
        label=_("Destination"),
        queryset=Country.objects.none(),
        required=False,
        empty_label=_("every destination"),
    )
    charge = forms.ChoiceField(label=_("Charging the worker"), choices=Charge.choices)
    cap = rupiah(_("Up to"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = exits.destinations()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A cap belongs to what is capped."""
        data = super().clean() or {}
        capped = data.get("charge") == Charge.CAPPED
        if capped and data.get("cap") is None:
            self.add_error("cap", _("Say up to which amount."))
        if not capped:
            data["cap"] = None
        return data

    def change(self) -> CostRule:
        """Return the rule that changes."""
        said = self.cleaned_data
        return CostRule(
            component=said["component"],
            occupation=said["occupation"],
            destination=said["destination"],
            charge=said["charge"],
            cap=said["cap"],
            source=said["source"],
        )

    def version(self) -> dict[str, Any]:
        """Return what names the version."""
        names = ("code", "title", "starts_on", "source", "remark")
        return {name: self.cleaned_data[name] for name in names}
