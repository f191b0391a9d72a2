"""Placement companies, permits, job orders, agreements."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pulang.departure.forms.fields import YesNoField, day, rupiah
from pulang.departure.models import JobOrder
from pulang.departure.terms import SanctionKind, Standing
from pulang.journey.terms import Occupation
from pulang.places import queries as places
from pulang.places.models import Country, Place
from pulang.places.queries import exits

_JOBS = [("", _("every job")), *Occupation.choices]


def _check_period(form: forms.Form, first: str, after: str) -> None:
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(after)
    if start and end and end <= start:
        form.add_error(after, _("The period must end after it begins."))


class AgencyFilter(forms.Form):
    """Which companies to list."""

    words = forms.CharField(label=_("Name or licence"), max_length=100, required=False)
    standing = forms.ChoiceField(
        label=_("Licence"),
        choices=[
            ("", _("all")),
            (Standing.VALID, _("may place people")),
            ("stopped", _("may not place anybody")),
        ],
        required=False,
    )
    regency = forms.ModelChoiceField(
        label=_("Branch in"), queryset=Place.objects.none(), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regency"].queryset = places.regencies()  # type: ignore[attr-defined]


class AgencyForm(forms.Form):
    """A company and its licence."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    licence = forms.CharField(label=_("SIP3MI number"), max_length=60)
    licence_starts_on = day(_("Licence valid from"))
    licence_ends_on = day(_("First day without licence"))
    deposit = rupiah(_("Deposit"))
    address = forms.CharField(label=_("Address of the head office"), max_length=300, required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("Where this was read, and on which day."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a period that cannot be."""
        data = super().clean() or {}
        _check_period(self, "licence_starts_on", "licence_ends_on")
        return data


class BranchForm(forms.Form):
    """A branch office."""

    regency = forms.ModelChoiceField(label=_("Kabupaten or kota"), queryset=Place.objects.none())
    permit = forms.CharField(label=_("Branch permit"), max_length=60, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    starts_on = day(_("From"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regency"].queryset = places.regencies()  # type: ignore[attr-defined]


class SanctionForm(forms.Form):
    """What is imposed on a company."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SanctionKind.choices)
    starts_on = day(_("From"))
    ends_on = day(_("First day without it"), required=False)
    decree = forms.CharField(label=_("Decree"), max_length=120)
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("No names of persons."))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that cannot be."""
        data = super().clean() or {}
        _check_period(self, "starts_on", "ends_on")
        return data


class LiftForm(forms.Form):
    """When a sanction ends."""

    ends_on = day(_("First day without it"))


class PermitForm(forms.Form):
    """A recruitment permit."""

    number = forms.CharField(label=_("SIP2MI number"), max_length=60)
    destination = forms.ModelChoiceField(label=_("Destination"), queryset=Country.objects.none())
    occupation = forms.ChoiceField(label=_("Job"), choices=_JOBS, required=False)
    quota = forms.IntegerField(label=_("Quota"), min_value=1, max_value=100_000)
    starts_on = day(_("From"))
    ends_on = day(_("First day without it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = exits.destinations()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that cannot be."""
        data = super().clean() or {}
        _check_period(self, "starts_on", "ends_on")
        return data


class QuotaForm(forms.Form):
    """How many a permit allows."""

    quota = forms.IntegerField(label=_("Quota"), min_value=1, max_value=100_000)


class ClosureForm(forms.Form):
    """Where nobody may be placed."""

    destination = forms.ModelChoiceField(label=_("Destination"), queryset=Country.objects.none())
    occupation = forms.ChoiceField(label=_("Job"), choices=_JOBS, required=False)
    starts_on = day(_("From"))
    ends_on = day(_("First day without it"), required=False)
    decree = forms.CharField(label=_("Decree"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = exits.destinations()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a period that cannot be."""
        data = super().clean() or {}
        _check_period(self, "starts_on", "ends_on")
        return data


class OrderFilter(forms.Form):
    """Which job orders to list."""

    destination = forms.ModelChoiceField(
        label=_("Destination"), queryset=Country.objects.none(), required=False
    )
    occupation = forms.ChoiceField(
        label=_("Job"), choices=[("", _("every job")), *Occupation.choices], required=False
    )
    only_open = forms.BooleanField(label=_("only those that take somebody"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = exits.destinations()  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """A job order under a permit."""

    number = forms.CharField(label=_("Job order number"), max_length=60)
    employer = forms.CharField(label=_("Employer"), max_length=200)
    occupation = forms.ChoiceField(label=_("Job"), choices=Occupation.choices)
    wage = forms.IntegerField(label=_("Wage a month"), min_value=1, max_value=10**9)
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Three letters: MYR, SGD, HKD, TWD"),
        max_length=3,
    )
    weekly_hours = forms.IntegerField(
        label=_("Hours a week"), min_value=1, max_value=168, required=False
    )
    has_rest_day = YesNoField(label=_("A day of rest each week"))
    places = forms.IntegerField(label=_("Places"), min_value=1, max_value=100_000)
    starts_on = day(_("From"))
    ends_on = day(_("First day without it"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that cannot be."""
        data = super().clean() or {}
        _check_period(self, "starts_on", "ends_on")
        return data


class VerifyForm(forms.Form):
    """The labour attaché's verification."""

    verified_on = day(_("Verified on"))
    reference = forms.CharField(label=_("Reference"), max_length=120)


if TYPE_CHECKING:
    _OrderField = forms.ModelChoiceField[JobOrder]
else:
    _OrderField = forms.ModelChoiceField


class OrderChoice(_OrderField):
    """A job order by number, company, wage and free places."""

    def label_from_instance(self, obj: JobOrder) -> str:
        """Say what an officer needs to choose."""
        return _("%(number)s · %(agency)s · %(wage)s %(currency)s · %(left)d free") % {
            "number": obj.number,
            "agency": obj.permit.agency,
            "wage": obj.wage,
            "currency": obj.currency,
            "left": min(obj.places - obj.used, obj.permit.quota - obj.permit.used),
        }


class AgreementForm(forms.Form):
    """Her agreement under a job order."""

    order = OrderChoice(label=_("Job order"), queryset=JobOrder.objects.none())
    signed_on = day(_("Signed on"))
    known_to_dinas_on = day(_("Known to the Dinas since"), required=False)
    wage = forms.IntegerField(
        label=_("Wage in the contract"), min_value=1, max_value=10**9, required=False
    )
    weekly_hours = forms.IntegerField(
        label=_("Hours a week in the contract"), min_value=1, max_value=168, required=False
    )
    has_rest_day = YesNoField(label=_("A day of rest in the contract"))
    told_wage = forms.IntegerField(
        label=_("Wage she was told"),
        min_value=1,
        max_value=10**9,
        required=False,
        help_text=_("Ask her alone what she was promised."),
    )

    def __init__(self, *args: Any, orders: list[JobOrder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["order"].queryset = (  # type: ignore[attr-defined]
            JobOrder.objects.filter(pk__in=[one.pk for one in orders]).select_related(
                "permit__agency"
            )
        )


class ReasonForm(forms.Form):
    """Why something is taken back."""

    because = forms.CharField(label=_("Reason"), max_length=300, help_text=_("In one sentence."))
