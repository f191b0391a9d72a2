"""What she writes in an application, and what the two officers say about it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.base.errors import Refused
from pulang.base.money import format_rupiah
from pulang.lending.actions.applications import Debt
from pulang.lending.actions.decisions import Answer, Proposal
from pulang.lending.models import Application, ProductTerms
from pulang.lending.queries.assessments import Assessment, Offered
from pulang.lending.rules.amounts import Style, read
from pulang.lending.terms import ApplicationState, DebtKind, Outcome, RefusalReason
from pulang.people.terms import ConsentChannel

MOST = 10**12


class RupiahField(forms.CharField):
    """Whole rupiah as people write them: 1500000, 1.500.000 or Rp1.500.000. Empty is nothing."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget", forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
        )
        super().__init__(required=False, max_length=30, **options)

    def clean(self, value: Any) -> Any:
        """Return the amount.

        Raises: ValidationError for what cannot be read with certainty.
        """
        text = str(super().clean(value) or "").strip()
        if not text:
            return 0
        try:
            found = read(text, style=Style.POINTS)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        if found.is_negative or found.amount > MOST:
            raise forms.ValidationError(_("Write an amount above zero, in whole rupiah."))
        return found.amount


class CostsForm(forms.Form):
    """What the money is for: one amount per cost that a loan may pay, and for how many months."""

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Offered],
        terms: ProductTerms,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._most = {f"cost_{one.component}": one.most for one in offered if not one.is_forbidden}
        for one in offered:
            if not one.is_forbidden:
                self.fields[f"cost_{one.component}"] = RupiahField(
                    label=one.component.label, help_text=_hint(one)
                )
        self.fields["months"] = forms.IntegerField(
            label=_("Pay back within how many months"),
            min_value=terms.grace_months + 1,
            max_value=terms.months_most,
            widget=forms.NumberInput({"inputmode": "numeric"}),
        )

    def clean(self) -> dict[str, Any]:
        """What is above its ceiling is said beside its field."""
        said = super().clean() or {}
        for name, most in self._most.items():
            if most is not None and (said.get(name) or 0) > most:
                self.add_error(name, _("At most %(most)s.") % {"most": format_rupiah(most)})
        return said

    def costs(self) -> dict[str, int]:
        """Return component → amount."""
        said = self.cleaned_data
        return {
            name.removeprefix("cost_"): amount
            for name, amount in said.items()
            if name.startswith("cost_")
        }


def _hint(one: Offered) -> str:
    said = []
    if one.most is not None:
        said.append(str(_("At most %(most)s.")) % {"most": format_rupiah(one.most)})
    if one.is_undecided:
        said.append(str(_("The law leaves it to an officer whether you may be asked to pay this.")))
    return " ".join(said)


def costs_of(application: Application) -> dict[str, Any]:
    """Return what the form of costs begins with."""
    written = {f"cost_{row.component}": row.asked for row in application.lines.all()}
    return {**written, "months": application.months}


