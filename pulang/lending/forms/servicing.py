"""Hard times: what is proposed, and the answer to it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.lending.forms.applying import RupiahField as MaybeRupiah
from pulang.lending.forms.showing import RupiahField
from pulang.lending.terms import Grace, Hardship, RequestKind


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


_HOW = _("In whole rupiah: 1.500.000 or 1500000")


class ProposalForm(forms.Form):
    """What every proposal says: why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    def figures(self) -> dict[str, Any]:
        """Return what is proposed, as it is stored."""
        said = {key: value for key, value in self.cleaned_data.items() if key not in _WORDS}
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in said.items()
            if value is not None
        }


_WORDS = ("reason", "hardship")


class RestructureForm(ProposalForm):
    """A new schedule for what is owed."""

    hardship = forms.ChoiceField(
        label=_("Because of"),
        choices=[one for one in Hardship.choices if one[0] != Hardship.CODED],
    )
    months = forms.IntegerField(label=_("New months"), min_value=1, max_value=60)
    first_due_on = _day(_("First instalment due on"))
    annual_rate = forms.DecimalField(
        label=_("yearly rate, percent"),
        min_value=0,
        max_value=60,
        decimal_places=2,
        max_digits=4,
    )
    grace = forms.ChoiceField(label=_("Grace"), choices=Grace.choices)
    grace_months = forms.IntegerField(label=_("Months of grace"), min_value=0, max_value=24)
    capitalise = forms.BooleanField(
        label=_("Add the unpaid interest to the principal"),
        required=False,
        help_text=_("It bears interest then. Without it, the first instalment asks for it."),
    )

    def figures(self) -> dict[str, Any]:
        """Return what is proposed; rates are stored in basis points."""
        return super().figures() | {"annual_rate": round(self.cleaned_data["annual_rate"] * 100)}


class WaiveForm(ProposalForm):
    """What is given up."""

    penalty = MaybeRupiah(label=_("Penalty"), help_text=_HOW)
    interest = MaybeRupiah(label=_("Interest"), help_text=_HOW)


class ClaimForm(ProposalForm):
    """What the insurer is asked for."""

    asked = RupiahField(label=_("Asked of the insurer"), help_text=_HOW)
    reference = forms.CharField(label=_("Number at the insurer"), max_length=60, required=False)


FORMS: dict[RequestKind, type[ProposalForm]] = {
    RequestKind.RESTRUCTURE: RestructureForm,
    RequestKind.WAIVE: WaiveForm,
    RequestKind.CLAIM: ClaimForm,
}
"""The form of each kind; a kind without figures says only why."""


class DeclineForm(forms.Form):
    """Why not."""

    note = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("In a sentence that the other understands.")
    )


class PaidForm(forms.Form):
    """What the insurer paid."""

    amount = RupiahField(label=_("Paid by the insurer"), help_text=_HOW)
    paid_on = _day(_("Paid on"))


class BeginForm(forms.Form):
    """From when she pays back."""

    first_due_on = _day(_("First instalment due on"))
