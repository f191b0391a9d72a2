"""Forms of the desk of paying."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.lending.actions.receipts import MOST_BYTES
from pulang.lending.forms.showing import RupiahField
from pulang.lending.models import Loan, Payee, Pool, Tranche
from pulang.lending.terms import LoanState, PayeeKind


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


class BankFile(forms.FileField):
    """A file of the bank. One that is too large is refused before any of it is read."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse by the size that was counted while it came in."""
        file = super().clean(data, initial)
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(most)d MB. Ask the bank for one file a day.")
                % {"most": MOST_BYTES // 1_000_000}
            )
        return file


class LoanFilter(forms.Form):
    """Which loans to list."""

    words = forms.CharField(
        label=_("Name, loan number or virtual account"), max_length=100, required=False
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("all")), *LoanState.choices], required=False
    )
    late = forms.BooleanField(label=_("Only late ones"), required=False)


class PayeeForm(forms.Form):
    """An account for the list; a worker's is named by a loan of hers."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PayeeKind.choices)
    name = forms.CharField(label=_("Name of the account holder"), max_length=140)
    bank_code = forms.CharField(
        label=_("Bank (BIC)"), max_length=11, help_text=_("8 or 11 letters and digits: PDNTIDJ1")
    )
    account_number = forms.CharField(label=_("Account number"), max_length=40)
    loan = forms.CharField(
        label=_("Loan number, for an account of the worker"), max_length=20, required=False
    )

    def __init__(self, *args: Any, loans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._loans = loans

    def clean_loan(self) -> Loan | None:
        """Return the loan whose borrower owns the account."""
        number = self.cleaned_data["loan"].strip()
        if not number:
            return None
        loan: Loan | None = self._loans.filter(number=number).first()
        if loan is None:
            raise forms.ValidationError(_("No loan of your bank has this number."))
        return loan

    def clean(self) -> dict[str, Any]:
        """A worker's account is named by a loan of hers, any other by none."""
        said = super().clean() or {}
        is_hers = said.get("kind") == PayeeKind.WORKER
        if "loan" in said and is_hers != bool(said["loan"]):
            sentence = _("An account of the kind “worker” belongs to one borrower, others to none.")
            self.add_error("loan", sentence)
        return said


class BecauseForm(forms.Form):
    """Why a step is taken."""

    because = forms.CharField(label=_("Reason"), max_length=200)


class PrepareForm(forms.Form):
    """To whom a tranche is paid, and what shows that the cost arose."""

    payee = forms.ModelChoiceField(
        label=_("Account"),
        queryset=Payee.objects.none(),
        empty_label=_("Choose an account"),
        help_text=_("One is missing? Add it under “Payees”; a second person allows it."),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=200,
        help_text=_("Number and day of the bill, and where the paper lies."),
    )

    def __init__(self, *args: Any, payees: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payee"].queryset = payees  # type: ignore[attr-defined]


class ConfirmForm(forms.Form):
    """That the bank has paid, on which day, and what shows it."""

    paid_on = _day(_("Paid on"))
    evidence = forms.CharField(label=_("What shows that the bank has paid"), max_length=120)


class RefundForm(forms.Form):
    """What a provider gave back."""

    amount = RupiahField(
        label=_("Amount in rupiah"), help_text=_("In whole rupiah: 1.500.000 or 1500000")
    )
    received_on = _day(_("Received on"))
    reference = forms.CharField(label=_("Reference of the bank"), max_length=60)


class BatchForm(forms.Form):
    """Which released tranches go into the file, executed on which day."""

    tranches = forms.ModelMultipleChoiceField(
        label=_("Tranches"), queryset=Tranche.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    execute_on = _day(_("To be executed on"))

    def __init__(self, *args: Any, tranches: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tranches"].queryset = tranches  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """The bank's answer to a payment file."""

    file = BankFile(label=_("File of the bank (pain.002 or CSV)"))


class StatementForm(forms.Form):
    """A statement of the pool's account."""

    pool = forms.ModelChoiceField(label=_("Pool"), queryset=Pool.objects.none(), empty_label=None)
    file = BankFile(
        label=_("File of the bank"), help_text=_("camt.053, camt.054 or CSV, at most 20 MB")
    )

    def __init__(self, *args: Any, pools: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].queryset = pools  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """The loan that a payment belongs to."""

    loan = forms.CharField(label=_("Loan number"), max_length=20)

    def __init__(self, *args: Any, loans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._loans = loans

    def clean_loan(self) -> Loan:
        """Return the loan."""
        loan: Loan | None = self._loans.filter(number=self.cleaned_data["loan"].strip()).first()
        if loan is None:
            raise forms.ValidationError(_("No loan of your bank has this number."))
        return loan
