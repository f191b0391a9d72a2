"""Forms of the pool, its products, and what-if questions."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pulang.access.terms import Role
from pulang.base.errors import Refused
from pulang.base.ids import PATTERN, new_ulid
from pulang.law.terms import Component
from pulang.lending.actions.pools import ALLOCATION, Funding
from pulang.lending.models import Ceiling, ProductTerms, RoleLimit
from pulang.lending.rules import amounts
from pulang.lending.rules.pool import Scenario
from pulang.lending.rules.schedule import MOST_RATE
from pulang.lending.terms import FundingKind, InterestMethod
from pulang.places.models import Country


class RupiahField(forms.CharField):
    """An amount in whole rupiah: `1.500.000` and `1500000` are read alike, a doubtful one is refused."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("max_length", 30)
        super().__init__(**given)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def clean(self, value: Any) -> Any:
        """Return whole rupiah above zero; None for an empty field that may be empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            read = amounts.read(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        if read.signed <= 0:
            raise forms.ValidationError(gettext("Write an amount above zero."))
        return read.amount


class DayField(forms.DateField):
    """A day, with the device's own calendar."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**given)


class ScenarioForm(forms.Form):
    """What is assumed about a revolving fund; shares in percent."""

    USUAL: ClassVar[dict[str, Any]] = {
        "allocation": str(ALLOCATION),
        "loan": "60000000",
        "months": 12,
        "grace_months": 0,
        "rate": 6,
        "loss": 2,
        "late": 10,
        "cost": 0,
        "years": 5,
    }
    allocation = RupiahField(label=_("the fund begins with"))
    loan = RupiahField(label=_("one loan"))
    months = forms.IntegerField(label=_("months of a loan"), min_value=1, max_value=36)
    grace_months = forms.IntegerField(label=_("months of grace"), min_value=0, max_value=12)
    rate = forms.DecimalField(label=_("yearly rate, percent"), min_value=0, max_value=60)
    loss = forms.DecimalField(
        label=_("never paid, percent of what is due"), min_value=0, max_value=100
    )
    late = forms.DecimalField(
        label=_("paid three months late, percent"), min_value=0, max_value=100
    )
    cost = forms.DecimalField(
        label=_("cost a year, percent of what is out"), min_value=0, max_value=50
    )
    years = forms.IntegerField(label=_("years"), min_value=1, max_value=15)

    def clean(self) -> dict[str, Any]:
        """Refuse what the rules refuse, with their sentence."""
        said = super().clean() or {}
        if not self.errors:
            try:
                self._of(said).schedule()
            except Refused as refusal:
                self.add_error(None, refusal.sentence)
        if not self.errors and said["loan"] > said["allocation"]:
            self.add_error("loan", gettext("One loan cannot be larger than the fund."))
        return said

    def scenario(self) -> Scenario:
        """Return what was assumed."""
        return self._of(self.cleaned_data)

    def horizon(self) -> int:
        """Return how far to look."""
        is_right = self.is_bound and self.is_valid()
        return int(self.cleaned_data["years"] if is_right else self.USUAL["years"])

    @classmethod
    def usual(cls) -> Scenario:
        """Return the scenario of a form that nobody filled in yet."""
        return cls._of({**cls.USUAL, "allocation": ALLOCATION, "loan": 60_000_000})

    @staticmethod
    def _of(said: dict[str, Any]) -> Scenario:
        return Scenario(
            allocation=said["allocation"],
            loan=said["loan"],
            annual_rate=round(said["rate"] * 100),
            months=said["months"],
            grace_months=said["grace_months"],
            method=InterestMethod.ANNUITY,
            loss=round(said["loss"] * 100),
            late=round(said["late"] * 100),
            cost=round(said["cost"] * 100),
        )


class FundingForm(forms.Form):
    """Money into the pool or out of it; asked twice before it is booked."""

    kind = forms.ChoiceField(label=_("kind"), choices=FundingKind)
    amount = RupiahField(label=_("amount in rupiah"))
    source = forms.CharField(label=_("source"), max_length=200)
    booked_on = DayField(label=_("booked"))
    reference = forms.CharField(label=_("decision or letter"), max_length=120, required=False)
    form = forms.RegexField(rf"^{PATTERN}$", initial=new_ulid, widget=forms.HiddenInput)
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def funding(self) -> Funding:
        """Return what was written."""
        said = self.cleaned_data
        return Funding(
            FundingKind(said["kind"]),
            said["source"],
            said["amount"],
            said["booked_on"],
            said["reference"],
            said["form"],
        )


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new version of a product's terms: what is not changed stays as it was."""

    class Meta:
        model = ProductTerms
        fields = (
            "annual_rate",
            "months_most",
            "amount_least",
            "amount_most",
            "method",
            "grace",
            "grace_months",
            "start_latest_days",
            "due_moves",
            "penalty_rate",
            "penalty_free_days",
            "wage_share_most",
            "wage_share_warn",
            "starts_on",
            "source",
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "annual_rate": _("600 basis points are 6 percent."),
            "penalty_rate": _("0 is no penalty."),
            "wage_share_most": _("3500 basis points are 35 percent."),
            "amount_least": _("In whole rupiah."),
            "amount_most": _("In whole rupiah."),
            "starts_on": _("Today or later."),
            "source": _("Number and day of the decision."),
        }

    def clean_annual_rate(self) -> int:
        """Refuse usury, and percent that were meant as basis points."""
        rate = int(self.cleaned_data["annual_rate"])
        if rate > MOST_RATE:
            raise forms.ValidationError(
                gettext(
                    "A rate of %(rate)s percent a year is refused; the most is 60. 6 percent is written as 600 basis points."
                )
                % {"rate": f"{rate / 100:g}"}
            )
        if 0 < rate < 100:
            raise forms.ValidationError(
                gettext("Less than 1 percent a year? 6 percent is written as 600 basis points.")
            )
        return rate

    def changes(self) -> dict[str, Any]:
        """Return what the new version changes."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"starts_on", "source"}
        }


class CeilingForm(forms.ModelForm):  # type: ignore[type-arg]
    """The most that is paid for a component; a change is a new line."""

    component = forms.ChoiceField(label=_("for"), choices=Component)
    destination = forms.ModelChoiceField(
        label=_("destination"),
        queryset=Country.objects.filter(is_destination=True),
        required=False,
        empty_label=_("every destination"),
    )
    most = RupiahField(label=_("up to, in rupiah"))

    class Meta:
        model = Ceiling
        fields = ("component", "destination", "most", "starts_on", "source")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }


class LimitForm(forms.ModelForm):  # type: ignore[type-arg]
    """Up to which amount a role decides; a change is a new line."""

    role = forms.ChoiceField(
        label=_("role"), choices=[(Role.BANK_APPROVER.value, Role.BANK_APPROVER.label)]
    )
    most = RupiahField(label=_("up to, in rupiah"))

    class Meta:
        model = RoleLimit
        fields = ("role", "most", "starts_on")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        }