class DebtsForm(forms.Form):
    """What she owes elsewhere, by kind of lender, and what she wants to send home."""

    wish_remittance = RupiahField(
        label=_("How much do you want to send home each month?"),
        help_text=_("The bank looks whether enough is left for it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in DebtKind:
            self.fields[f"amount_{kind}"] = RupiahField(label=_("Still owed"))
            self.fields[f"monthly_{kind}"] = RupiahField(label=_("Paid each month"))

    def rows(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Yield kind of lender with its two fields."""
        for kind in DebtKind:
            yield str(kind.label), self[f"amount_{kind}"], self[f"monthly_{kind}"]

    def clean(self) -> dict[str, Any]:
        """What is paid each month belongs to something that is owed."""
        data = super().clean() or {}
        for kind in DebtKind:
            if data.get(f"monthly_{kind}") and not data.get(f"amount_{kind}"):
                self.add_error(f"amount_{kind}", _("Say how much is still owed."))
        return data

    def debts(self) -> list[Debt]:
        """Return the debts that were named."""
        said = self.cleaned_data
        return [
            Debt(kind, said[f"amount_{kind}"], said[f"monthly_{kind}"])
            for kind in DebtKind
            if said[f"amount_{kind}"]
        ]


def debts_of(application: Application) -> dict[str, Any]:
    """Return what the form of debts begins with."""
    found: dict[str, Any] = {"wish_remittance": application.wish_remittance or ""}
    for debt in application.debts.all():
        found[f"amount_{debt.kind}"] = debt.amount
        found[f"monthly_{debt.kind}"] = debt.monthly or ""
    return found


class ConsentForm(forms.Form):
    """Her word: the bank may see her data for this loan."""

    agrees = forms.BooleanField(
        label=_(
            "I agree that the bank sees my name, my papers' state and my wage for this loan. I can take this back at any time."
        ),
        required=False,
    )
    asks_for_a_person = forms.BooleanField(
        label=_("I want a human being at the bank to look at it all the same."), required=False
    )


class CounterConsentForm(ConsentForm):
    """Her word, given at the counter."""

    agrees = forms.BooleanField(
        label=_(
            "She agrees that the bank sees her name, her papers' state and her wage for this loan."
        ),
        required=False,
    )
    asks_for_a_person = forms.BooleanField(
        label=_("She wants an approver to look at it all the same."), required=False
    )
    channel = forms.ChoiceField(
        label=_("How she agreed"),
        choices=[
            (one.value, one.label)
            for one in (ConsentChannel.SIGNED, ConsentChannel.THUMBPRINT, ConsentChannel.ORAL)
        ],
    )
    witness = forms.CharField(
        label=_("Witness"),
        max_length=200,
        required=False,
        help_text=_("For a thumbprint or spoken words."),
    )


class NoteForm(forms.Form):
    """A reason in words."""

    note = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea({"rows": 4}))


class AnswerForm(forms.Form):
    """Yes or no, with reasons that she will read."""

    outcome = forms.ChoiceField(
        label=_("Your answer"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    reasons = forms.MultipleChoiceField(
        label=_("Why it is refused"),
        choices=RefusalReason.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("She reads this. Choose at least one for a refusal."),
    )
    note = forms.CharField(
        label=_("In words"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """A refusal names its reasons."""
        said = super().clean() or {}
        if said.get("outcome") == Outcome.REFUSE and not said.get("reasons"):
            self.add_error("reasons", _("Say why it is refused: she has a right to know."))
        return said

    def answer(self) -> Answer:
        """Return what was said."""
        said = self.cleaned_data
        refuses = said["outcome"] == Outcome.REFUSE
        return Answer(Outcome(said["outcome"]), said["reasons"] if refuses else [], said["note"])


class ProposalForm(AnswerForm):
    """The officer's proposal: an answer, amounts per cost, months."""

    def __init__(self, *args: Any, found: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for line in found.lines:
            self.fields[f"grant_{line.component}"] = RupiahField(
                label=line.component.label,
                initial=line.amount,
                help_text=_("Asked: %(amount)s") % {"amount": format_rupiah(line.asked)},
            )
        self.fields["months"] = forms.IntegerField(
            label=_("Months"),
            min_value=1,
            max_value=found.application.terms.months_most,
            initial=found.months,
        )
        self._asked: Mapping[str, int] = {str(one.component): one.asked for one in found.lines}

    def clean(self) -> dict[str, Any]:
        """Nobody is granted more than was asked for."""
        data = super().clean() or {}
        for component, asked in self._asked.items():
            if (data.get(f"grant_{component}") or 0) > asked:
                self.add_error(f"grant_{component}", _("This is more than was asked for."))
        return data

    def proposal(self) -> Proposal:
        """Return what was proposed."""
        said = self.cleaned_data
        granted = {component: said[f"grant_{component}"] for component in self._asked}
        return Proposal(self.answer(), said["months"], granted)


class QueueForm(forms.Form):
    """Which applications the list shows."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("what waits for an answer")),
            *[(one.value, one.label) for one in ApplicationState if one != ApplicationState.DRAFT],
        ],
    )
    signs = forms.BooleanField(label=_("with open signs"), required=False)
    late = forms.BooleanField(label=_("late"), required=False)
